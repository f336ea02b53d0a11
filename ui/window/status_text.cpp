#include "ui/window/status_text.h"

#include <cmath>

namespace nmf::ui {

QString duration(double seconds) {
  const auto whole = static_cast<qint64>(std::ceil(seconds));
  return QStringLiteral("%1:%2:%3")
      .arg(whole / 3600)
      .arg(whole / 60 % 60, 2, 10, QChar('0'))
      .arg(whole % 60, 2, 10, QChar('0'));
}

}  // namespace nmf::ui
