// The words within a plot: where they can be read, and beside what they name.

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "ui/charts/chart_marks.h"
#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();  // in pixels, or of values

/// Text on a patch of the background, so that lines below do not cross it out.
void paintLabel(QCPPainter& painter, const QRectF& rect, const QString& text, const QColor& colour,
                QColor patch, int flags = Qt::AlignCenter) {
  patch.setAlpha(215);
  painter.fillRect(rect.adjusted(-2, 0, 2, 0), patch);  // a rounded one takes longer than the text
  painter.setPen(colour);
  painter.setBrush(Qt::NoBrush);
  painter.drawText(rect, flags, text);
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

/// Where words find room: which places are taken, and which are run through by what is drawn.
class LabelRoom {
 public:
  explicit LabelRoom(const MarkContext& context) : context_(context), taken_(topMarks(context)) {
    const ChartModel& model = context.model;
    const auto columns = static_cast<std::size_t>(std::max(0.0, context.area.width()) / kColumn) + 2;
    for (const ChartModel::Curve& curve : model.curves()) {
      if (!model.isVisible(curve) || model.epochs(curve).empty()) continue;
      const ValueColumn values = model.values(curve);
      const double last = static_cast<double>(model.epochs(curve).back());
      std::vector<double>& heights = heights_.emplace_back(columns, kNowhere);
      for (std::size_t c = 0; c < columns; ++c) {
        const double epoch = context.epochAxis->pixelToCoord(context.area.left() + kColumn * c);
        if (epoch > last) break;
        heights[c] = context.valuePixel(values[*model.recordNear(curve, epoch)]);
      }
      if (model.smoothing > 0) addMean(curve, columns);
    }
  }

  void take(const QRectF& rect) { taken_.push_back(rect); }
  bool isFree(const QRectF& rect) const {
    return std::none_of(taken_.begin(), taken_.end(),
                        [&](const QRectF& other) { return other.intersects(rect); });
  }

  /// Whether no visible curve and no line of an early end runs through `rect`.
  bool isClear(const QRectF& rect) const {
    if (!context_.model.runs().empty())
      for (const EarlyEnd& end : context_.model.runs().front().earlyEnds) {
        const double x = context_.epochPixel(static_cast<double>(end.epoch));
        if (x > rect.left() - 1 && x < rect.right() + 1) return false;
      }
    return std::none_of(heights_.begin(), heights_.end(),
                        [&](const std::vector<double>& heights) { return crosses(heights, rect); });
  }

 private:
  static constexpr double kColumn = 3;  // pixels

  /// The smoothed curve, from point to point.
  void addMean(const ChartModel::Curve& curve, std::size_t columns) {
    const ChartModel& model = context_.model;
    SampleGrid grid{model.x.lower, model.x.upper, model.x.logarithmic, model.logY, static_cast<int>(columns)};
    const auto& epochs = model.epochs(curve);
    const SampledCurve mean = meanCurve(epochs, model.values(curve), curve.pyramid, grid,
                                        columnBounds(epochs, grid), model.smoothing);
    std::vector<double> heights(columns, kNowhere);
    QPointF before(kNowhere, kNowhere);
    for (std::size_t i = 0; i < mean.epoch.size(); ++i) {
      const QPointF at(context_.epochPixel(mean.epoch[i]) - context_.area.left(),
                       context_.valuePixel(mean.value[i]));
      for (double c = std::max(0.0, std::ceil(before.x() / kColumn));
           c * kColumn <= at.x() && c < static_cast<double>(columns); ++c)
        heights[static_cast<std::size_t>(c)] =
            before.y() + (at.y() - before.y()) * (c * kColumn - before.x()) / (at.x() - before.x());
      before = at;
    }
    heights_.push_back(std::move(heights));
  }

  bool crosses(const std::vector<double>& heights, const QRectF& rect) const {
    const auto columnOf = [&](double x) {
      return std::clamp((x - context_.area.left()) / kColumn, 0.0, static_cast<double>(heights.size() - 1));
    };
    double before = kNowhere;
    const auto last = static_cast<std::size_t>(std::ceil(columnOf(rect.right())));
    for (auto c = static_cast<std::size_t>(columnOf(rect.left())); c <= last; ++c) {
      const double y = heights[c];
      if (y > rect.top() && y < rect.bottom()) return true;
      if ((before <= rect.top() && y >= rect.bottom()) || (before >= rect.bottom() && y <= rect.top()))
        return true;
      before = y;
    }
    return false;
  }

  const MarkContext& context_;
  std::vector<QRectF> taken_;
  std::vector<std::vector<double>> heights_;  ///< of each visible curve, in pixels, column by column
};

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

/// Writes the name of one reference after another, each where it can be read.
class ReferenceLabels {
 public:
  ReferenceLabels(QCPPainter& painter, const MarkContext& context, LabelRoom& room)
      : painter_(painter),
        context_(context),
        metrics_(context.font),
        references_(shownReferences(context)),
        room_(room) {}

  /// Those that are `important`, or the others.
  void paint(bool important) {
    painter_.setFont(context_.font);
    for (const Reference& reference : references_)
      if (!reference.label.isEmpty() && reference.important == important) paint(reference);
  }

 private:
  struct Place {
    QString text;
    QRectF rect;
  };

  void paint(const Reference& reference) {
    reference_ = &reference;
    y_ = context_.valuePixel(reference.value);
    const bool below = isKnown() && !(y_ <= context_.area.bottom()), above = y_ < context_.area.top();
    isInside_ = isKnown() && !above && !below;
    if (isKnown() && !isInside_ && !reference.important) return;
    // Outside the visible range an arrow points at it.
    const QString arrow = above ? QStringLiteral(" ↑") : below ? QStringLiteral(" ↓") : QString();
    // The name alone where there is no room for its value.
    texts_ = {reference.label + arrow, reference.label.section(QStringLiteral(" = "), 0, 0) + arrow};
    std::optional<Place> place = besideLine();
    if (!place && reference.important && isInside_) {
      place = awayFromLine();
      if (place) paintLeader(place->rect);
    }
    if (!place && reference.important) place = anywhereBesideLine();
    if (!place) return;
    room_.take(place->rect.adjusted(-3, 0, 3, 0));
    paintLabel(painter_, place->rect, place->text, context_.theme.mutedText, context_.theme.base);
  }

  bool isKnown() const { return !std::isnan(reference_->value); }
  QSizeF sizeOf(const QString& text) const { return {metrics_.horizontalAdvance(text), metrics_.height()}; }
  bool fits(const QString& text) const {
    return text == texts_.back() || metrics_.horizontalAdvance(text) <= context_.area.width() - 10;
  }
  template <typename Meets>
  bool anyOther(Meets&& meets) const {
    return std::any_of(references_.begin(), references_.end(), [&](const Reference& other) {
      return &other != reference_ && meets(context_.valuePixel(other.value));
    });
  }
  bool crossesLine(const QRectF& rect) const {
    return anyOther([&](double line) { return line > rect.top() && line < rect.bottom(); });
  }
  /// Whether a label there is read as that of its own line, and not of a neighbouring one.
  bool isOwn(const QRectF& rect, bool hasLeader = false) const {
    const double own = std::abs(rect.center().y() - y_);
    const double share = reference_->important && !hasLeader ? 0.6 : 1;
    return !isInside_ || !anyOther([&](double line) {
      return std::abs(line - y_) > 2 && own > share * std::abs(rect.center().y() - line);
    });
  }

  std::optional<Place> besideLine() const {
    for (const QString& text : texts_) {
      if (!fits(text)) continue;
      std::vector<QRectF> places = labelPlaces(y_, sizeOf(text), context_.area);
      // The many others stand at the ends of their lines or not at all.
      if (!reference_->important && places.size() > 2) places = {places.front(), places[1], places.back()};
      std::optional<Place> onLine;
      for (const QRectF& rect : places) {
        if (!room_.isFree(rect) || !isOwn(rect)) continue;
        const bool line = crossesLine(rect);
        if ((line && onLine) || !room_.isClear(rect)) continue;
        if (!line) return Place{text, rect};
        onLine = Place{text, rect};
      }
      if (onLine) return onLine;
    }
    return {};
  }

  /// The nearest clear place above or below the line, from where a leader goes to it; rather one that is
  /// nearer to it than to another line.
  std::optional<Place> awayFromLine() const {
    for (const bool own : {true, false})
      for (const QString& text : texts_) {
        if (!fits(text)) continue;
        const QSizeF size = sizeOf(text);
        for (double way = 1.5; way * size.height() < context_.area.height(); way += 0.75)
          for (const double top : {y_ - (way + 1) * size.height(), y_ + way * size.height()})
            if (const auto rect = clearInRow(top, size, own)) return Place{text, *rect};
      }
    return {};
  }

  std::optional<QRectF> clearInRow(double top, const QSizeF& size, bool own) const {
    const QRectF& area = context_.area;
    if (top < area.top() + 2 || top + size.height() > area.bottom() - 2) return {};
    for (double left = area.right() - size.width() - 5; left > area.left() + 5; left -= size.width() / 2) {
      const QRectF rect(QPointF(left, top), size), leader = leaderTo(rect);
      if (own && (!isOwn(rect, true) || crossesLine(leader))) continue;
      if (room_.isFree(leader) && room_.isFree(rect) && !crossesLine(rect) && room_.isClear(rect))
        return rect;
    }
    return {};
  }

  /// There is no clear place: any that is free, then.
  std::optional<Place> anywhereBesideLine() const {
    for (const QString& text : texts_) {
      if (!fits(text)) continue;
      for (const QRectF& rect : labelPlaces(y_, sizeOf(text), context_.area))
        if (room_.isFree(rect) && isOwn(rect)) return Place{text, rect};
    }
    return {};
  }

  QRectF leaderTo(const QRectF& label) const {
    const bool above = label.bottom() < y_;
    return {QPointF(label.center().x() - 0.5, above ? label.bottom() : y_),
            QPointF(label.center().x() + 0.5, above ? y_ : label.top())};
  }
  void paintLeader(const QRectF& label) const {
    const QRectF leader = leaderTo(label);
    const double x = leader.center().x();
    painter_.setPen(QPen(context_.theme.reference, 1));
    painter_.drawLine(QPointF(x, leader.top()), QPointF(x, leader.bottom()));
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(context_.theme.reference);
    painter_.drawEllipse(QPointF(x, y_), 2, 2);
  }

  QCPPainter& painter_;
  const MarkContext& context_;
  const QFontMetricsF metrics_;
  const std::vector<Reference> references_;
  LabelRoom& room_;
  const Reference* reference_ = nullptr;  ///< the one whose place is looked for
  double y_ = kNowhere;
  bool isInside_ = false;
  QStringList texts_;
};

double widthOf(const QStringList& lines, const QFontMetricsF& metrics) {
  double width = 0;
  for (const QString& line : lines) width = std::max(width, metrics.horizontalAdvance(line));
  return width;
}

/// `lines` as they fit a band of `width`: joined, stacked, or `least` alone; empty where nothing fits.
QStringList fitted(const QStringList& lines, const QString& least, double width,
                   const QFontMetricsF& metrics) {
  const QString joined = lines.join(QStringLiteral(" · "));
  if (metrics.horizontalAdvance(joined) <= width - 12) return {joined};
  // Stacked, the words may stick out of the band a little.
  if (widthOf(lines, metrics) <= width * 1.8) return lines;
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

/// Writes `lines`, or not at all: with the left edge at the first of `lefts` where there is room, as far up
/// as it is clear of the curve (which is about `level` there) and of what is written, but rather at the
/// bottom than in between. Whether it did.
bool placeLines(QCPPainter& painter, const MarkContext& context, const QStringList& lines,
                const std::vector<double>& lefts, double level, LabelRoom& room) {
  if (lines.isEmpty()) return false;
  const QFontMetricsF metrics(context.font);
  const QRectF& area = context.area;
  const double width = widthOf(lines, metrics);
  const double height = metrics.height() * static_cast<double>(lines.size());
  const double curve = context.valuePixel(level);
  const auto blocked = [&](const QRectF& rect) {
    const QRectF around = rect.adjusted(-4, -2, 4, 2);
    return (curve > around.top() - 6 && curve < around.bottom() + 6) || !room.isClear(around) ||
           !room.isFree(around);
  };
  const double first = area.top() + 4, last = area.bottom() - height - 4;
  std::vector<double> tops{first, first + metrics.height() * 1.4, last};
  for (double top = first; top < last; top += metrics.height() / 2) tops.push_back(top);
  const double leftmost = area.left() + 4, rightmost = std::max(leftmost, area.right() - 4 - width);
  for (const double left : lefts)
    for (const double top : tops) {
      const QRectF rect(std::clamp(left, leftmost, rightmost), top, width, height);
      if (top > last || blocked(rect)) continue;
      room.take(rect.adjusted(-4, 0, 4, 0));
      paintLabel(painter, rect, lines.join(QLatin1Char('\n')), context.theme.text, context.theme.plateauFill);
      return true;
    }
  return false;
}

/// In the middle of the stretch, or at one of its ends.
std::vector<double> leftsWithin(double left, double right, double width) {
  constexpr double kInset = 6;
  return {(left + right - width) / 2, right - kInset - width, left + kInset};
}

void paintPlateauLabels(QCPPainter& painter, const MarkContext& context, LabelRoom& room) {
  if (context.model.quantity() != Quantity::EffectiveRank || !context.model.newestEpoch()) return;
  const RunCurves& run = context.model.runs().front();
  const std::int64_t last = *context.model.newestEpoch();
  const QFontMetricsF metrics(context.font);
  painter.setFont(context.font);
  for (const Plateau& plateau : run.plateaus) {
    const auto [left, right] = bandOf(plateau.start, plateau.end, context);
    if (right - left < 1) continue;
    for (const QStringList& lines : plateauTexts(plateau, last, right - left, metrics))
      if (placeLines(painter, context, lines, leftsWithin(left, right, widthOf(lines, metrics)),
                     plateau.level, room))
        break;
  }
  if (!run.waiting || run.waiting->start > last) return;
  // Short as the stretch may be, what is missing is said.
  const auto [left, right] = bandOf(run.waiting->start, std::nullopt, context);
  const QStringList lines = waitingLines(*run.waiting, last);
  placeLines(painter, context, lines, leftsWithin(left, right, widthOf(lines, metrics)),
             run.history->back().effectiveRank, room);
}

/// Beside the lines of early ends.
void paintEarlyEndLabels(QCPPainter& painter, const MarkContext& context, LabelRoom& room) {
  if (!context.model.newestEpoch()) return;
  const bool saysValues = context.model.quantity() == Quantity::EffectiveRank;  // once is enough
  const QFontMetricsF metrics(context.font);
  painter.setFont(context.font);
  for (const EarlyEnd& end : context.model.runs().front().earlyEnds) {
    const double x = context.epochPixel(static_cast<double>(end.epoch));
    if (!(x >= context.area.left() && x <= context.area.right())) continue;
    QStringList lines{QStringLiteral("stopped: ") + end.rule};
    if (saysValues && !end.values.isEmpty()) lines << end.values;
    for (; !lines.isEmpty(); lines.removeLast()) {
      const double beside = stopMark(context.theme) + 6;
      if (placeLines(painter, context, lines, {x - beside - widthOf(lines, metrics), x + beside}, kNowhere,
                     room))
        break;
    }
  }
}

}  // namespace

void paintLabels(QCPPainter& painter, const MarkContext& context) {
  LabelRoom room(context);
  ReferenceLabels references(painter, context, room);
  // What matters most chooses its place first.
  references.paint(true);
  paintPlateauLabels(painter, context, room);
  paintEarlyEndLabels(painter, context, room);
  references.paint(false);
}

}  // namespace nmf::ui
