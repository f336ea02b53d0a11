#pragma once

#include <QStringList>

namespace nmf::ui {

/// The paths of data used before, the last one first; those that are gone are left out.
QStringList recentData();
/// Puts `path` in front and remembers it.
void rememberData(const QString& path);

}  // namespace nmf::ui
