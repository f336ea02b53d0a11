#pragma once

#include <QIcon>

#include "ui/theme/theme.h"

namespace nmf::ui {

/// Makes the resources under ":/" known; to be called before they are read.
void initResources();

/// The icon of this name from the resources, in the text colour of `theme` (muted where disabled), sharp at
/// 1x to 3x.
QIcon themedIcon(const QString& name, const Theme& theme);

/// The same in a colour of its own.
QIcon colouredIcon(const QString& name, const QColor& colour);

/// The program's own icon, in its own colours.
QIcon programIcon();

}  // namespace nmf::ui
