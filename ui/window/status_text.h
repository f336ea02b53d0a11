#pragma once

#include <QString>

namespace nmf::ui {

/// "1,234,567"
QString grouped(qint64 value);
/// "0:02:11"
QString duration(double seconds);

}  // namespace nmf::ui
