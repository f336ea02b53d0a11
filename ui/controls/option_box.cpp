#include "ui/controls/option_box.h"

namespace nmf::ui {

QComboBox* makeChooser(QWidget* parent, const char* objectName, const QString& accessibleName,
                       const QString& toolTip) {
  auto* box = new QComboBox(parent);
  box->setObjectName(QLatin1String(objectName));
  box->setAccessibleName(accessibleName);
  box->setToolTip(toolTip);
  box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  box->setMinimumContentsLength(4);
  // Narrow docks squeeze the choices rather than grow.
  box->setMinimumWidth(48);
  box->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  return box;
}

QToolButton* makeButton(QWidget* parent, const char* objectName, const QString& text,
                        const QString& toolTip) {
  auto* button = new QToolButton(parent);
  button->setObjectName(QLatin1String(objectName));
  button->setText(text);
  button->setAccessibleName(text);
  button->setToolTip(toolTip);
  return button;
}

}  // namespace nmf::ui
