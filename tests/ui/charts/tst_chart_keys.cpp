// What keys and the buttons of a chart do to its axes.

#include <QToolButton>

#include "shown_charts.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::ui::testing;

class TestChartKeys : public ShownCharts {
  Q_OBJECT

 private:
  Chart* error() const { return chart(Quantity::RelativeError); }
  static double span(const Chart* of) { return of->epochRange().upper - of->epochRange().lower; }

 private slots:
  void xMakesTheEpochsOfAllChartsLogarithmic() {
    panel_->setRun(syntheticRun(5000));
    flushAll(*panel_);
    auto* button = panel_->findChild<QToolButton*>(QStringLiteral("logEpochs"));
    for (const bool logarithmic : {true, false}) {
      QTest::keyClick(error(), Qt::Key_X);
      QCOMPARE(panel_->logX(), logarithmic);
      QCOMPARE(button->isChecked(), logarithmic);
      flushAll(*panel_);
      for (Chart* each : panel_->charts())
        QCOMPARE(each->plot()->epochAxis()->scaleType(),
                 logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    }
  }

  void plusAndMinusZoomTheEpochsOfAllCharts() {
    panel_->setRun(syntheticRun(20000));
    flushAll(*panel_);
    const double whole = span(error());
    QTest::keyClick(error(), Qt::Key_Plus);
    QVERIFY(!panel_->follows());
    const double near = span(error());
    QVERIFY2(near < 0.75 * whole, qPrintable(QString::number(near / whole)));
    QTest::keyClick(error(), Qt::Key_Equal);  // plus without Shift
    QVERIFY(span(error()) < 0.75 * near);
    QTest::keyClick(error(), Qt::Key_Minus);
    QVERIFY(qAbs(span(error()) - near) < 1e-6 * near);
    for (const Chart* each : panel_->charts()) QCOMPARE(each->epochRange(), error()->epochRange());
    QTest::keyClick(error(), Qt::Key_F);
    QCOMPARE(span(error()), whole);
  }

  void plusKeepsTheCursorWhereItIs() {
    panel_->setRun(syntheticRun(20000));
    flushAll(*panel_);
    panel_->setCursorEpoch(4000);
    const auto share = [this] { return (4000 - error()->epochRange().lower) / span(error()); };
    const double before = share();
    QTest::keyClick(error(), Qt::Key_Plus);
    QVERIFY(error()->epochRange().lower > 0);
    QVERIFY2(qAbs(share() - before) < 1e-6, qPrintable(QString::number(share())));
  }

  void sGoesThroughTheChoicesOfSmoothing() {
    panel_->setRun(syntheticRun(5000));
    flushAll(*panel_);
    QList<qint64> seen;
    do {
      QTest::keyClick(error(), Qt::Key_S);
      seen << panel_->smoothing();
    } while (panel_->smoothing() != 0 && seen.size() < 20);
    QVERIFY(seen.size() > 2);
    QCOMPARE(seen.last(), 0);  // round again
    for (qsizetype i = 1; i + 1 < seen.size(); ++i) QVERIFY(seen[i] > seen[i - 1]);
  }

  void keysWithControlAreTheWindows() {
    panel_->setRun(syntheticRun(5000));
    flushAll(*panel_);
    const EpochRange before = error()->epochRange();
    for (const Qt::Key key : {Qt::Key_X, Qt::Key_S, Qt::Key_L, Qt::Key_M, Qt::Key_Plus})
      QTest::keyClick(error(), key, Qt::ControlModifier);
    QVERIFY(!panel_->logX() && panel_->smoothing() == 0 && !panel_->maximised());
    QCOMPARE(error()->epochRange(), before);
  }

  void theButtonMakesTheValuesOfOneChartLogarithmic() {
    panel_->setRun(syntheticRun(5000));
    flushAll(*panel_);
    auto* button =
        error()->findChild<QToolButton*>(QStringLiteral("log_") + textOf(error()->quantity()).name);
    QVERIFY(button && button->isVisible());
    const bool first = error()->logY();
    QList<bool> others;
    for (const Chart* each : panel_->charts()) others << each->logY();
    for (const bool logarithmic : {!first, first}) {
      QTest::mouseClick(button, Qt::LeftButton);
      QCOMPARE(error()->logY(), logarithmic);
      QCOMPARE(button->isChecked(), logarithmic);
      flushAll(*panel_);
      QCOMPARE(error()->plot()->valueAxis()->scaleType(),
               logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
      for (int i = 1; i < panel_->charts().size(); ++i) QCOMPARE(panel_->charts()[i]->logY(), others[i]);
    }
    // The key tells the button.
    QTest::keyClick(error(), Qt::Key_L);
    QCOMPARE(button->isChecked(), !first);
  }
};

QTEST_MAIN(TestChartKeys)
#include "tst_chart_keys.moc"
