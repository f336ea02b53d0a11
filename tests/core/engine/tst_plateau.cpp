#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>

#include "core/errors.h"
#include "core/training/plateau.h"

using namespace nmf;

namespace {

struct Point {
  std::int64_t epoch;
  double rank, error;
};

/// The definition, word by word, with everything looked up afresh at every epoch.
std::vector<Plateau> byDefinition(const std::vector<Point>& points, const PlateauRule& rule) {
  std::vector<Plateau> plateaus;
  std::optional<std::int64_t> start;
  bool found = false;
  const auto median = [&](std::int64_t from, std::int64_t to) {
    std::vector<double> ranks;
    for (const Point& p : points)
      if (p.epoch >= from && p.epoch <= to) ranks.push_back(p.rank);
    std::sort(ranks.begin(), ranks.end());
    const std::size_t n = ranks.size();
    return n % 2 ? ranks[n / 2] : 0.5 * (ranks[n / 2 - 1] + ranks[n / 2]);
  };
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& p = points[i];
    double s = std::numeric_limits<double>::quiet_NaN();
    if (p.epoch >= 20) {
      const double wanted = (1 - rule.window) * static_cast<double>(p.epoch);
      const Point* nearest = &points[0];
      for (std::size_t j = 0; j < i; ++j)
        if (std::abs(static_cast<double>(points[j].epoch) - wanted) <
            std::abs(static_cast<double>(nearest->epoch) - wanted))
          nearest = &points[j];
      const double now = static_cast<double>(p.epoch), before = static_cast<double>(nearest->epoch);
      const double rise = std::log(p.rank) - std::log(nearest->rank);
      if (std::abs(before - wanted) <= rule.window * now / 2)
        s = rise / -std::log(1 - rule.window);
      else if (before > 0)
        s = rise / (std::log(now) - std::log(before));
    }
    if (found) {
      if (s > rule.close) {
        plateaus.back().end = p.epoch;
        found = false;
        start.reset();
      } else {
        plateaus.back().relativeError = p.error;
        plateaus.back().level = median(plateaus.back().start, p.epoch);
      }
      continue;
    }
    if (!(std::abs(s) < rule.open)) {
      start.reset();
      continue;
    }
    if (!start) start = p.epoch;
    if (static_cast<double>(p.epoch - *start) >=
        std::max(static_cast<double>(rule.min), rule.share * static_cast<double>(p.epoch))) {
      found = true;
      plateaus.push_back({*start, p.epoch, std::nullopt, median(*start, p.epoch), p.error});
    }
  }
  return plateaus;
}

/// A rank that rises to `low`, waits, climbs in two steps to `high` and waits again.
std::vector<Point> staircase(std::int64_t epochs, std::int64_t every, double noise) {
  std::mt19937 engine(1);
  std::vector<Point> points;
  for (std::int64_t t = 0; t <= epochs; t += every) {
    const double x = static_cast<double>(t);
    const double rank = 1 + 2 * (1 - std::exp(-x / 40)) + 3 / (1 + std::exp(-(x - 900) / 40)) +
                        4 / (1 + std::exp(-(x - 2500) / 90));
    const double jitter = noise * (static_cast<double>(engine() % 2001) / 1000.0 - 1);
    points.push_back({t, rank * (1 + jitter), 1 / (1 + x / 500)});
  }
  return points;
}

}  // namespace

class TestPlateau : public QObject {
  Q_OBJECT

  static void everyFewEpochs() {
    QTest::addColumn<int>("every");
    for (const int every : {1, 10, 25, 34, 50, 100, 1000}) QTest::addRow("a record every %d", every) << every;
  }

 private slots:
  void agreesWithTheDefinition_data();
  void agreesWithTheDefinition();
  void aRankThatClimbsSteadilyNeverWaits_data() { everyFewEpochs(); }
  void aRankThatClimbsSteadilyNeverWaits();
  void aRankThatStandsStillWaits_data() { everyFewEpochs(); }
  void aRankThatStandsStillWaits();
  void waitsBeforeEpochTwenty();
  void slowFallKeepsAFoundPlateauOpen();
  void missingRankEndsIt();
  void saysHowLongUntilFound();
  void badRulesAreNamed_data();
  void badRulesAreNamed();
};

void TestPlateau::agreesWithTheDefinition_data() {
  QTest::addColumn<int>("every");
  QTest::addColumn<double>("noise");
  QTest::addColumn<double>("window");
  QTest::newRow("smooth") << 1 << 0.0 << 0.1;
  QTest::newRow("noisy") << 1 << 0.004 << 0.1;
  QTest::newRow("every seventh epoch") << 7 << 0.0 << 0.1;
  QTest::newRow("every fiftieth epoch") << 50 << 0.002 << 0.1;
  QTest::newRow("narrow window") << 1 << 0.0 << 0.01;
  QTest::newRow("wide window") << 3 << 0.002 << 0.4;
}

void TestPlateau::agreesWithTheDefinition() {
  QFETCH(int, every);
  QFETCH(double, noise);
  QFETCH(double, window);
  PlateauRule rule;
  rule.window = window;
  const auto points = staircase(5000, every, noise);
  PlateauDetector detector(rule);
  for (const Point& p : points) detector.add(p.epoch, p.rank, p.error);
  const auto expected = byDefinition(points, rule);
  QVERIFY(!expected.empty());
  QCOMPARE(detector.plateaus().size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Plateau &actual = detector.plateaus()[i], &wanted = expected[i];
    QCOMPARE(actual.start, wanted.start);
    QCOMPARE(actual.found, wanted.found);
    QVERIFY(actual.end == wanted.end);
    QVERIFY(std::abs(actual.level - wanted.level) < 1e-12);
    QCOMPARE(actual.relativeError, wanted.relativeError);
  }
}

void TestPlateau::aRankThatClimbsSteadilyNeverWaits() {
  QFETCH(int, every);
  PlateauDetector detector;
  for (std::int64_t t = 0; t <= 20000; t += every)
    detector.add(t, std::pow(static_cast<double>(t + 1), 0.3), 0.5);
  QVERIFY(detector.plateaus().empty());
}

void TestPlateau::aRankThatStandsStillWaits() {
  QFETCH(int, every);
  PlateauDetector detector;
  for (std::int64_t t = 0; t <= 20000; t += every) detector.add(t, 5, 0.5);
  QCOMPARE(detector.plateaus().size(), std::size_t{1});
  QCOMPARE(detector.plateaus().front().level, 5.0);
}

void TestPlateau::waitsBeforeEpochTwenty() {
  PlateauRule rule;
  rule.min = 1;
  rule.share = 0;
  PlateauDetector detector(rule);
  for (std::int64_t t = 0; t < 20; ++t) detector.add(t, 3, 0.5);
  QVERIFY(detector.plateaus().empty());
  QVERIFY(std::isnan(detector.slope()));
  detector.add(20, 3, 0.5);
  detector.add(21, 3, 0.5);
  QCOMPARE(detector.plateaus().size(), std::size_t{1});
  QCOMPARE(detector.plateaus().front().start, std::int64_t{20});
}

void TestPlateau::slowFallKeepsAFoundPlateauOpen() {
  PlateauDetector detector;
  for (std::int64_t t = 0; t <= 400; ++t) detector.add(t, 5, 0.5);
  // A fall with slope about -1, well beyond `open`.
  for (std::int64_t t = 401; t <= 800; ++t) detector.add(t, 5 * 400.0 / static_cast<double>(t), 0.5);
  QCOMPARE(detector.plateaus().size(), std::size_t{1});
  QVERIFY(!detector.plateaus().front().end);
}

void TestPlateau::missingRankEndsIt() {
  PlateauDetector detector;
  for (std::int64_t t = 0; t <= 400; ++t) detector.add(t, 5, 0.5);
  detector.add(401, std::numeric_limits<double>::quiet_NaN(), 1);
  QVERIFY(detector.plateaus().front().end == std::int64_t{401});
}

void TestPlateau::saysHowLongUntilFound() {
  PlateauDetector detector;
  for (std::int64_t t = 0; t <= 60; ++t) detector.add(t, 5, 0.5);
  const auto missing = detector.epochsUntilFound();
  QVERIFY(missing.has_value());
  std::int64_t t = 61;
  for (; detector.plateaus().empty(); ++t) detector.add(t, 5, 0.5);
  QCOMPARE(detector.plateaus().front().found, 60 + *missing);
}

void TestPlateau::badRulesAreNamed_data() {
  QTest::addColumn<double>("open");
  QTest::addColumn<double>("close");
  QTest::addColumn<double>("share");
  QTest::addColumn<double>("window");
  QTest::addColumn<qint64>("min");
  QTest::addColumn<QString>("option");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  QTest::newRow("open") << 0.0 << 0.5 << 0.1 << 0.1 << qint64{100} << "--plateau-open";
  QTest::newRow("open nan") << nan << 0.5 << 0.1 << 0.1 << qint64{100} << "--plateau-open";
  QTest::newRow("close") << 0.6 << 0.5 << 0.1 << 0.1 << qint64{100} << "--plateau-close";
  QTest::newRow("share") << 0.1 << 0.5 << 1.0 << 0.1 << qint64{100} << "--plateau-share";
  QTest::newRow("window") << 0.1 << 0.5 << 0.1 << 1.0 << qint64{100} << "--plateau-window";
  QTest::newRow("min") << 0.1 << 0.5 << 0.1 << 0.1 << qint64{0} << "--plateau-min";
}

void TestPlateau::badRulesAreNamed() {
  QFETCH(double, open);
  QFETCH(double, close);
  QFETCH(double, share);
  QFETCH(double, window);
  QFETCH(qint64, min);
  QFETCH(QString, option);
  try {
    checkPlateauRule({open, close, share, window, min});
    QFAIL("accepted");
  } catch (const InputError& error) {
    QVERIFY2(QString(error.what()).startsWith(option), error.what());
  }
}

QTEST_GUILESS_MAIN(TestPlateau)
#include "tst_plateau.moc"
