// What is there of a run that was left in the midst of something.
#include <QAction>
#include <QFileInfo>
#include <QTest>

#include "core/experiment/unsaved_run.h"
#include "tests/ui/monkey/standard_error.h"
#include "tests/ui/tight_disk.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/autosave.h"
#include "ui/session/run_session.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

QStringList entriesOf(const QString& folder) {
  return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

bool reach(const RunSession& session, RunState state) {
  return QTest::qWaitFor([&] { return session.state() == state && !session.training(); }, kPatience);
}

/// Trains so many epochs and pauses.
bool step(RunSession& session, std::int64_t epochs) {
  session.step(endlessExperiment(), epochs);
  return reach(session, RunState::Paused);
}

void setRate(RunSession& session, double rate) {
  LiveHyperparameters live = session.inEffect().model.live;
  live.learningRate = rate;
  session.setLive(live);
}

/// A window in which 60 epochs were trained closes without a save; false where they were not.
bool leaveARun() {
  MainWindow window(smallExperiment(60));
  window.show();
  window.startRun();
  return reach(window.session(), RunState::Finished);
}

bool restoreByMenu(MainWindow& window) {
  auto* restore = window.findChild<QAction*>("actionRestoreUnsaved");
  if (!QTest::qWaitFor([&] { return restore->isEnabled(); }, kPatience)) return false;
  restore->trigger();
  return QTest::qWaitFor([&] { return window.session().restored() && window.session().canContinue(); },
                         kPatience);
}

}  // namespace

class TestLeavingRuns : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void whatWasSetWhilePausedComesBack() {
    {
      MainWindow window(endlessExperiment());
      window.show();
      RunSession& session = window.session();
      QVERIFY(reach(session, RunState::Idle));
      QVERIFY(step(session, 40));
      setRate(session, 0.00123);
      session.setEarlyStop({EarlyStopKind::Plateau, 7});
      // On the disk at once, as long as the window is there, too.
      const std::vector<Change> set{{40, "learning_rate", "0.00123"}, {40, "early_stop", "plateau:7"}};
      QTRY_COMPARE_WITH_TIMEOUT(leftState().pending, set, kPatience);
    }
    QCOMPARE(leftState().pending.size(), 2U);
    MainWindow window(smallExperiment());
    window.show();
    RunSession& session = window.session();
    QVERIFY(restoreByMenu(window));
    QVERIFY(session.changes().empty());  // of what was trained
    QCOMPARE(session.inEffect().model.live.learningRate, 0.00123);
    QCOMPARE(window.findChild<ExperimentPanel*>()->experiment()->model.live.learningRate, 0.00123);
    const std::int64_t from = session.latestSnapshot()->epoch;
    window.findChild<QAction*>("actionStep")->trigger();
    QVERIFY(reach(session, RunState::Paused));
    const std::vector<Change> acting{{from, "learning_rate", "0.00123"}, {from, "early_stop", "plateau:7"}};
    QCOMPARE(session.changes(), acting);
    QVERIFY(session.pendingChanges().empty());
    QCOMPARE(session.inEffect().model.live.learningRate, 0.00123);
    QCOMPARE(session.inEffect().plan.earlyStop.plateau, 7);
  }

  void whatWasSetSinceTheFactorsComesBack() {
    {
      MainWindow window(endlessExperiment());
      window.show();
      RunSession& session = window.session();
      QVERIFY(reach(session, RunState::Idle));
      QVERIFY(step(session, 10));
      setRate(session, 0.02);
      QVERIFY(step(session, 30));
      setRate(session, 0.00123);
      QVERIFY(step(session, 30));
      QCOMPARE(session.changes().size(), 2U);
    }
    // As after a crash, which may come before the newest factors are on the disk.
    QDir left(leftFolder());
    for (const QString& name : left.entryList({"snapshot-*.npz"}))
      if (name.mid(9).chopped(4).toInt() > 35) QVERIFY(left.remove(name));
    MainWindow window(smallExperiment());
    window.show();
    RunSession& session = window.session();
    QVERIFY(restoreByMenu(window));
    const std::int64_t from = session.latestSnapshot()->epoch;
    QVERIFY(from > 10 && from <= 35);
    window.findChild<QAction*>("actionStep")->trigger();
    QVERIFY(reach(session, RunState::Paused));
    const std::vector<Change> acting{{10, "learning_rate", "0.02"}, {from, "learning_rate", "0.00123"}};
    QCOMPARE(session.changes(), acting);
    QCOMPARE(session.inEffect().model.live.learningRate, 0.00123);
  }

  void aRunThatIsBeingSavedLeavesNothing() {
    {
      MainWindow window(smallExperiment(60));
      window.show();
      window.startRun();
      QVERIFY(reach(window.session(), RunState::Finished));
      window.findChild<QAction*>("actionSave")->trigger();
      QVERIFY(window.session().saving());
    }
    QCOMPARE(entriesOf(sandbox_.path("results")).size(), 1);
    QCOMPARE(entriesOf(unsaved()), QStringList());
  }

  void aSaveThatFailsAsTheWindowClosesIsSaid() {
    QFile inTheWay(sandbox_.path("in_the_way"));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    QStringList said;
    {
      StandardError error;
      {
        MainWindow window(smallExperiment(60));
        window.show();
        window.startRun();
        QVERIFY(reach(window.session(), RunState::Finished));
        OutputOptions out;
        out.out = inTheWay.fileName().toStdString();
        window.session().save(out, {});
      }
      said = error.lines();
    }
    if (StandardError::works) {
      said = said.filter("in_the_way");
      QCOMPARE(said.size(), 1);
      QVERIFY2(said.first().startsWith("nmf-explorer: "), qPrintable(said.first()));
    }
    QCOMPARE(entriesOf(unsaved()).size(), 1);
  }

  void aRestoreThatIsOvertakenCanBeHadStill() {
    QVERIFY(leaveARun());
    RunSession session;
    Autosave autosave(&session);
    QTRY_VERIFY_WITH_TIMEOUT(autosave.offer(), kPatience);
    session.restart(endlessExperiment());
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Running, kPatience);
    // Something else is to be shown once the run under way has ended.
    bool overtaken = false;
    connect(&session, &RunSession::stateChanged, &session, [&](RunState state) {
      if (state == RunState::Stopping) session.whenSettled([&] { overtaken = true; });
    });
    autosave.restore();
    QVERIFY(!autosave.offer());
    QTRY_VERIFY_WITH_TIMEOUT(overtaken, kPatience);
    QVERIFY(!session.restored());
    QVERIFY(autosave.offer());
    QCOMPARE(autosave.offer()->epoch, 60);
  }

  void aRestoreUnderWayAsTheWindowClosesShowsNothing() {
    QVERIFY(leaveARun());
    RunSession session;
    {
      Autosave autosave(&session);
      QTRY_VERIFY_WITH_TIMEOUT(autosave.offer(), kPatience);
      autosave.restore();
    }
    QVERIFY(!session.restored());
    QVERIFY(session.history()->empty());
    QCOMPARE(session.state(), RunState::Idle);
    // And it is offered at the next start.
    Autosave next(&session);
    QTRY_VERIFY_WITH_TIMEOUT(next.offer(), kPatience);
    QCOMPARE(next.offer()->epoch, 60);
  }

  /// Of a run that a full disk cuts short, the end is lost with the next run, and not silently.
  void anEndThatCannotBeWrittenIsSaid() {
    RunSession session;
    Autosave autosave(&session);
    QStringList said;
    connect(&autosave, &Autosave::problem, this, [&](const QString& sentence) { said << sentence; });
    QVERIFY(step(session, 200));
    QTRY_COMPARE_WITH_TIMEOUT(leftState().epoch, 200, kPatience);
    {
      const TightDisk disk(QFileInfo(leftFolder() + "/records.log").size());
      QVERIFY(step(session, 300));
      session.restart(smallExperiment());
      QTRY_VERIFY_WITH_TIMEOUT(autosave.offer(), kPatience);
    }
    said = said.filter("The end of the run before is not kept: ");
    QCOMPARE(said.size(), 1);
    QVERIFY2(said.first().contains("records.log"), qPrintable(said.first()));
    // What was written before is there still.
    QVERIFY(autosave.offerWasReplaced());
    QCOMPARE(autosave.offer()->epoch, 200);
  }

 private:
  QString unsaved() const { return sandbox_.path("state/nmf-explorer/unsaved"); }
  QString leftFolder() const { return unsaved() + "/" + entriesOf(unsaved()).value(0); }
  UnsavedState leftState() const {
    try {
      return readUnsavedState(leftFolder().toStdString());
    } catch (const std::exception&) {
      return {};
    }
  }

  UiSandbox sandbox_;
};

QTEST_MAIN(TestLeavingRuns)
#include "tst_leaving_runs.moc"
