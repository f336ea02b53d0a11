#include "ui/views/picture_text.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace nmf::ui {

QFont figureFont(const Theme& theme, double relative) {
  QFont font = QGuiApplication::font();
  // In pixels of the painter's logical coordinates: the same proportions on screen, in PNG, SVG and PDF.
  font.setPixelSize(std::max(7, static_cast<int>(std::lround(12 * theme.fontScale * relative))));
  return font;
}

double textWidth(const QFont& font, const QString& text) {
  return QFontMetricsF(font).horizontalAdvance(text);
}
double textHeight(const QFont& font) {
  return QFontMetricsF(font).height();
}

QString shortNumber(double value) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  if (value == 0) return QStringLiteral("0");
  const double magnitude = std::abs(value);
  if (magnitude < 1e-4 || magnitude >= 1e5) return QString::number(value, 'e', 1);
  const int digits = 2 - static_cast<int>(std::floor(std::log10(magnitude)));
  return QString::number(value, 'f', std::clamp(digits, 0, 6));
}

QString percent(double share) {
  if (!std::isfinite(share)) return QStringLiteral("–");
  const double value = 100 * share;
  return QStringLiteral("%1 %").arg(value, 0, 'f', value >= 99.95 ? 0 : value >= 0.095 || value == 0 ? 1 : 3);
}

QString grouped(qint64 value) {
  return QLocale(QLocale::English, QLocale::UnitedStates).toString(value);
}

QString subscripted(const QString& factorName) {
  QString text;
  for (const QChar c : factorName) text += c.isDigit() ? QChar(0x2080 + c.digitValue()) : c;
  return text;
}

}  // namespace nmf::ui
