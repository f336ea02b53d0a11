#pragma once

#include <QRectF>
#include <QString>
#include <QVector>

#include "ui/theme/theme.h"

class QPainter;

namespace nmf::ui {

/// Round values for a logarithmic axis inside [low, high] (0 < low < high), ascending: the powers of ten,
/// with 2 and 5 times them where there are few.
QVector<double> logTicks(double low, double high);

/// A small line plot, logarithmic in both directions, of `values` over 1, 2, 3, ...; what is not positive is
/// left out.
struct LogPlot {
  QString title;
  QString xName;
  QVector<double> values;
  QColor color;
};
/// The height of a plot that can be read, `width` wide; its title takes the lines it needs.
double logPlotHeight(double width, const Theme& theme, const QString& title);
void paintLogPlot(QPainter& painter, const QRectF& area, const Theme& theme, const LogPlot& plot);

}  // namespace nmf::ui
