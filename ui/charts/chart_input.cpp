// What mouse and keys do to a chart.

#include <QActionGroup>
#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QStyleHints>
#include <QToolTip>
#include <QWheelEvent>
#include <cmath>
#include <utility>

#include "ui/charts/chart.h"
#include "ui/charts/chart_gesture.h"
#include "ui/charts/chart_plot.h"
#include "ui/charts/formula.h"
#include "ui/figures/export_figure.h"

namespace nmf::ui {
namespace {

constexpr double kWheelFactor = 0.85;  // of the span, for one notch
constexpr double kKeyFactor = 0.7;

/// An entry of a menu that is on or off.
template <typename Slot>
QAction* addSwitch(QMenu* menu, const QString& text, bool on, Slot&& slot) {
  QAction* action = menu->addAction(text);
  action->setCheckable(true);
  action->setChecked(on);
  QObject::connect(action, &QAction::triggered, action, std::forward<Slot>(slot));
  return action;
}

}  // namespace

qint64 Chart::lastEpoch() const {
  qint64 last = 0;
  for (const RunCurves& run : model_.runs())
    if (run.history && !run.history->empty()) last = std::max<qint64>(last, run.history->epoch().back());
  return last;
}

void Chart::showEpochs(EpochRange range) {
  range = clamped(range, static_cast<double>(lastEpoch()));
  model_.x = range;
  redrawSoon();
  emit epochRangeEdited(range);
}

void Chart::zoomEpochs(double center, double factor) {
  const bool logarithmic = model_.x.logarithmic;
  const AxisRange range = zoomed({model_.x.lower, model_.x.upper}, center, factor, logarithmic);
  showEpochs({range.lower, range.upper, logarithmic});
}

void Chart::zoomValues(double center, double factor) {
  noteFit(false);
  model_.y = zoomed(model_.y, center, factor, model_.logY);
  redrawSoon();
}

void Chart::moveEpochs(double share) {
  const AxisRange range = nmf::ui::moved({model_.x.lower, model_.x.upper}, share, model_.x.logarithmic);
  showEpochs({range.lower, range.upper, model_.x.logarithmic});
}

void Chart::moveValues(double share) {
  noteFit(false);
  model_.y = nmf::ui::moved(model_.y, share, model_.logY);
  redrawSoon();
}

void Chart::emphasiseNext() {
  const auto& entries = plot_->header().entries();
  if (entries.empty()) return;
  std::size_t next = 0;
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (!model_.emphasised.empty() && entries[i].curves == model_.emphasised) next = i + 1;
  while (next < entries.size() && entries[next].curves.empty()) ++next;
  emphasise(next < entries.size() ? entries[next].curves : std::vector<int>());
}

void Chart::emphasise(const std::vector<int>& curves) {
  if (curves == model_.emphasised) return;
  model_.emphasised = curves;
  tellPointedRun();
  redrawSoon();
}

void Chart::tellPointedRun() {
  std::optional<std::uint64_t> run;
  if (!model_.emphasised.empty() && model_.runs().size() > 1)
    run = model_.runs()[model_.curves()[static_cast<std::size_t>(model_.emphasised.front())].run].run;
  if (std::exchange(pointedRun_, run) != run) emit runPointedAt(run);
}

bool Chart::eventFilter(QObject* object, QEvent* event) {
  if (object != plot_) return QWidget::eventFilter(object, event);
  switch (event->type()) {
    case QEvent::MouseButtonPress: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (mouse->button() != Qt::LeftButton) return false;
      setFocus(Qt::MouseFocusReason);
      press(mouse->position().toPoint(), mouse->modifiers());
      return true;
    }
    case QEvent::MouseMove: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (gesture_->kind != Gesture::Kind::None)
        drag(mouse->position().toPoint());
      else
        point(mouse->position().toPoint());
      return true;
    }
    case QEvent::MouseButtonRelease: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (mouse->button() != Qt::LeftButton) return false;
      release(mouse->position().toPoint());
      return true;
    }
    case QEvent::MouseButtonDblClick: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (mouse->button() == Qt::LeftButton) doubleClick(mouse->position().toPoint());
      return true;
    }
    case QEvent::Wheel: {
      auto* scroll = static_cast<QWheelEvent*>(event);
      wheel(scroll->position(), scroll->angleDelta(), scroll->modifiers());
      scroll->accept();
      return true;
    }
    case QEvent::ContextMenu:
      // QCustomPlot lets nothing that the mouse does through to its parent.
      contextMenuEvent(static_cast<QContextMenuEvent*>(event));
      return true;
    case QEvent::ToolTip: {
      const auto* help = static_cast<QHelpEvent*>(event);
      return showFormula(help->pos(), help->globalPos());
    }
    case QEvent::Leave:
      setMouse(std::nullopt);
      emphasise({});
      emit hoverChanged();
      return false;
    default:
      return QWidget::eventFilter(object, event);
  }
}

bool Chart::showFormula(const QPoint& position, const QPoint& screenPosition) {
  const QRect above(0, 0, plot_->width(), plot_->plotArea().top());
  if (!above.contains(position)) return false;
  std::optional<EpochRecord> record;
  std::vector<int> ranks;
  if (const auto newest = model_.newestEpoch()) {
    const RunCurves& run = model_.runs().front();
    const qint64 epoch = model_.hover.value_or(model_.cursor.value_or(*newest));
    record = run.history->record(run.history->indexNear(epoch));
    ranks = run.ranks;
  }
  QToolTip::showText(screenPosition, formulaText(model_.quantity(), record, ranks), plot_, above);
  return true;
}

std::optional<qint64> Chart::epochUnderMouse() const {
  if (!gesture_->mouse) return std::nullopt;
  const double at = plot_->epochAxis()->pixelToCoord(gesture_->mouse->x());
  // The nearest record of all runs: an overlaid one may be longer than the one under way.
  std::optional<qint64> nearest;
  const std::vector<std::int64_t>* looked = nullptr;
  for (const ChartModel::Curve& curve : model_.curves()) {
    const auto& epochs = model_.epochs(curve);
    if (curve.further || &epochs == looked || (nearest && !model_.isVisible(curve))) continue;
    looked = &epochs;
    const auto record = model_.recordNear(curve, at);
    if (!record) continue;
    const qint64 epoch = epochs[*record];
    const auto distance = [at](qint64 e) { return std::abs(static_cast<double>(e) - at); };
    if (!nearest || distance(epoch) < distance(*nearest)) nearest = epoch;
  }
  return nearest;
}

void Chart::setMouse(const std::optional<QPoint>& position) {
  gesture_->mouse = position;
  plot_->setPointedAt(position.has_value());
}

void Chart::point(const QPoint& position) {
  const int entry = plot_->header().entryAt(position);
  std::vector<int> emphasised;
  if (entry >= 0 && plot_->header().entries()[static_cast<std::size_t>(entry)].enabled)
    emphasised = plot_->header().entries()[static_cast<std::size_t>(entry)].curves;
  plot_->setCursor(entry >= 0 || plot_->header().isMoreAt(position) ? Qt::PointingHandCursor
                                                                    : Qt::ArrowCursor);
  emphasise(emphasised);
  const bool inside = plot_->plotArea().contains(position);
  if (!inside && !gesture_->mouse) return;
  setMouse(inside ? std::optional<QPoint>(position) : std::nullopt);
  emit hoverChanged();
}

void Chart::emphasiseRun(std::optional<std::uint64_t> run) {
  if (run == model_.emphasisedRun) return;
  model_.emphasisedRun = run;
  redrawSoon();
}

void Chart::press(const QPoint& position, Qt::KeyboardModifiers modifiers) {
  gesture_->kind = Gesture::Kind::Press;
  gesture_->band = modifiers.testFlag(Qt::ShiftModifier);
  gesture_->start = position;
  gesture_->epochs = model_.x;
  gesture_->values = model_.y;
}

void Chart::drag(const QPoint& position) {
  const QRect area = plot_->plotArea();
  const QPoint moved = position - gesture_->start;
  if (gesture_->kind == Gesture::Kind::Press) {
    if (moved.manhattanLength() < QApplication::startDragDistance() || !area.contains(gesture_->start))
      return;
    gesture_->kind = gesture_->band ? Gesture::Kind::Band : Gesture::Kind::Pan;
    setMouse(std::nullopt);
    emit hoverChanged();
  }
  if (gesture_->kind == Gesture::Kind::Band) {
    plot_->setRubberBand(QRect(gesture_->start, position).normalized().intersected(area));
    plot_->redrawOverlay();
    return;
  }
  const EpochRange& from = gesture_->epochs;
  const AxisRange range =
      nmf::ui::moved({from.lower, from.upper}, -static_cast<double>(moved.x()) / std::max(1, area.width()),
                     from.logarithmic);
  if (!model_.fitsY)
    model_.y = nmf::ui::moved(gesture_->values, static_cast<double>(moved.y()) / std::max(1, area.height()),
                              model_.logY);
  showEpochs({range.lower, range.upper, from.logarithmic});
}

void Chart::release(const QPoint& position) {
  const Gesture::Kind kind = gesture_->kind;
  gesture_->kind = Gesture::Kind::None;
  const QRect area = plot_->plotArea();
  if (kind == Gesture::Kind::Band) {
    const QRect band = QRect(gesture_->start, position).normalized().intersected(area);
    plot_->setRubberBand(QRect());
    plot_->redrawOverlay();
    if (band.width() < 4 || band.height() < 4) return;
    noteFit(false);
    model_.y = {plot_->valueAxis()->pixelToCoord(band.bottom()),
                plot_->valueAxis()->pixelToCoord(band.top())};
    showEpochs({plot_->epochAxis()->pixelToCoord(band.left()), plot_->epochAxis()->pixelToCoord(band.right()),
                model_.x.logarithmic});
    return;
  }
  if (kind != Gesture::Kind::Press) return;
  if (const int entry = plot_->header().entryAt(gesture_->start); entry >= 0) {
    if (plot_->header().entryAt(position) == entry) toggleEntry(entry);
    return;
  }
  if (plot_->header().isMoreAt(gesture_->start) && plot_->header().isMoreAt(position))
    return popUpCurves(plot_->mapToGlobal(position));
  if (!area.contains(position)) return;
  setMouse(position);
  if (const auto epoch = epochUnderMouse()) emit epochPicked(*epoch);
}

void Chart::toggleEntry(int entry) {
  const std::vector<int> curves = plot_->header().entries()[static_cast<std::size_t>(entry)].curves;
  if (curves.empty()) return setShowsReferences(!showsReferences());
  emphasise({});
  const bool visible = !isCurveVisible(curves.front());
  for (const int curve : curves) setCurveVisible(curve, visible);
}

void Chart::doubleClick(const QPoint& position) {
  gesture_->kind = Gesture::Kind::None;
  const QRect area = plot_->plotArea();
  if (const int entry = plot_->header().entryAt(position); entry >= 0) {
    toggleEntry(entry);
  } else if (position.y() < area.top()) {
    emit maximiseRequested();
  } else if (position.x() < area.left()) {
    setFitsY(true);
  } else {
    emit pickUndone();
    setFitsY(true);
    emit followRequested();
  }
}

void Chart::wheel(const QPointF& position, const QPoint& angle, Qt::KeyboardModifiers modifiers) {
  const QRect area = plot_->plotArea();
  const double notches = angle.y() / 120.0, sideways = angle.x() / 120.0;
  if (modifiers.testFlag(Qt::ControlModifier) || position.x() < area.left()) {
    // Alt and Ctrl may turn the wheel sideways.
    zoomValues(plot_->valueAxis()->pixelToCoord(position.y()), std::pow(kWheelFactor, notches + sideways));
    return;
  }
  if (modifiers.testFlag(Qt::ShiftModifier) || (sideways != 0 && std::abs(sideways) > std::abs(notches))) {
    moveEpochs(-0.1 * (notches + sideways));
    return;
  }
  if (notches != 0)
    zoomEpochs(plot_->epochAxis()->pixelToCoord(position.x()), std::pow(kWheelFactor, notches));
}

void Chart::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) {
    ExportOptions options;
    options.scale = 2;
    options.theme = theme_;
    copyFigure(*this, options);
    return;
  }
  const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
  const bool other = event->modifiers() & (Qt::AltModifier | Qt::MetaModifier | Qt::ControlModifier);
  const int step = event->key() == Qt::Key_Left || event->key() == Qt::Key_PageDown ? -1 : 1;
  const double middle = model_.x.logarithmic ? std::sqrt(model_.x.lower * model_.x.upper)
                                             : (model_.x.lower + model_.x.upper) / 2;
  const double center = model_.cursor && *model_.cursor > 0 ? static_cast<double>(*model_.cursor) : middle;
  if (other) return QWidget::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
      // A pixel at a time, or with Shift a record.
      emit cursorMoveRequested(shift ? step : 0, shift ? 0 : step);
      break;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      emit cursorMoveRequested(0, step * std::max(1, plot_->plotArea().width() / 10));
      break;
    case Qt::Key_F:
    case Qt::Key_Home:
      setFitsY(true);
      emit followRequested();
      break;
    case Qt::Key_End:
      emit liveRequested();
      break;
    case Qt::Key_Escape:
      if (!model_.cursor) return event->ignore();  // the window may have a use for it
      emit liveRequested();
      break;
    case Qt::Key_Comma:
    case Qt::Key_Period:
      moveEpochs(event->key() == Qt::Key_Comma ? -0.1 : 0.1);
      break;
    case Qt::Key_Up:
    case Qt::Key_Down: {
      const bool up = event->key() == Qt::Key_Up;
      if (shift) {
        moveValues(up ? 0.1 : -0.1);
      } else {
        zoomValues(plot_->valueAxis()->pixelToCoord(plot_->plotArea().center().y()),
                   up ? kKeyFactor : 1 / kKeyFactor);
      }
      break;
    }
    case Qt::Key_C:
      emphasiseNext();
      break;
    case Qt::Key_L:
      setLogY(!logY());
      break;
    case Qt::Key_X:
      emit logXRequested(!model_.x.logarithmic);
      break;
    case Qt::Key_S:
      emit smoothingRequested();
      break;
    case Qt::Key_M:
      emit maximiseRequested();
      break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoomEpochs(center, kKeyFactor);
      break;
    case Qt::Key_Minus:
      zoomEpochs(center, 1 / kKeyFactor);
      break;
    default:
      QWidget::keyPressEvent(event);
  }
}

QMenu* Chart::newMenu(const QString& prefix) {
  auto* menu = new QMenu(this);
  menu->setObjectName(prefix + figureName());
  menu->setAccessibleName(figureTitle());
  menu->setAttribute(Qt::WA_DeleteOnClose);
  return menu;
}

void Chart::addCurves(QMenu* menu) {
  const QStringList names = curveNames();
  for (int i = 0; i < names.size(); ++i) {
    const QAction* entry =
        addSwitch(menu, names[i], isCurveVisible(i), [this, i](bool on) { setCurveVisible(i, on); });
    connect(entry, &QAction::hovered, this, [this, i] { emphasise({i}); });
  }
  connect(menu, &QMenu::aboutToHide, this, [this] { emphasise({}); });
}

void Chart::popUpCurves(const QPoint& at) {
  QMenu* menu = newMenu(QStringLiteral("curves_"));
  addCurves(menu);
  for (const ChartHeader::Entry& entry : plot_->header().entries()) {
    if (!entry.curves.empty()) continue;
    const QAction* references =
        addSwitch(menu, entry.text, showsReferences(), [this](bool on) { setShowsReferences(on); });
    connect(references, &QAction::hovered, this, [this] { emphasise({}); });
  }
  menu->popup(at);
}

void Chart::contextMenuEvent(QContextMenuEvent* event) {
  QMenu* menu = newMenu(QStringLiteral("menu_"));
  addSwitch(menu, QStringLiteral("Logarithmic y axis\tL"), logY(), [this](bool on) { setLogY(on); });
  addSwitch(menu, QStringLiteral("Logarithmic epochs\tX"), model_.x.logarithmic,
            [this](bool on) { emit logXRequested(on); });
  connect(menu->addAction(QStringLiteral("Smooth the curves more\tS")), &QAction::triggered, this,
          &Chart::smoothingRequested);
  addSwitch(menu, QStringLiteral("References of the data"), showsReferences(),
            [this](bool on) { setShowsReferences(on); });
  if (model_.curves().size() > 1) addCurves(menu->addMenu(QStringLiteral("Curves")));
  menu->addSeparator();
  connect(menu->addAction(QStringLiteral("Fit y axis to the data")), &QAction::triggered, this,
          [this] { setFitsY(true); });
  connect(menu->addAction(QStringLiteral("Follow the run\tF")), &QAction::triggered, this, [this] {
    setFitsY(true);
    emit followRequested();
  });
  connect(menu->addAction(maximised_ ? QStringLiteral("Show all charts\tM")
                                     : QStringLiteral("Fill the panel\tM")),
          &QAction::triggered, this, &Chart::maximiseRequested);
  menu->addSeparator();
  connect(menu->addAction(QStringLiteral("Copy as PNG\tCtrl+C")), &QAction::triggered, this, [this] {
    ExportOptions options;
    options.scale = 2;
    options.theme = theme_;
    copyFigure(*this, options);
  });
  connect(menu->addAction(QStringLiteral("Export…")), &QAction::triggered, this,
          [this] { emit exportRequested(this); });
  menu->popup(event->globalPos());
  event->accept();
}

}  // namespace nmf::ui
