#include "ui/charts/chart.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFontInfo>
#include <QPainter>
#include <QTimer>
#include <QToolButton>
#include <cmath>
#include <utility>

#include "ui/charts/chart_gesture.h"
#include "ui/charts/chart_plot.h"
#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

constexpr double kFigureFont = 10;  // pixels, in files

/// Four corners pointing outwards, or inwards.
QIcon maximiseIcon(const QColor& colour, bool inwards, double ratio) {
  constexpr int size = 14;
  QPixmap pixmap(QSize(size, size) * ratio);
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
  const double outer = 1.7, arm = 3.6;
  for (const double sx : {-1.0, 1.0})
    for (const double sy : {-1.0, 1.0}) {
      const double reach = size / 2.0 - outer;
      const double corner = inwards ? reach - arm : reach, tip = inwards ? reach : reach - arm;
      const auto at = [&](double x, double y) { return QPointF(size / 2.0 + sx * x, size / 2.0 + sy * y); };
      painter.drawPolyline(QPolygonF({at(tip, corner), at(corner, corner), at(corner, tip)}));
    }
  return QIcon(pixmap);
}

}  // namespace

Chart::Chart(Quantity quantity, QWidget* parent)
    : QWidget(parent), model_(quantity), theme_(lightTheme()), gesture_(std::make_unique<Gesture>()) {
  const QuantityText text = textOf(quantity);
  setObjectName(QStringLiteral("chart_") + text.name);
  setAccessibleName(text.title);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(220, 150);

  plot_ = new ChartPlot(model_, ChartPlot::Output::Screen, this);
  plot_->setObjectName(QStringLiteral("plot_") + text.name);
  plot_->setAccessibleName(text.title);
  plot_->installEventFilter(this);

  const auto button = [&](const char* name, const QString& accessible, const QString& tip) {
    auto* made = new QToolButton(this);
    made->setObjectName(QLatin1String(name) + QLatin1Char('_') + text.name);
    made->setAccessibleName(accessible);
    made->setToolTip(tip);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::NoFocus);  // L and M do the same from the chart
    made->setCursor(Qt::ArrowCursor);
    return made;
  };
  logButton_ = button("log", text.title + QStringLiteral(": logarithmic axis"),
                      QStringLiteral("Logarithmic y axis (L)"));
  logButton_->setText(QStringLiteral("log"));
  logButton_->setCheckable(true);
  logButton_->setChecked(model_.logY);
  connect(logButton_, &QToolButton::clicked, this, &Chart::setLogY);
  maximiseButton_ = button("maximise", text.title + QStringLiteral(": fill the panel"), QString());
  connect(maximiseButton_, &QToolButton::clicked, this, &Chart::maximiseRequested);

  soon_ = new QTimer(this);
  soon_->setSingleShot(true);
  soon_->setInterval(8);
  connect(soon_, &QTimer::timeout, this, [this] { redraw(); });
  // Of a run under way once a second: no more than a reader can follow.
  describeSoon_ = new QTimer(this);
  describeSoon_->setSingleShot(true);
  describeSoon_->setInterval(1000);
  connect(describeSoon_, &QTimer::timeout, this, &Chart::describe);
  applyLook();
}

Chart::~Chart() = default;

Quantity Chart::quantity() const {
  return model_.quantity();
}
EpochRange Chart::epochRange() const {
  return model_.x;
}
AxisRange Chart::valueRange() const {
  return model_.y;
}
bool Chart::logY() const {
  return model_.logY;
}
bool Chart::fitsY() const {
  return model_.fitsY;
}
bool Chart::showsReferences() const {
  return model_.showReferences;
}
bool Chart::isDirty() const {
  return dirty_;
}
int Chart::leftMargin() const {
  return leftMargin_;
}
bool Chart::isThinned() const {
  return plot_->isThinned();
}
qint64 Chart::hiddenValues() const {
  return plot_->hiddenValues();
}
QRect Chart::plotArea() const {
  return plot_->plotArea();
}
ChartPlot* Chart::plot() const {
  return plot_;
}
const ChartModel& Chart::model() const {
  return model_;
}

void Chart::setRuns(const std::vector<RunCurves>& runs) {
  model_.setRuns(runs);
  tellPointedRun();
  markDirty();
}

void Chart::setTheme(const Theme& theme) {
  theme_ = theme;
  applyLook();
  redrawSoon();
}

void Chart::applyLook() {
  const double pixels = QFontInfo(QApplication::font()).pixelSize();
  plot_->setLook(theme_, pixels);
  QFont font = QApplication::font();
  font.setPixelSize(std::max(8, qRound(pixels * 0.8 * theme_.fontScale)));
  logButton_->setFont(font);
  const QString base = QStringLiteral(
      "QToolButton { color: %1; border: none; border-radius: 3px; padding: 1px 4px; background: "
      "transparent; }QToolButton:hover { background: %2; }QToolButton:checked { color: %3; font-weight: "
      "600; }");
  const QString style = base.arg(theme_.mutedText.name(), theme_.grid.name(), theme_.accent.name());
  logButton_->setStyleSheet(style);
  maximiseButton_->setStyleSheet(style);
  setMaximised(maximised_);
  leftMargin_ = 0;
  plot_->setLeftMargin(0);
  placeButtons();
  update();
}

void Chart::setMaximised(bool maximised) {
  maximised_ = maximised;
  maximiseButton_->setIcon(maximiseIcon(theme_.mutedText, maximised, devicePixelRatioF()));
  maximiseButton_->setToolTip(maximised ? QStringLiteral("Show all charts (M)")
                                        : QStringLiteral("Fill the panel with this chart (M)"));
}

void Chart::setEpochRange(const EpochRange& range) {
  if (range == model_.x) return;
  model_.x = range;
  markDirty();
}

void Chart::setSmoothing(std::int64_t epochs) {
  if (std::exchange(model_.smoothing, epochs) != epochs) redrawSoon();
}

void Chart::setLogY(bool logarithmic) {
  logButton_->setChecked(logarithmic);
  if (logarithmic == model_.logY) return;
  model_.logY = logarithmic;
  noteFit(true);  // a range of one scale means little on the other
  model_.y = {0, 0};
  redrawSoon();
}

void Chart::setFitsY(bool fits) {
  if (!fits && !model_.fitsY) return;
  noteFit(fits);
  if (fits) model_.y = {0, 0};  // anew, without the room that a growing curve left
  redrawSoon();
}

void Chart::noteFit(bool fits) {
  if (std::exchange(model_.fitsY, fits) != fits) emit fitsYChanged();
}

void Chart::setShowsReferences(bool show) {
  model_.showReferences = show;
  redrawSoon();
}

QStringList Chart::curveNames() const {
  QStringList names;
  for (const ChartModel::Curve& curve : model_.curves()) names << curve.name;
  return names;
}

bool Chart::isCurveVisible(int curve) const {
  return model_.isVisible(model_.curves().at(static_cast<std::size_t>(curve)));
}

void Chart::setCurveVisible(int curve, bool visible) {
  model_.setVisible(model_.curves().at(static_cast<std::size_t>(curve)), visible);
  redrawSoon();
}

void Chart::setCursorEpoch(std::optional<qint64> epoch) {
  if (epoch == model_.cursor) return;
  model_.cursor = epoch;
  if (isVisible()) plot_->redrawOverlay();
  describe();
}

void Chart::setHoverEpoch(std::optional<qint64> epoch) {
  if (epoch == model_.hover) return;
  model_.hover = epoch;
  if (isVisible()) plot_->redrawOverlay();
}

void Chart::markDirty() {
  dirty_ = true;
}

void Chart::redrawSoon() {
  dirty_ = true;
  if (!soon_->isActive()) soon_->start();
}

double Chart::redraw() {
  if (!isVisible()) return 0;
  QElapsedTimer timer;
  timer.start();
  model_.update();
  tellPointedRun();
  plot_->refresh();
  const int needed = plot_->neededLeftMargin();
  const bool widened = needed > leftMargin_;
  if (widened) {
    constexpr int step = 4;  // widened in steps, so that it seldom is
    setLeftMargin((needed + step - 1) / step * step);
    plot_->refresh();
  }
  plot_->replot(QCustomPlot::rpQueuedRefresh);
  dirty_ = false;
  if (!describeSoon_->isActive()) describeSoon_->start();
  if (widened) emit leftMarginWidened();
  return static_cast<double>(timer.nsecsElapsed()) * 1e-6;
}

void Chart::setLeftMargin(int pixels) {
  if (pixels == leftMargin_) return;
  leftMargin_ = pixels;
  plot_->setLeftMargin(pixels);
  dirty_ = true;
}

/// The values at the cursor, or the newest, for a screen reader.
void Chart::describe() {
  const auto newest = model_.newestEpoch();
  QStringList parts;
  if (newest) {
    const qint64 epoch = model_.cursor.value_or(*newest);
    parts << QStringLiteral("epoch ") + epochText(epoch);
    for (const ChartModel::Curve& curve : model_.curves()) {
      if (!model_.isVisible(curve)) continue;
      if (const auto record = model_.recordAt(curve, static_cast<double>(epoch)))
        parts << curve.name + QLatin1Char(' ') + valueText(model_.values(curve)[*record]);
    }
  }
  setAccessibleDescription(parts.join(QStringLiteral(", ")));
}

void Chart::placeButtons() {
  const int size = qRound(QFontInfo(QApplication::font()).pixelSize() * 1.5 * theme_.fontScale);
  const int top = 7, right = width() - 8;
  maximiseButton_->setGeometry(right - size, top, size, size);
  const int logWidth = qRound(size * 1.7);
  logButton_->setGeometry(right - size - logWidth, top, logWidth, size);
  plot_->setGeometry(rect().adjusted(2, 4, -2, -3));
  plot_->setHeaderReserve(size + logWidth + 10);
}

void Chart::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  placeButtons();
  dirty_ = true;
  if (isVisible()) redraw();
}

void Chart::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (dirty_) redrawSoon();
}

void Chart::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  markFocus();
}

void Chart::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  markFocus();
}

/// Keys move the cursor without a mouse that would show the values.
void Chart::markFocus() {
  plot_->setReadsCursor(hasFocus());
  update();
}

void Chart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const bool focus = hasFocus();
  painter.setPen(QPen(focus ? theme_.accent : theme_.grid, focus ? 2 : 1));
  painter.setBrush(theme_.base);
  const double inset = focus ? 1 : 0.5;
  painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 5, 5);
}

QString Chart::figureTitle() const {
  return textOf(model_.quantity()).title;
}
QString Chart::figureName() const {
  return textOf(model_.quantity()).name;
}
QSizeF Chart::figureSize() const {
  return {420, 270};
}

double Chart::figureHeight(const Theme& theme, double width) const {
  constexpr double kBesidePlot = 80;  // points that title and axes take
  ChartPlot plot(model_, ChartPlot::Output::File);
  plot.setLook(theme, kFigureFont);
  return kBesidePlot + (figureSize().height() - kBesidePlot) * width / figureSize().width() +
         plot.extraHeight(width);
}

void Chart::prepareFigure() {
  model_.update();
}

std::optional<std::int64_t> Chart::shownEpoch() const {
  if (!filesShowCursor_) return {};
  return model_.cursor;
}

void Chart::atEpoch(const SnapshotPtr& snapshot, const std::function<void()>& paint) {
  const auto cursor = std::exchange(model_.cursor, snapshot->epoch);
  const auto hover = std::exchange(model_.hover, std::nullopt);
  filesShowCursor_ = true;
  paint();
  filesShowCursor_ = false;
  model_.cursor = cursor;
  model_.hover = hover;
}

void Chart::paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) {
  paintFigure(painter, area, theme, 0);
}

int Chart::figureMargin(const QSizeF& size, const Theme& theme) {
  model_.update();
  ChartPlot plot(model_, ChartPlot::Output::File);
  plot.setLook(theme, kFigureFont);
  return plot.fitMargins(size.toSize(), 0);
}

void Chart::paintFigure(QPainter& painter, const QRectF& area, const Theme& theme, int leftMargin) {
  model_.update();
  ChartPlot plot(model_, ChartPlot::Output::File);
  plot.setShowsCursor(filesShowCursor_);
  plot.setLook(theme, kFigureFont);
  plot.paintOn(painter, area, leftMargin);
}

}  // namespace nmf::ui
