#pragma once

#include <qcustomplot.h>

#include <vector>

#include "ui/charts/chart_header.h"
#include "ui/charts/chart_marks.h"
#include "ui/charts/chart_model.h"
#include "ui/theme/theme.h"

namespace nmf::ui {

/// An axis rect that tells how much room its axes need.
class MeasuredAxisRect : public QCPAxisRect {
  Q_OBJECT
 public:
  using QCPAxisRect::QCPAxisRect;
  int neededMargin(QCP::MarginSide side);
};

/// Draws a chart model with QCustomPlot: on the screen as a widget, or on any painter without ever being
/// shown.
class ChartPlot : public QCustomPlot {
  Q_OBJECT
 public:
  enum class Output { Screen, File };

  /// The model must outlive the plot.
  ChartPlot(const ChartModel& model, Output output, QWidget* parent = nullptr);

  /// `fontPixels`: the height of the title's type in logical pixels; everything else follows from it.
  void setLook(const Theme& theme, double fontPixels);
  /// Pixels kept free at the right of the header, for buttons.
  void setHeaderReserve(double pixels);

  /// Brings graphs, axes and margins up to date with the model; does not paint.
  void refresh();
  /// Paints cursor, crosshair and rubber band again, nothing else.
  void redrawOverlay();

  int neededLeftMargin();
  void setLeftMargin(int pixels);

  QRect plotArea() const;
  QCPAxis* epochAxis() const { return epochAxis_; }
  QCPAxis* valueAxis() const { return valueAxis_; }
  const ChartHeader& header() const { return header_; }
  /// Whether cursor and crosshair are painted; without being told, on the screen only.
  void setShowsCursor(bool shows) { showsCursor_ = shows; }
  /// Whether the values at the cursor stand beside it; without being told, they do not.
  void setReadsCursor(bool reads);
  /// Whether the mouse is over this plot; over another one, the read-out takes less room.
  void setPointedAt(bool pointedAt) { pointedAt_ = pointedAt; }
  void setRubberBand(const QRect& band) { rubberBand_ = band; }

  bool isThinned() const { return thinned_; }
  /// Visible values that the logarithmic value axis cannot show, and records that the epoch axis cannot.
  qint64 hiddenValues() const { return hiddenValues_; }
  qint64 hiddenEpochs() const { return hiddenEpochs_; }
  /// What is said below the axis of what is not drawn as it is.
  QStringList notes() const;

  /// The points by which a legend of many entries makes a plot of that width higher.
  double extraHeight(double width);
  /// Paints the chart into `area`; the plot's own size is set to that of the area for it.
  void paintOn(QPainter& painter, const QRectF& area, int leastLeftMargin = 0);
  /// Lays the plot out for a size, with at least this left margin; returns the margin it got.
  int fitMargins(const QSize& size, int leastLeftMargin);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  MarkContext context() const;
  void applyLook();
  void updateAxes();
  void updateGraphs();
  void updateHeader();
  void updateMargins();
  QPen penOf(const ChartModel::Curve& curve) const;
  bool isEmpty() const;
  void paintEmpty(QCPPainter& painter) const;
  void paintDots(QCPPainter& painter) const;
  void paintNotes(QCPPainter& painter) const;

  const ChartModel& model_;
  Output output_;
  Theme theme_;
  double fontPixels_ = 13, headerReserve_ = 0;
  QFont labelFont_, markFont_, noteFont_;
  MeasuredAxisRect* rect_ = nullptr;
  QCPAxis *epochAxis_ = nullptr, *valueAxis_ = nullptr;
  ChartHeader header_;
  std::vector<double> missing_;
  std::vector<std::pair<QPointF, int>> dots_;  ///< isolated points and their colours
  QRect rubberBand_;
  int leftMargin_ = 0;
  bool thinned_ = false, drawn_ = false, showsCursor_ = false, readsCursor_ = false, averaged_ = false;
  bool pointedAt_ = true;
  qint64 hiddenValues_ = 0, hiddenEpochs_ = 0;
};

}  // namespace nmf::ui
