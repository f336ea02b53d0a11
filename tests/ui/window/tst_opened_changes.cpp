// What was changed while a run trained stays in effect when it is opened from its folder and gone on with.
#include <QTest>

#include "tests/ui/window/at_rest.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

constexpr std::int64_t kMost = 1'000'000'000;  // the most epochs that a run can be asked for

struct Scene : Shown {
  using Shown::Shown;
  RunSession& session() { return window.session(); }
  /// Opens a result folder and waits until it can be gone on with.
  bool open(const QString& folder) {
    if (!reach(RunState::Idle)) return false;
    window.openPath(folder);
    return QTest::qWaitFor([&] { return session().opened() && session().canContinue(); }, kPatience);
  }
  bool pauses() {
    key(Qt::Key_R, Qt::ControlModifier);
    return QTest::qWaitFor([&] { return state() == RunState::Paused && isAtRest(session()); }, kPatience);
  }
  /// Trains on, for some epochs.
  bool trains() {
    const std::size_t before = records();
    key(Qt::Key_R, Qt::ControlModifier);
    return QTest::qWaitFor([&] { return records() > before + 20; }, kPatience);
  }
};

}  // namespace

class TestOpenedChanges : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void aRateThatWasChangedStaysInEffect();
  void aRuleThatWasOverruledDoesNotEndItAgain();

 private:
  UiSandbox sandbox_;
};

void TestOpenedChanges::aRateThatWasChangedStaysInEffect() {
  QString folder;
  std::vector<Change> changes;
  {
    Scene shown(endlessExperiment());
    QVERIFY(shown.exposed && shown.reach(RunState::Idle));
    QVERIFY(shown.trains());
    QVERIFY(shown.pauses());
    shown.type("learning_rate", "0.002");
    QVERIFY(shown.trains());
    QVERIFY(shown.pauses());
    changes = shown.session().changes();
    QCOMPARE(changes.size(), 1U);
    folder = shown.save();
    QVERIFY(!folder.isEmpty());
  }
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed && shown.open(folder));
  QCOMPARE(shown.session().inEffect().model.live.learningRate, 0.002);
  // The panel is of what Continue goes on with.
  QCOMPARE(shown.window.findChild<QAbstractSpinBox*>("learning_rate")->text(), QString("0.002"));
  QCOMPARE(shown.session().experiment().model.live.learningRate, endlessExperiment().model.live.learningRate);
  shown.key(Qt::Key_F10);
  QTRY_VERIFY_WITH_TIMEOUT(shown.state() == RunState::Paused && isAtRest(shown.session()), kPatience);
  QVERIFY(shown.session().changes() == changes);
}

void TestOpenedChanges::aRuleThatWasOverruledDoesNotEndItAgain() {
  QString folder;
  Experiment experiment = endlessExperiment();
  experiment.plan.epochs = kMost;
  experiment.plan.earlyStop = {EarlyStopKind::Plateau, 1};
  experiment.plan.plateau.open = experiment.plan.plateau.close = 1000;  // the rank waits whatever it does
  {
    Scene shown(experiment);
    QVERIFY(shown.exposed);
    shown.window.startRun();
    QVERIFY(shown.reach(RunState::Finished));
    QVERIFY(shown.session().ending()->reason == StopReason::EarlyStop);
    shown.session().continueAnyway();
    QVERIFY(shown.reach(RunState::Running));
    QVERIFY(shown.pauses());
    folder = shown.save();
    QVERIFY(!folder.isEmpty());
  }
  // Neither is it asked for more epochs now than a run can be asked for, so that it can be read at all.
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  QVERIFY2(shown.open(folder), qPrintable(shown.message()));
  QVERIFY(shown.session().experiment().plan.epochs <= kMost);
  QVERIFY(shown.trains());
  QCOMPARE(shown.state(), RunState::Running);
}

QTEST_MAIN(TestOpenedChanges)
#include "tst_opened_changes.moc"
