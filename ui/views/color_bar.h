#pragma once

#include <QRectF>
#include <QString>
#include <QVector>

#include "ui/theme/theme.h"
#include "ui/views/color_map.h"

class QPainter;

namespace nmf::ui {

/// At most `maxCount` (>= 2) round numbers (1, 2 or 5 times a power of ten apart) inside `range`, ascending.
QVector<double> niceTicks(ValueRange range, int maxCount);

/// The smallest of 1, 2, 5 times a power of ten that is >= `value`; 1 for values that are not positive and
/// finite. Scales rounded so do not flicker while values creep.
double niceCeiling(double value);

/// The same with finer steps (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8), so that little of a scale stays empty.
double scaleCeiling(double value);

/// A tick value as short text, consistent within ticks that are `step` apart.
QString tickText(double value, double step);

/// A colour scale: the bar along the longer side of `area`, ticks and their numbers on its right or below it,
/// `label` at its end.
void paintColorBar(QPainter& painter, const QRectF& area, const ColorMap& map, ValueRange range,
                   const QString& label, const Theme& theme);

/// The room beside a vertical (below a horizontal) colour bar of the theme's font, bar included.
double colorBarThickness(const Theme& theme, Qt::Orientation orientation, ValueRange range);

}  // namespace nmf::ui
