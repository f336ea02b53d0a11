#pragma once

#include <QString>

namespace nmf::ui {

/// "0:02:11"
QString duration(double seconds);

}  // namespace nmf::ui
