#include "ui/charts/chart_plot.h"

#include <QPicture>
#include <algorithm>
#include <limits>

namespace nmf::ui {
namespace {

// Sizes of type against the title's.
constexpr double kLabelType = 0.86, kMarkType = 0.82, kNoteType = 0.72;

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
  connect(this, &QCustomPlot::afterReplot, this, [this] { drawn_ = true; });
  setFocusPolicy(Qt::NoFocus);
  setMouseTracking(true);
  // The drawing is thinned already; the hint makes solid lines several times cheaper on the screen only.
  setPlottingHint(QCP::phFastPolylines, output == Output::Screen);
  setAutoAddPlottableToLegend(false);

  addLayer(QStringLiteral("overlaid"), layer(QStringLiteral("main")), limBelow);
  // The means lie before all records, and what stands out before all else.
  QString below = QStringLiteral("main");
  for (const char* name : {"overlaidMeans", "means", "emphasised", "labels"}) {
    addLayer(QLatin1String(name), layer(below), limAbove);
    below = QLatin1String(name);
  }
  const auto area = [this] { return plotArea().adjusted(0, 0, 1, 1); };
  const auto everything = [this] { return viewport(); };
  new PaintHook(this, QStringLiteral("background"), area,
                [this](QCPPainter& painter) { paintPlateauBands(painter, context()); });
  new PaintHook(this, QStringLiteral("grid"), area, [this](QCPPainter& painter) {
    if (isEmpty()) return paintEmpty(painter);
    paintReferences(painter, context());
    paintLabels(painter, context());
  });
  new PaintHook(this, QStringLiteral("labels"), area,
                [this](QCPPainter& painter) { paintMarkers(painter, context(), missing_); });
  // Whole, over the axis too: the first record lies on it.
  addLayer(QStringLiteral("dots"), layer(QStringLiteral("axes")), limAbove);
  new PaintHook(this, QStringLiteral("dots"), everything,
                [this](QCPPainter& painter) { paintDots(painter); });
  new PaintHook(this, QStringLiteral("axes"), everything, [this](QCPPainter& painter) {
    header_.paint(painter);
    paintNotes(painter);
  });
  showsCursor_ = output == Output::Screen;
  if (output == Output::File) {  // where nothing can be unfolded
    header_.setMostRows(std::numeric_limits<int>::max());
    header_.setWraps(true);
  }
  new PaintHook(this, QStringLiteral("overlay"), area, [this](QCPPainter& painter) {
    if (showsCursor_) paintCursor(painter, context(), readsCursor_, pointedAt_);
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
  labelFont_ = fontOf(fontPixels_ * kLabelType);
  markFont_ = fontOf(fontPixels_ * kMarkType);
  noteFont_ = fontOf(fontPixels_ * kNoteType);
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
  header_.setFonts(fontOf(fontPixels_, QFont::DemiBold), labelFont_);
  header_.setColours(theme_.text, theme_.mutedText);
}

MarkContext ChartPlot::context() const {
  return {model_, theme_, epochAxis_, valueAxis_, QRectF(plotArea()), markFont_};
}

QRect ChartPlot::plotArea() const {
  return viewport().marginsRemoved(rect_->margins());
}

int ChartPlot::neededLeftMargin() {
  rect_->update(QCPLayoutElement::upPreparation);
  return rect_->neededMargin(QCP::msLeft) + 4;
}

void ChartPlot::setLeftMargin(int pixels) {
  leftMargin_ = pixels;
}

void ChartPlot::setReadsCursor(bool reads) {
  if (reads == readsCursor_) return;
  readsCursor_ = reads;
  redrawOverlay();
}

void ChartPlot::redrawOverlay() {
  // Before the first drawing there is no buffer for the layer, and nothing to lay it over.
  if (drawn_) layer(QStringLiteral("overlay"))->replot();
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

int ChartPlot::fitMargins(const QSize& size, int leastLeftMargin) {
  setViewport(QRect(QPoint(0, 0), size));
  refresh();
  setLeftMargin(std::max(leastLeftMargin, neededLeftMargin()));
  refresh();
  return leftMargin_;
}

double ChartPlot::extraHeight(double width) {
  setViewport(QRect(0, 0, std::max(1, qRound(width)), height()));
  updateHeader();
  return header_.extraHeight();
}

void ChartPlot::paintOn(QPainter& painter, const QRectF& area, int leastLeftMargin) {
  const int width = std::max(1, qRound(area.width())), height = std::max(1, qRound(area.height()));
  fitMargins({width, height}, leastLeftMargin);
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
  // A picture is enlarged to the device's density when played; the area is in logical coordinates already.
  const double undoX = static_cast<double>(picture.logicalDpiX()) / painter.device()->logicalDpiX();
  const double undoY = static_cast<double>(picture.logicalDpiY()) / painter.device()->logicalDpiY();
  painter.scale(area.width() / width * undoX, area.height() / height * undoY);
  picture.play(&painter);
  painter.restore();
}

}  // namespace nmf::ui
