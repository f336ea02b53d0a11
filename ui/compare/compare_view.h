#pragma once

#include <optional>

#include "ui/compare/compare_sheets.h"
#include "ui/compare/pinned_runs.h"
#include "ui/views/picture_view.h"

class QComboBox;
class QLabel;
class QScrollBar;
class QTableView;
class QToolButton;

namespace nmf::ui {

class ComparisonModel;

/// The run under way and the pinned ones side by side: their signatures at the same epoch, and the table of
/// what they differ in and where they ended.
class CompareView : public PictureView {
  Q_OBJECT
 public:
  explicit CompareView(QWidget* parent = nullptr);

  /// `pins` must outlive the view.
  void setPins(PinnedRuns* pins);
  /// The run under way as the table shows it; empty: none.
  void setCurrent(const std::optional<ComparedRun>& run);
  /// The epoch at which the runs are looked at; each shows its snapshot nearest to it.
  void setEpoch(qint64 epoch);

  /// Marks a run in the table and above its signatures; 0: the run under way, empty: none.
  void setEmphasisedRun(std::optional<std::uint64_t> run);

  const std::vector<CompareSheet>& sheets() const { return sheets_; }
  /// Where they lie on the screen, before scrolling.
  const CompareLayout& arrangement() const { return layout_; }

  QString figureTitle() const override { return tr("Compared signatures"); }
  QString figureName() const override { return QStringLiteral("compared_signatures"); }
  QSizeF figureSize() const override;
  bool changesOverTime() const override { return frame().snapshot != nullptr; }
  void atEpoch(const SnapshotPtr& snapshot, const std::function<void()>& paint) override;
  void setTheme(const Theme& theme) override;

 signals:
  void pinRequested();
  void openRequested();
  /// A result folder of this pinned run is wanted.
  void saveRequested(std::uint64_t run);
  /// Something was put on the clipboard: a sentence for the status bar.
  void copied(const QString& sentence);
  /// The pinned run that the table's selection is on; empty: none.
  void runSelected(std::optional<std::uint64_t> run);

 protected:
  void prepare() override;
  void paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) override;
  double leastHeight(double width, const Theme& theme) const override;
  /// The epoch comes by setEpoch() and concerns all runs, so the frame alone cannot move it over the
  /// timeline.
  bool needsSnapshot() const override { return false; }
  QString emptySentence() const override;
  QString figureHeading() const override;
  void showEvent(QShowEvent* event) override;

 private:
  void buildControls();
  void buildTable();
  void arrange();
  double figureTileFor(double width, const Theme& theme) const;
  void pinsChanged();
  void fitTable();
  void showMemory();
  void copyTable(bool latex);
  void unpinSelected();
  void showTableMenu(const QPoint& position);
  void selectionChanged();
  qint64 epoch() const;
  QString epochText(const Snapshot* snapshot, qint64 last) const;
  QString describe(const QPointF& position) const;

  PinnedRuns* pins_ = nullptr;
  ComparisonModel* model_ = nullptr;
  std::optional<ComparedRun> current_;
  std::optional<std::uint64_t> emphasised_;
  qint64 epoch_ = -1;  // -1: the newest of each run
  QComboBox *layerChooser_, *orderChooser_;
  QToolButton *pinButton_, *openButton_, *unpinButton_, *csvButton_, *latexButton_;
  QTableView* table_ = nullptr;
  QWidget* bottom_ = nullptr;
  QLabel* memory_ = nullptr;
  QScrollBar* scrollBar_ = nullptr;
  SignatureOptions options_;
  std::vector<CompareSheet> sheets_;
  CompareLayout layout_;
};

}  // namespace nmf::ui
