// What the window trained and saved, done again by `run --config`.
#include <QSignalSpy>
#include <QTest>

#include "core/experiment/json_file.h"
#include "core/experiment/result_folder.h"
#include "tests/app/program.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/session/run_session.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

/// Early stopping ends it as soon as it may.
Experiment stoppingExperiment() {
  Experiment experiment = smallExperiment(200);
  experiment.plan.earlyStop = {EarlyStopKind::Stagnation, 1, 0.99};
  return experiment;
}

bool reach(const RunSession& session, RunState state) {
  return QTest::qWaitFor([&] { return session.state() == state; }, kPatience);
}

bool stopsEarly(RunSession& session) {
  session.restart(stoppingExperiment());
  return reach(session, RunState::Finished) && session.ending()->reason == StopReason::EarlyStop;
}

}  // namespace

class TestRepeat : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void aRunThatWentOnAfterEarlyStopping_data() {
    QTest::addColumn<QString>("how");
    for (const char* how : {"run", "step", "continue anyway"}) QTest::newRow(how) << how;
  }
  void aRunThatWentOnAfterEarlyStopping() {
    QFETCH(QString, how);
    RunSession session;
    QVERIFY(stopsEarly(session));
    const std::int64_t stopped = session.history()->back().epoch;
    QVERIFY(stopped < 100);
    if (how == "continue anyway") {
      session.continueAnyway();
    } else if (how == "step") {
      session.step(smallExperiment(), 7);
      QVERIFY(reach(session, RunState::Paused));
      session.goOn(smallExperiment());
    } else {
      session.goOn(smallExperiment(30));  // for fewer epochs than it was asked for at first
    }
    QVERIFY(reach(session, RunState::Finished));
    QCOMPARE(session.ending()->reason, StopReason::EpochsDone);
    QVERIFY(session.history()->back().epoch >= stopped + 30);
    QVERIFY(isRepeated(session));
    if (how == "run") QCOMPARE(session.history()->back().epoch, stopped + 30);
  }

  void aSecondRuleStopsItAgain() {
    RunSession session;
    QVERIFY(stopsEarly(session));
    const std::int64_t first = session.history()->back().epoch;
    session.setEarlyStop({EarlyStopKind::Stagnation, 1, 0.98});
    session.goOn(smallExperiment(300));
    QVERIFY(reach(session, RunState::Finished));
    QCOMPARE(session.ending()->reason, StopReason::EarlyStop);
    session.goOn(smallExperiment(50));
    QVERIFY(reach(session, RunState::Finished));
    QCOMPARE(session.ending()->reason, StopReason::EpochsDone);
    QCOMPARE(session.continuedAt().size(), 2U);
    QCOMPARE(session.continuedAt().front(), first);
    QVERIFY(isRepeated(session));
  }

  /// Closed while it went on, restored and gone on with: the rule that had ended it does not do so again,
  /// neither there nor when it is repeated.
  void aRunThatWasRestored() {
    Experiment experiment = stoppingExperiment();
    experiment.model.model = Model::Multiplicative;  // has no moments, so that a restore leaves no trace
    experiment.model.ranks = {5};
    {
      MainWindow window(experiment);
      window.show();
      RunSession& session = window.session();
      window.startRun();
      QVERIFY(reach(session, RunState::Finished));
      QCOMPARE(session.ending()->reason, StopReason::EarlyStop);
      session.step(experiment, 25);
      QVERIFY(reach(session, RunState::Paused));
    }
    MainWindow window(smallExperiment());
    window.show();
    auto* restore = window.findChild<QAction*>("actionRestoreUnsaved");
    QTRY_VERIFY_WITH_TIMEOUT(restore->isEnabled(), kPatience);
    restore->trigger();
    RunSession& session = window.session();
    QTRY_VERIFY_WITH_TIMEOUT(session.restored() && session.canContinue(), kPatience);
    const std::int64_t from = session.history()->back().epoch;
    session.goOn(experiment);
    QTRY_VERIFY_WITH_TIMEOUT(session.state() == RunState::Finished && !session.restored(), kPatience);
    QCOMPARE(session.ending()->reason, StopReason::EpochsDone);
    QVERIFY(session.history()->back().epoch > from);
    QCOMPARE(session.continuedAt(), std::vector<std::int64_t>{from - 25});
    QVERIFY(isRepeated(session));
  }

  void whatIsNoListOfEpochsIsRefused_data() {
    QTest::addColumn<QByteArray>("value");
    for (const char* value : {"20", "[-1]", "[1.5]", "[\"20\"]", "{}"})
      QTest::newRow(value) << QByteArray(value);
  }
  void whatIsNoListOfEpochsIsRefused() {
    QFETCH(QByteArray, value);
    program::write(sandbox_.path("wrong.json"), R"({"dataset": "strokes", "continued_at": )" + value + "}");
    const program::Outcome outcome = program::run({"run", "--config", "wrong.json"}, sandbox_.path("."));
    QCOMPARE(outcome.status, 2);
    QVERIFY(outcome.isOneErrorLine());
    QVERIFY2(outcome.err.contains("wrong.json: continued_at: "), outcome.err.constData());
  }

 private:
  /// Whether the program makes the same run of what the session saves.
  bool isRepeated(RunSession& session) {
    QSignalSpy saved(&session, &RunSession::saved);
    OutputOptions out;
    out.out = sandbox_.path("saved").toStdString();
    session.save(out, {});
    if (!QTest::qWaitFor([&] { return saved.count() == 1; }, kPatience)) return false;
    const QString folder = saved[0][0].toString();
    const program::Outcome outcome =
        program::run({"run", "--config", folder, "--figures", "none"}, sandbox_.path("."));
    if (outcome.status != 0) return false;
    const RunResult first = readResultFolder(folder.toStdString());
    const RunResult again = readResultFolder(outcome.lastLine().toStdString());
    const Factors &a = first.final->factors, &b = again.final->factors;
    return first.final->epoch == session.history()->back().epoch &&
           again.final->epoch == first.final->epoch && again.changes == first.changes &&
           again.continuedAt == first.continuedAt && a.W == b.W && a.H == b.H &&
           again.ending.reason == first.ending.reason;
  }

  UiSandbox sandbox_;
};

QTEST_MAIN(TestRepeat)
#include "tst_repeat.moc"
