#include <QTest>
#include <cmath>
#include <limits>
#include <random>

#include "ui/charts/curve_sampler.h"

using namespace nmf::ui;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::int64_t> everyEpoch(std::int64_t count) {
  std::vector<std::int64_t> epochs(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) epochs[static_cast<std::size_t>(i)] = i;
  return epochs;
}

SampledCurve sample(const std::vector<std::int64_t>& epochs, const std::vector<double>& values,
                    const SampleGrid& grid) {
  MinMaxPyramid pyramid;
  pyramid.update(ValueColumn(values));
  return sampleCurve(epochs, ValueColumn(values), pyramid, grid, columnBounds(epochs, grid));
}

SampledCurve mean(const std::vector<std::int64_t>& epochs, const std::vector<double>& values,
                  const SampleGrid& grid, std::int64_t window) {
  MinMaxPyramid pyramid;
  pyramid.update(ValueColumn(values));
  return meanCurve(epochs, ValueColumn(values), pyramid, grid, columnBounds(epochs, grid), window);
}

SampleGrid grid(double lower, double upper, int columns, bool logX = false, bool logY = false) {
  SampleGrid result;
  result.lower = lower;
  result.upper = upper;
  result.columns = columns;
  result.logX = logX;
  result.logY = logY;
  return result;
}

int columnOf(const SampleGrid& g, double epoch) {
  const double share = g.logX ? std::log(epoch / g.lower) / std::log(g.upper / g.lower)
                              : (epoch - g.lower) / (g.upper - g.lower);
  return std::clamp(static_cast<int>(share * g.columns), 0, g.columns - 1);
}

}  // namespace

class TestCurveSampler : public QObject {
  Q_OBJECT
 private slots:
  void fewRecordsAreDrawnOneByOne() {
    const auto epochs = everyEpoch(100);
    std::vector<double> values(100);
    for (std::size_t i = 0; i < 100; ++i) values[i] = std::sin(0.1 * static_cast<double>(i));
    const SampledCurve curve = sample(epochs, values, grid(0, 99, 400));
    QVERIFY(!curve.thinned);
    QCOMPARE(curve.value, values);
  }

  void extremesOfEveryColumnAreKept_data() {
    QTest::addColumn<bool>("logX");
    QTest::newRow("linear epochs") << false;
    QTest::newRow("logarithmic epochs") << true;
  }

  void extremesOfEveryColumnAreKept() {
    QFETCH(bool, logX);
    constexpr std::int64_t count = 300000;
    const auto epochs = everyEpoch(count);
    std::mt19937 random(2);
    std::normal_distribution<double> normal;
    std::vector<double> values(count);
    for (double& value : values) value = normal(random);
    values[123456] = 50;  // one epoch in 300,000 must show
    values[200001] = -50;
    const SampleGrid g = grid(1, count - 1, 500, logX);
    const SampledCurve curve = sample(epochs, values, g);
    QVERIFY(curve.thinned);
    QVERIFY2(curve.epoch.size() <= 4u * 500u + 2u, qPrintable(QString::number(curve.epoch.size())));
    QVERIFY(std::is_sorted(curve.epoch.begin(), curve.epoch.end()));

    std::vector<double> low(500, 1e9), high(500, -1e9), drawnLow(500, 1e9), drawnHigh(500, -1e9);
    for (std::size_t i = 1; i < values.size(); ++i) {
      const auto c = static_cast<std::size_t>(columnOf(g, static_cast<double>(epochs[i])));
      low[c] = std::min(low[c], values[i]);
      high[c] = std::max(high[c], values[i]);
    }
    for (std::size_t p = 0; p < curve.epoch.size(); ++p) {
      if (curve.epoch[p] < g.lower) continue;
      const auto c = static_cast<std::size_t>(columnOf(g, curve.epoch[p]));
      drawnLow[c] = std::min(drawnLow[c], curve.value[p]);
      drawnHigh[c] = std::max(drawnHigh[c], curve.value[p]);
    }
    // A record on the border of two columns may be counted to either; so compare a column with its
    // neighbours.
    for (std::size_t c = 1; c + 1 < 500; ++c) {
      const double around = std::min({drawnLow[c - 1], drawnLow[c], drawnLow[c + 1]});
      QVERIFY2(around <= low[c], qPrintable(QString::number(c)));
      QVERIFY(std::max({drawnHigh[c - 1], drawnHigh[c], drawnHigh[c + 1]}) >= high[c]);
    }
    QCOMPARE(*std::max_element(drawnHigh.begin(), drawnHigh.end()), 50.0);
    QCOMPARE(*std::min_element(drawnLow.begin(), drawnLow.end()), -50.0);
  }

  void aSlopeIsNoStair() {
    const auto epochs = everyEpoch(100000);
    std::vector<double> values(100000);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = -static_cast<double>(i);
    const SampledCurve curve = sample(epochs, values, grid(0, 99999, 100));
    QVERIFY(curve.thinned);
    for (std::size_t p = 0; p < curve.epoch.size(); ++p) QCOMPARE(curve.value[p], -curve.epoch[p]);
  }

  void zoomedInAllRecordsAndTheNeighboursAreThere() {
    const auto epochs = everyEpoch(100000);
    std::vector<double> values(100000);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
    const SampledCurve curve = sample(epochs, values, grid(500, 600, 400));
    QVERIFY(!curve.thinned);
    QCOMPARE(curve.epoch.front(), 499.0);
    QCOMPARE(curve.epoch.back(), 601.0);
    QCOMPARE(curve.epoch.size(), std::size_t{103});
  }

  void nonPositiveValuesAreGapsOnALogAxis() {
    const auto epochs = everyEpoch(6);
    const std::vector<double> values{1, 0.5, 0, -1, 0.5, 0.25};
    const SampledCurve linear = sample(epochs, values, grid(0, 5, 100));
    QCOMPARE(linear.hiddenValues, std::size_t{0});
    QCOMPARE(linear.value, values);
    const SampledCurve curve = sample(epochs, values, grid(0, 5, 100, false, true));
    QCOMPARE(curve.hiddenValues, std::size_t{2});
    QVERIFY(std::isnan(curve.value[2]));
    for (const double value : curve.value) QVERIFY(std::isnan(value) || value > 0);
  }

  void nonPositiveValuesAreCountedWhenThinned() {
    const auto epochs = everyEpoch(100000);
    std::vector<double> values(100000, 2.0);
    for (std::size_t i = 40000; i < 45000; ++i) values[i] = 0;
    values[70000] = -3;
    const SampledCurve curve = sample(epochs, values, grid(0, 99999, 200, false, true));
    QVERIFY(curve.thinned);
    QCOMPARE(curve.hiddenValues, std::size_t{5001});
    QVERIFY(std::any_of(curve.value.begin(), curve.value.end(), [](double v) { return std::isnan(v); }));
    for (const double value : curve.value) QVERIFY(std::isnan(value) || value == 2.0);
  }

  void epochZeroHasNoPlaceOnALogAxis() {
    const auto epochs = everyEpoch(50);
    const std::vector<double> values(50, 1.0);
    const SampledCurve curve = sample(epochs, values, grid(1, 49, 100, true));
    QCOMPARE(curve.hiddenEpochs, std::size_t{1});
    QCOMPARE(curve.epoch.front(), 1.0);
  }

  void oneMissingValueAmongManyIsReported() {
    const auto epochs = everyEpoch(100000);
    std::vector<double> values(100000, 1.0);
    values[54321] = kNaN;
    const SampledCurve curve = sample(epochs, values, grid(0, 99999, 400));
    QCOMPARE(curve.missing.size(), std::size_t{1});
    QVERIFY(std::abs(curve.missing[0] - 54321) <= 250);
  }

  void infinityIsMissingToo() {
    const std::vector<double> values{1, std::numeric_limits<double>::infinity(), 2};
    const SampledCurve curve = sample(everyEpoch(3), values, grid(0, 2, 100));
    QCOMPARE(curve.missing, std::vector<double>{1});
    QVERIFY(std::isnan(curve.value[1]));
  }

  void pointsWithoutNeighboursAreFound() {
    QCOMPARE(sample(everyEpoch(1), {3.0}, grid(0, 10, 100)).isolated, std::vector<std::size_t>{0});
    QVERIFY(sample(everyEpoch(2), {3.0, 4.0}, grid(0, 10, 100)).isolated.empty());
    QCOMPARE(sample(everyEpoch(5), {kNaN, 4.0, kNaN, 1.0, 2.0}, grid(0, 10, 100)).isolated,
             std::vector<std::size_t>{1});
  }

  void anEmptyHistoryDrawsNothing() {
    const SampledCurve curve = sample({}, {}, grid(0, 10, 100));
    QVERIFY(curve.epoch.empty());
    QVERIFY(!curve.thinned);
  }

  void theMeanIsThatOfTheRecordsAround_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("logX");
    QTest::newRow("every record") << 300 << false;
    QTest::newRow("every column") << 50000 << false;
    QTest::newRow("logarithmic epochs") << 50000 << true;
  }

  void theMeanIsThatOfTheRecordsAround() {
    QFETCH(int, count);
    QFETCH(bool, logX);
    const auto epochs = everyEpoch(count);
    std::mt19937 random(5);
    std::normal_distribution<double> normal;
    std::vector<double> values(static_cast<std::size_t>(count));
    for (double& value : values) value = normal(random);
    values[200] = kNaN;
    const SampleGrid g = grid(1, count - 1, 400, logX);
    constexpr std::int64_t window = 51;
    const SampledCurve curve = mean(epochs, values, g, window);
    QVERIFY(curve.epoch.size() > 250 && curve.epoch.size() < 410);
    QVERIFY(std::is_sorted(curve.epoch.begin(), curve.epoch.end()));
    for (std::size_t p = 0; p < curve.epoch.size(); ++p) {
      const double at = curve.epoch[p], half = std::min({window / 2.0, at, count - 1 - at});
      double sum = 0;
      int finite = 0;
      for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::abs(static_cast<double>(epochs[i]) - at) > half || std::isnan(values[i])) continue;
        sum += values[i];
        ++finite;
      }
      QVERIFY2(std::abs(curve.value[p] - sum / finite) < 1e-9, qPrintable(QString::number(at)));
    }
    QCOMPARE(curve.value.back(), values.back());  // it ends where the records do
  }

  void theMeanOfAStraightLineIsTheLine() {
    const auto epochs = everyEpoch(20000);
    std::vector<double> values(20000);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = 3 - 0.5 * static_cast<double>(i);
    const SampledCurve curve = mean(epochs, values, grid(0, 19999, 300), 1001);
    QVERIFY(curve.epoch.size() > 250);
    for (std::size_t p = 0; p < curve.epoch.size(); ++p)
      QVERIFY(std::abs(curve.value[p] - (3 - 0.5 * curve.epoch[p])) < 1e-6);
  }
};

QTEST_APPLESS_MAIN(TestCurveSampler)
#include "tst_curve_sampler.moc"
