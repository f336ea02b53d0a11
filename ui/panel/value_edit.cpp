#include "ui/panel/value_edit.h"

#include <QHBoxLayout>

namespace nmf::ui {

ValueEdit::ValueEdit(QWidget* parent) : QWidget(parent) {}

void ValueEdit::arrange(std::initializer_list<QWidget*> controls) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  for (QWidget* control : controls) row->addWidget(control, control == *controls.begin() ? 1 : 0);
  setFocusProxy(*controls.begin());
}

}  // namespace nmf::ui
