#include "ui/charts/chart_marks.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLeastApart = 12;  // pixels; lines closer than that are a pattern

/// Text on a patch of the background, so that lines below do not cross it out.
void paintLabel(QCPPainter& painter, const QRectF& rect, const QString& text, const QColor& colour,
                QColor patch, int flags = Qt::AlignCenter) {
  patch.setAlpha(215);
  painter.fillRect(rect.adjusted(-2, 0, 2, 0), patch);  // a rounded one takes longer than the text
  painter.setPen(colour);
  painter.setBrush(Qt::NoBrush);
  painter.drawText(rect, flags, text);
}

/// Whether a visible curve runs through `rect`.
bool crossesCurve(const MarkContext& context, const QRectF& rect) {
  const int samples = std::clamp(static_cast<int>(rect.width() / 6), 9, 24);
  const ChartModel& model = context.model;
  for (const ChartModel::Curve& curve : model.curves()) {
    if (!model.isVisible(curve)) continue;
    const ValueColumn values = model.values(curve);
    double before = kNaN;
    for (int i = 0; i < samples; ++i) {
      const double x = rect.left() + rect.width() * i / (samples - 1);
      const double epoch = context.epochAxis->pixelToCoord(x);
      const auto record = model.recordNear(curve, epoch);
      if (!record || epoch > static_cast<double>(model.epochs(curve).back())) break;
      const double y = context.valuePixel(values[*record]);
      if (y > rect.top() && y < rect.bottom()) return true;
      if ((before <= rect.top() && y >= rect.bottom()) || (before >= rect.bottom() && y <= rect.top()))
        return true;
      before = y;
    }
  }
  return false;
}

constexpr double kChangeMark = 4;  // half the width of the sign of a change

/// Half the side of the sign of Stop.
double stopMark(const Theme& theme) {
  return std::max(3.5, theme.lineWidth * 2);
}

QColor referenceColour(const Reference& reference, const MarkContext& context) {
  if (reference.colour < 0) return context.theme.reference;
  QColor colour = context.theme.line(reference.colour);
  colour.setAlpha(170);
  return colour;
}

/// The references that are drawn, and named. Of the many that are not important those that would stand close
/// to the one before are left out; counted from the first on, so that panning does not change which.
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

/// Where the label of a reference may stand, best first: at the right end of its line, above or below it,
/// then to the left; near the edge of the plot where the line lies outside.
std::vector<QRectF> labelPlaces(double y, const QSizeF& size, const QRectF& area) {
  std::vector<QRectF> places;
  const auto add = [&](double left, double top) {
    if (top >= area.top() && top + size.height() <= area.bottom() - 1)
      places.emplace_back(QPointF(left, top), size);
  };
  std::vector<double> tops{y - size.height() - 1, y + 2};
  if (y < area.top()) tops = {area.top() + 2};
  if (!(y <= area.bottom())) tops = {area.bottom() - size.height() - 2};
  const bool outside = tops.size() == 1;
  const double step = size.width() / 3;
  const auto addRow = [&] {
    const double leftmost = area.left() + 5;
    for (double left = area.right() - size.width() - 5; left > leftmost; left -= step)
      for (const double top : tops) add(left, top);
    for (const double top : tops) add(leftmost, top);
  };
  addRow();
  // The arrow of a line that lies outside points at it from a little further away too, but not from where it
  // would look like the name of another line.
  for (double way = 1.2; outside && way < 3 && way * size.height() < area.height(); way += 1.2) {
    const double edge = y < area.top() ? area.top() + 2 : area.bottom() - size.height() - 2;
    tops.front() = edge + (y < area.top() ? way : -way) * size.height();
    addRow();
  }
  return places;
}

/// The labels of the references that are `important`, or of the others.
void paintReferenceLabels(QCPPainter& painter, const MarkContext& context, bool important,
                          std::vector<QRectF>& taken) {
  const QFontMetricsF metrics(context.font);
  const QRectF& area = context.area;
  painter.setFont(context.font);
  const std::vector<Reference> references = shownReferences(context);
  for (const Reference& reference : references) {
    if (reference.label.isEmpty() || reference.important != important) continue;
    const double y = context.valuePixel(reference.value);
    const bool known = !std::isnan(reference.value);
    const bool below = known && !(y <= area.bottom()), above = y < area.top();
    if ((below || above) && !reference.important) continue;
    // Outside the visible range an arrow points at it.
    const QString arrow = above ? QStringLiteral(" ↑") : below ? QStringLiteral(" ↓") : QString();
    const auto free = [&](const QRectF& rect) {
      return std::none_of(taken.begin(), taken.end(),
                          [&](const QRectF& other) { return other.intersects(rect); });
    };
    const auto crossesLine = [&](const QRectF& rect) {
      return std::any_of(references.begin(), references.end(), [&](const Reference& other) {
        const double line = context.valuePixel(other.value);
        return &other != &reference && line > rect.top() && line < rect.bottom();
      });
    };
    // Whether a label there is read as that of its own line, and not of a neighbouring one.
    const auto isOwn = [&](const QRectF& rect) {
      const double own = std::abs(rect.center().y() - y), share = reference.important ? 0.6 : 1;
      return !known || above || below ||
             std::none_of(references.begin(), references.end(), [&](const Reference& other) {
               const double line = context.valuePixel(other.value);
               return std::abs(line - y) > 2 && own > share * std::abs(rect.center().y() - line);
             });
    };
    const auto clear = [&](const QRectF& rect) { return !crossesCurve(context, rect); };
    QString text;
    std::optional<QRectF> place;
    // The name alone where there is no room for its value.
    const QString name = reference.label.section(QStringLiteral(" = "), 0, 0);
    for (const QString& label : {reference.label, name}) {
      text = label + arrow;
      if (label != name && metrics.horizontalAdvance(text) > area.width() - 10) continue;
      std::vector<QRectF> places = labelPlaces(y, {metrics.horizontalAdvance(text), metrics.height()}, area);
      // The many others stand at the ends of their lines or not at all.
      if (!reference.important && places.size() > 2) places = {places.front(), places[1], places.back()};
      std::erase_if(places, [&](const QRectF& rect) { return !free(rect) || !isOwn(rect); });
      std::optional<QRectF> onLine;
      for (const QRectF& rect : places) {
        const bool line = crossesLine(rect);
        if ((line && onLine) || !clear(rect)) continue;
        (line ? onLine : place) = rect;
        if (!line) break;
      }
      if (!place) place = onLine;
      if (place) break;
    }
    for (const QString& label : {reference.label, name}) {
      if (place || !reference.important) break;
      text = label + arrow;  // there is no clear place: any that is free, then
      if (label != name && metrics.horizontalAdvance(text) > area.width() - 10) continue;
      const auto places = labelPlaces(y, {metrics.horizontalAdvance(text), metrics.height()}, area);
      const auto first = std::find_if(places.begin(), places.end(),
                                      [&](const QRectF& rect) { return free(rect) && isOwn(rect); });
      if (first != places.end()) place = *first;
    }
    if (!place) continue;
    taken.push_back(place->adjusted(-3, 0, 3, 0));
    paintLabel(painter, *place, text, context.theme.mutedText, context.theme.base);
  }
}

/// The visible part of a stretch of epochs in pixels; to the newest where it has no end.
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

/// Where the marks at the upper edge stand, over which nothing is written.
std::vector<QRectF> topMarks(const MarkContext& context) {
  std::vector<QRectF> rects;
  if (context.model.runs().empty()) return rects;
  const RunCurves& run = context.model.runs().front();
  const auto add = [&](std::int64_t epoch, double half) {
    const double x = context.epochPixel(static_cast<double>(epoch));
    if (x >= context.area.left() && x <= context.area.right())
      rects.emplace_back(x - half, context.area.top(), 2 * half, 2 * half);
  };
  for (const Change& change : run.changes) add(change.epoch, kChangeMark);
  for (const EarlyEnd& end : run.earlyEnds) add(end.epoch, stopMark(context.theme));
  return rects;
}

/// `lines` as they fit a band of `width`: joined, stacked, or `least` alone; empty where nothing fits.
QStringList fitted(const QStringList& lines, const QString& least, double width,
                   const QFontMetricsF& metrics) {
  const QString joined = lines.join(QStringLiteral(" · "));
  if (metrics.horizontalAdvance(joined) <= width - 12) return {joined};
  // Stacked, the words may stick out of the band a little.
  double widest = 0;
  for (const QString& line : lines) widest = std::max(widest, metrics.horizontalAdvance(line));
  if (widest <= width * 1.8) return lines;
  if (!least.isEmpty() && metrics.horizontalAdvance(least) <= width - 2) return {least};
  return {};
}

/// What may be written into a plateau of `width`, the fullest first.
std::vector<QStringList> plateauTexts(const Plateau& plateau, std::int64_t last, double width,
                                      const QFontMetricsF& metrics) {
  const QStringList facts = plateauFacts(plateau, last);
  const QString level = valueText(plateau.level, 3);
  return {fitted(facts, level, width, metrics),
          fitted({facts[0], facts[2]}, level, width, metrics),
          fitted({facts[0]}, level, width, metrics),
          {level}};
}

/// What is still missing for the stretch under way to be a plateau.
QStringList waitingLines(const Waiting& waiting, std::int64_t last) {
  const QString epochs = epochText(std::max<std::int64_t>(waiting.plateauAt - last, 0));
  return {QStringLiteral("rank waits"), waiting.stops ? QStringLiteral("stops in %1 epochs").arg(epochs)
                                                      : QStringLiteral("plateau in %1 epochs").arg(epochs)};
}

/// Writes `lines` into the stretch from `left` to `right`, or not at all: as far up as it is clear of the
/// curve (which is about `level` there) and of what is written, but rather at the bottom than in between.
/// Whether it did.
bool placeLines(QCPPainter& painter, const MarkContext& context, const QStringList& lines, double left,
                double right, double level, std::vector<QRectF>& taken) {
  if (lines.isEmpty()) return false;
  const QFontMetricsF metrics(context.font);
  const QRectF& area = context.area;
  double width = 0;
  for (const QString& line : lines) width = std::max(width, metrics.horizontalAdvance(line));
  const double height = metrics.height() * static_cast<double>(lines.size());
  QRectF rect((left + right - width) / 2, 0, width, height);
  rect.moveLeft(
      std::clamp(rect.left(), area.left() + 4, std::max(area.left() + 4, area.right() - 4 - width)));
  const double curve = context.valuePixel(level);
  const auto blocked = [&] {
    const QRectF around = rect.adjusted(-4, -2, 4, 2);
    return (curve > around.top() - 6 && curve < around.bottom() + 6) || crossesCurve(context, around) ||
           std::any_of(taken.begin(), taken.end(),
                       [&](const QRectF& other) { return other.intersects(around); });
  };
  const double first = area.top() + 4, last = area.bottom() - height - 4;
  std::vector<double> tops{first, first + metrics.height() * 1.4, last};
  for (double top = first; top < last; top += metrics.height() / 2) tops.push_back(top);
  for (const double top : tops) {
    rect.moveTop(top);
    if (top > last || blocked()) continue;
    taken.push_back(rect.adjusted(-4, 0, 4, 0));
    paintLabel(painter, rect, lines.join(QLatin1Char('\n')), context.theme.text, context.theme.plateauFill);
    return true;
  }
  return false;
}

void paintPlateauLabels(QCPPainter& painter, const MarkContext& context, std::vector<QRectF>& taken) {
  if (context.model.quantity() != Quantity::EffectiveRank || !context.model.newestEpoch()) return;
  const RunCurves& run = context.model.runs().front();
  const std::int64_t last = *context.model.newestEpoch();
  const QFontMetricsF metrics(context.font);
  painter.setFont(context.font);
  for (const Plateau& plateau : run.plateaus) {
    const auto [left, right] = bandOf(plateau.start, plateau.end, context);
    if (right - left < 1) continue;
    for (const QStringList& lines : plateauTexts(plateau, last, right - left, metrics))
      if (placeLines(painter, context, lines, left, right, plateau.level, taken)) break;
  }
  const double rank = run.history->back().effectiveRank;
  if (run.waiting && run.waiting->start <= last) {
    // Short as the stretch may be, what is missing is said.
    const auto [left, right] = bandOf(run.waiting->start, std::nullopt, context);
    placeLines(painter, context, waitingLines(*run.waiting, last), left, right, rank, taken);
  }
  for (const EarlyEnd& end : run.earlyEnds) {
    const double x = context.epochPixel(static_cast<double>(end.epoch));
    if (!(x >= context.area.left() && x <= context.area.right())) continue;
    QStringList lines{QStringLiteral("stopped: ") + end.rule};
    if (!end.values.isEmpty()) lines << end.values;
    double width = 0;
    for (const QString& line : lines) width = std::max(width, metrics.horizontalAdvance(line));
    placeLines(painter, context, lines, x - width - 14, x - 6, rank, taken);
  }
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

void paintLabels(QCPPainter& painter, const MarkContext& context) {
  std::vector<QRectF> taken = topMarks(context);
  // What matters most chooses its place first.
  paintReferenceLabels(painter, context, true, taken);
  paintPlateauLabels(painter, context, taken);
  paintReferenceLabels(painter, context, false, taken);
}

void paintMarkers(QCPPainter& painter, const MarkContext& context, const std::vector<double>& missing) {
  paintChanges(painter, context);
  paintEarlyEnds(painter, context);
  paintMissing(painter, context, missing);
  paintPlateauStarts(painter, context);
}

}  // namespace nmf::ui
