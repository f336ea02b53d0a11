#include <QComboBox>
#include <QLabel>
#include <QTest>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/chart.h"
#include "ui/charts/charts_panel.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

constexpr std::int64_t kFirstSlope = 20;  // the first epoch at which the rank can wait
constexpr std::int64_t kWaiting = 2000;

/// One whose rank counts as waiting whatever it does.
Experiment waitingExperiment(const EarlyStop& stop) {
  Experiment experiment = endlessExperiment();
  experiment.plan.earlyStop = stop;
  experiment.plan.plateau.open = experiment.plan.plateau.close = 1000;
  experiment.plan.plateau.min = kWaiting;
  return experiment;
}

/// 100 epochs, and no more.
void stepFar(Shown& shown) {
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);  // the data is there
  shown.key(Qt::Key_F10, Qt::ShiftModifier);
}

}  // namespace

class TestEarlyStop : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void countsDownToTheStop();
  void saysOnlyWhatWillHappen_data();
  void saysOnlyWhatWillHappen();
  void stagnationSaysHowFarTheErrorFell();
  void eckartYoungSaysWhatItWaitsFor_data();
  void eckartYoungSaysWhatItWaitsFor();

 private:
  UiSandbox sandbox_;
};

void TestEarlyStop::countsDownToTheStop() {
  Shown shown(waitingExperiment({EarlyStopKind::Plateau, 1}));
  QVERIFY(shown.exposed);
  const auto* label = shown.window.findChild<QLabel*>("statusPlateau");
  stepFar(shown);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Paused, kPatience);
  // Nothing moves now: what is announced is where the run will end.
  const auto announced = [&] {
    const RunStatus status = shown.window.session().status();
    return status.epoch + status.epochsUntilPlateau.value_or(0);
  };
  QTRY_COMPARE_WITH_TIMEOUT(announced(), kFirstSlope + kWaiting, kPatience);
  QTRY_VERIFY2(label->text().startsWith("rank waits; stops in "), qPrintable(label->text()));
  // The charts say so where the rank is drawn.
  const auto* charts = shown.window.findChild<ChartsPanel*>("charts");
  const auto marks = [&] { return charts->charts()[1]->model().runs().front(); };
  QTRY_COMPARE(marks().waiting, std::optional(Waiting{kFirstSlope, kFirstSlope + kWaiting, true}));
  QVERIFY(marks().earlyEnds.empty());
  shown.key(Qt::Key_R, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
  QTRY_COMPARE(marks().waiting, std::optional<Waiting>());  // it is a plateau now
  QCOMPARE(marks().earlyEnds.size(), std::size_t{1});
  QCOMPARE(marks().earlyEnds.front().epoch, kFirstSlope + kWaiting);
  QCOMPARE(marks().earlyEnds.front().rule, QStringLiteral("plateau 1"));
  QCOMPARE(shown.window.session().ending()->reason, StopReason::EarlyStop);
  QTRY_VERIFY2(shown.message().contains("found at epoch 2,020: "), qPrintable(shown.message()));
  QCOMPARE(shown.window.session().history()->epoch().back(), kFirstSlope + kWaiting);
  QTRY_VERIFY2(label->text().startsWith("plateau 1 since epoch 20 "), qPrintable(label->text()));
  QVERIFY2(!label->text().contains("stops"), qPrintable(label->text()));
}

void TestEarlyStop::saysOnlyWhatWillHappen_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<int>("plateau");
  QTest::addColumn<qint64>("epochs");
  QTest::addColumn<QString>("begins");
  const qint64 endless = 1'000'000'000;
  const int off = int(EarlyStopKind::Off), byPlateau = int(EarlyStopKind::Plateau);
  QTest::newRow("off") << off << 1 << endless << "rank waits; a plateau in ";
  QTest::newRow("the first of three") << byPlateau << 3 << endless << "rank waits; plateau 1 of 3 in ";
  QTest::newRow("the run ends before")
      << byPlateau << 1 << qint64(kFirstSlope + kWaiting - 1) << "rank waits; a plateau in ";
  QTest::newRow("the run ends with it")
      << byPlateau << 1 << qint64(kFirstSlope + kWaiting) << "rank waits; stops in ";
}

void TestEarlyStop::saysOnlyWhatWillHappen() {
  QFETCH(int, kind);
  QFETCH(int, plateau);
  QFETCH(qint64, epochs);
  QFETCH(QString, begins);
  Experiment experiment = waitingExperiment({EarlyStopKind(kind), plateau});
  experiment.plan.epochs = epochs;
  Shown shown(experiment);
  QVERIFY(shown.exposed);
  const auto* label = shown.window.findChild<QLabel*>("statusPlateau");
  stepFar(shown);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Paused, kPatience);
  QTRY_VERIFY2(label->text().startsWith(begins), qPrintable(label->text()));
}

void TestEarlyStop::stagnationSaysHowFarTheErrorFell() {
  Experiment experiment = endlessExperiment();
  experiment.model.model = Model::Multiplicative;
  experiment.model.ranks = {4};
  experiment.plan.earlyStop = {EarlyStopKind::Stagnation, 1, 1e-9};
  Shown shown(experiment);
  QVERIFY(shown.exposed);
  const auto* label = shown.window.findChild<QLabel*>("statusPlateau");
  stepFar(shown);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Paused, kPatience);
  QTRY_VERIFY2_WITH_TIMEOUT(label->text().contains("stops below"), qPrintable(label->text()), kPatience);
  // Without the rule nothing is said of it.
  QTest::keyClick(shown.window.findChild<QComboBox*>("early_stop"), Qt::Key_Home);  // off
  QTRY_VERIFY2_WITH_TIMEOUT(!label->text().contains("stops"), qPrintable(label->text()), kPatience);
  QCOMPARE(shown.state(), RunState::Paused);
}

void TestEarlyStop::eckartYoungSaysWhatItWaitsFor_data() {
  QTest::addColumn<bool>("low");  // the error lies below EY(1)
  QTest::addColumn<qint64>("waiting");
  QTest::addColumn<QString>("begins");
  QTest::addColumn<QString>("ends");
  const qint64 longer = kWaiting, shorter = 50;  // than the 100 epochs that are trained
  QTest::newRow("no plateau yet, and the error is high") << false << longer << "rank waits; a plateau in "
                                                         << " epochs";
  QTest::newRow("no plateau yet, and the error is low enough") << true << longer << "rank waits; stops in "
                                                               << " epochs if it goes on waiting";
  QTest::newRow("in the first plateau, and the error is high")
      << false << shorter << "plateau 1 since epoch 20 at rank "
      << "; stops at its end or EY(1)";
}

void TestEarlyStop::eckartYoungSaysWhatItWaitsFor() {
  QFETCH(bool, low);
  QFETCH(qint64, waiting);
  QFETCH(QString, begins);
  QFETCH(QString, ends);
  Experiment experiment = waitingExperiment({EarlyStopKind::EckartYoung});
  experiment.plan.plateau.min = waiting;
  experiment.model.model = low ? Model::Multiplicative : Model::Deep;
  experiment.model.ranks = low ? std::vector<int>{10} : std::vector<int>{8, 4};
  if (!low) experiment.model.live.learningRate = 1e-7;  // it stays as it began
  Shown shown(experiment);
  QVERIFY(shown.exposed);
  const auto* label = shown.window.findChild<QLabel*>("statusPlateau");
  stepFar(shown);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Paused, kPatience);
  const RunSession& session = shown.window.session();
  QTRY_VERIFY_WITH_TIMEOUT(session.spectrum(), kPatience);
  QCOMPARE(session.history()->back().relativeError <= session.spectrum()->floorOfRank(1), low);
  QTRY_VERIFY2(label->text().startsWith(begins) && label->text().contains(ends), qPrintable(label->text()));
  // And how far it is from there.
  QCOMPARE(label->text().contains(" × EY(1))"), ends.contains("EY(1)"));
}

QTEST_MAIN(TestEarlyStop)
#include "tst_early_stop.moc"
