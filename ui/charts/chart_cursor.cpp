#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/charts/chart_marks.h"
#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

/// A row of the read-out: a name and a value for each column.
struct ReadoutRow {
  QString name;
  QColor chip;
  QStringList values;
};

struct Readout {
  QString head;
  std::vector<QColor> columns;  ///< chips above the columns of values; empty where there is one column
  std::vector<ReadoutRow> rows;
  QString more;  ///< below the rows: what did not fit
};

/// What happened to the run within a few pixels of the crosshair: it was stopped early, a parameter changed.
QString eventNear(const MarkContext& context, double x) {
  if (context.model.runs().empty()) return {};
  const auto isNear = [&](std::int64_t epoch) {
    return std::abs(context.epochPixel(static_cast<double>(epoch)) - x) < 5;
  };
  for (const EarlyEnd& end : context.model.runs().front().earlyEnds)
    if (isNear(end.epoch)) return QStringLiteral("stopped: ") + end.rule;
  for (const Change& change : context.model.runs().front().changes)
    if (isNear(change.epoch))
      return QString::fromStdString(change.key).replace(QLatin1Char('_'), QLatin1Char(' ')) +
             QStringLiteral(" → ") + QString::fromStdString(change.value);
  return {};
}

/// Dots on the curves at `epoch`.
void paintDots(QCPPainter& painter, const MarkContext& context, double epoch) {
  const ChartModel& model = context.model;
  const double radius = std::max(2.6, context.theme.lineWidth * 1.5);
  for (const ChartModel::Curve& curve : model.curves()) {
    if (!model.isVisible(curve)) continue;
    const auto record = model.recordAt(curve, epoch);
    if (!record) continue;
    const QPointF at(context.epochPixel(static_cast<double>(model.epochs(curve)[*record])),
                     context.valuePixel(model.values(curve)[*record]));
    if (!context.shows(at)) continue;
    painter.setPen(QPen(context.theme.base, 1));
    painter.setBrush(context.theme.line(curve.colour));
    painter.drawEllipse(at, radius, radius);
  }
}

/// The values of the visible curves at `epoch`. Singular values of several runs stand in one column for each
/// run.
Readout readoutAt(const MarkContext& context, double epoch) {
  const ChartModel& model = context.model;
  Readout readout;
  const bool byRun = model.quantity() == Quantity::SingularValues && model.runs().size() > 1;
  std::vector<std::size_t> runs;
  for (const ChartModel::Curve& curve : model.curves()) {
    if (!model.isVisible(curve)) continue;
    const auto record = model.recordAt(curve, epoch);
    if (!record) continue;
    QString value = valueText(model.values(curve)[*record], 5);
    // Held-out errors, for one, are not recorded at every epoch.
    const std::int64_t at = model.epochs(curve)[*record];
    if (!byRun && at != std::llround(epoch)) value += QStringLiteral(" (at %1)").arg(epochText(at));
    const QColor colour = context.theme.line(curve.colour);
    if (!byRun) {
      readout.rows.push_back({curve.name, colour, {value}});
      continue;
    }
    if (runs.empty() || runs.back() != curve.run) {
      runs.push_back(curve.run);
      readout.columns.push_back(colour);
    }
    const std::size_t row = static_cast<std::size_t>(curve.sigma);
    while (readout.rows.size() <= row)
      readout.rows.push_back(
          {QStringLiteral("σ") + subscript(static_cast<int>(readout.rows.size()) + 1), {}, {}});
    QStringList& values = readout.rows[row].values;
    while (values.size() + 1 < static_cast<qsizetype>(runs.size())) values << QString();
    values << value;
  }
  return readout;
}

void paintChip(QCPPainter& painter, const QRectF& rect, const QColor& colour) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawRoundedRect(rect, 1.5, 1.5);
}

void paintReadout(QCPPainter& painter, const MarkContext& context, double x, Readout readout) {
  const QFontMetricsF metrics(context.font);
  const double pad = metrics.height() * 0.4, row = metrics.height() * 1.08, chip = metrics.height() * 0.5;
  const double headRows = readout.columns.empty() ? 1 : 2;
  const double room = context.area.height() - 8 - 1.5 * pad;
  const std::size_t most = static_cast<std::size_t>(std::max(1.0, std::floor(room / row) - headRows));
  if (readout.rows.size() > most) {
    readout.more = QStringLiteral("and %1 more").arg(readout.rows.size() - most + 1);
    readout.rows.resize(most - 1);
  }
  const bool named = readout.rows.size() > 1;
  double names = 0, values = 0;
  qsizetype columns = 0;
  for (const ReadoutRow& line : readout.rows) {
    names = std::max(names, named ? metrics.horizontalAdvance(line.name) : 0.0);
    for (const QString& value : line.values) values = std::max(values, metrics.horizontalAdvance(value));
    columns = std::max(columns, line.values.size());
  }
  const double chipWidth = readout.columns.empty() ? chip + pad : 0, between = pad * 1.5;
  const double table =
      chipWidth + names + static_cast<double>(columns) * (values + between) - (named ? 0 : between);
  const double width =
      std::max({metrics.horizontalAdvance(readout.head), metrics.horizontalAdvance(readout.more), table}) +
      2 * pad;
  const double rows = static_cast<double>(readout.rows.size()) + headRows + (readout.more.isEmpty() ? 0 : 1);
  const double height = row * rows + 1.5 * pad;
  double left = x + 10;
  if (left + width > context.area.right()) left = x - 10 - width;
  left = std::clamp(left, context.area.left(), std::max(context.area.left(), context.area.right() - width));
  const QRectF box(left, context.area.top() + 4, width, height);

  QColor back = context.theme.base;
  back.setAlpha(240);
  painter.setPen(QPen(context.theme.axis, 1));
  painter.setBrush(back);
  painter.drawRoundedRect(box, 4, 4);
  painter.setFont(context.font);
  painter.setPen(context.theme.mutedText);
  double y = box.top() + 0.75 * pad;
  const double inner = box.left() + pad, right = box.right() - pad;
  painter.drawText(QRectF(inner, y, right - inner, row), Qt::AlignLeft | Qt::AlignVCenter, readout.head);
  const auto columnRight = [&](qsizetype column) {
    return right - static_cast<double>(columns - 1 - column) * (values + between);
  };
  if (!readout.columns.empty()) {
    y += row;
    for (std::size_t c = 0; c < readout.columns.size(); ++c)
      paintChip(painter,
                QRectF(columnRight(static_cast<qsizetype>(c)) - values, y + (row - chip) / 2, values, chip),
                readout.columns[c]);
  }
  for (const ReadoutRow& line : readout.rows) {
    y += row;
    if (line.chip.isValid()) paintChip(painter, QRectF(inner, y + (row - chip) / 2, chip, chip), line.chip);
    painter.setPen(context.theme.text);
    const double textLeft = inner + chipWidth;
    if (named)
      painter.drawText(QRectF(textLeft, y, right - textLeft, row), Qt::AlignLeft | Qt::AlignVCenter,
                       line.name);
    for (qsizetype c = 0; c < line.values.size(); ++c)
      painter.drawText(
          named ? QRectF(columnRight(c) - values, y, values, row) : QRectF(textLeft, y, values + 2, row),
          (named ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, line.values[c]);
  }
  if (readout.more.isEmpty()) return;
  painter.setPen(context.theme.mutedText);
  painter.drawText(QRectF(inner, y + row, right - inner, row), Qt::AlignLeft | Qt::AlignVCenter,
                   readout.more);
}

/// The values of the curves at `epoch`, at x, with what was changed there.
void paintValues(QCPPainter& painter, const MarkContext& context, qint64 epoch, double x) {
  Readout readout = readoutAt(context, static_cast<double>(epoch));
  readout.head = QStringLiteral("epoch ") + epochText(epoch);
  if (const QString change = eventNear(context, x); !change.isEmpty())
    readout.head += QStringLiteral(" · ") + change;
  paintReadout(painter, context, x, std::move(readout));
}

}  // namespace

void paintCursor(QCPPainter& painter, const MarkContext& context, bool readsCursor) {
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
      if (!context.model.hover) {
        paintDots(painter, context, static_cast<double>(*context.model.cursor));
        if (readsCursor) paintValues(painter, context, *context.model.cursor, x);
      }
    }
  }
  if (context.model.hover) {
    const double epoch = static_cast<double>(*context.model.hover);
    const double x = context.epochPixel(epoch);
    if (!inside(x)) return;
    painter.setPen(QPen(context.theme.mutedText, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, context.area.top()), QPointF(x, context.area.bottom()));
    paintDots(painter, context, epoch);
    paintValues(painter, context, *context.model.hover, x);
  }
}

}  // namespace nmf::ui
