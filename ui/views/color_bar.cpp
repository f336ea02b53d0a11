#include "ui/views/color_bar.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "ui/views/picture_text.h"

namespace nmf::ui {
namespace {

constexpr double kBarWidth = 10;
constexpr double kTickLength = 3;
constexpr double kGap = 3;

QString longestTick(ValueRange range) {
  const QVector<double> ticks = niceTicks(range, 6);
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
  QString longest;
  for (double tick : ticks) {
    const QString text = tickText(tick, step);
    if (text.size() > longest.size()) longest = text;
  }
  return longest;
}

/// The smallest of `factors` (ascending, from 1 to below 10) times a power of ten that is >= value.
double ceilingAmong(double value, std::initializer_list<double> factors) {
  if (!(value > 0) || !std::isfinite(value)) return 1;
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (double factor : factors) {
    if (value <= factor * power * (1 + 1e-12)) return factor * power;
  }
  return 10 * power;
}

}  // namespace

QVector<double> niceTicks(ValueRange range, int maxCount) {
  QVector<double> ticks;
  if (!(range.high > range.low) || !std::isfinite(range.high - range.low)) return {range.low};
  const double rough = (range.high - range.low) / std::max(1, maxCount - 1);
  // The next round step can still fit one tick too many because both ends may be ticks; then the one after.
  for (double step = niceCeiling(rough);; step = niceCeiling(step * 1.01)) {
    const double first = std::ceil(range.low / step - 1e-9), last = std::floor(range.high / step + 1e-9);
    if (last - first + 1 > maxCount) continue;
    for (double k = first; k <= last; ++k) ticks.append(k == 0 ? 0.0 : k * step);
    return ticks;
  }
}

double niceCeiling(double value) {
  return ceilingAmong(value, {1, 2, 5});
}

double scaleCeiling(double value) {
  return ceilingAmong(value, {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8});
}

QString tickText(double value, double step) {
  if (value == 0) return QStringLiteral("0");
  const double magnitude = std::abs(value);
  if (magnitude >= 1e5 || step < 1e-4) return QString::number(value, 'g', 3);
  return QString::number(value, 'f',
                         std::clamp(-static_cast<int>(std::floor(std::log10(step) + 1e-9)), 0, 6));
}

double colorBarThickness(const Theme& theme, Qt::Orientation orientation, ValueRange range) {
  const QFont font = figureFont(theme, 0.83);
  const double text = orientation == Qt::Vertical ? textWidth(font, longestTick(range)) : textHeight(font);
  return kBarWidth * theme.fontScale + kTickLength + kGap + text;
}

void paintColorBar(QPainter& painter, const QRectF& area, const ColorMap& map, ValueRange range,
                   const QString& label, const Theme& theme) {
  const bool vertical = area.height() > area.width();
  const QFont font = figureFont(theme, 0.83);
  const double line = textHeight(font);
  const double thickness = kBarWidth * theme.fontScale;
  QRectF bar = area;
  QRectF labelArea;
  if (vertical) {
    bar.setWidth(thickness);
    if (!label.isEmpty()) {
      labelArea = QRectF(area.left(), area.top(), area.width(), line);
      bar.setTop(area.top() + line + kGap);
    }
  } else {
    bar.setHeight(thickness);
    if (!label.isEmpty()) {
      const double width = textWidth(font, label) + 2 * kGap;
      labelArea = QRectF(area.right() - width, bar.center().y() - line / 2, width, line);
      bar.setRight(labelArea.left());
    }
  }
  const double length = vertical ? bar.height() : bar.width();
  if (length < 4) return;

  QImage strip(vertical ? QSize(1, ColorMap::kLevels) : QSize(ColorMap::kLevels, 1), QImage::Format_RGB32);
  for (int i = 0; i < ColorMap::kLevels; ++i) {
    const int at = vertical ? ColorMap::kLevels - 1 - i : i;
    strip.setPixel(vertical ? 0 : at, vertical ? at : 0, map.colors()[static_cast<std::size_t>(i)]);
  }
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(bar, strip);
  painter.setPen(QPen(theme.axis, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(bar);

  painter.setFont(font);
  const double room = vertical ? 2.2 * line : 1.8 * textWidth(font, longestTick(range));
  QVector<double> ticks =
      niceTicks(range, std::clamp(static_cast<int>(length / std::max(1.0, room)) + 1, 2, 6));
  double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
  if (ticks.size() < 2 && range.high > range.low) {
    // One number alone is no scale: its ends, which have two digits.
    ticks = {range.low, range.high};
    step = (range.high - range.low) / 20;
  }
  for (double tick : ticks) {
    const double along = range.position(tick) * length;
    const QString text = tickText(tick, step);
    painter.setPen(QPen(theme.axis, 1));
    if (vertical) {
      const double y = bar.bottom() - along;
      painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + kTickLength, y));
      painter.setPen(theme.mutedText);
      // The numbers at both ends stay inside the bar's length.
      const double top = std::clamp(y - line / 2, bar.top() - line / 4, bar.bottom() - 0.75 * line);
      painter.drawText(QRectF(bar.right() + kTickLength + kGap, top, area.width(), line),
                       Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, text);
    } else {
      const double x = bar.left() + along, width = textWidth(font, text);
      painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + kTickLength));
      painter.setPen(theme.mutedText);
      const double left = std::clamp(x - width / 2, bar.left(), std::max(bar.left(), bar.right() - width));
      painter.drawText(QRectF(left, bar.bottom() + kTickLength, width, line),
                       Qt::AlignLeft | Qt::AlignTop | Qt::TextDontClip, text);
    }
  }
  if (!label.isEmpty()) {
    painter.setPen(theme.mutedText);
    painter.drawText(
        labelArea, (vertical ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter | Qt::TextDontClip, label);
  }
  painter.restore();
}

}  // namespace nmf::ui
