#include "tests/ui/monkey/monkey.h"

#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <QUrl>
#include <QWheelEvent>
#include <QWindow>

#include "ui/session/run_session.h"

namespace nmf::test {

namespace {

/// Everything that a person types into fields or onto charts; no '/', so that no path leaves the test's
/// folder.
const QList<QPair<int, QString>>& keys() {
  static const QList<QPair<int, QString>> all = [] {
    QList<QPair<int, QString>> made;
    for (const char c : QByteArray("0123456789.,:-exfhlg+")) made.push_back({0, QString(QChar(c))});
    for (const int key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End,
                          Qt::Key_PageUp, Qt::Key_PageDown, Qt::Key_Tab, Qt::Key_Backtab, Qt::Key_Return,
                          Qt::Key_Space, Qt::Key_Escape, Qt::Key_Backspace, Qt::Key_Delete})
      made.push_back({key, {}});
    return made;
  }();
  return all;
}

}  // namespace

Monkey::Monkey(quint32 seed, int actions, std::function<std::unique_ptr<ui::MainWindow>()> open,
               QStringList files)
    : random_(seed), actions_(actions), open_(std::move(open)), files_(std::move(files)) {
  openWindow();
}

bool Monkey::run(int patience) {
  goesOn_ = true;
  next();
  const bool all = QTest::qWaitFor([this] { return done_ >= actions_ && depth_ == 0; }, patience);
  goesOn_ = false;
  for (int i = 0; i < 50 && (QApplication::activeModalWidget() || QApplication::activePopupWidget()); ++i) {
    if (QWidget* dialog = top()) dialog->close();
    QTest::qWait(20);
  }
  if (!window_->isVisible()) openWindow();
  return all;
}

void Monkey::openWindow() {
  window_.reset();
  window_ = open_();
  window_->show();
  window_->activateWindow();
  ++windows_;
}

QWidget* Monkey::top() const {
  if (QWidget* popup = QApplication::activePopupWidget()) return popup;
  if (QWidget* modal = QApplication::activeModalWidget()) return modal;
  for (QWidget* widget : QApplication::topLevelWidgets())  // dialogs that leave the window usable
    if (widget->isVisible() && widget->isActiveWindow()) return widget;
  return window_.get();
}

void Monkey::note(const char* kind) {
  ++kinds_[QString::fromLatin1(kind)];
}

/// A timer of its own each time: one that is inside its own event is not called again by an event loop
/// within.
void Monkey::next() {
  if (goesOn_) QTimer::singleShot(std::exchange(pause_, 0), this, &Monkey::act);
}

void Monkey::act() {
  next();
  // Qt Test handles events between a press and its release; nobody acts in between.
  const int level = QThread::currentThread()->loopLevel();
  if (depth_ > 0 && level <= loopLevel_) return;
  // A menu or a dialog runs an event loop of its own inside the action that opened it, and there the monkey
  // goes on.
  if (done_ >= actions_) {
    if (depth_ > 0)
      if (QWidget* open = top(); open && open != window_.get()) open->close();
    return;
  }
  ++done_;
  ++depth_;
  const int outer = std::exchange(loopLevel_, level);
  if (!window_->isVisible()) {
    if (depth_ == 1) {
      note("another window");
      openWindow();
    } else if (QWidget* open = top(); open && open->isVisible()) {
      open->close();
    }
  } else if (!inDialog()) {
    switch (below(20)) {
      case 0:
      case 1:
      case 2:
        transport();
        break;
      case 3:
      case 4:
      case 5:
        trigger();
        break;
      case 6:
      case 7:
      case 8:
      case 9:
      case 10:
        click();
        break;
      case 11:
      case 12:
        drag();
        break;
      case 13:
      case 14:
        wheel();
        break;
      case 15:
      case 16:
        timeline();
        break;
      case 17:
        edit();
        break;
      case 18:
        type();
        break;
      default:
        if (chance(10)) {
          note("close");
          window_->close();
        } else if (chance(30)) {
          drop();
        } else if (chance(30)) {
          resize();
        } else {
          note("look");
          pause_ = 30;  // a moment without an action, so that the run gets on
        }
    }
  }
  loopLevel_ = outer;
  --depth_;
}

/// What is done where a menu or dialog is open: something in it, or leaving it, at the latest after a while.
bool Monkey::inDialog() {
  QWidget* const open = top();
  sameTop_ = open == lastTop_ ? sameTop_ + 1 : 0;
  lastTop_ = open;
  if (!open || open == window_.get()) return false;
  if (sameTop_ > 40) {
    note("give a dialog up");
    open->close();
    return true;
  }
  // In a folder dialog nobody wanders off: files outside are not the monkey's.
  const bool files = qobject_cast<QFileDialog*>(open);
  const bool menu = qobject_cast<QMenu*>(open);
  if (files || menu || chance(15)) {
    const int key = menu ? (chance(50)   ? Qt::Key_Down
                            : chance(50) ? Qt::Key_Return
                                         : Qt::Key_Escape)
                         : (chance(50) ? Qt::Key_Return : Qt::Key_Escape);
    note(files ? "a folder dialog" : menu ? "a menu" : "leave a dialog");
    if (QWindow* window = open->windowHandle()) QTest::keyClick(window, static_cast<Qt::Key>(key));
    return true;
  }
  note("in a dialog");
  if (chance(60))
    click();
  else
    type();
  return true;
}

/// A widget that can be seen and used, each alike.
QWidget* Monkey::randomWidget(QWidget* within) {
  QList<QWidget*> all;
  for (QWidget* widget : within->findChildren<QWidget*>())
    if (widget->isVisible() && widget->isEnabled() && !widget->isWindow() &&
        widget->window() == within->window() && widget->width() > 4 && widget->height() > 4 &&
        !widget->visibleRegion().isEmpty())
      all << widget;
  return all.isEmpty() ? within : all[below(static_cast<int>(all.size()))];
}

void Monkey::press(QPointer<QWindow> window, const QPoint& at, Qt::MouseButton button, bool twice) {
  if (!window || !QRect(QPoint(0, 0), window->size()).contains(at)) return;
  // Any step may be the end of the window.
  QTest::mouseMove(window, at);
  for (int i = twice ? 2 : 1; i > 0; --i) {
    if (window) QTest::mousePress(window, button, {}, at);
    if (window) QTest::mouseRelease(window, button, {}, at);
  }
}

void Monkey::click() {
  note("click");
  QWidget* const host = top();
  QWidget* const widget = randomWidget(host);
  const QRect rect = widget->visibleRegion().boundingRect();
  const QPoint inside =
      rect.topLeft() + QPoint(below(std::max(1, rect.width())), below(std::max(1, rect.height())));
  press(host->window()->windowHandle(), widget->mapTo(widget->window(), inside),
        chance(8) ? Qt::RightButton : Qt::LeftButton, chance(8));
}

void Monkey::drag() {
  note("drag");
  QWidget* const widget = randomWidget(window_.get());
  const QPoint from = widget->mapTo(window_.get(), QPoint(below(widget->width()), below(widget->height())));
  const Qt::KeyboardModifiers modifiers = chance(30) ? Qt::ShiftModifier : Qt::NoModifier;
  dragAlong({from, from + QPoint(below(120) - 60, below(80) - 40),
             from + QPoint(below(240) - 120, below(160) - 80)},
            modifiers);
}

void Monkey::dragAlong(const QList<QPoint>& points, Qt::KeyboardModifiers modifiers) {
  const QPointer<QWindow> window = window_->windowHandle();
  if (!window) return;
  const auto inside = [&](const QPoint& at) {
    return QPoint(std::clamp(at.x(), 0, window->width() - 1), std::clamp(at.y(), 0, window->height() - 1));
  };
  QTest::mouseMove(window, inside(points.first()));
  if (window) QTest::mousePress(window, Qt::LeftButton, modifiers, inside(points.first()));
  for (const QPoint& at : points)
    if (window) QTest::mouseMove(window, inside(at));
  if (window) QTest::mouseRelease(window, Qt::LeftButton, modifiers, inside(points.last()));
}

void Monkey::wheel() {
  note("wheel");
  QWidget* const widget = randomWidget(window_.get());
  const QPointF at(below(widget->width()), below(widget->height()));
  const Qt::KeyboardModifiers modifiers = chance(30)   ? Qt::ControlModifier
                                          : chance(30) ? Qt::ShiftModifier
                                                       : Qt::NoModifier;
  QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, chance(50) ? 120 : -120}, Qt::NoButton, modifiers,
                    Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(widget, &event);
}

void Monkey::type() {
  note("type");
  const QPointer<QWindow> window = top()->window()->windowHandle();
  for (int i = 1 + below(4); i > 0 && window; --i) {
    const auto& [key, text] = keys()[below(static_cast<int>(keys().size()))];
    const Qt::KeyboardModifiers modifiers = chance(8) ? Qt::ShiftModifier : Qt::NoModifier;
    if (text.isEmpty())
      QTest::keyClick(window, static_cast<Qt::Key>(key), modifiers);
    else
      QTest::keyClick(window, text[0].toLatin1());
  }
}

/// Any action of the window that is enabled, by its key where it has one.
void Monkey::trigger() {
  QList<QAction*> all;
  for (QAction* action : window_->actions())
    if (action->isEnabled() && !action->isSeparator() && (action->objectName() != "actionQuit" || chance(5)))
      all << action;
  if (all.isEmpty()) return;
  QAction* const action = all[below(static_cast<int>(all.size()))];
  note("action");
  ++kinds_[action->objectName()];
  const QKeySequence keys = action->shortcut();
  if (keys.count() == 1 && chance(50) && window_->windowHandle()) {
    window_->activateWindow();
    QTest::keyClick(window_->windowHandle(), keys[0].key(), keys[0].keyboardModifiers());
  } else {
    action->trigger();
  }
}

void Monkey::transport() {
  note("run, pause, step, stop");
  static const char* const names[] = {"actionRun",  "actionPause",   "actionStep",
                                      "actionStop", "actionRestart", "actionNewSeed"};
  auto* action = window_->findChild<QAction*>(names[below(6)]);
  if (action && action->isEnabled()) action->trigger();
}

void Monkey::timeline() {
  note("timeline");
  auto* strip = window_->findChild<QWidget*>("timelineStrip");
  if (!strip || !strip->isVisible() || !strip->isEnabled()) return;
  QList<QPoint> points;
  for (int i = 1 + below(5); i > 0; --i)
    points << strip->mapTo(window_.get(), QPoint(below(strip->width()), strip->height() / 2));
  dragAlong(points, Qt::NoModifier);
}

/// A field of the experiment gets another value, good or bad.
void Monkey::edit() {
  note("edit");
  auto* panel = window_->findChild<QWidget*>("experimentPanel");
  if (!panel) return;
  QList<QWidget*> fields;
  for (QWidget* widget : panel->findChildren<QWidget*>())
    if (widget->isVisible() && widget->isEnabled() &&
        (qobject_cast<QLineEdit*>(widget) || qobject_cast<QComboBox*>(widget) ||
         qobject_cast<QAbstractSpinBox*>(widget)))
      fields << widget;
  if (fields.isEmpty()) return;
  QWidget* const field = fields[below(static_cast<int>(fields.size()))];
  field->setFocus();
  if (auto* box = qobject_cast<QComboBox*>(field); box && box->count() > 0) {
    box->setCurrentIndex(below(box->count()));
    return;
  }
  static const QStringList values{"0",   "1",   "2",    "7",    "12,6", "20,10,5", "0:100", "0.01",
                                  "0.5", "300", "5000", "1e-3", "-1",   "x",       ""};
  QLineEdit* const line = qobject_cast<QLineEdit*>(field);
  if (line) line->selectAll();
  if (auto* spin = qobject_cast<QAbstractSpinBox*>(field)) spin->selectAll();
  QTest::keyClicks(field, values[below(static_cast<int>(values.size()))]);
  QTest::keyClick(field, Qt::Key_Return);
}

void Monkey::drop() {
  note("drop");
  QMimeData mime;
  mime.setUrls({QUrl::fromLocalFile(files_[below(static_cast<int>(files_.size()))])});
  QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(window_.get(), &enter);
  if (!enter.isAccepted()) return;
  QDropEvent event(QPointF(10, 10), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(window_.get(), &event);
}

void Monkey::resize() {
  note("resize");
  window_->resize(700 + below(1200), 450 + below(700));
}

}  // namespace nmf::test
