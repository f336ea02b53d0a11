#include "ui/charts/chart_csv.h"

#include <QFile>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include "core/errors.h"
#include "ui/charts/chart.h"

namespace nmf::ui {

namespace {

constexpr qsizetype kFlushAt = 1 << 20;

/// What a curve is called in metrics.csv.
QString columnName(const ChartModel& chart, const ChartModel::Curve& curve) {
  QString name;
  if (curve.sigma >= 0) {
    name = QStringLiteral("sigma_%1").arg(curve.sigma + 1);
  } else if (curve.further) {
    name = curve.further->name;
  } else {
    name = textOf(chart.quantity()).title.toLower();
  }
  name.replace(QLatin1Char(' '), QLatin1Char('_'));
  if (chart.runs().size() > 1) name = chart.runs()[curve.run].name + QStringLiteral(": ") + name;
  if (name.contains(QLatin1Char(',')) || name.contains(QLatin1Char('"')))
    name = QLatin1Char('"') + name.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
  return name;
}

template <typename T>
void append(QByteArray& text, T value) {
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  text.append(digits, end - digits);
}

struct Column {
  const std::vector<std::int64_t>* epochs;
  ValueColumn values;
  bool single;  // of single precision, and written so
  std::size_t next = 0;

  std::int64_t epoch() const {
    return next < epochs->size() ? (*epochs)[next] : std::numeric_limits<std::int64_t>::max();
  }
};

}  // namespace

void writeChartCsv(const ChartModel& chart, const std::filesystem::path& path,
                   const std::optional<EpochRange>& epochs) {
  std::vector<Column> columns;
  QByteArray text = "epoch";
  for (const ChartModel::Curve& curve : chart.curves()) {
    if (!chart.isVisible(curve)) continue;
    columns.push_back({&chart.epochs(curve), chart.values(curve), curve.sigma >= 0});
    text += ',' + columnName(chart, curve).toUtf8();
  }
  text += '\n';
  QFile file(QString::fromStdString(path.string()));
  const auto failure = [&] {
    return EnvironmentError("cannot write " + path.string() + ": " + file.errorString().toStdString());
  };
  const auto flush = [&] {
    if (file.write(text) != text.size()) throw failure();
    text.clear();
  };
  if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered)) throw failure();
  const double lower = epochs ? std::ceil(epochs->lower) : 0;
  const double upper = epochs ? std::floor(epochs->upper) : std::numeric_limits<double>::infinity();
  while (true) {
    std::int64_t at = std::numeric_limits<std::int64_t>::max();
    for (const Column& column : columns) at = std::min(at, column.epoch());
    if (at == std::numeric_limits<std::int64_t>::max() || static_cast<double>(at) > upper) break;
    const bool within = static_cast<double>(at) >= lower;
    if (within) append(text, at);
    for (Column& column : columns) {
      if (within) text += ',';
      if (column.epoch() != at) continue;
      const double value = column.values[column.next++];
      if (!within || !std::isfinite(value)) continue;
      column.single ? append(text, static_cast<float>(value)) : append(text, value);
    }
    if (within) text += '\n';
    if (text.size() >= kFlushAt) flush();
  }
  flush();
  file.close();
  if (file.error() != QFileDevice::NoError) throw failure();
}

void Chart::writeData(const std::filesystem::path& path, const DataExtent& extent) {
  writeChartCsv(model(), path, extent.whole ? std::nullopt : std::optional(epochRange()));
}

}  // namespace nmf::ui
