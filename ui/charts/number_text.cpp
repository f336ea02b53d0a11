#include "ui/charts/number_text.h"

#include <QLocale>
#include <cmath>

namespace nmf::ui {
namespace {

const QLocale& plain() {
  static const QLocale locale = [] {
    QLocale c(QLocale::English, QLocale::UnitedStates);
    c.setNumberOptions(QLocale::DefaultNumberOptions);
    return c;
  }();
  return locale;
}

QString digits(int n, const char16_t* table, const char16_t* minus) {
  const QString text = QString::number(n);
  QString result;
  for (const QChar c : text) result += c == QLatin1Char('-') ? QChar(*minus) : QChar(table[c.digitValue()]);
  return result;
}

QString mantissaTimesPower(double value, int significant) {
  int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
  double mantissa = value / std::pow(10.0, exponent);
  QString text = QString::number(mantissa, 'g', significant);
  if (text == QLatin1String("10")) {
    text = QStringLiteral("1");
    ++exponent;
  }
  const QString power = QStringLiteral("10") + superscript(exponent);
  return text == QLatin1String("1") ? power : text + QStringLiteral("×") + power;
}

}  // namespace

QString superscript(int n) {
  return digits(n, u"⁰¹²³⁴⁵⁶⁷⁸⁹", u"⁻");
}
QString subscript(int n) {
  return digits(n, u"₀₁₂₃₄₅₆₇₈₉", u"₋");
}

QString valueText(double value, int digits) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  if (value == 0) return QStringLiteral("0");
  const double size = std::abs(value);
  if (size < 1e-4 || size >= 1e7) return mantissaTimesPower(value, digits);
  const int before = static_cast<int>(std::floor(std::log10(size))) + 1;
  return plain().toString(value, 'f', std::max(0, digits - before));
}

QString epochText(qint64 epoch) {
  return plain().toString(epoch);
}

QString epochTickText(double epoch, double step) {
  const auto shortened = [&](double unit, const char* letter) {
    return QString::number(epoch / unit, 'g', 6) + QLatin1String(letter);
  };
  if (epoch == 0) return QStringLiteral("0");
  if (step >= 1e5 && std::abs(epoch) >= 1e6) return shortened(1e6, "M");
  if (step >= 1e3) return shortened(1e3, "k");
  return plain().toString(static_cast<qlonglong>(std::llround(epoch)));
}

QString valueTickText(double value) {
  const double size = std::abs(value);
  if (size == 0) return QStringLiteral("0");
  if (size < 0.999e-3 || size >= 0.999e6) return mantissaTimesPower(value, 6);
  if (size >= 1000 && value == std::round(value)) return plain().toString(value, 'f', 0);
  return QString::number(value, 'g', 6);
}

}  // namespace nmf::ui
