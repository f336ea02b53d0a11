#include "ui/views/log_plot.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/views/picture_text.h"

namespace nmf::ui {
namespace {

QString decadeText(double value) {
  if (value >= 0.01 && value < 10000) return QString::number(value, 'g', 6);
  return QString::number(value, 'e', 0)
      .replace(QStringLiteral("e+0"), QStringLiteral("e"))
      .replace(QStringLiteral("e-0"), QStringLiteral("e-"));
}

}  // namespace

QVector<double> logTicks(double low, double high) {
  const double decades = std::log10(high / low);
  // Every power where they are few, every second or third where there are many.
  const int stride = std::max(1, static_cast<int>(std::ceil(decades / 6)));
  QVector<double> ticks;
  const int first = static_cast<int>(std::floor(std::log10(low))),
            last = static_cast<int>(std::ceil(std::log10(high)));
  for (int power = first; power <= last; ++power) {
    for (double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * std::pow(10.0, power);
      const bool wanted = factor == 1 ? power % stride == 0 : decades < 2;
      if (wanted && value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.append(value);
    }
  }
  return ticks;
}

double logPlotHeight(double width, const Theme& theme, const QString& title) {
  return 84 * theme.fontScale + wrappedHeight(figureFont(theme), title, width);
}

void paintLogPlot(QPainter& painter, const QRectF& area, const Theme& theme, const LogPlot& plot) {
  const QFont font = figureFont(theme, 0.83), titleFont = figureFont(theme);
  const double line = textHeight(font);
  painter.save();
  painter.setFont(titleFont);
  painter.setPen(theme.text);
  const double title = paintWrapped(painter, area, Qt::AlignLeft, plot.title);
  double low = 0, high = 0;
  for (double value : plot.values) {
    if (!(value > 0) || !std::isfinite(value)) continue;
    low = low == 0 ? value : std::min(low, value);
    high = std::max(high, value);
  }
  if (high <= 0) return painter.restore();
  // The far end of a spectrum would squeeze the part that matters; the line leaves the frame there.
  low = std::max(low, high * 1e-4);
  if (low >= high) low = high / 10;
  const double most = std::max<double>(2, static_cast<double>(plot.values.size()));
  const QVector<double> yTicks = logTicks(low, high), xTicks = logTicks(1, most);
  double left = 0;
  for (double tick : yTicks) left = std::max(left, textWidth(font, decadeText(tick)));
  const QRectF frame = area.adjusted(left + 6, title + 4, -2, -2 * line - 4);
  if (frame.width() < 20 || frame.height() < 20) return painter.restore();
  const auto x = [&](double k) { return frame.left() + std::log(k) / std::log(most) * frame.width(); };
  const auto y = [&](double value) {
    return frame.bottom() - std::log(value / low) / std::log(high / low) * frame.height();
  };

  painter.setFont(font);
  double free = frame.left() - 1e6;
  for (double tick : xTicks) {
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(x(tick), frame.top()), QPointF(x(tick), frame.bottom()));
    const QString text = decadeText(tick);
    const double width = textWidth(font, text);
    if (x(tick) - width / 2 < free) continue;
    free = x(tick) + width / 2 + 4;
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(x(tick) - width / 2, frame.bottom() + 2, width, line),
                     Qt::AlignCenter | Qt::TextDontClip, text);
  }
  free = 1e6;
  for (double tick : yTicks) {
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(frame.left(), y(tick)), QPointF(frame.right(), y(tick)));
    if (y(tick) > free) continue;
    free = y(tick) - 0.75 * line;
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(area.left(), y(tick) - line / 2, left, line),
                     Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip, decadeText(tick));
  }
  painter.drawText(QRectF(frame.left(), frame.bottom() + line, frame.width(), line), Qt::AlignCenter,
                   plot.xName);
  painter.setPen(QPen(theme.axis, 1));
  painter.drawRect(frame);

  painter.setRenderHint(QPainter::Antialiasing);
  painter.setClipRect(frame.adjusted(-3, -3, 3, 3));
  QPainterPath path;
  bool open = false;
  for (int i = 0; i < plot.values.size(); ++i) {
    const double value = plot.values[i];
    if (!(value >= low) || !std::isfinite(value)) {
      open = false;
      continue;
    }
    const QPointF point(x(i + 1), y(value));
    if (open) {
      path.lineTo(point);
    } else {
      path.moveTo(point);
    }
    open = true;
    if (i < 10) {
      // The first few values matter one by one.
      painter.setPen(Qt::NoPen);
      painter.setBrush(plot.color);
      painter.drawEllipse(point, 2.4, 2.4);
    }
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(plot.color, theme.lineWidth));
  painter.drawPath(path);
  painter.restore();
}

}  // namespace nmf::ui
