#pragma once

#include <QWidget>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/chart.h"
#include "ui/charts/run_curves.h"

class QComboBox;
class QGridLayout;
class QToolButton;

namespace nmf::ui {

class Readout;

/// The four charts of a run, two by two, linked in the epochs: error, effective rank, nuclear rank, singular
/// values.
///
/// The owner tells what changed and calls flush() on its timer (about every 33 ms); flush() redraws the chart
/// in use (under the mouse or with the focus) whenever it changed and the others in turn, visible ones only.
class ChartsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ChartsPanel(QWidget* parent = nullptr);
  ~ChartsPanel() override;

  /// Shows another run (or the same one restarted) and returns to follow mode.
  void setRun(const RunCurves& run);
  /// Runs to overlay, e.g. pinned ones.
  void setPinned(const std::vector<RunCurves>& runs);
  /// How the legends call the run under way where others are overlaid.
  void setRunName(const QString& name);
  /// Lets the curves of the run with this number stand out on all charts, while no other run is pointed at in
  /// a legend; empty: of none.
  void setEmphasisedRun(std::optional<std::uint64_t> run);
  /// The history of the run grew.
  void dataChanged();
  /// The epoch that the read-out gives where none is pointed at, so that it says the same as the owner's
  /// other figures; empty: the last one recorded.
  void setNewestEpoch(std::optional<qint64> epoch);
  void setPlateaus(const std::vector<Plateau>& plateaus);
  /// The stretch under way that may become a plateau; empty: none.
  void setWaiting(const std::optional<Waiting>& waiting);
  void addEarlyEnd(const EarlyEnd& end);
  void setSpectrum(std::shared_ptr<const DataSpectrum> spectrum);
  void setChanges(const std::vector<Change>& changes);

  /// Redraws what is visible, changed and due; cheap when nothing is.
  void flush();

  /// The timeline's epoch, a vertical line on every chart; empty: none (live).
  void setCursorEpoch(std::optional<qint64> epoch);
  std::optional<qint64> cursorEpoch() const;
  /// The epoch under the mouse.
  std::optional<qint64> hoverEpoch() const;

  /// Follow mode: the charts show the whole run as it grows, its values too. While only values are zoomed the
  /// epochs go on following.
  bool follows() const;
  bool logX() const;
  /// The epochs whose mean is drawn; 0: the records as they are.
  std::int64_t smoothing() const;
  /// The chart that fills the panel; null: all four are shown.
  Chart* maximised() const;

  const QList<Chart*>& charts() const;
  QList<Figure*> figures() const;

 public slots:
  void setTheme(const nmf::ui::Theme& theme);
  void setFollow(bool follow);
  void setLogX(bool logarithmic);
  void setSmoothing(qint64 epochs);
  void setMaximised(nmf::ui::Chart* chart);

 signals:
  /// The keys moved the cursor.
  void cursorEpochChanged(qint64 epoch);
  /// A click on a chart.
  void epochPicked(qint64 epoch);
  /// The user gave the cursor up (Escape, or a double click without one before it): back to the newest epoch.
  void liveRequested();
  void followChanged(bool follow);
  void logXChanged(bool logarithmic);
  /// The hovered epoch, -1 when the mouse has left.
  void hoverEpochChanged(qint64 epoch);
  void exportRequested(nmf::ui::Figure* figure);
  /// The run whose entry in a chart's legend is pointed at, which then stands out on all; empty: none.
  void runPointedAt(std::optional<std::uint64_t> run);

 private:
  struct State;

  void buildBar();
  void buildCharts();
  std::vector<RunCurves> allRuns() const;
  void updateRuns();
  void updateRankChart();
  void followRun();
  void showFollow();
  void applyRange();
  void refreshHover();
  void emphasiseRun();
  void updateReadout();
  void alignMargins();
  void setHover(std::optional<qint64> epoch);
  void moveCursor(int records, int pixels);
  QList<Chart*> shownCharts() const;
  Chart* chartInUse() const;

  std::unique_ptr<State> state_;
  QList<Chart*> charts_;
  QGridLayout* grid_ = nullptr;
  Readout* readout_ = nullptr;
  QToolButton* followButton_ = nullptr;
  QToolButton* logXButton_ = nullptr;
  QComboBox* smoothing_ = nullptr;
};

}  // namespace nmf::ui
