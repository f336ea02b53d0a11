#include "ui/charts/chart_plot.h"

#include <QPicture>
#include <algorithm>
#include <cmath>

#include "ui/charts/axis_tickers.h"
#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

constexpr double kFileColumnsPerPixel = 2;  // what print shows beyond a logical pixel
constexpr double kNoteType = 0.72;
const QVector<qreal> kFurtherDash{4, 2};
constexpr double kSmallType = 0.86;  // of labels, against the title

QFont fontOf(double pixels, QFont::Weight weight = QFont::Normal) {
  // Pixel sizes are the same on every paint device; a file's size then depends on nothing but the figure's.
  QFont font = QApplication::font();
  font.setPixelSize(std::max(6, qRound(pixels)));
  font.setWeight(weight);
  return font;
}

}  // namespace

int MeasuredAxisRect::neededMargin(QCP::MarginSide side) {
  const QCP::MarginSides before = autoMargins();
  setAutoMargins(side);  // only such sides are measured
  const int margin = calculateAutoMargin(side);
  setAutoMargins(before);
  return margin;
}

ChartPlot::ChartPlot(const ChartModel& model, Output output, QWidget* parent)
    : QCustomPlot(parent), model_(model), output_(output) {
  plotLayout()->clear();
  plotLayout()->setMargins({});
  rect_ = new MeasuredAxisRect(this);
  rect_->setAutoMargins(QCP::msNone);
  rect_->setMinimumMargins({});
  plotLayout()->addElement(0, 0, rect_);
  rect_->setLayer(QStringLiteral("background"));
  for (QCPAxis* axis : rect_->axes()) {
    axis->setLayer(QStringLiteral("axes"));
    axis->grid()->setLayer(QStringLiteral("grid"));
  }
  epochAxis_ = rect_->axis(QCPAxis::atBottom);
  valueAxis_ = rect_->axis(QCPAxis::atLeft);
  setInteractions({});
  setFocusPolicy(Qt::NoFocus);
  setMouseTracking(true);
  // The drawing is thinned already; the hint makes solid lines several times cheaper on the screen only.
  setPlottingHint(QCP::phFastPolylines, output == Output::Screen);
  setAutoAddPlottableToLegend(false);

  addLayer(QStringLiteral("overlaid"), layer(QStringLiteral("main")), limBelow);
  addLayer(QStringLiteral("labels"), layer(QStringLiteral("main")), limAbove);
  const auto area = [this] { return plotArea().adjusted(0, 0, 1, 1); };
  const auto everything = [this] { return viewport(); };
  new PaintHook(this, QStringLiteral("background"), area,
                [this](QCPPainter& painter) { paintPlateauBands(painter, context()); });
  new PaintHook(this, QStringLiteral("grid"), area, [this](QCPPainter& painter) {
    paintReferences(painter, context());
    paintLabels(painter, context());
  });
  new PaintHook(this, QStringLiteral("labels"), area, [this](QCPPainter& painter) {
    paintDots(painter);
    paintMarkers(painter, context(), missing_);
  });
  new PaintHook(this, QStringLiteral("axes"), everything, [this](QCPPainter& painter) {
    header_.paint(painter);
    paintNotes(painter);
  });
  if (output == Output::Screen)
    new PaintHook(this, QStringLiteral("overlay"), area, [this](QCPPainter& painter) {
      paintCursor(painter, context());
      if (rubberBand_.isNull()) return;
      QColor fill = theme_.accent;
      fill.setAlpha(40);
      painter.setPen(QPen(theme_.accent, 1));
      painter.setBrush(fill);
      painter.drawRect(rubberBand_);
    });
  setLook(lightTheme(), fontPixels_);
}

void ChartPlot::setLook(const Theme& theme, double fontPixels) {
  theme_ = theme;
  fontPixels_ = fontPixels * theme.fontScale;
  applyLook();
}

void ChartPlot::setHeaderReserve(double pixels) {
  headerReserve_ = pixels;
}

void ChartPlot::applyLook() {
  labelFont_ = fontOf(fontPixels_ * kSmallType);
  setBackground(QBrush(theme_.base));
  rect_->setBackground(Qt::NoBrush);
  for (QCPAxis* axis : {epochAxis_, valueAxis_}) {
    axis->setLabelFont(labelFont_);
    axis->setTickLabelFont(labelFont_);
    axis->setLabelColor(theme_.mutedText);
    axis->setTickLabelColor(theme_.mutedText);
    axis->setBasePen(QPen(theme_.axis, 1));
    axis->setTickPen(QPen(theme_.axis, 1));
    axis->setSubTickPen(QPen(theme_.axis, 1));
    axis->setTickLength(0, 4);
    axis->setSubTickLength(0, 2);
    axis->setTickLabelPadding(4);
    axis->setLabelPadding(2);
    axis->grid()->setPen(QPen(theme_.grid, 1));
    axis->grid()->setZeroLinePen(Qt::NoPen);
    axis->grid()->setSubGridVisible(false);
  }
  epochAxis_->setLabel(QStringLiteral("epoch"));
  valueAxis_->setLabel(textOf(model_.quantity()).axis);
  header_.setFonts(fontOf(fontPixels_, QFont::DemiBold), labelFont_);
  header_.setColours(theme_.text, theme_.mutedText);
}

MarkContext ChartPlot::context() const {
  return {model_, theme_, epochAxis_, valueAxis_, QRectF(plotArea()), fontOf(fontPixels_ * 0.82)};
}

QRect ChartPlot::plotArea() const {
  return viewport().marginsRemoved(rect_->margins());
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
    QPen pen(theme_.line(curve.colour), theme_.lineWidth, theme_.dash(curve.colour), Qt::FlatCap);
    if (curve.further) pen.setDashPattern(kFurtherDash);
    entries.push_back({text, pen, model_.isVisible(curve), indices});
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
  if (hasSpectrum && !curves.empty() && !byRun) {
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
  rect_->setMargins({leftMargin_, qCeil(header_.height()) + 4, right, bottom});
}

void ChartPlot::updateAxes() {
  const QRect area = plotArea();
  const QFontMetricsF metrics(labelFont_);
  const int epochTicks = std::clamp(static_cast<int>(area.width() / (metrics.height() * 5.5)), 2, 10);
  const int valueTicks = std::clamp(static_cast<int>(area.height() / (metrics.height() * 2.4)), 2, 9);

  QSharedPointer<QCPAxisTicker> epochTicker, valueTicker;
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
  epochAxis_->setTicker(epochTicker);
  valueAxis_->setTicker(valueTicker);
  // Changing the scale type rewrites the range, so the range comes last.
  epochAxis_->setScaleType(model_.x.logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  valueAxis_->setScaleType(model_.logY ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  epochAxis_->setRange(model_.x.lower, model_.x.upper);
  valueAxis_->setRange(model_.y.lower, model_.y.upper);
}

void ChartPlot::updateGraphs() {
  const auto& curves = model_.curves();
  while (graphCount() > static_cast<int>(curves.size())) removeGraph(graphCount() - 1);
  while (graphCount() < static_cast<int>(curves.size())) {
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
  const std::vector<int>& emphasised = model_.emphasised;
  missing_.clear();
  dots_.clear();
  const std::vector<std::int64_t>* boundsOf = nullptr;
  std::vector<std::size_t> bounds;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const ChartModel::Curve& curve = curves[i];
    QCPGraph* target = graph(static_cast<int>(i));
    target->setLayer(curve.run == 0 ? QStringLiteral("main") : QStringLiteral("overlaid"));
    target->setVisible(model_.isVisible(curve));
    if (!target->visible()) {
      target->data()->clear();
      continue;
    }
    const auto& epochs = model_.epochs(curve);
    if (boundsOf != &epochs) {
      bounds = columnBounds(epochs, grid);
      boundsOf = &epochs;
    }
    const SampledCurve sampled = sampleCurve(epochs, model_.values(curve), curve.pyramid, grid, bounds);
    QVector<QCPGraphData> points(static_cast<qsizetype>(sampled.epoch.size()));
    for (std::size_t p = 0; p < sampled.epoch.size(); ++p)
      points[static_cast<qsizetype>(p)] = QCPGraphData(sampled.epoch[p], sampled.value[p]);
    target->data()->set(points, true);

    QColor colour = theme_.line(curve.colour);
    double width = theme_.lineWidth;
    if (curve.run > 0) width *= 0.85;
    if (!emphasised.empty()) {
      if (std::find(emphasised.begin(), emphasised.end(), static_cast<int>(i)) != emphasised.end())
        width *= 1.8;
      else
        colour.setAlpha(90);
    }
    QPen pen(colour, width, theme_.dash(curve.colour), Qt::FlatCap, Qt::RoundJoin);
    if (curve.further) pen.setDashPattern(kFurtherDash);
    target->setPen(pen);
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
    if (std::isnan(at.x()) || std::isnan(at.y())) continue;
    painter.setBrush(theme_.line(colour));
    painter.drawEllipse(at, radius, radius);
  }
}

void ChartPlot::paintNotes(QCPPainter& painter) const {
  QStringList notes;
  if (hiddenEpochs_ > 0) notes << QStringLiteral("epoch 0 hidden (log)");
  if (hiddenValues_ > 0)
    notes << (hiddenValues_ == 1 ? QStringLiteral("1 value ≤ 0 hidden")
                                 : QStringLiteral("%1 values ≤ 0 hidden").arg(epochText(hiddenValues_)));
  if (!missing_.empty()) notes << QStringLiteral("▲ not finite");
  if (thinned_) notes << QStringLiteral("min/max per pixel");
  if (notes.isEmpty()) return;
  const QFont font = fontOf(fontPixels_ * kNoteType);
  const QFontMetricsF metrics(font);
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
  painter.setFont(font);
  painter.setPen(theme_.mutedText);
  const auto elided = [&](const QStringList& list, const QRectF& rect) {
    return metrics.elidedText(list.join(between), Qt::ElideRight, rect.width());
  };
  painter.drawText(right, Qt::AlignRight | Qt::AlignVCenter, elided(notes, right));
  painter.drawText(left, Qt::AlignLeft | Qt::AlignVCenter, elided(atLeft, left));
}

int ChartPlot::neededLeftMargin() {
  rect_->update(QCPLayoutElement::upPreparation);
  return rect_->neededMargin(QCP::msLeft) + 4;
}

void ChartPlot::setLeftMargin(int pixels) {
  leftMargin_ = pixels;
}

void ChartPlot::redrawOverlay() {
  layer(QStringLiteral("overlay"))->replot();
}

void ChartPlot::paintEvent(QPaintEvent* event) {
  // QCustomPlot 2.1.0 keeps the density of the screen on which it was made.
  if (!qFuzzyCompare(bufferDevicePixelRatio(), devicePixelRatioF())) {
    setBufferDevicePixelRatio(devicePixelRatioF());
    refresh();
    replot(rpQueuedRefresh);
  }
  QCustomPlot::paintEvent(event);
}

void ChartPlot::resizeEvent(QResizeEvent*) {
  // The owner redraws; QCustomPlot itself would draw the old points into the new size.
  setViewport(rect());
}

void ChartPlot::paintOn(QPainter& painter, const QRectF& area) {
  const int width = std::max(1, qRound(area.width())), height = std::max(1, qRound(area.height()));
  setViewport(QRect(0, 0, width, height));
  refresh();
  setLeftMargin(neededLeftMargin());
  refresh();
  const QPaintEngine* engine = painter.paintEngine();
  const bool raster = engine && engine->type() == QPaintEngine::Raster;
  // QCustomPlot paints with a painter of its own class, so the drawing is recorded and played back.
  QPicture picture;
  QCPPainter recorder(&picture);
  recorder.setMode(QCPPainter::pmNoCaching);
  recorder.setMode(QCPPainter::pmNonCosmetic);
  recorder.setMode(QCPPainter::pmVectorized, !raster);
  toPainter(&recorder, width, height);
  recorder.end();
  painter.save();
  painter.translate(area.topLeft());
  painter.scale(area.width() / width, area.height() / height);
  picture.play(&painter);
  painter.restore();
}

}  // namespace nmf::ui
