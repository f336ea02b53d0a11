#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/quantity.h"
#include "ui/charts/run_curves.h"
#include "ui/figures/figure.h"
#include "ui/theme/theme.h"

class QToolButton;

namespace nmf::ui {

class ChartPlot;
struct ChartModel;

/// The part of the epochs that charts show; linked charts share one.
struct EpochRange {
  double lower = 0;
  double upper = 10;
  bool logarithmic = false;
  bool operator==(const EpochRange&) const = default;
};

/// One quantity of one or more runs over the epochs. Draws at most a few points per pixel column, whatever
/// the length of the history; non-positive values on a logarithmic axis are gaps, counted in a note below the
/// plot. As a figure it paints the same picture on any device, shown or not.
class Chart : public QWidget, public Figure {
  Q_OBJECT
 public:
  explicit Chart(Quantity quantity, QWidget* parent = nullptr);
  ~Chart() override;

  Quantity quantity() const;

  /// The runs to draw; the first is the one under way, the others are overlaid. Marks the chart as changed.
  void setRuns(const std::vector<RunCurves>& runs);
  void setTheme(const Theme& theme);

  /// The epochs to show. `userY` survives; an automatic y range is fitted to what is visible.
  void setEpochRange(const EpochRange& range);
  EpochRange epochRange() const;
  /// The y range as (lower, upper).
  std::pair<double, double> valueRange() const;
  bool logY() const;
  void setLogY(bool logarithmic);
  /// Whether the y range follows the data; false after the user zoomed y.
  bool fitsY() const;
  void setFitsY(bool fits);

  bool showsReferences() const;
  void setShowsReferences(bool show);

  /// The curves by name (as in the legend) and whether each is drawn.
  QStringList curveNames() const;
  bool curveVisible(int curve) const;
  void setCurveVisible(int curve, bool visible);

  /// The timeline's epoch, drawn as a vertical line; empty: none.
  void setCursorEpoch(std::optional<qint64> epoch);
  /// The hovered epoch: a crosshair with the values there; empty: none.
  void setHoverEpoch(std::optional<qint64> epoch);

  /// Something changed and the chart waits to be redrawn.
  void markDirty();
  bool isDirty() const;
  /// Takes new records in and redraws, unless the widget is hidden (then it stays marked). Returns
  /// milliseconds spent.
  double redraw();
  /// Redraws only crosshair, cursor and read-out.
  void redrawOverlay();

  /// The width that the y axis needs, and the width it gets, so that charts above each other align.
  int neededLeftMargin() const;
  void setLeftMargin(int pixels);

  /// Whether the last drawing was thinned to the extremes of each pixel column.
  bool isThinned() const;
  /// How many visible values could not be drawn on the logarithmic axis.
  qint64 hiddenByLog() const;

  /// Shows the button that asks for one chart to fill the panel.
  void setMaximised(bool maximised);

  ChartPlot* plot() const;

  QString figureTitle() const override;
  QString figureName() const override;
  QSizeF figureSize() const override;
  void paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) override;

 signals:
  /// The user zoomed or panned the epochs.
  void epochRangeEdited(const nmf::ui::EpochRange& range);
  /// The user asked to follow the run again (double click, F, Home).
  void followRequested();
  /// The mouse is over `epoch`, or has left (empty).
  void hovered(std::optional<qint64> epoch);
  void epochPicked(qint64 epoch);
  /// A double click took its first click back.
  void pickUndone();
  /// Keys ask for the cursor to move: by `records` recorded epochs, or by `pixels` columns.
  void cursorMoveRequested(int records, int pixels);
  void logXRequested(bool logarithmic);
  void maximiseRequested();
  void exportRequested(nmf::ui::Figure* figure);

 protected:
  bool event(QEvent* event) override;
  bool eventFilter(QObject* object, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  struct Gesture;

  std::unique_ptr<ChartModel> model_;
  std::unique_ptr<Gesture> gesture_;
  ChartPlot* plot_ = nullptr;
  QToolButton* logButton_ = nullptr;
  QToolButton* maximiseButton_ = nullptr;
};

}  // namespace nmf::ui
