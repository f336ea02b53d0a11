#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

#include "ui/charts/chart_marks.h"
#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

constexpr std::size_t kMostLines = 10;  // of the read-out

struct ReadoutLine {
  QString name, value;
  QColor colour;
};

/// The change of a parameter within a few pixels of the crosshair.
QString changeNear(const MarkContext& context, double x) {
  if (context.model.runs().empty()) return {};
  for (const Change& change : context.model.runs().front().changes)
    if (std::abs(context.epochPixel(static_cast<double>(change.epoch)) - x) < 5)
      return QString::fromStdString(change.key).replace(QLatin1Char('_'), QLatin1Char(' ')) +
             QStringLiteral(" → ") + QString::fromStdString(change.value);
  return {};
}

/// Dots on the curves at `epoch`, and what their values are.
std::vector<ReadoutLine> paintDots(QCPPainter& painter, const MarkContext& context, double epoch) {
  std::vector<ReadoutLine> lines;
  const ChartModel& model = context.model;
  const double radius = std::max(2.6, context.theme.lineWidth * 1.5);
  for (const ChartModel::Curve& curve : model.curves()) {
    if (!model.isVisible(curve)) continue;
    const auto record = model.recordNear(curve, epoch);
    if (!record) continue;
    const double value = model.values(curve)[*record];
    const QColor colour = context.theme.line(curve.colour);
    lines.push_back({curve.name, valueText(value, 5), colour});
    const QPointF at(context.epochPixel(static_cast<double>(model.epochs(curve)[*record])),
                     context.valuePixel(value));
    if (!context.area.contains(at)) continue;
    painter.setPen(QPen(context.theme.base, 1));
    painter.setBrush(colour);
    painter.drawEllipse(at, radius, radius);
  }
  return lines;
}

void paintReadout(QCPPainter& painter, const MarkContext& context, double x, const QString& head,
                  std::vector<ReadoutLine> lines) {
  const QFontMetricsF metrics(context.font);
  const double pad = metrics.height() * 0.4, row = metrics.height() * 1.08, chip = metrics.height() * 0.5;
  const bool named = lines.size() > 1;
  if (lines.size() > kMostLines) {
    const std::size_t more = lines.size() - kMostLines + 1;
    lines.resize(kMostLines - 1);
    lines.push_back({QStringLiteral("and %1 more").arg(more), QString(), QColor()});
  }
  double width = metrics.horizontalAdvance(head), names = 0, values = 0;
  for (const ReadoutLine& line : lines) {
    names = std::max(names, named ? metrics.horizontalAdvance(line.name) : 0.0);
    values = std::max(values, metrics.horizontalAdvance(line.value));
  }
  const double chipWidth = chip + pad, between = named ? pad * 1.5 : 0;
  width = std::max(width, chipWidth + names + between + values) + 2 * pad;
  const double height = row * static_cast<double>(lines.size() + 1) + 1.5 * pad;
  double left = x + 10;
  if (left + width > context.area.right()) left = x - 10 - width;
  left = std::clamp(left, context.area.left(), std::max(context.area.left(), context.area.right() - width));
  const QRectF box(left, context.area.top() + 4, width, height);

  QColor back = context.theme.base;
  back.setAlpha(235);
  painter.setPen(QPen(context.theme.axis, 1));
  painter.setBrush(back);
  painter.drawRoundedRect(box, 4, 4);
  painter.setFont(context.font);
  painter.setPen(context.theme.mutedText);
  double y = box.top() + 0.75 * pad;
  painter.drawText(QRectF(box.left() + pad, y, box.width() - 2 * pad, row), Qt::AlignLeft | Qt::AlignVCenter,
                   head);
  for (const ReadoutLine& line : lines) {
    y += row;
    double textLeft = box.left() + pad;
    if (line.colour.isValid()) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(line.colour);
      painter.drawRoundedRect(QRectF(textLeft, y + (row - chip) / 2, chip, chip), 1.5, 1.5);
    }
    textLeft += chipWidth;
    painter.setPen(context.theme.text);
    const QRectF rest(textLeft, y, box.right() - pad - textLeft, row);
    if (named) painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, line.name);
    painter.drawText(rest, (named ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, line.value);
  }
}

}  // namespace

void paintCursor(QCPPainter& painter, const MarkContext& context) {
  const auto inside = [&](double x) {
    return x >= context.area.left() - 0.5 && x <= context.area.right() + 0.5;
  };
  if (context.model.cursor) {
    const double x = context.epochPixel(static_cast<double>(*context.model.cursor));
    if (inside(x)) {
      painter.setPen(QPen(context.theme.accent, std::max(1.0, context.theme.lineWidth * 0.8)));
      painter.drawLine(QPointF(x, context.area.top()), QPointF(x, context.area.bottom()));
      const double top = context.area.top();
      painter.setPen(Qt::NoPen);
      painter.setBrush(context.theme.accent);
      painter.drawPolygon(QPolygonF({QPointF(x - 5, top), QPointF(x + 5, top), QPointF(x, top + 7)}));
      if (!context.model.hover) paintDots(painter, context, static_cast<double>(*context.model.cursor));
    }
  }
  if (context.model.hover) {
    const double epoch = static_cast<double>(*context.model.hover);
    const double x = context.epochPixel(epoch);
    if (!inside(x)) return;
    painter.setPen(QPen(context.theme.mutedText, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, context.area.top()), QPointF(x, context.area.bottom()));
    const std::vector<ReadoutLine> lines = paintDots(painter, context, epoch);
    QString head = QStringLiteral("epoch ") + epochText(*context.model.hover);
    if (const QString change = changeNear(context, x); !change.isEmpty())
      head += QStringLiteral(" · ") + change;
    paintReadout(painter, context, x, head, lines);
  }
}

}  // namespace nmf::ui
