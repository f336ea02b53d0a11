#pragma once

#include <qcustomplot.h>

#include <QFont>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "ui/charts/chart_model.h"
#include "ui/theme/theme.h"

namespace nmf::ui {

/// Lets a function paint on a layer of a plot.
class PaintHook : public QCPLayerable {
  Q_OBJECT
 public:
  /// `rect` gives the part that is painted on.
  PaintHook(QCustomPlot* plot, const QString& layer, std::function<QRect()> rect,
            std::function<void(QCPPainter&)> paint);

 protected:
  void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
  void draw(QCPPainter* painter) override;
  QRect clipRect() const override;

 private:
  std::function<QRect()> rect_;
  std::function<void(QCPPainter&)> paint_;
};

/// What the marks need to know of the plot that they are painted on.
struct MarkContext {
  const ChartModel& model;
  const Theme& theme;
  QCPAxis* epochAxis;
  QCPAxis* valueAxis;
  QRectF area;  ///< between the axes
  QFont font;   ///< of labels

  /// Where an epoch or a value lies in pixels; NaN where the axis cannot show it.
  double epochPixel(double epoch) const;
  double valuePixel(double value) const;
  /// Whether a point lies between the axes, give or take `margin` pixels; one that is NaN does not, whatever
  /// QRectF says.
  bool shows(const QPointF& point, double margin = 0) const;
};

constexpr double kChangeMark = 4;  ///< half the width of the sign of a change, in pixels
/// Half the side of the sign of Stop.
double stopMark(const Theme& theme);

/// The visible part of a stretch of epochs in pixels; to the newest where it has no end.
std::pair<double, double> bandOf(std::int64_t start, const std::optional<std::int64_t>& end,
                                 const MarkContext& context);

/// The references that are drawn, and named. Of the many that are not important those that would stand close
/// to the one before are left out; counted from the first on, so that panning does not change which.
std::vector<Reference> shownReferences(const MarkContext& context);

/// "rank 3.76", "error 0.268", "6,836 epochs"; so far to `last`, the newest epoch, where it has not ended.
QStringList plateauFacts(const Plateau& plateau, std::int64_t last);

/// The stretches over which the effective rank waits, shaded, or hatched while they are not plateaus yet
/// (below the grid).
void paintPlateauBands(QCPPainter& painter, const MarkContext& context);

/// The lines of what is known about the data (above the grid, below the curves).
void paintReferences(QCPPainter& painter, const MarkContext& context);

/// What the references, the plateaus and the early ends are, in words (below the curves, which stay whole).
void paintLabels(QCPPainter& painter, const MarkContext& context);

/// Above the curves: where plateaus start, where a parameter was changed, where early stopping ended the
/// training, and at which epochs a recorded value is `missing`.
void paintMarkers(QCPPainter& painter, const MarkContext& context, const std::vector<double>& missing);

/// The timeline's epoch and the crosshair with its read-out. `readsCursor`: with nothing hovered, the
/// read-out is that of the timeline's epoch. `pointedAt`: the mouse is here; a read-out for a mouse that is
/// elsewhere leaves half of the plot free.
void paintCursor(QCPPainter& painter, const MarkContext& context, bool readsCursor, bool pointedAt);

}  // namespace nmf::ui
