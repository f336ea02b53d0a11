#include <QTest>

#include "tests/ui/window/ui_sandbox.h"
#include "ui/window/lower_rate.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

class TestLowerRate : public QObject {
  Q_OBJECT

 private slots:
  void isTheLastOneThatWorked_data() {
    QTest::addColumn<std::vector<double>>("rates");
    QTest::addColumn<double>("lower");
    QTest::newRow("never changed") << std::vector{10.0} << 1.0;
    QTest::newRow("raised") << std::vector{0.01, 50.0} << 0.01;
    QTest::newRow("raised twice") << std::vector{0.01, 0.05, 50.0} << 0.05;
    QTest::newRow("lowered on the way") << std::vector{0.05, 0.01, 50.0} << 0.01;
    QTest::newRow("lowered") << std::vector{50.0, 20.0} << 2.0;
    QTest::newRow("lowered from where it was higher") << std::vector{0.1, 50.0, 20.0} << 0.1;
  }
  void isTheLastOneThatWorked() {
    QFETCH(std::vector<double>, rates);
    QFETCH(double, lower);
    Experiment start = smallExperiment();
    start.model.live.learningRate = rates.front();
    std::vector<Change> changes;
    for (std::size_t i = 1; i < rates.size(); ++i)
      changes.push_back({static_cast<std::int64_t>(100 * i), "learning_rate", std::to_string(rates[i])});
    Experiment inEffect = start;
    inEffect.model.live.learningRate = rates.back();
    QCOMPARE(lowerRate(start, changes, inEffect), lower);
  }
};

QTEST_GUILESS_MAIN(TestLowerRate)
#include "tst_lower_rate.moc"
