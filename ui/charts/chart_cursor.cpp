#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/charts/chart_marks.h"
#include "ui/charts/elided_names.h"
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
  QStringList more;   ///< below the rows: what did not fit, what happened there
  QStringList facts;  ///< below that: what is known of the plateau there
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

/// What is known of the plateau that `epoch` is in, on the chart where it is shaded.
QStringList plateauAt(const ChartModel& model, std::int64_t epoch) {
  if (model.quantity() != Quantity::EffectiveRank || model.runs().empty() || !model.newestEpoch()) return {};
  for (const Plateau& plateau : model.runs().front().plateaus)
    if (epoch >= plateau.start && epoch <= plateau.end.value_or(*model.newestEpoch()))
      return QStringList{QStringLiteral("plateau")} + plateauFacts(plateau, *model.newestEpoch());
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

/// Leaves what has room in `most` rows.
void dropRows(Readout& readout, std::size_t most) {
  const auto lines = [&readout] {
    return readout.rows.size() + static_cast<std::size_t>(readout.more.size());
  };
  if (lines() + static_cast<std::size_t>(readout.facts.size()) > most) readout.facts.clear();
  if (lines() <= most) return;
  const std::size_t dropped = std::min(lines() + 1 - most, readout.rows.size());
  readout.rows.resize(readout.rows.size() - dropped);
  readout.more.prepend(QStringLiteral("and %1 more").arg(dropped));
}

void elideNames(Readout& readout, const QFontMetricsF& metrics, double width) {
  QStringList names;
  for (const ReadoutRow& line : readout.rows) names << line.name;
  names = elidedApart(names, metrics, std::vector<double>(readout.rows.size(), width));
  for (std::size_t r = 0; r < readout.rows.size(); ++r)
    readout.rows[r].name = names[static_cast<qsizetype>(r)];
}

/// `share`: of the height of the plot that it may take.
void paintReadout(QCPPainter& painter, const MarkContext& context, double x, Readout readout, double share) {
  const QFontMetricsF metrics(context.font);
  const double pad = metrics.height() * 0.4, row = metrics.height() * 1.08, chip = metrics.height() * 0.5;
  const bool named = readout.rows.size() > 1;
  double names = 0, values = 0;
  qsizetype columns = 0;
  for (const ReadoutRow& line : readout.rows) {
    names = std::max(names, named ? metrics.horizontalAdvance(line.name) : 0.0);
    for (const QString& value : line.values) values = std::max(values, metrics.horizontalAdvance(value));
    columns = std::max(columns, line.values.size());
  }
  const double chipWidth = readout.columns.empty() ? chip + pad : 0, between = pad * 1.5;
  // Where all of it is wider than the plot, names are shortened, and columns counted instead of shown.
  const double widestTable = context.area.width() - 8 - 2 * pad - chipWidth;
  const double pace = values + between;
  names = std::min(names, std::max(widestTable - pace * static_cast<double>(columns), 3 * metrics.height()));
  const auto shownColumns = std::clamp(static_cast<qsizetype>((widestTable - names) / pace), qsizetype{1},
                                       std::max<qsizetype>(columns, 1));
  if (columns > shownColumns) {
    readout.more << QStringLiteral("and %1 more runs").arg(columns - shownColumns);
    columns = shownColumns;
    readout.columns.resize(static_cast<std::size_t>(
        std::min<qsizetype>(columns, static_cast<qsizetype>(readout.columns.size()))));
  }
  const double headRows = readout.columns.empty() ? 1 : 2;
  const double room = share * context.area.height() - 8 - 1.5 * pad;
  dropRows(readout, static_cast<std::size_t>(std::max(2.0, std::floor(room / row) - headRows)));
  const QStringList below = readout.more + readout.facts;
  const double table =
      chipWidth + names + static_cast<double>(columns) * (values + between) - (named ? 0 : between);
  double widest = std::max(metrics.horizontalAdvance(readout.head), table);
  for (const QString& line : below) widest = std::max(widest, metrics.horizontalAdvance(line));
  const double width = std::min(widest + 2 * pad, context.area.width() - 4);
  const double rows =
      static_cast<double>(static_cast<qsizetype>(readout.rows.size()) + below.size()) + headRows;
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
  painter.drawText(QRectF(inner, y, right - inner, row), Qt::AlignLeft | Qt::AlignVCenter,
                   metrics.elidedText(readout.head, Qt::ElideRight, right - inner));
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
  elideNames(readout, metrics, names + 1);
  for (const ReadoutRow& line : readout.rows) {
    y += row;
    if (line.chip.isValid()) paintChip(painter, QRectF(inner, y + (row - chip) / 2, chip, chip), line.chip);
    painter.setPen(context.theme.text);
    const double textLeft = inner + chipWidth;
    if (named)
      painter.drawText(QRectF(textLeft, y, names + 1, row), Qt::AlignLeft | Qt::AlignVCenter, line.name);
    for (qsizetype c = 0; c < std::min(columns, line.values.size()); ++c)
      painter.drawText(
          named ? QRectF(columnRight(c) - values, y, values, row) : QRectF(textLeft, y, values + 2, row),
          (named ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, line.values[c]);
  }
  painter.setPen(context.theme.mutedText);
  for (const QString& line : below) {
    y += row;
    painter.drawText(QRectF(inner, y, right - inner, row), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(line, Qt::ElideRight, right - inner));
  }
}

/// The values of the curves at `epoch`, at x, with what was changed there.
void paintValues(QCPPainter& painter, const MarkContext& context, qint64 epoch, double x, double share) {
  Readout readout = readoutAt(context, static_cast<double>(epoch));
  readout.head = QStringLiteral("epoch ") + epochText(epoch);
  if (const QString event = eventNear(context, x); !event.isEmpty()) readout.more << event;
  readout.facts = plateauAt(context.model, epoch);
  paintReadout(painter, context, x, std::move(readout), share);
}

}  // namespace

void paintCursor(QCPPainter& painter, const MarkContext& context, bool readsCursor, bool pointedAt) {
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
        if (readsCursor) paintValues(painter, context, *context.model.cursor, x, 1);
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
    paintValues(painter, context, *context.model.hover, x, pointedAt ? 1 : 0.5);
  }
}

}  // namespace nmf::ui
