#pragma once

#include <QStringList>
#include <QWidget>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/chart_model.h"
#include "ui/charts/quantity.h"
#include "ui/charts/run_curves.h"
#include "ui/figures/figure.h"
#include "ui/theme/theme.h"

class QMenu;
class QTimer;
class QToolButton;

namespace nmf::ui {

class ChartPlot;

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

  /// The epochs to show; a y range that follows the data is fitted to what is visible then.
  void setEpochRange(const EpochRange& range);
  EpochRange epochRange() const;
  AxisRange valueRange() const;
  bool logY() const;
  void setLogY(bool logarithmic);
  /// Whether the y range follows the data; no longer once the user zoomed it. Setting it fits anew.
  bool fitsY() const;
  void setFitsY(bool fits);
  /// The mean of so many epochs is drawn, with the records faintly behind it; 0: the records alone.
  void setSmoothing(std::int64_t epochs);
  bool showsReferences() const;
  void setShowsReferences(bool show);

  /// The curves by name, as in the legend, and whether each is drawn.
  QStringList curveNames() const;
  bool isCurveVisible(int curve) const;
  void setCurveVisible(int curve, bool visible);

  /// Lets the curves of one run stand out until the mouse points at another; empty: of none.
  void emphasiseRun(std::optional<std::uint64_t> run);

  /// The timeline's epoch, drawn as a vertical line; empty: none.
  void setCursorEpoch(std::optional<qint64> epoch);
  /// The hovered epoch: a crosshair with the values there; empty: none.
  void setHoverEpoch(std::optional<qint64> epoch);
  /// The recorded epoch nearest to the mouse; empty while it is not over the plot. Changes under a mouse at
  /// rest when the axis moves.
  std::optional<qint64> epochUnderMouse() const;

  /// Something changed and the chart waits to be redrawn by redraw().
  void markDirty();
  bool isDirty() const;
  /// Takes new records in and redraws, unless hidden (then it stays marked). Returns the milliseconds spent.
  double redraw();
  /// Redraws very soon, merging further requests: for what the user did.
  void redrawSoon();

  /// The room at the left of the plot, so that charts above each other align; widened by itself where it is
  /// needed.
  int leftMargin() const;
  void setLeftMargin(int pixels);

  /// Whether the last drawing was thinned to the extremes of each pixel column.
  bool isThinned() const;
  /// How many visible values the last drawing could not show on a logarithmic value axis.
  qint64 hiddenValues() const;
  /// The area between the axes, in coordinates of plot().
  QRect plotArea() const;
  ChartPlot* plot() const;
  const ChartModel& model() const;

  /// Whether this chart fills its panel; only changes what the button says.
  void setMaximised(bool maximised);

  QString figureTitle() const override;
  QString figureName() const override;
  QSizeF figureSize() const override;
  /// The plot keeps its proportions; title and axes take the same height at any width.
  double figureHeight(const Theme& theme, double width) const override;
  void prepareFigure() override;
  void paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) override;
  bool changesOverTime() const override { return !model_.curves().empty(); }
  /// That of the cursor, where it is drawn.
  std::optional<std::int64_t> shownEpoch() const override;
  /// The curves with the cursor at that epoch.
  void atEpoch(const SnapshotPtr& snapshot, const std::function<void()>& paint) override;
  FigureData dataFormat() const override { return FigureData::Csv; }
  void writeData(const std::filesystem::path& path, const DataExtent& extent) override;
  /// The room that the y axis of a figure of this size needs, and the figure with at least so much room, so
  /// that figures above each other align.
  int figureMargin(const QSizeF& size, const Theme& theme);
  void paintFigure(QPainter& painter, const QRectF& area, const Theme& theme, int leftMargin);

 signals:
  /// The user zoomed or panned the epochs.
  void epochRangeEdited(const nmf::ui::EpochRange& range);
  /// The values were zoomed or panned, or fit the curves again.
  void fitsYChanged();
  /// The user asked to follow the run again (double click, F, Home).
  void followRequested();
  /// The mouse moved over the plot, or has left it.
  void hoverChanged();
  void epochPicked(qint64 epoch);
  /// A double click took its first click back.
  void pickUndone();
  /// The y axis took more room than before.
  void leftMarginWidened();
  /// Keys ask for the cursor to move, by recorded epochs or by pixel columns.
  void cursorMoveRequested(int records, int pixels);
  /// Keys ask for the newest epoch (End, Escape).
  void liveRequested();
  void logXRequested(bool logarithmic);
  /// The next choice of smoothing.
  void smoothingRequested();
  void maximiseRequested();
  void exportRequested(nmf::ui::Figure* figure);
  /// The legend's entry that is pointed at (by mouse, key C or a menu) is of this run, where there are
  /// several; empty: none is.
  void runPointedAt(std::optional<std::uint64_t> run);

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  struct Gesture;

  void applyLook();
  void placeButtons();
  void describe();
  void noteFit(bool fits);
  void markFocus();
  /// The formula over the title; whether that is where the mouse asks.
  bool showFormula(const QPoint& position, const QPoint& screenPosition);
  void setMouse(const std::optional<QPoint>& position);
  void toggleEntry(int entry);
  QMenu* newMenu(const QString& prefix);
  void addCurves(QMenu* menu);
  void popUpCurves(const QPoint& at);
  void zoomEpochs(double center, double factor);
  void zoomValues(double center, double factor);
  /// Moves an axis by a share of what it shows.
  void moveEpochs(double share);
  void moveValues(double share);
  /// Lets these curves stand out, and tells whose they are.
  void emphasise(const std::vector<int>& curves);
  void tellPointedRun();
  /// Lets the curves of the next entry of the legend stand out, after the last one none.
  void emphasiseNext();
  void showEpochs(EpochRange range);
  qint64 lastEpoch() const;
  void press(const QPoint& position, Qt::KeyboardModifiers modifiers);
  void drag(const QPoint& position);
  void release(const QPoint& position);
  void doubleClick(const QPoint& position);
  void wheel(const QPointF& position, const QPoint& angle, Qt::KeyboardModifiers modifiers);
  void point(const QPoint& position);

  ChartModel model_;
  Theme theme_;
  std::unique_ptr<Gesture> gesture_;
  ChartPlot* plot_ = nullptr;
  QToolButton* logButton_ = nullptr;
  QToolButton* maximiseButton_ = nullptr;
  QTimer* soon_ = nullptr;
  QTimer* describeSoon_ = nullptr;
  std::optional<std::uint64_t> pointedRun_;  // as told
  bool dirty_ = true;
  bool filesShowCursor_ = false;
  bool maximised_ = false;
  int leftMargin_ = 0;
};

}  // namespace nmf::ui
