#include "ui/controls/wheel_guard.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QCursor>
#include <QPointer>
#include <QScrollBar>
#include <QWheelEvent>
#include <optional>

namespace nmf::ui {
namespace {

class WheelGuard : public QObject {
 public:
  explicit WheelGuard(QWidget* control) : QObject(control), control_(control) {}

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    switch (event->type()) {
      case QEvent::FocusIn:
        watchScrolling();
        scrolledAt_.reset();
        break;
      case QEvent::Leave:
        scrolledAt_.reset();
        break;
      case QEvent::Wheel:
        if (control_->hasFocus() && !slidUnder(static_cast<QWheelEvent*>(event)->globalPosition().toPoint()))
          break;
        event->ignore();
        return true;
      default:
        break;
    }
    return false;
  }

 private:
  void watchScrolling() {
    QWidget* around = control_->parentWidget();
    while (around && !qobject_cast<QAbstractScrollArea*>(around)) around = around->parentWidget();
    if (around == area_) return;
    if (area_) disconnect(area_->verticalScrollBar(), nullptr, this, nullptr);
    area_ = qobject_cast<QAbstractScrollArea*>(around);
    if (area_)
      connect(area_->verticalScrollBar(), &QScrollBar::valueChanged, this,
              [this] { scrolledAt_ = QCursor::pos(); });
  }

  /// Whether the mouse is still where it was when the surroundings were scrolled: then it is they that the
  /// wheel is turned for.
  bool slidUnder(const QPoint& mouse) const {
    return scrolledAt_ && (mouse - *scrolledAt_).manhattanLength() < QApplication::startDragDistance();
  }

  QWidget* control_;
  QPointer<QAbstractScrollArea> area_;
  std::optional<QPoint> scrolledAt_;  // the mouse, when the area last scrolled
};

}  // namespace

void ignoreWheelWithoutFocus(QWidget* control) {
  control->setFocusPolicy(Qt::StrongFocus);  // QComboBox would take the focus from the wheel itself
  control->installEventFilter(new WheelGuard(control));
}

}  // namespace nmf::ui
