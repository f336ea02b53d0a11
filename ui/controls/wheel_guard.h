#pragma once

#include <QWidget>

namespace nmf::ui {

/// Keeps the mouse wheel from changing a control that does not have the focus, or that scrolling has brought
/// under the mouse: it scrolls what is around it instead.
void ignoreWheelWithoutFocus(QWidget* control);

}  // namespace nmf::ui
