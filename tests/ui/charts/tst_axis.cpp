#include <QTest>
#include <cmath>

#include "ui/charts/axis_fit.h"
#include "ui/charts/axis_tickers.h"
#include "ui/charts/chart_model.h"
#include "ui/charts/number_text.h"

using namespace nmf::ui;

namespace {

struct Ticks {
  QVector<double> values;
  QVector<QString> labels;
};

Ticks ticksOf(QCPAxisTicker& ticker, double lower, double upper, int count = 6) {
  Ticks ticks;
  QVector<double> sub;
  ticker.setTickCount(count);
  ticker.generate(QCPRange(lower, upper), QLocale::c(), QLatin1Char('g'), 6, ticks.values, &sub,
                  &ticks.labels);
  return ticks;
}

}  // namespace

class TestAxis : public QObject {
  Q_OBJECT
 private slots:
  void logAxesAlwaysHaveLabels_data() {
    QTest::addColumn<double>("lower");
    QTest::addColumn<double>("upper");
    QTest::newRow("within a decade") << 0.31 << 0.92;
    QTest::newRow("very narrow") << 0.4501 << 0.4507;
    QTest::newRow("across one power") << 0.8 << 1.7;
    QTest::newRow("a decade") << 0.1 << 1.0;
    QTest::newRow("three decades") << 0.02 << 20.0;
    QTest::newRow("ten decades") << 1e-10 << 1.0;
    QTest::newRow("forty decades") << 1e-38 << 100.0;
  }

  void logAxesAlwaysHaveLabels() {
    QFETCH(double, lower);
    QFETCH(double, upper);
    LogTicker ticker(LogTicker::Labels::Values);
    const Ticks ticks = ticksOf(ticker, lower, upper);
    QVERIFY2(ticks.values.size() >= 2, qPrintable(QString::number(ticks.values.size())));
    QVERIFY2(ticks.values.size() <= 12, qPrintable(QString::number(ticks.values.size())));
    for (const double tick : ticks.values) QVERIFY(tick >= lower * 0.999 && tick <= upper * 1.001);
    QCOMPARE(QSet<QString>(ticks.labels.begin(), ticks.labels.end()).size(), ticks.labels.size());
  }

  void epochTicksAreWholeEpochs() {
    EpochTicker ticker;
    for (const double upper : {1.0, 4.0, 10.0, 37.0})
      for (const double tick : ticksOf(ticker, 0, upper, 8).values) QCOMPARE(tick, std::round(tick));
  }

  void labels_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("epochs by thousands") << epochTickText(200000, 100000) << QStringLiteral("200k");
    QTest::newRow("millions") << epochTickText(1500000, 500000) << QStringLiteral("1.5M");
    QTest::newRow("single epochs") << epochTickText(12345, 1) << QStringLiteral("12,345");
    QTest::newRow("plain value") << valueTickText(0.05) << QStringLiteral("0.05");
    QTest::newRow("thousands") << valueTickText(1000) << QStringLiteral("1,000");
    QTest::newRow("power of ten") << valueTickText(1e-4) << QStringLiteral("10⁻⁴");
    QTest::newRow("multiple of a power") << valueTickText(2e-7) << QStringLiteral("2×10⁻⁷");
    QTest::newRow("value") << valueText(0.41237) << QStringLiteral("0.4124");
    QTest::newRow("large value") << valueText(123456.7) << QStringLiteral("123,457");
    QTest::newRow("tiny value") << valueText(3.1e-7, 2) << QStringLiteral("3.1×10⁻⁷");
    QTest::newRow("no value") << valueText(std::nan("")) << QStringLiteral("–");
  }

  void labels() {
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(text, expected);
  }

  void paddingShowsTheWholeSpan_data() {
    QTest::addColumn<double>("min");
    QTest::addColumn<double>("max");
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("span") << 1.0 << 5.0 << false;
    QTest::newRow("span, log") << 1e-4 << 3.0 << true;
    QTest::newRow("constant") << 2.0 << 2.0 << false;
    QTest::newRow("constant, log") << 2.0 << 2.0 << true;
    QTest::newRow("constant zero") << 0.0 << 0.0 << false;
    QTest::newRow("nothing") << 1.0 << 0.0 << false;
    QTest::newRow("nothing, log") << 1.0 << 0.0 << true;
  }

  void paddingShowsTheWholeSpan() {
    QFETCH(double, min);
    QFETCH(double, max);
    QFETCH(bool, logarithmic);
    const AxisRange range = paddedRange(min, max, logarithmic);
    QVERIFY(range.lower < range.upper);
    QVERIFY(!logarithmic || range.lower > 0);
    if (min > max) return;
    QVERIFY(range.lower <= min && range.upper >= max);
    QVERIFY(logarithmic || range.lower >= 0);
  }

  void aFittedAxisDoesNotTremble() {
    AxisRange range = paddedRange(1, 5, false);
    QCOMPARE(steadyRange(range, 1.01, 4.99, false), range);
    QVERIFY(steadyRange(range, 1, 6, false).upper >= 6);
    QVERIFY(steadyRange(range, 1, 1.5, false).upper < 2);
  }

  void zoomedEpochsStayInSight_data() {
    QTest::addColumn<double>("lower");
    QTest::addColumn<double>("upper");
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("far out") << -1e9 << 1e12 << false;
    QTest::newRow("too deep") << 10.0 << 10.0001 << false;
    QTest::newRow("beyond the end") << 1e8 << 1e8 + 10 << false;
    QTest::newRow("log, far out") << 1e-9 << 1e12 << true;
    QTest::newRow("log, too deep") << 10.0 << 10.0 << true;
    QTest::newRow("not finite") << std::nan("") << 5.0 << false;
  }

  void zoomedEpochsStayInSight() {
    QFETCH(double, lower);
    QFETCH(double, upper);
    QFETCH(bool, logarithmic);
    const EpochRange range = clamped({lower, upper, logarithmic}, 1000);
    QVERIFY(range.lower < range.upper);
    QVERIFY(logarithmic ? range.lower > 0 : range.lower >= 0);
    QVERIFY(range.upper <= 4000);
    QVERIFY(logarithmic || range.upper - range.lower >= 3.999);
  }
};

QTEST_APPLESS_MAIN(TestAxis)
#include "tst_axis.moc"
