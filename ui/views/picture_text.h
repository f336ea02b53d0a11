#pragma once

#include <QFont>
#include <QRectF>
#include <QString>
#include <QStringList>

#include "ui/theme/theme.h"

class QPainter;

namespace nmf::ui {

/// The application's font at `relative` times the size of figure text (12 logical pixels at font scale 1).
QFont figureFont(const Theme& theme, double relative = 1);

/// Width and height of one line of `text`, in logical pixels.
double textWidth(const QFont& font, const QString& text);
double textHeight(const QFont& font);

enum class LongWords { Broken, Elided };
/// `text` in lines of at most `width`, broken between words; a word that is wider, such as the name of a
/// file, within it too, rather after a sign than between letters.
QStringList wrapped(const QFont& font, const QString& text, double width,
                    LongWords longWords = LongWords::Broken);
double wrappedHeight(const QFont& font, const QString& text, double width);
/// Paints `text` in lines from the top of `area` on in the painter's font and colour; how high they are.
/// Centred lines are about equally long.
double paintWrapped(QPainter& painter, const QRectF& area, Qt::Alignment alignment, const QString& text);

/// Around what a figure shows.
inline constexpr double kFigureMargin = 6;
/// Paints the heading of a figure at the top of `area`; the height it takes, with the gap below it.
double paintFigureHeading(QPainter& painter, const QRectF& area, const Theme& theme, const QString& text);
double figureHeadingHeight(const Theme& theme, const QString& text, double width);

/// Three significant digits, e.g. "0.0123", "12.3", "1.2e-05"; an en dash for NaN.
QString shortNumber(double value);
/// "12.3 %"; an en dash for NaN.
QString percent(double share);
/// "5,214".
QString grouped(qint64 value);
/// A sentence of the trainer's with its epochs in groups: "at epoch 21,320".
QString withGroupedEpochs(QString sentence);
/// A factor's name with its number as a subscript: "W₂".
QString subscripted(const QString& factorName);

}  // namespace nmf::ui
