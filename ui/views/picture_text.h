#pragma once

#include <QFont>
#include <QString>

#include "ui/theme/theme.h"

namespace nmf::ui {

/// The application's font at `relative` times the size of figure text (12 logical pixels at font scale 1).
QFont figureFont(const Theme& theme, double relative = 1);

/// Width and height of one line of `text`, in logical pixels.
double textWidth(const QFont& font, const QString& text);
double textHeight(const QFont& font);

/// Three significant digits, e.g. "0.0123", "12.3", "1.2e-05"; an en dash for NaN.
QString shortNumber(double value);
/// "12.3 %"; an en dash for NaN.
QString percent(double share);
/// "5,214".
QString grouped(qint64 value);
/// A factor's name with its number as a subscript: "W₂".
QString subscripted(const QString& factorName);

}  // namespace nmf::ui
