// Words within the plot stand where they can be read, and beside what they name.
#include <QRegularExpression>
#include <QTemporaryDir>
#include <cmath>

#include "shown_charts.h"
#include "ui/figures/export_figure.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::ui::testing;

namespace {

QString svgOf(Chart& chart, double width = 0) {
  const QTemporaryDir folder;
  const QString path = folder.filePath("chart.svg");
  ExportOptions options;
  options.width = width;
  exportFigure(chart, path.toStdString(), FigureFormat::Svg, options);
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Where a text stands: the middle of its letters, about.
std::optional<QPointF> placeOf(const QString& text, const QString& svg) {
  const QRegularExpression found(
      "x=\"([-0-9.]+)\" y=\"([-0-9.]+)\" font-family=\"[^\"]*\" font-size=\"([0-9.]+)\"[^>]*>" +
      QRegularExpression::escape(text));
  const QRegularExpressionMatch match = found.match(svg);
  if (!match.hasMatch()) return {};
  return QPointF(match.captured(1).toDouble(),
                 match.captured(2).toDouble() - 0.35 * match.captured(3).toDouble());
}

constexpr auto kDashed = "6,4", kDotted = "1,4";

/// The heights of the horizontal lines of this dash, from the top.
std::vector<double> linesIn(const QString& svg, const QString& dash = kDashed) {
  static const QRegularExpression line("points=\"[-0-9.]+,([-0-9.]+) [-0-9.]+,([-0-9.]+) \"");
  std::vector<double> heights;
  for (const QString& group : svg.split("<g ").filter("stroke-dasharray=\"" + dash + "\""))
    for (auto match = line.globalMatch(group); match.hasNext();) {
      const QRegularExpressionMatch one = match.next();
      if (one.captured(1) == one.captured(2)) heights.push_back(one.captured(1).toDouble());
    }
  std::sort(heights.begin(), heights.end());
  return heights;
}

}  // namespace

class TestChartLabels : public QObject {
  Q_OBJECT

 private slots:
  void aFloorIsNamedBesideItsOwnLine_data() {
    QTest::addColumn<double>("lower");
    for (const double lower : {0.05, 0.1, 0.15, 0.2, 0.25, 0.28, 0.3, 0.31})
      QTest::addRow("%g", lower) << lower;
  }
  void aFloorIsNamedBesideItsOwnLine() {
    QFETCH(double, lower);
    int named = 0;
    // Curves that end above, between and below the floors, which leave other places free.
    for (const double end : {0.5, 0.33, 0.29, 0.22, 0.12, 0.06}) {
      RunCurves run = syntheticRun(2000);
      auto history = std::make_shared<History>();
      for (std::int64_t epoch = 0; epoch < 2000; ++epoch) {
        EpochRecord record = syntheticRecord(epoch);
        record.relativeError = end + 2 * std::exp(-static_cast<double>(epoch) / 200);
        history->append(record);
      }
      run.history = history;
      auto spectrum = std::make_shared<DataSpectrum>(*run.spectrum);
      spectrum->eckartYoung[1] = 0.32;
      spectrum->eckartYoung[20] = lower;
      run.spectrum = spectrum;
      Chart chart(Quantity::RelativeError);
      chart.setRuns({run});
      chart.setEpochRange({0, 2000, false});
      for (const double width : {kColumnWidth, kPageWidth}) {
        const QString svg = svgOf(chart, width);
        const std::vector<double> lines = linesIn(svg);
        QCOMPARE(lines.size(), 2U);
        if (lines[1] - lines[0] < 2) continue;  // one line to the eye
        const auto upper = placeOf("EY(1)", svg), below = placeOf("EY(20)", svg);
        named += upper.has_value() + below.has_value();
        if (upper) QVERIFY(std::abs(upper->y() - lines[0]) < std::abs(upper->y() - lines[1]));
        if (below) QVERIFY(std::abs(below->y() - lines[1]) < std::abs(below->y() - lines[0]));
      }
    }
    QVERIFY2(named >= 8 || lower > 0.3, qPrintable(QString::number(named)));
  }

  void manyLevelsStandApart() {
    RunCurves run = syntheticRun(0);
    run.ranks = {200};
    auto spectrum = std::make_shared<DataSpectrum>(*run.spectrum);
    spectrum->truncatedEffectiveRank.clear();
    for (int k = 0; k <= 200; ++k) spectrum->truncatedEffectiveRank.push_back(0.9 * k);
    run.spectrum = spectrum;
    // How much of the axis the curve spans, and how many lines are seen then.
    for (const auto& [span, least] : {std::pair{180.0, 6}, {40.0, 6}, {6.0, 5}}) {
      auto history = std::make_shared<History>();
      for (std::int64_t epoch = 0; epoch < 2000; ++epoch) {
        EpochRecord record = syntheticRecord(epoch);
        record.effectiveRank = 180 - span * (1 - static_cast<double>(epoch) / 2000);
        history->append(record);
      }
      run.history = history;
      Chart chart(Quantity::EffectiveRank);
      chart.setRuns({run});
      chart.setEpochRange({0, 2000, false});
      for (const double width : {kColumnWidth, kPageWidth}) {
        const std::vector<double> lines = linesIn(svgOf(chart, width), kDotted);
        QVERIFY2(static_cast<int>(lines.size()) >= least, qPrintable(QString::number(lines.size())));
        for (std::size_t i = 1; i < lines.size(); ++i)
          QVERIFY2(lines[i] - lines[i - 1] > 11, qPrintable(QString::number(lines[i] - lines[i - 1])));
      }
    }
  }

  void nothingIsWrittenOverTheSignOfAChange() {
    RunCurves run = syntheticRun(2000);
    for (std::int64_t epoch = 50; epoch < 2000; epoch += 50) run.changes.push_back({epoch, "l1", "0.1"});
    Chart chart(Quantity::NuclearRank);
    chart.setRuns({run});
    chart.setEpochRange({0, 2000, false});
    const QString svg = svgOf(chart);
    const auto label = placeOf("nuclear rank of A", svg);
    QVERIFY(label);
    static const QRegularExpression sign("<(?:polygon|path)[^>]*(?:points|d)=\"M?([-0-9.]+),([-0-9.]+)");
    double top = 1e9;
    for (auto match = sign.globalMatch(svg); match.hasNext();)
      top = std::min(top, match.next().captured(2).toDouble());
    QVERIFY2(label->y() > top + 8, qPrintable(QString("%1 of %2").arg(label->y()).arg(top)));
  }
};

QTEST_MAIN(TestChartLabels)
#include "tst_chart_labels.moc"
