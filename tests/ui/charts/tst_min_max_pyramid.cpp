#include <QTest>
#include <cmath>
#include <limits>
#include <random>

#include "ui/charts/min_max_pyramid.h"

using namespace nmf::ui;

namespace {

Extremes bruteForce(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  Extremes result;
  for (std::size_t i = begin; i < std::min(end, values.size()); ++i) {
    if (!std::isfinite(values[i])) {
      ++result.missing;
      continue;
    }
    result.min = std::min(result.min, values[i]);
    result.max = std::max(result.max, values[i]);
    if (values[i] > 0)
      result.minPositive = std::min(result.minPositive, values[i]);
    else
      ++result.nonPositive;
  }
  return result;
}

bool same(const Extremes& a, const Extremes& b) {
  return a.min == b.min && a.max == b.max && a.minPositive == b.minPositive && a.missing == b.missing &&
         a.nonPositive == b.nonPositive;
}

/// Numbers of both signs with zeros, NaN and infinities among them.
std::vector<double> mixture(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(size);
  for (double& value : values) {
    const unsigned kind = random() % 50;
    value = kind == 0   ? std::numeric_limits<double>::quiet_NaN()
            : kind == 1 ? std::numeric_limits<double>::infinity()
            : kind == 2 ? 0.0
                        : normal(random);
  }
  return values;
}

}  // namespace

class TestMinMaxPyramid : public QObject {
  Q_OBJECT
 private slots:
  void agreesWithBruteForce_data() {
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 63, 64, 65, 511, 512, 513, 4096, 100003})
      QTest::addRow("%d records", size) << size;
  }

  void agreesWithBruteForce() {
    QFETCH(int, size);
    const std::vector<double> values = mixture(static_cast<std::size_t>(size), 7);
    MinMaxPyramid pyramid;
    pyramid.update(ValueColumn(values));
    QCOMPARE(pyramid.size(), values.size());
    std::mt19937 random(11);
    for (int i = 0; i < 500; ++i) {
      std::size_t begin = random() % (values.size() + 1), end = random() % (values.size() + 2);
      if (begin > end) std::swap(begin, end);
      QVERIFY2(same(pyramid.query(ValueColumn(values), begin, end), bruteForce(values, begin, end)),
               qPrintable(QStringLiteral("[%1, %2)").arg(begin).arg(end)));
    }
    QVERIFY(same(pyramid.query(ValueColumn(values), 0, values.size()), bruteForce(values, 0, values.size())));
  }

  void growsInAnySteps() {
    const std::vector<double> all = mixture(20000, 3);
    std::mt19937 random(5);
    std::vector<double> grown;
    MinMaxPyramid pyramid;
    while (grown.size() < all.size()) {
      const std::size_t step = std::min<std::size_t>(1 + random() % 700, all.size() - grown.size());
      grown.insert(grown.end(), all.begin() + static_cast<std::ptrdiff_t>(grown.size()),
                   all.begin() + static_cast<std::ptrdiff_t>(grown.size() + step));
      pyramid.update(ValueColumn(grown));
      const std::size_t begin = random() % grown.size();
      QVERIFY(same(pyramid.query(ValueColumn(grown), begin, grown.size()),
                   bruteForce(grown, begin, grown.size())));
    }
  }

  void startsAgainWhenTheColumnIsShorter() {
    const std::vector<double> large = mixture(5000, 1), small{3, 1, 2};
    MinMaxPyramid pyramid;
    pyramid.update(ValueColumn(large));
    pyramid.update(ValueColumn(small));
    QVERIFY(same(pyramid.query(ValueColumn(small), 0, 3), bruteForce(small, 0, 3)));
  }

  void readsSinglePrecision() {
    const std::vector<float> values{2.5f, -1.0f, std::numeric_limits<float>::quiet_NaN(), 4.0f};
    MinMaxPyramid pyramid;
    pyramid.update(ValueColumn(values));
    const Extremes seen = pyramid.query(ValueColumn(values), 0, 4);
    QCOMPARE(seen.min, -1.0);
    QCOMPARE(seen.max, 4.0);
    QCOMPARE(seen.minPositive, 2.5);
    QCOMPARE(seen.missing, 1u);
    QCOMPARE(seen.nonPositive, 1u);
  }

  void takesAFractionOfTheColumn() {
    const std::vector<double> values(1000000, 1.0);
    MinMaxPyramid pyramid;
    pyramid.update(ValueColumn(values));
    // Vectors grow by doubling, so up to twice what is used is held.
    QVERIFY2(pyramid.byteSize() < values.size() * sizeof(double) / 5,
             qPrintable(QString::number(pyramid.byteSize())));
  }
};

QTEST_APPLESS_MAIN(TestMinMaxPyramid)
#include "tst_min_max_pyramid.moc"
