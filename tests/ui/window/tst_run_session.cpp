#include <QSignalSpy>
#include <QTest>
#include <filesystem>

#include "tests/ui/window/at_rest.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/session/run_session.h"
#include "ui/session/time_left.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

QStringList names(const QString& folder) {
  return QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
}

/// The record of `epoch`, which must be there.
double errorAt(const RunSession& session, std::int64_t epoch) {
  const History& history = *session.history();
  return history.relativeError()[history.indexNear(epoch)];
}

}  // namespace

class TestRunSession : public QObject {
  Q_OBJECT

 private slots:
  void previewLoadsDataAndTrainsNothing();
  void previewOfOtherRanksBecomesTheRun();
  void runsToTheEndAndRecordsEveryEpoch();
  void goesOnFromTheSameFactors();
  void pausesAndGoesOn();
  void stepsOneEpochAtATime();
  void stopKeepsWhatWasTrained();
  void stopWhileLoadingGivesUp();
  void restartRepeatsTheSameRun();
  void resultsOfAnOlderRunAreDropped();
  void sameDataIsNotLoadedAgain();
  void liveChangesAreLogged();
  void earlyStoppingCanBeOverruled();
  void divergenceIsAStateOfItsOwn();
  void unusableDataIsOneSentence_data();
  void unusableDataIsOneSentence();
  void heldOutAndCleanErrorsAreRecorded();
  void savesAndOpensARun();
  void saveIntoAFileIsASentence();
  void goesAwayAtAnyMoment_data();
  void goesAwayAtAnyMoment();
  void timeLeftFollowsTheMedian();

 private:
  UiSandbox sandbox_;
};

void TestRunSession::previewLoadsDataAndTrainsNothing() {
  RunSession session;
  session.preview(smallExperiment());
  QCOMPARE(session.state(), RunState::Loading);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Idle, kPatience);
  QCOMPARE(session.data()->A.rows(), 120);
  QVERIFY(session.history()->empty());
  QVERIFY(!session.latestSnapshot());
  QTRY_VERIFY_WITH_TIMEOUT(session.spectrum(), kPatience);
}

void TestRunSession::previewOfOtherRanksBecomesTheRun() {
  RunSession session;
  std::vector<std::vector<int>> ranks;  // as those who show the run learn them
  connect(&session, &RunSession::runBegan, &session,
          [&] { ranks.push_back(session.experiment().model.ranks); });
  Experiment experiment = smallExperiment(5);
  session.preview(experiment);
  const std::uint64_t run = session.run();
  const std::vector<int> previewed = experiment.model.ranks;
  experiment.model.ranks.front() += 1;
  session.restart(experiment);
  QCOMPARE(session.run(), run);  // the data is not loaded again
  QVERIFY(ranks == (std::vector<std::vector<int>>{previewed, experiment.model.ranks}));
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
}

void TestRunSession::runsToTheEndAndRecordsEveryEpoch() {
  RunSession session;
  session.restart(smallExperiment(40));
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  QCOMPARE(session.history()->size(), 41U);
  for (std::size_t i = 0; i < 41; ++i) QCOMPARE(session.history()->epoch()[i], static_cast<std::int64_t>(i));
  QCOMPARE(session.ending()->reason, StopReason::EpochsDone);
  QCOMPARE(session.latestSnapshot()->epoch, 40);
  QVERIFY(errorAt(session, 40) < errorAt(session, 0));
}

void TestRunSession::goesOnFromTheSameFactors() {
  RunSession session;
  session.restart(smallExperiment(20));
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  Experiment more = smallExperiment(30);
  session.goOn(more);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  QCOMPARE(session.history()->back().epoch, 50);
  QCOMPARE(session.history()->size(), 51U);

  RunSession whole;
  whole.restart(smallExperiment(50));
  QTRY_COMPARE_WITH_TIMEOUT(whole.state(), RunState::Finished, kPatience);
  QCOMPARE(errorAt(session, 50), errorAt(whole, 50));
  QCOMPARE(session.result().experiment.plan.epochs, 50);
}

void TestRunSession::pausesAndGoesOn() {
  RunSession session;
  session.restart(endlessExperiment());
  QTRY_VERIFY_WITH_TIMEOUT(session.history()->size() > 10, kPatience);
  session.pause();
  QCOMPARE(session.state(), RunState::Paused);
  // What is shown is of the last epoch then, its records and its factors.
  QTRY_VERIFY_WITH_TIMEOUT(isAtRest(session), kPatience);
  const std::size_t size = session.history()->size();
  QTest::qWait(150);
  QCOMPARE(session.history()->size(), size);
  QVERIFY(isAtRest(session));
  session.goOn(endlessExperiment());
  QCOMPARE(session.state(), RunState::Running);
  QTRY_VERIFY_WITH_TIMEOUT(session.history()->size() > size, kPatience);
}

void TestRunSession::stepsOneEpochAtATime() {
  RunSession session;
  session.step(endlessExperiment());
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Paused, kPatience);
  QCOMPARE(session.history()->back().epoch, 1);
  for (std::int64_t epoch = 2; epoch <= 4; ++epoch) {
    session.step(endlessExperiment());
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Paused, kPatience);
    QCOMPARE(session.history()->back().epoch, epoch);
    QCOMPARE(session.latestSnapshot()->epoch, epoch);
  }
}

void TestRunSession::stopKeepsWhatWasTrained() {
  RunSession session;
  session.restart(endlessExperiment());
  QTRY_VERIFY_WITH_TIMEOUT(session.history()->size() > 10, kPatience);
  session.stop();
  QCOMPARE(session.state(), RunState::Stopping);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  QCOMPARE(session.ending()->reason, StopReason::Stopped);
  QCOMPARE(session.latestSnapshot()->epoch, session.history()->back().epoch);
}

void TestRunSession::stopWhileLoadingGivesUp() {
  RunSession session;
  QSignalSpy ready(&session, &RunSession::dataReady);
  session.restart(endlessExperiment());
  QCOMPARE(session.state(), RunState::Loading);
  session.stop();
  QCOMPARE(session.state(), RunState::Idle);
  QTest::qWait(300);
  QCOMPARE(session.state(), RunState::Idle);
  QCOMPARE(ready.count(), 0);
  QVERIFY(session.history()->empty());
}

void TestRunSession::restartRepeatsTheSameRun() {
  RunSession session;
  session.restart(endlessExperiment());
  QTRY_VERIFY_WITH_TIMEOUT(session.history()->size() > 30, kPatience);
  const double before = errorAt(session, 30);
  const auto old = session.history();
  session.restart(endlessExperiment());
  QVERIFY(session.history() != old);
  QTRY_VERIFY_WITH_TIMEOUT(session.history()->size() > 30, kPatience);
  QCOMPARE(session.history()->epoch().front(), 0);
  QCOMPARE(errorAt(session, 30), before);

  Experiment other = endlessExperiment();
  other.model.seed = 7;
  session.restart(other);
  QTRY_VERIFY_WITH_TIMEOUT(session.history()->size() > 30, kPatience);
  QVERIFY(errorAt(session, 30) != before);
}

void TestRunSession::resultsOfAnOlderRunAreDropped() {
  RunSession session;
  QSignalSpy ready(&session, &RunSession::dataReady);
  Experiment first = smallExperiment(), second = smallExperiment();
  first.data.dataset = "swimmer";
  first.data.rows.reset();
  session.preview(first);
  const std::uint64_t run = session.run();
  session.preview(second);
  QVERIFY(session.run() > run);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Idle, kPatience);
  QTest::qWait(300);
  QCOMPARE(ready.count(), 1);
  QCOMPARE(QString::fromStdString(session.data()->name), QString("strokes"));
}

void TestRunSession::sameDataIsNotLoadedAgain() {
  RunSession session;
  session.restart(smallExperiment());
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  const DatasetPtr data = session.data();
  Experiment other = smallExperiment();
  other.model.seed = 3;
  other.model.ranks = {6, 3};
  session.restart(other);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  QCOMPARE(session.data(), data);
  other.data.rows = RowRange{0, 60};
  session.restart(other);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  QVERIFY(session.data() != data);
  QCOMPARE(session.data()->A.rows(), 60);
}

void TestRunSession::liveChangesAreLogged() {
  RunSession session;
  QSignalSpy changed(&session, &RunSession::changesChanged);
  session.restart(endlessExperiment());
  QTRY_VERIFY_WITH_TIMEOUT(session.history()->size() > 10, kPatience);
  LiveHyperparameters live = session.inEffect().model.live;
  live.learningRate = 0.001;
  session.setLive(live);
  QCOMPARE(session.inEffect().model.live.learningRate, 0.001);
  QCOMPARE(session.experiment().model.live.learningRate, 0.01);
  QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, kPatience);
  QCOMPARE(session.changes().size(), 1U);
  QCOMPARE(session.changes()[0].key, std::string("learning_rate"));
  QVERIFY(session.changes()[0].epoch > 0);
}

void TestRunSession::earlyStoppingCanBeOverruled() {
  RunSession session;
  Experiment experiment = endlessExperiment();
  // An error that falls by less than 99 % over the last tenth of the epochs: fires as soon as it may.
  experiment.plan.earlyStop = {EarlyStopKind::Stagnation, 1, 0.99};
  session.restart(experiment);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  QCOMPARE(session.ending()->reason, StopReason::EarlyStop);
  const std::int64_t epoch = session.history()->back().epoch;
  session.continueAnyway();
  QTRY_VERIFY_WITH_TIMEOUT(session.history()->back().epoch > epoch + 20, kPatience);
  QCOMPARE(session.state(), RunState::Running);
  QCOMPARE(session.inEffect().plan.earlyStop.kind, EarlyStopKind::Off);
}

void TestRunSession::divergenceIsAStateOfItsOwn() {
  RunSession session;
  Experiment experiment = endlessExperiment();
  experiment.model.optimizer = Optimizer::Gradient;
  experiment.model.live.learningRate = 10;
  session.restart(experiment);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Diverged, kPatience);
  QVERIFY(!session.allows(RunAction::Run));
  QVERIFY(session.allows(RunAction::Restart));
  QVERIFY(session.allows(RunAction::SaveRun));
  QVERIFY(session.latestSnapshot());
  QVERIFY(!session.ending()->message.empty());
  for (const double error : session.history()->relativeError()) QVERIFY(std::isfinite(error));
}

void TestRunSession::unusableDataIsOneSentence_data() {
  QTest::addColumn<QString>("dataset");
  QTest::addColumn<qint64>("end");
  QTest::addColumn<QString>("named");
  QTest::newRow("no such file") << "/no/such/images.idx" << qint64(0) << "/no/such/images.idx";
  QTest::newRow("rows past the end") << "swimmer" << qint64(1'000'000) << "rows";
}

void TestRunSession::unusableDataIsOneSentence() {
  QFETCH(QString, dataset);
  QFETCH(qint64, end);
  QFETCH(QString, named);
  RunSession session;
  QSignalSpy problems(&session, &RunSession::problem), ended(&session, &RunSession::ended);
  Experiment experiment = smallExperiment();
  experiment.data.dataset = dataset.toStdString();
  experiment.data.rows.reset();
  if (end > 0) experiment.data.rows = RowRange{0, end};
  session.restart(experiment);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Failed, kPatience);
  QCOMPARE(problems.count(), 1);
  QCOMPARE(ended.count(), 1);
  const QString sentence = problems[0][0].toString();
  QVERIFY2(sentence.contains(named), qPrintable(sentence));
  QVERIFY(!sentence.contains('\n'));

  session.restart(smallExperiment(5));  // and the session is as usable as before
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
}

void TestRunSession::heldOutAndCleanErrorsAreRecorded() {
  Experiment experiment = smallExperiment(60);
  experiment.data.heldOut.share = 0.25;
  experiment.data.noise = parseNoise("gaussian:0.1");
  experiment.plan.heldOutEvery = 25;
  RunSession session;
  session.restart(experiment);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  QCOMPARE(session.data()->A.rows(), 90);
  QCOMPARE(session.history()->heldOut().epoch, (std::vector<std::int64_t>{0, 25, 50, 60}));
  QCOMPARE(session.history()->clean().epoch, session.history()->heldOut().epoch);
  const ErrorSeries first = session.history()->heldOut();
  session.restart(experiment);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  QVERIFY(session.history()->heldOut() == first);

  QSignalSpy saved(&session, &RunSession::saved);
  OutputOptions out;
  out.out = sandbox_.path("saved held out").toStdString();
  session.save(out, {});
  QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
  RunSession other;
  QSignalSpy ready(&other, &RunSession::dataReady);
  other.open(saved[0][0].toString());
  QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, kPatience);
  QVERIFY(other.history()->heldOut() == first);
  QCOMPARE(other.data()->A, session.data()->A);
  // Other images to train on: the data are loaded anew.
  experiment.data.heldOut.share = 0.5;
  session.restart(experiment);
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  QCOMPARE(session.data()->A.rows(), 60);
}

void TestRunSession::savesAndOpensARun() {
  RunSession session;
  QSignalSpy saved(&session, &RunSession::saved);
  session.restart(smallExperiment(60));
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  OutputOptions out;
  out.out = sandbox_.path("saved").toStdString();
  session.save(out, [](const RunResult&, const std::filesystem::path& folder) {
    QFile file(QString::fromStdString((folder / "curve.png").string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
  });
  QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);
  const QString folder = saved[0][0].toString();
  for (const char* name :
       {"config.json", "metrics.csv", "factors.npz", "snapshots.npz", "plateaus.json", "summary.json"})
    QVERIFY2(names(folder).contains(name), name);
  QVERIFY(names(folder + "/figures").contains("curve.png"));

  RunSession other;
  QSignalSpy ready(&other, &RunSession::dataReady);
  other.open(folder);
  QTRY_COMPARE_WITH_TIMEOUT(other.state(), RunState::Finished, kPatience);
  QVERIFY(other.opened());
  QCOMPARE(other.history()->size(), session.history()->size());
  QCOMPARE(other.snapshots().size(), session.snapshots().size());
  QCOMPARE(other.latestSnapshot()->factors.H[0], session.latestSnapshot()->factors.H[0]);
  QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, kPatience);
  QCOMPARE(other.data()->A, session.data()->A);
}

void TestRunSession::saveIntoAFileIsASentence() {
  RunSession session;
  QSignalSpy failed(&session, &RunSession::saveFailed);
  session.restart(smallExperiment(5));
  QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
  QFile file(sandbox_.path("in_the_way"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  OutputOptions out;
  out.out = file.fileName().toStdString();
  session.save(out, {});
  QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
  QVERIFY(failed[0][0].toString().contains("in_the_way"));
  QCOMPARE(session.state(), RunState::Finished);
}

void TestRunSession::goesAwayAtAnyMoment_data() {
  QTest::addColumn<int>("wait");
  for (const int wait : {0, 1, 5, 20, 60, 150}) QTest::addRow("after %d ms", wait) << wait;
}

void TestRunSession::goesAwayAtAnyMoment() {
  QFETCH(int, wait);
  {
    RunSession session;
    session.restart(endlessExperiment());
    QTest::qWait(wait);
    Experiment other = endlessExperiment();
    other.data.rows = RowRange{0, 100 + wait};
    session.restart(other);
    QTest::qWait(wait);
  }
  // Whatever was posted for the session that is gone must not reach anybody.
  QTest::qWait(50);
}

void TestRunSession::timeLeftFollowsTheMedian() {
  History history;
  EpochRecord record;
  QVERIFY(!secondsLeft(history, 100));
  for (int epoch = 0; epoch <= 20; ++epoch) {
    record.epoch = epoch;
    record.seconds = epoch * 0.5 + (epoch >= 10 ? 60 : 0);  // one epoch took a minute
    history.append(record);
  }
  QCOMPARE(*secondsLeft(history, 120), 50.0);
  QVERIFY(!secondsLeft(history, 20));
}

QTEST_MAIN(TestRunSession)
#include "tst_run_session.moc"
