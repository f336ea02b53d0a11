#include "ui/controls/wheel_guard.h"

#include <QEvent>

namespace nmf::ui {
namespace {

class WheelGuard : public QObject {
 public:
  using QObject::QObject;

 protected:
  bool eventFilter(QObject* object, QEvent* event) override {
    const auto* control = qobject_cast<QWidget*>(object);
    if (event->type() != QEvent::Wheel || !control || control->hasFocus()) return false;
    event->ignore();
    return true;
  }
};

}  // namespace

void ignoreWheelWithoutFocus(QWidget* control) {
  control->setFocusPolicy(Qt::StrongFocus);  // QComboBox would take the focus from the wheel itself
  control->installEventFilter(new WheelGuard(control));
}

}  // namespace nmf::ui
