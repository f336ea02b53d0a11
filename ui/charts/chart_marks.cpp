#include "ui/charts/chart_marks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLeastApart = 12;  // pixels; lines closer than that are a pattern

QColor referenceColour(const Reference& reference, const MarkContext& context) {
  if (reference.colour < 0) return context.theme.reference;
  QColor colour = context.theme.line(reference.colour);
  colour.setAlpha(170);
  return colour;
}

/// A stretch, shaded; hatched where it is not a plateau yet.
void paintBand(QCPPainter& painter, const MarkContext& context, const std::pair<double, double>& band,
               Qt::BrushStyle style) {
  const auto [left, right] = band;
  const QRectF& area = context.area;
  if (right <= area.left() || left >= area.right()) return;
  QColor edge = context.theme.warning;
  edge.setAlpha(120);
  painter.setPen(Qt::NoPen);
  painter.setBrush(style == Qt::SolidPattern ? QBrush(context.theme.plateauFill) : QBrush(edge, style));
  painter.drawRect(QRectF(left, area.top(), std::max(1.0, right - left), area.height()));
  if (left <= area.left()) return;
  painter.setPen(QPen(edge, 1));
  painter.drawLine(QPointF(left, area.top()), QPointF(left, area.bottom()));
}

/// A ring on the curve where a plateau starts.
void paintPlateauStarts(QCPPainter& painter, const MarkContext& context) {
  const ChartModel& model = context.model;
  if (model.quantity() != Quantity::EffectiveRank || model.curves().empty()) return;
  const ChartModel::Curve& curve = model.curves().front();
  if (!model.isVisible(curve)) return;
  const double radius = std::max(3.5, context.theme.lineWidth * 2.2);
  for (const Plateau& plateau : model.runs().front().plateaus) {
    const auto record = model.recordNear(curve, static_cast<double>(plateau.start));
    if (!record) continue;
    const QPointF at(context.epochPixel(static_cast<double>(plateau.start)),
                     context.valuePixel(model.values(curve)[*record]));
    if (!context.shows(at, 1)) continue;
    painter.setPen(QPen(context.theme.line(curve.colour), std::max(1.5, context.theme.lineWidth)));
    painter.setBrush(context.theme.base);
    painter.drawEllipse(at, radius, radius);
  }
}

/// A dotted vertical line where a parameter was changed while running.
void paintChanges(QCPPainter& painter, const MarkContext& context) {
  if (context.model.runs().empty()) return;
  for (const Change& change : context.model.runs().front().changes) {
    const double x = context.epochPixel(static_cast<double>(change.epoch));
    if (!(x >= context.area.left() && x <= context.area.right())) continue;
    painter.setPen(QPen(context.theme.warning, 1, Qt::DotLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawLine(QPointF(x, context.area.top()), QPointF(x, context.area.bottom()));
    const double top = context.area.top();
    painter.setPen(Qt::NoPen);
    painter.setBrush(context.theme.warning);
    painter.drawPolygon(
        QPolygonF({QPointF(x - kChangeMark, top), QPointF(x + kChangeMark, top), QPointF(x, top + 6)}));
  }
}

/// A line through the epoch at which early stopping ended the training, with the sign of Stop on top.
void paintEarlyEnds(QCPPainter& painter, const MarkContext& context) {
  if (context.model.runs().empty()) return;
  for (const EarlyEnd& end : context.model.runs().front().earlyEnds) {
    const double x = context.epochPixel(static_cast<double>(end.epoch));
    if (!(x >= context.area.left() && x <= context.area.right())) continue;
    const double top = context.area.top(), half = stopMark(context.theme);
    painter.setPen(QPen(context.theme.text, 1, Qt::DashLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawLine(QPointF(x, top), QPointF(x, context.area.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(context.theme.text);
    painter.drawRect(QRectF(x - half, top, 2 * half, 2 * half));
  }
}

/// Small triangles on the epoch axis where a recorded value does not exist: a single gap would not be seen.
void paintMissing(QCPPainter& painter, const MarkContext& context, const std::vector<double>& missing) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(context.theme.error);
  double previous = -1e9;
  for (const double epoch : missing) {
    const double x = context.epochPixel(epoch);
    if (!(x >= context.area.left() && x <= context.area.right()) || x - previous < 2) continue;
    previous = x;
    const double y = context.area.bottom();
    painter.drawPolygon(QPolygonF({QPointF(x - 3.5, y), QPointF(x + 3.5, y), QPointF(x, y - 6)}));
  }
}

}  // namespace

PaintHook::PaintHook(QCustomPlot* plot, const QString& layer, std::function<QRect()> rect,
                     std::function<void(QCPPainter&)> paint)
    : QCPLayerable(plot, layer), rect_(std::move(rect)), paint_(std::move(paint)) {}

void PaintHook::applyDefaultAntialiasingHint(QCPPainter* painter) const {
  painter->setAntialiasing(true);
}
void PaintHook::draw(QCPPainter* painter) {
  paint_(*painter);
}
QRect PaintHook::clipRect() const {
  return rect_();
}

std::pair<double, double> bandOf(std::int64_t start, const std::optional<std::int64_t>& end,
                                 const MarkContext& context) {
  const double newest = static_cast<double>(context.model.newestEpoch().value_or(start));
  double left = context.epochPixel(static_cast<double>(start));
  double right = context.epochPixel(end ? static_cast<double>(*end) : newest);
  if (std::isnan(left)) left = context.area.left();
  if (std::isnan(right)) right = left;
  return {std::clamp(left, context.area.left(), context.area.right()),
          std::clamp(right, context.area.left(), context.area.right())};
}

std::vector<Reference> shownReferences(const MarkContext& context) {
  std::vector<Reference> shown;
  double before = kNaN;
  for (Reference& reference : context.model.references()) {
    const double y = context.valuePixel(reference.value);
    if (!reference.important) {
      if (std::abs(y - before) < kLeastApart) continue;
      before = y;
    }
    shown.push_back(std::move(reference));
  }
  return shown;
}

double stopMark(const Theme& theme) {
  return std::max(3.5, theme.lineWidth * 2);
}

double MarkContext::epochPixel(double epoch) const {
  if (!std::isfinite(epoch) || (model.x.logarithmic && epoch <= 0)) return kNaN;
  return epochAxis->coordToPixel(epoch);
}

bool MarkContext::shows(const QPointF& point, double margin) const {
  return !std::isnan(point.x()) && !std::isnan(point.y()) &&
         area.adjusted(-margin, -margin, margin, margin).contains(point);
}

double MarkContext::valuePixel(double value) const {
  if (!std::isfinite(value) || (model.logY && value <= 0)) return kNaN;
  return valueAxis->coordToPixel(value);
}

QStringList plateauFacts(const Plateau& plateau, std::int64_t last) {
  const std::int64_t length = plateau.end.value_or(last) - plateau.start;
  return {QStringLiteral("rank %1").arg(valueText(plateau.level, 3)),
          QStringLiteral("error %1").arg(valueText(plateau.relativeError, 3)),
          QStringLiteral("%1 epochs").arg(epochText(length)) +
              (plateau.end ? QString() : QStringLiteral(" so far"))};
}

void paintPlateauBands(QCPPainter& painter, const MarkContext& context) {
  if (context.model.quantity() != Quantity::EffectiveRank || context.model.runs().empty()) return;
  const RunCurves& run = context.model.runs().front();
  for (const Plateau& plateau : run.plateaus)
    paintBand(painter, context, bandOf(plateau.start, plateau.end, context), Qt::SolidPattern);
  if (run.waiting && run.waiting->start <= context.model.newestEpoch().value_or(-1))
    paintBand(painter, context, bandOf(run.waiting->start, std::nullopt, context), Qt::BDiagPattern);
}

void paintReferences(QCPPainter& painter, const MarkContext& context) {
  for (const Reference& reference : shownReferences(context)) {
    const double y = context.valuePixel(reference.value);
    if (!(y >= context.area.top() && y <= context.area.bottom())) continue;
    const bool dashed = reference.style == Reference::Style::Dashed;
    QPen pen(referenceColour(reference, context), dashed ? std::max(1.0, context.theme.lineWidth * 0.8) : 1,
             Qt::CustomDashLine, Qt::FlatCap);
    if (dashed)
      pen.setDashPattern({6, 4});
    else
      pen.setDashPattern({1, 4});
    painter.setPen(pen);
    painter.drawLine(QPointF(context.area.left(), y), QPointF(context.area.right(), y));
  }
}

void paintMarkers(QCPPainter& painter, const MarkContext& context, const std::vector<double>& missing) {
  paintChanges(painter, context);
  paintEarlyEnds(painter, context);
  paintMissing(painter, context, missing);
  paintPlateauStarts(painter, context);
}

}  // namespace nmf::ui
