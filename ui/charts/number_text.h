#pragma once

#include <QString>

namespace nmf::ui {

/// A value as a person reads it, with `digits` significant digits: "0.412", "5.02", "3.1×10⁻⁷", "12,400"; "–"
/// for NaN.
QString valueText(double value, int digits = 4);

/// An epoch with thousands separated: "5,214".
QString epochText(qint64 epoch);

/// An epoch on an axis whose ticks are `step` apart: "200k", "1.5M", "12,345".
QString epochTickText(double epoch, double step);

/// A value on an axis: the shortest exact form, powers of ten where plain digits would be long: "0.05",
/// "10⁻⁴".
QString valueTickText(double value);

/// `n` as superscript or subscript digits.
QString superscript(int n);
QString subscript(int n);

}  // namespace nmf::ui
