// Words within the plot stand where they can be read, and beside what they name.
#include <QRegularExpression>
#include <QTemporaryDir>
#include <cmath>
#include <functional>
#include <numeric>

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

/// Whether a leader from a label ends on the line at that height, with a dot.
bool leaderEnds(const QString& svg, double height) {
  static const QRegularExpression dot(
      "<circle cx=\"[-0-9.]+\" cy=\"([-0-9.]+)\" r=\"2\"|"
      "<ellipse cx=\"[-0-9.]+\" cy=\"([-0-9.]+)\" rx=\"2\"");
  for (auto match = dot.globalMatch(svg); match.hasNext();) {
    const QRegularExpressionMatch one = match.next();
    if (std::abs((one.captured(1) + one.captured(2)).toDouble() - height) < 0.1) return true;
  }
  return false;
}

struct Written {
  QString text;
  QRectF rect;  ///< about the letters
};

/// What is written on the chart, beginning with one of `names`.
std::vector<Written> writtenIn(const QString& svg, const QStringList& names) {
  static const QRegularExpression found(
      "x=\"([-0-9.]+)\" y=\"([-0-9.]+)\" font-family=\"[^\"]*\" font-size=\"([0-9.]+)\"[^>]*>([^<]+)<");
  std::vector<Written> list;
  for (auto match = found.globalMatch(svg); match.hasNext();) {
    const QRegularExpressionMatch one = match.next();
    const QString text = one.captured(4).trimmed();
    if (std::none_of(names.begin(), names.end(), [&](const QString& name) { return text.startsWith(name); }))
      continue;
    QFont font = QApplication::font();
    font.setPixelSize(qRound(one.captured(3).toDouble()));
    const QFontMetricsF metrics(font);
    const double top = one.captured(2).toDouble() - metrics.capHeight();
    list.push_back({text, QRectF(one.captured(1).toDouble(), top, metrics.horizontalAdvance(text),
                                 metrics.capHeight())});
  }
  return list;
}

/// The curves, and the lines of early ends.
std::vector<QPolygonF> linesOver(const QString& svg) {
  static const QRegularExpression line("<polyline[^>]*points=\"([^\"]+)\"");
  std::vector<QPolygonF> list;
  for (const QString& group : svg.split("<g "))
    for (auto match = line.globalMatch(group); match.hasNext();) {
      QPolygonF points;
      for (const QString& point : match.next().captured(1).split(' ', Qt::SkipEmptyParts))
        points << QPointF(point.section(',', 0, 0).toDouble(), point.section(',', 1).toDouble());
      if (points.size() > 2 || group.contains("stroke-dasharray=\"4,2\"")) list.push_back(points);
    }
  return list;
}

bool crosses(const QPolygonF& line, const QRectF& rect) {
  const QPointF corners[] = {rect.topLeft(), rect.topRight(), rect.bottomRight(), rect.bottomLeft()};
  for (qsizetype i = 1; i < line.size(); ++i) {
    if (rect.contains(line[i])) return true;
    for (int c = 0; c < 4; ++c)
      if (QLineF(line[i - 1], line[i]).intersects(QLineF(corners[c], corners[(c + 1) % 4])) ==
          QLineF::BoundedIntersection)
        return true;
  }
  return false;
}

/// The names that a curve or the line of an early end runs through.
QStringList struckOut(const QString& svg, const QStringList& names) {
  QStringList struck;
  const std::vector<QPolygonF> lines = linesOver(svg);
  for (const Written& written : writtenIn(svg, names))
    for (const QPolygonF& line : lines)
      if (crosses(line, written.rect)) struck << written.text;
  return struck;
}

/// A run whose records are what `change` makes of the usual ones.
RunCurves runOf(std::uint64_t number, const std::function<void(EpochRecord&)>& change) {
  RunCurves run = syntheticRun(0);
  auto history = std::make_shared<History>();
  for (std::int64_t epoch = 0; epoch < 2000; ++epoch) {
    EpochRecord record = syntheticRecord(epoch);
    change(record);
    history->append(record);
  }
  run.history = history;
  run.run = number;
  run.name = QStringLiteral("gd %1").arg(number);
  run.colour = static_cast<int>(number) - 1;
  return run;
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
        const auto isOwn = [&](const QPointF& label, double own, double other) {
          return std::abs(label.y() - own) < std::abs(label.y() - other) || leaderEnds(svg, own);
        };
        if (upper) QVERIFY(isOwn(*upper, lines[0], lines[1]));
        if (below) QVERIFY(isOwn(*below, lines[1], lines[0]));
      }
    }
    QVERIFY2(named >= 8 || lower > 0.3, qPrintable(QString::number(named)));
  }

  void noFloorIsStruckOutBySeveralRuns() {
    int named = 0;
    for (const double first : {0.6, 0.42, 0.36, 0.31})
      for (const double second : {0.5, 0.38, 0.34, 0.29}) {
        std::vector<RunCurves> runs;
        for (const double end : {first, second, 0.33}) {
          runs.push_back(runOf(runs.size() + 1, [end](EpochRecord& record) {
            record.relativeError = end + 2 * std::exp(-static_cast<double>(record.epoch) / 50);
          }));
          auto spectrum = std::make_shared<DataSpectrum>(*runs.back().spectrum);
          spectrum->eckartYoung[1] = 0.32;
          spectrum->eckartYoung[20] = 0.28;
          runs.back().spectrum = spectrum;
        }
        Chart chart(Quantity::RelativeError);
        chart.setRuns(runs);
        chart.setEpochRange({0, 2100, false});
        for (const double width : {kColumnWidth, kPageWidth}) {
          const QString svg = svgOf(chart, width);
          QCOMPARE(struckOut(svg, {"EY"}), QStringList());
          named += placeOf("EY(1)", svg).has_value();
        }
      }
    QVERIFY2(named >= 28, qPrintable(QString::number(named)));
  }

  void theLowerFloorIsNotStruckOutByACurveBetweenTheTwo() {
    for (const double end : {0.33, 0.31, 0.3}) {
      Chart chart(Quantity::RelativeError);
      RunCurves run = runOf(1, [end](EpochRecord& record) {
        record.relativeError = end + 20 * std::exp(-static_cast<double>(record.epoch) / 10);
      });
      auto spectrum = std::make_shared<DataSpectrum>(*run.spectrum);
      spectrum->eckartYoung[1] = 0.6;
      spectrum->eckartYoung[20] = 0.28;
      run.spectrum = spectrum;
      chart.setRuns({run});
      chart.setEpochRange({0, 2000, false});
      const QString svg = svgOf(chart);
      QCOMPARE(struckOut(svg, {"EY"}), QStringList());
      QVERIFY(placeOf("EY(20)", svg));
    }
  }

  void nothingIsStruckOutByTheLineOfAnEarlyEnd() {
    for (const std::int64_t end : {600, 1000, 1500, 1990}) {
      RunCurves run = runOf(1, [](EpochRecord&) {});
      run.plateaus = {{500, 600, std::nullopt, 4.98, 0.543}};
      run.earlyEnds = {{end, "plateau 1", "rank 4.98, error 0.543"}};
      for (const Quantity quantity : {Quantity::EffectiveRank, Quantity::RelativeError}) {
        Chart chart(quantity);
        chart.setRuns({run});
        // To where it ends, as the charts do, and beyond.
        for (const double upper : {2000.0, 3000.0}) {
          chart.setEpochRange({0, upper, false});
          const QString svg = svgOf(chart, kColumnWidth);
          QVERIFY(writtenIn(svg, {"EY", "A"}).size() >= 1);
          QCOMPARE(struckOut(svg, {"EY", "A", "rank", "error", "stopped"}), QStringList());
        }
      }
    }
  }

  void noFloorIsStruckOutByASmoothedCurve() {
    for (const double floor : {0.5, 1.0, 3.0}) {
      RunCurves run = syntheticRun(0);
      auto history = std::make_shared<History>();
      for (std::int64_t epoch = 0; epoch <= 100; ++epoch) {
        EpochRecord record = syntheticRecord(epoch);
        record.relativeError = epoch == 0 ? 500 : 0.2;
        history->append(record);
      }
      run.history = history;
      auto spectrum = std::make_shared<DataSpectrum>(*run.spectrum);
      spectrum->eckartYoung[1] = floor;
      run.spectrum = spectrum;
      Chart chart(Quantity::RelativeError);
      chart.setRuns({run});
      chart.setSmoothing(201);
      chart.setEpochRange({1, 110, true});
      for (const double width : {kColumnWidth, kPageWidth}) {
        const QString svg = svgOf(chart, width);
        QVERIFY(placeOf("EY(1)", svg));
        QCOMPARE(struckOut(svg, {"EY"}), QStringList());
      }
    }
  }

  void anEarlyEndIsExplainedOnEveryChart() {
    RunCurves run = runOf(1, [](EpochRecord&) {});
    run.earlyEnds = {{1990, "plateau 1", "rank 4.98, error 0.543"}};
    for (const Quantity quantity : allQuantities())
      for (const double width : {kColumnWidth, kPageWidth}) {
        Chart chart(quantity);
        chart.setRuns({run});
        chart.setEpochRange({0, 2000, false});
        const QString svg = svgOf(chart, width);
        QVERIFY2(placeOf("stopped: plateau 1", svg), qPrintable(chart.figureName()));
        QCOMPARE(struckOut(svg, {"stopped"}), QStringList());
      }
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
