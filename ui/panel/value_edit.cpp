#include "ui/panel/value_edit.h"

#include <QEvent>
#include <QHBoxLayout>

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

ValueEdit::ValueEdit(QWidget* parent) : QWidget(parent) {}

void ValueEdit::arrange(std::initializer_list<QWidget*> controls) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  for (QWidget* control : controls) row->addWidget(control, control == *controls.begin() ? 1 : 0);
  setFocusProxy(*controls.begin());
}

void ignoreWheelWithoutFocus(QWidget* control) {
  control->setFocusPolicy(Qt::StrongFocus);  // QComboBox would take the focus from the wheel itself
  control->installEventFilter(new WheelGuard(control));
}

}  // namespace nmf::ui
