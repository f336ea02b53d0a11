// What a chart's plot shows: header, axes, curves and notes, from its model.

#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/charts/axis_tickers.h"
#include "ui/charts/chart_plot.h"
#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

const QString kThinned = QStringLiteral("min/max per pixel");
const QString kRecord = QStringLiteral("1 record");
constexpr double kFileColumnsPerPixel = 2;  // what print shows beyond a logical pixel

/// The dash of held-out and clean error curves.
QVector<qreal> furtherDash() {
  return {4, 2};
}

/// Where a curve climbs or falls from column to column by more than it moves within one: what is steep, but
/// not what is only noisy.
std::vector<bool> steepColumns(const QVector<QCPGraphData>& points, const std::vector<std::size_t>& columns,
                               std::size_t count, const QCPAxis& values) {
  constexpr double kSteep = 4;  // pixels
  struct Extent {
    double least = std::numeric_limits<double>::infinity(), most = -least;
    double middle() const { return (least + most) / 2; }
    bool isEmpty() const { return !(most >= least); }
  };
  std::vector<Extent> extents(count);
  for (qsizetype i = 0; i < points.size(); ++i) {
    const double y = values.coordToPixel(points[i].value);
    if (!std::isfinite(y)) continue;
    Extent& extent = extents[columns[static_cast<std::size_t>(i)]];
    extent.least = std::min(extent.least, y);
    extent.most = std::max(extent.most, y);
  }
  std::vector<bool> steep(count);
  for (std::size_t i = 1; i + 1 < count; ++i) {
    const Extent &before = extents[i - 1], &here = extents[i], &after = extents[i + 1];
    if (before.isEmpty() || here.isEmpty() || after.isEmpty()) continue;
    steep[i] = std::abs(after.middle() - before.middle()) > 0.75 * (here.most - here.least) + kSteep;
  }
  return steep;
}

/// Gaps in a dense curve where its dashes end, counted along the epochs: stroking dashes along every up and
/// down of a noisy curve takes a hundred times as long as the curve. What is steep stays whole, or a climb
/// could fall into one gap. `width`: of the pen in the grid's columns.
void cutDashes(QVector<QCPGraphData>& points, const QVector<qreal>& dashes, double width,
               const SampleGrid& grid, const QCPAxis& values) {
  double period = 0;
  for (const qreal dash : dashes) period += dash * width;
  const auto along = [&grid](double epoch) { return grid.logX ? std::log(std::max(epoch, 1e-3)) : epoch; };
  const double lower = along(grid.lower), span = along(grid.upper) - lower;
  if (!(period > 0) || !(span > 0)) return;
  const auto place = [&](double epoch) { return (along(epoch) - lower) / span * grid.columns; };
  const auto count = static_cast<std::size_t>(grid.columns) + 2;  // one before the grid, one after it
  std::vector<std::size_t> columns;
  columns.reserve(static_cast<std::size_t>(points.size()));
  for (const QCPGraphData& point : points)
    columns.push_back(static_cast<std::size_t>(std::clamp(place(point.key) + 1, 0.0, count - 1.0)));
  const std::vector<bool> steep = steepColumns(points, columns, count, values);
  for (qsizetype p = 0; p < points.size(); ++p) {
    QCPGraphData& point = points[p];
    if (steep[columns[static_cast<std::size_t>(p)]]) continue;
    double at = std::fmod(place(point.key), period);
    if (at < 0) at += period;
    for (qsizetype i = 0; i < dashes.size() && at >= 0; ++i) {
      at -= dashes[i] * width;
      if (at < 0 && i % 2 == 1) point.value = std::numeric_limits<double>::quiet_NaN();
    }
  }
}

/// Moves a graph to a layer, unless it is there: moving would put it before the others of that layer.
void putOnLayer(QCPGraph* graph, const char* layer) {
  if (graph->layer()->name() != QLatin1String(layer)) graph->setLayer(QLatin1String(layer));
}

/// Whether `window` epochs hold more than one record.
bool holdsSeveral(const std::vector<std::int64_t>& epochs, std::int64_t window) {
  return epochs.size() > 1 &&
         (epochs.back() - epochs.front()) / static_cast<std::int64_t>(epochs.size() - 1) * 2 <= window;
}

void setCurve(QCPGraph* target, const SampledCurve& sampled, QPen pen, const SampleGrid& grid, double density,
              const QCPAxis& values) {
  QVector<QCPGraphData> points(static_cast<qsizetype>(sampled.epoch.size()));
  for (std::size_t p = 0; p < sampled.epoch.size(); ++p)
    points[static_cast<qsizetype>(p)] = QCPGraphData(sampled.epoch[p], sampled.value[p]);
  if (points.size() > grid.columns && pen.style() == Qt::CustomDashLine) {
    cutDashes(points, pen.dashPattern(), pen.widthF() * density, grid, values);
    pen.setStyle(Qt::SolidLine);
  }
  target->data()->set(points, true);
  target->setPen(pen);
}

}  // namespace

QPen ChartPlot::penOf(const ChartModel::Curve& curve) const {
  const bool several = model_.runs().size() > 1;
  double width = theme_.lineWidth;
  if (curve.colour == Theme::kBaselineLine)
    width *= 1.6;
  else if (curve.run > 0)
    width *= 0.85;
  QPen pen(theme_.line(curve.colour), width, theme_.dash(curve.colour), Qt::FlatCap, Qt::RoundJoin);
  if (curve.further) {
    // Where dashes tell runs apart, thinner and finer ones tell a run's further curves from its own.
    pen.setDashPattern(several ? QVector<qreal>{1, 1.5} : furtherDash());
    if (several) pen.setWidthF(width * 0.75);
  } else if (several) {
    const QVector<qreal> dash = theme_.runDash(curve.colour);
    pen.setStyle(Qt::SolidLine);
    if (!dash.isEmpty()) pen.setDashPattern(dash);
  }
  return pen;
}

void ChartPlot::refresh() {
  updateHeader();
  updateMargins();
  updateAxes();
  updateGraphs();
}

void ChartPlot::updateHeader() {
  std::vector<ChartHeader::Entry> entries;
  const auto& curves = model_.curves();
  const auto add = [&](const QString& text, const ChartModel::Curve& curve, const std::vector<int>& indices) {
    entries.push_back({text, penOf(curve), model_.isVisible(curve), indices});
  };
  const bool byRun = model_.quantity() == Quantity::SingularValues && model_.runs().size() > 1;
  for (std::size_t i = 0; i < curves.size() && curves.size() > 1; ++i) {
    // One entry for all singular values of a run where several runs are overlaid.
    if (byRun && i > 0 && curves[i].run == curves[i - 1].run)
      entries.back().curves.push_back(static_cast<int>(i));
    else
      add(byRun ? model_.runs()[curves[i].run].name : curves[i].name, curves[i], {static_cast<int>(i)});
  }
  const bool hasSpectrum = !model_.runs().empty() && model_.runs().front().spectrum != nullptr;
  if (hasSpectrum && !isEmpty()) {
    QPen pen(theme_.reference, 1, Qt::CustomDashLine, Qt::FlatCap);
    if (model_.quantity() == Quantity::SingularValues) {
      pen.setDashPattern({3, 2});
      entries.push_back({QStringLiteral("data A"), pen, model_.showReferences, {}});
    } else if (model_.quantity() == Quantity::EffectiveRank) {
      pen.setDashPattern({1, 1.5});
      entries.push_back({QStringLiteral("Aₖ, best of rank k"), pen, model_.showReferences, {}});
    }
  }
  header_.setContent(textOf(model_.quantity()).title, entries);
  header_.layOut(10, viewport().width() - 20, headerReserve_);
}

void ChartPlot::updateMargins() {
  const QFontMetricsF metrics(labelFont_);
  const int bottom = qCeil(2 * metrics.height()) + 4 + 4 + 2 + 6;
  const int right = qCeil(metrics.horizontalAdvance(QStringLiteral("000"))) + 4;
  rect_->setMargins({leftMargin_, qCeil(header_.height() + metrics.height() * 0.6), right, bottom});
}

void ChartPlot::updateAxes() {
  const QRect area = plotArea();
  const QFontMetricsF metrics(labelFont_);
  const int epochTicks = std::clamp(static_cast<int>(area.width() / (metrics.height() * 5.5)), 2, 10);
  const int valueTicks = std::clamp(static_cast<int>(area.height() / (metrics.height() * 2.4)), 2, 9);

  QSharedPointer<SpacedTicker> epochTicker, valueTicker;
  if (model_.x.logarithmic)
    epochTicker.reset(new LogTicker(LogTicker::Labels::Epochs));
  else
    epochTicker.reset(new EpochTicker);
  if (model_.logY)
    valueTicker.reset(new LogTicker(LogTicker::Labels::Values));
  else
    valueTicker.reset(new ValueTicker);
  epochTicker->setTickCount(epochTicks);
  valueTicker->setTickCount(valueTicks);
  epochTicker->setRoom(area.width(), model_.x.logarithmic, [metrics](const QString& label) {
    return metrics.horizontalAdvance(label) + 0.5 * metrics.height();
  });
  valueTicker->setRoom(area.height(), model_.logY, [metrics](const QString&) { return metrics.height(); });
  epochAxis_->setTicker(epochTicker);
  valueAxis_->setTicker(valueTicker);
  // Changing the scale type rewrites the range, so the range comes last.
  epochAxis_->setScaleType(model_.x.logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  valueAxis_->setScaleType(model_.logY ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  epochAxis_->setRange(model_.x.lower, model_.x.upper);
  valueAxis_->setRange(model_.y.lower, model_.y.upper);
  // Longer than the axis, it would be printed over the legend; the title says what the chart is of.
  const QString name = textOf(model_.quantity()).axis;
  valueAxis_->setLabel(metrics.horizontalAdvance(name) <= area.height() ? name : QString());
  // Nothing is known of the values of an empty chart.
  valueAxis_->setTickLabels(!isEmpty());
}

void ChartPlot::updateGraphs() {
  const auto& curves = model_.curves();
  const bool smooths = model_.smoothing > 0;
  const int wanted = static_cast<int>(curves.size()) * (smooths ? 2 : 1);
  while (graphCount() > wanted) removeGraph(graphCount() - 1);
  while (graphCount() < wanted) {
    QCPGraph* added = addGraph(epochAxis_, valueAxis_);
    added->setAdaptiveSampling(false);  // the curves are sampled here
    added->setSelectable(QCP::stNone);
  }
  SampleGrid grid;
  grid.lower = model_.x.lower;
  grid.upper = model_.x.upper;
  grid.logX = model_.x.logarithmic;
  grid.logY = model_.logY;
  const double density = output_ == Output::Screen ? bufferDevicePixelRatio() : kFileColumnsPerPixel;
  grid.columns = std::max(1, static_cast<int>(plotArea().width() * density));

  thinned_ = false;
  hiddenValues_ = hiddenEpochs_ = 0;
  averaged_ = false;
  const bool emphasises = model_.emphasises();
  missing_.clear();
  dots_.clear();
  const std::vector<std::int64_t>* boundsOf = nullptr;
  std::vector<std::size_t> bounds;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const ChartModel::Curve& curve = curves[i];
    QCPGraph* records = graph(static_cast<int>(i));
    QCPGraph* mean = smooths ? graph(static_cast<int>(curves.size() + i)) : nullptr;
    const bool standsOut = emphasises && model_.standsOut(i);
    putOnLayer(records, standsOut && !smooths ? "emphasised" : curve.run > 0 ? "overlaid" : "main");
    if (mean) putOnLayer(mean, standsOut ? "emphasised" : curve.run > 0 ? "overlaidMeans" : "means");
    for (QCPGraph* target : {records, mean}) {
      if (!target) continue;
      target->setVisible(model_.isVisible(curve));
      if (!target->visible()) target->data()->clear();
    }
    if (!records->visible()) continue;
    const auto& epochs = model_.epochs(curve);
    if (boundsOf != &epochs) {
      bounds = columnBounds(epochs, grid);
      boundsOf = &epochs;
    }
    const SampledCurve sampled = sampleCurve(epochs, model_.values(curve), curve.pyramid, grid, bounds);
    QPen pen = penOf(curve);
    if (emphasises) {
      if (standsOut)
        pen.setWidthF(pen.widthF() * 1.8);
      else
        pen.setColor(theme_.faint(pen.color(), 0.35));
    }
    if (mean) {
      setCurve(mean, meanCurve(epochs, model_.values(curve), curve.pyramid, grid, bounds, model_.smoothing),
               pen, grid, density, *valueAxis_);
      averaged_ = averaged_ || holdsSeveral(epochs, model_.smoothing);
      pen = QPen(theme_.faint(pen.color(), 0.25), 1);
    }
    // Many noisy curves take long to stroke; a band as dense as that looks the same with a line of 1 pixel.
    if (output_ == Output::Screen && curve.run > 0 && !emphasises && pen.widthF() < 2 &&
        sampled.epoch.size() > 2 * static_cast<std::size_t>(grid.columns))
      pen.setWidthF(1);
    setCurve(records, sampled, pen, grid, density, *valueAxis_);
    for (const std::size_t p : sampled.isolated)
      dots_.emplace_back(QPointF(sampled.epoch[p], sampled.value[p]), curve.colour);
    missing_.insert(missing_.end(), sampled.missing.begin(), sampled.missing.end());
    thinned_ = thinned_ || sampled.thinned;
    hiddenValues_ += static_cast<qint64>(sampled.hiddenValues);
    hiddenEpochs_ = std::max(hiddenEpochs_, static_cast<qint64>(sampled.hiddenEpochs));
  }
  std::sort(missing_.begin(), missing_.end());
}

void ChartPlot::paintDots(QCPPainter& painter) const {
  const MarkContext marks = context();
  const double radius = std::max(2.5, theme_.lineWidth * 1.5);
  painter.setPen(Qt::NoPen);
  for (const auto& [point, colour] : dots_) {
    const QPointF at(marks.epochPixel(point.x()), marks.valuePixel(point.y()));
    if (!marks.shows(at, 1)) continue;
    painter.setBrush(theme_.line(colour));
    painter.drawEllipse(at, radius, radius);
  }
}

bool ChartPlot::isEmpty() const {
  const auto& curves = model_.curves();
  return std::all_of(curves.begin(), curves.end(),
                     [this](const ChartModel::Curve& curve) { return model_.epochs(curve).empty(); });
}

void ChartPlot::paintEmpty(QCPPainter& painter) const {
  painter.setFont(labelFont_);
  painter.setPen(theme_.mutedText);
  painter.drawText(plotArea(), Qt::AlignCenter, QStringLiteral("nothing recorded yet"));
}

QStringList ChartPlot::notes() const {
  QStringList notes;
  if (hiddenEpochs_ > 0) notes << QStringLiteral("epoch 0 hidden (log)");
  if (hiddenValues_ > 0)
    notes << (hiddenValues_ == 1 ? QStringLiteral("1 value ≤ 0 hidden")
                                 : QStringLiteral("%1 values ≤ 0 hidden").arg(epochText(hiddenValues_)));
  if (!missing_.empty()) notes << QStringLiteral("▲ not finite");
  const bool averages = model_.smoothing > 0 && averaged_;
  if (averages) notes << QStringLiteral("mean of %1 epochs").arg(epochText(model_.smoothing));
  std::int64_t apart = model_.epochsPerRecord();
  if (apart == 1 && !averages) apart = model_.smoothing;
  if (apart > 1) notes << kRecord + QStringLiteral(" in %1 epochs").arg(epochText(apart));
  if (thinned_) notes << kThinned;
  return notes;
}

void ChartPlot::paintNotes(QCPPainter& painter) const {
  QStringList notes = this->notes();
  if (notes.isEmpty()) return;
  const QFontMetricsF metrics(noteFont_);
  const QRectF area = plotArea();
  // In the row of the axis' name, which stands in the middle: on its right, and what does not fit there on
  // its left.
  const double half = QFontMetricsF(labelFont_).horizontalAdvance(epochAxis_->label()) / 2 + 8;
  const double top = viewport().bottom() - metrics.height() - 5;
  const double middle = area.center().x(), edge = viewport().right() - 10;
  const QRectF right(middle + half, top, edge - middle - half, metrics.height());
  const QRectF left(10, top, middle - half - 10, metrics.height());
  const QString between = QStringLiteral(" · ");
  QStringList atLeft;
  while (notes.size() > 1 && metrics.horizontalAdvance(notes.join(between)) > right.width())
    atLeft << notes.takeFirst();
  painter.setFont(noteFont_);
  painter.setPen(theme_.mutedText);
  const auto fitted = [&](const QStringList& list, const QRectF& rect) {
    QString text = list.join(between);
    // Large type has no room for all of it.
    if (metrics.horizontalAdvance(text) > rect.width())
      text.replace(kThinned, QStringLiteral("min/max")).replace(kRecord, QStringLiteral("1"));
    return metrics.elidedText(text, Qt::ElideRight, rect.width());
  };
  painter.drawText(right, Qt::AlignRight | Qt::AlignVCenter, fitted(notes, right));
  painter.drawText(left, Qt::AlignLeft | Qt::AlignVCenter, fitted(atLeft, left));
}

}  // namespace nmf::ui
