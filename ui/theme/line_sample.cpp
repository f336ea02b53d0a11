#include "ui/theme/line_sample.h"

#include <algorithm>
#include <numeric>

namespace nmf::ui {

double wholeSample(const QPen& pen) {
  constexpr double kNext = 1.5;  // of the first dash once more, so that the last gap is seen to be one
  if (pen.style() != Qt::CustomDashLine) return 0;
  const QVector<qreal> dashes = pen.dashPattern();
  const double half = dashes.first() / 2;
  return pen.widthF() * (std::accumulate(dashes.begin(), dashes.end(), -half) + std::min(half, kNext));
}

void paintLineSample(QPainter& painter, const QPointF& left, double length, QPen pen) {
  if (pen.style() == Qt::CustomDashLine) pen.setDashOffset(pen.dashPattern().first() / 2);
  painter.setPen(pen);
  painter.drawLine(left, left + QPointF(length, 0));
}

}  // namespace nmf::ui
