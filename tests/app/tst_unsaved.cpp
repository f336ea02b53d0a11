// What survives when the real program is killed, and how it is offered.
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <algorithm>

#include "core/experiment/unsaved_run.h"
#include "tests/app/program.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/charts_panel.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/views/timeline.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

/// The program's window in a process of its own.
struct Running {
  explicit Running(const UiSandbox& sandbox, bool bare = false) {
    QProcessEnvironment environment = program::bareEnvironment();
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    for (const char* name : {"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"})
      environment.insert(name, sandbox.path("home"));
    QStringList arguments;
    if (!bare)
      arguments = {"gui", "--start",   "--dataset", "strokes", "--rows", "0:120",    "--ranks",
                   "8,4", "--threads", "1",         "--seed",  "7",      "--epochs", "1000000000"};
    process = program::start(arguments, sandbox.path("."), environment);
  }
  void kill() {
    process->kill();  // SIGKILL
    process->waitForFinished();
  }
  std::unique_ptr<QProcess> process;
};

QString folderOf(const UiSandbox& sandbox) {
  return sandbox.path("state/nmf-explorer/unsaved");
}

QStringList foldersIn(const QString& folder) {
  return QDir(folder).entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

/// The epoch of the last record on the disk, -1 while there is none.
qint64 epochOnDisk(const QString& folder) {
  try {
    return readUnsavedRun(folder.toStdString()).epoch;
  } catch (const std::exception&) {
    return -1;
  }
}

struct Offer {
  explicit Offer(MainWindow& w) : window(w), bar(w.findChild<QWidget*>("unsavedOffer")) {}
  bool shown() const { return bar->isVisible(); }
  QString text() const { return window.findChild<QLabel*>("unsavedText")->text(); }
  void press(const char* button) {
    QTest::mouseClick(window.findChild<QPushButton*>(button), Qt::LeftButton);
  }
  MainWindow& window;
  QWidget* bar;
};

/// Trains a run of 60 epochs to its end in a window that is closed then, and leaves it unsaved.
bool leaveTrained() {
  MainWindow window(smallExperiment(60));
  window.show();
  window.startRun();
  return QTest::qWaitFor([&] { return window.session().state() == RunState::Finished; }, kPatience);
}

/// Has the unsaved run back by the menu.
bool restoreByMenu(MainWindow& window) {
  const auto* restore = window.findChild<QAction*>("actionRestoreUnsaved");
  if (!QTest::qWaitFor([&] { return restore->isEnabled(); }, kPatience)) return false;
  window.findChild<QAction*>("actionRestoreUnsaved")->trigger();
  return QTest::qWaitFor([&] { return window.session().restored(); }, kPatience);
}

}  // namespace

class TestUnsaved : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QDir().mkpath(sandbox_.path("home")); }
  void init() { sandbox_.forget(); }

  void aKilledRunIsOfferedAndComesBackWhole() {
    qint64 onDisk = 0;
    QString folder;
    {
      Running program(sandbox_);
      QTRY_COMPARE_WITH_TIMEOUT(foldersIn(folderOf(sandbox_)).size(), 1, program::kPatience);
      folder = folderOf(sandbox_) + "/" + foldersIn(folderOf(sandbox_)).first();
      QTRY_VERIFY_WITH_TIMEOUT(epochOnDisk(folder) > 50, program::kPatience);
      // It grows by itself, without anybody saving.
      const qint64 before = epochOnDisk(folder);
      QTRY_VERIFY_WITH_TIMEOUT(epochOnDisk(folder) > before, program::kPatience);
      const auto hasFactors = [&] {
        return !QDir(folder).entryList({"snapshot-?*.npz"}).filter(QRegularExpression("-[1-9]")).isEmpty();
      };
      QTRY_VERIFY_WITH_TIMEOUT(hasFactors(), program::kPatience);
      program.kill();
      onDisk = epochOnDisk(folder);
    }
    MainWindow window(smallExperiment());
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    Offer offer(window);
    QTRY_VERIFY_WITH_TIMEOUT(offer.shown(), kPatience);
    QVERIFY2(offer.text().contains("unexpectedly") && offer.text().contains("ranks 8, 4") &&
                 offer.text().contains("seed 7"),
             qPrintable(offer.text()));
    // Nothing of it is shown or trained on before it is asked for.
    QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Idle, kPatience);
    QVERIFY(window.session().history()->empty());

    offer.press("unsavedRestore");
    QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Finished, kPatience);
    QVERIFY(!offer.shown());
    const RunSession& session = window.session();
    QCOMPARE(session.history()->back().epoch, onDisk);
    QCOMPARE(static_cast<qint64>(session.history()->size()), onDisk + 1);
    QCOMPARE(session.experiment().model.seed, 7U);
    QCOMPARE(window.findChild<ExperimentPanel*>()->experiment()->model.seed, 7U);
    QVERIFY(session.snapshots().size() > 1);
    QVERIFY(session.latestSnapshot());
    QVERIFY(window.findChild<QLabel*>("messageText")->text().contains("back"));
    // The images too, and they are those that were trained on.
    QTRY_VERIFY_WITH_TIMEOUT(session.data(), kPatience);
    QTest::qWait(300);
    QCOMPARE(session.history()->back().epoch, onDisk);

    // And it can go on from the factors that were kept.
    const qint64 from = session.latestSnapshot()->epoch;
    QVERIFY(from > 0 && from <= onDisk);
    auto* run = window.findChild<QAction*>("actionRun");
    QTRY_COMPARE_WITH_TIMEOUT(run->text(), QString("Continue"), kPatience);
    run->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(
        session.state() == RunState::Running && session.history()->back().epoch > onDisk + 20, kPatience);
    window.findChild<QAction*>("actionStop")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
    const auto& epochs = session.history()->epoch();
    for (std::size_t i = 0; i < epochs.size(); ++i) QCOMPARE(epochs[i], static_cast<std::int64_t>(i));
    QVERIFY(session.history()->relativeError().back() < session.history()->relativeError().front());
    QCOMPARE(session.result().resumedAt, std::vector<std::int64_t>{from});
    QCOMPARE(session.snapshots().front()->epoch, 0);
  }

  void discardedRunIsNotOfferedAgain() {
    {
      Running program(sandbox_);
      QVERIFY(haveRecords(1));
      program.kill();
    }
    {
      MainWindow window(smallExperiment());
      window.show();
      Offer offer(window);
      QTRY_VERIFY_WITH_TIMEOUT(offer.shown(), kPatience);
      offer.press("unsavedDiscard");
      QVERIFY(!offer.shown());
      QVERIFY(!window.findChild<QAction*>("actionRestoreUnsaved")->isEnabled());
      QTRY_COMPARE_WITH_TIMEOUT(foldersIn(folderOf(sandbox_)), QStringList(), kPatience);
    }
    QCOMPARE(foldersIn(folderOf(sandbox_)), QStringList());
  }

  void aRunningProgramKeepsItsOwn() {
    Running program(sandbox_);
    QTRY_COMPARE_WITH_TIMEOUT(foldersIn(folderOf(sandbox_)).size(), 1, program::kPatience);
    {
      MainWindow window(smallExperiment());
      window.show();
      QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Idle, kPatience);
      QTest::qWait(500);
      QVERIFY(!Offer(window).shown());
    }
    QVERIFY(haveRecords(1));
    program.kill();
  }

  void twoKilledProgramsAreOfferedOneAfterTheOther() {
    {
      Running first(sandbox_), second(sandbox_);
      QVERIFY(haveRecords(2));
      first.kill();
      second.kill();
    }
    MainWindow window(smallExperiment());
    window.show();
    Offer offer(window);
    QTRY_VERIFY_WITH_TIMEOUT(offer.shown(), kPatience);
    offer.press("unsavedDiscard");
    QVERIFY(offer.shown());
    offer.press("unsavedRestore");
    QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Finished, kPatience);
    QVERIFY(!offer.shown());
  }

  void aWindowClosedCleanlyKeepsWhatWasNotSaved() {
    qint64 last = 0;
    {
      MainWindow window(smallExperiment(60));
      window.show();
      window.startRun();
      QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Finished, kPatience);
      last = window.session().history()->back().epoch;
    }
    MainWindow window(smallExperiment());
    window.show();
    Offer offer(window);
    QTRY_VERIFY_WITH_TIMEOUT(offer.shown(), kPatience);
    QVERIFY2(offer.text().contains("left unsaved"), qPrintable(offer.text()));
    window.findChild<QAction*>("actionRestoreUnsaved")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Finished, kPatience);
    QCOMPARE(window.session().history()->back().epoch, last);
    QCOMPARE(window.session().ending()->reason, StopReason::EpochsDone);
    // Saved now, it is nobody's business any more.
    window.findChild<QAction*>("actionSave")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(foldersIn(folderOf(sandbox_)), QStringList(), program::kPatience);
  }

  void aRunThatBeganMeanwhileIsNotTakenAway() {
    QVERIFY(leaveTrained());
    MainWindow window(smallExperiment());
    window.show();
    Offer offer(window);
    QTRY_VERIFY_WITH_TIMEOUT(offer.shown(), kPatience);
    offer.press("unsavedRestore");
    window.session().restart(smallExperiment(30));  // while it is still being read
    auto* again = window.findChild<QAction*>("actionRestoreUnsaved");
    QVERIFY(!again->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Finished, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(again->isEnabled(), kPatience);
    QCOMPARE(window.session().history()->back().epoch, 30);
    again->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(window.session().history()->back().epoch, 60, kPatience);
  }

  void aRestoredRunOutlivesAContinueThatIsStopped() {
    QVERIFY(leaveTrained());
    {
      MainWindow window(smallExperiment());
      window.show();
      RunSession& session = window.session();
      QVERIFY(restoreByMenu(window));
      QTRY_VERIFY_WITH_TIMEOUT(session.canContinue(), kPatience);
      window.findChild<QAction*>("actionRun")->trigger();
      QCOMPARE(session.state(), RunState::Loading);  // nothing is trained yet
      window.findChild<QAction*>("actionStop")->trigger();
      QCOMPARE(session.state(), RunState::Finished);
      QCOMPARE(session.history()->back().epoch, 60);
      QVERIFY(!session.snapshots().empty());
      QVERIFY(!window.findChild<QAction*>("actionRestoreUnsaved")->isEnabled());  // it is shown
      QTRY_VERIFY_WITH_TIMEOUT(session.canContinue(), kPatience);
    }
    // And it is there at the next start, to be gone on with.
    MainWindow window(smallExperiment());
    window.show();
    QVERIFY(restoreByMenu(window));
    QTRY_VERIFY_WITH_TIMEOUT(window.session().canContinue(), kPatience);
    window.findChild<QAction*>("actionRun")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Finished, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(window.session().history()->back().epoch > 60, kPatience);
  }

  void aSavedRunLeavesNothing() {
    {
      MainWindow window(smallExperiment(60));
      window.show();
      window.startRun();
      QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Finished, kPatience);
      window.findChild<QAction*>("actionSave")->trigger();
      QTRY_VERIFY_WITH_TIMEOUT(window.session().savedRecords() == 61, program::kPatience);
    }
    QCOMPARE(foldersIn(folderOf(sandbox_)), QStringList());
  }

  void aReplacedRunIsHadBackUntilTheWindowCloses() {
    {
      MainWindow window(smallExperiment(60));
      window.show();
      window.startRun();
      RunSession& session = window.session();
      QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
      const auto seed = session.experiment().model.seed;
      window.findChild<QAction*>("actionNewSeed")->trigger();
      QTRY_VERIFY_WITH_TIMEOUT(
          session.state() == RunState::Finished && session.experiment().model.seed != seed, kPatience);
      const auto newer = session.experiment().model.seed;
      auto* restore = window.findChild<QAction*>("actionRestoreUnsaved");
      QTRY_VERIFY_WITH_TIMEOUT(restore->isEnabled(), kPatience);
      QVERIFY(!Offer(window).shown());  // it was meant to go
      QVERIFY(restoreByMenu(window));
      QCOMPARE(session.experiment().model.seed, seed);
      QCOMPARE(session.history()->back().epoch, 60);
      // And the other in turn.
      QTRY_VERIFY_WITH_TIMEOUT(restore->isEnabled(), kPatience);
      restore->trigger();
      QTRY_COMPARE_WITH_TIMEOUT(session.experiment().model.seed, newer, kPatience);
    }
    {
      MainWindow window(smallExperiment(60));
      window.show();
      window.startRun();
      QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Finished, kPatience);
      window.session().restart(smallExperiment(30));
      QTRY_VERIFY_WITH_TIMEOUT(!window.session().history()->empty() && window.session().ending(), kPatience);
    }
    // What is offered is what was shown last, and the two of the first window that were not replaced.
    QList<qint64> left;
    for (const QString& name : foldersIn(folderOf(sandbox_)))
      left << epochOnDisk(folderOf(sandbox_) + "/" + name);
    std::sort(left.begin(), left.end());
    QCOMPARE(left, (QList<qint64>{30, 60, 60}));
  }

  void aRunWhoseSuccessorCannotStartIsOffered() {
    MainWindow window(smallExperiment(60));
    window.show();
    window.startRun();
    RunSession& session = window.session();
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
    Experiment wrong = smallExperiment(60);
    wrong.data.rows = RowRange{0, 99'999'999};
    session.restart(wrong);
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Failed, kPatience);
    Offer offer(window);
    QTRY_VERIFY_WITH_TIMEOUT(offer.shown(), kPatience);
    offer.press("unsavedRestore");
    QTRY_VERIFY_WITH_TIMEOUT(session.restored(), kPatience);
    QCOMPARE(session.history()->back().epoch, 60);
  }

  void aRunOpenedOverIsHadBack() {
    MainWindow window(smallExperiment(60));
    window.show();
    window.startRun();
    QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Finished, kPatience);
    window.findChild<QAction*>("actionSave")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(window.session().savedRecords() == 61, program::kPatience);
    const QString saved = sandbox_.path("results/") + foldersIn(sandbox_.path("results")).last();
    window.findChild<QAction*>("actionNewSeed")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), RunState::Finished, kPatience);
    const auto seed = window.session().experiment().model.seed;
    window.openPath(saved);
    QTRY_COMPARE_WITH_TIMEOUT(window.session().experiment().model.seed, 0U, kPatience);
    Offer offer(window);
    QTRY_VERIFY_WITH_TIMEOUT(offer.shown(), kPatience);
    offer.press("unsavedRestore");
    QTRY_COMPARE_WITH_TIMEOUT(window.session().experiment().model.seed, seed, kPatience);
  }

  void aRunThatTrainsWhileAnotherIsOpenedLosesNothing() {
    MainWindow window(smallExperiment(60));
    window.show();
    window.startRun();
    RunSession& session = window.session();
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Finished, kPatience);
    window.findChild<QAction*>("actionSave")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(session.savedRecords() == 61, program::kPatience);
    const QString saved = sandbox_.path("results/") + foldersIn(sandbox_.path("results")).last();
    session.restart(endlessExperiment());
    QTRY_VERIFY_WITH_TIMEOUT(session.state() == RunState::Running && session.history()->size() > 500,
                             kPatience);
    const qint64 seen = session.history()->back().epoch;
    window.openPath(saved);
    QTRY_VERIFY_WITH_TIMEOUT(session.opened(), kPatience);
    Offer offer(window);
    QTRY_VERIFY_WITH_TIMEOUT(offer.shown(), kPatience);
    QVERIFY2(!offer.text().contains("1 January"), qPrintable(offer.text()));
    offer.press("unsavedRestore");
    QTRY_VERIFY_WITH_TIMEOUT(session.restored(), kPatience);
    const qint64 last = session.history()->back().epoch;
    QVERIFY(last >= seen);
    QVERIFY(session.latestSnapshot());
    QCOMPARE(session.latestSnapshot()->epoch, last);
    QVERIFY(window.findChild<QLabel*>("messageText")->text().contains("as it was at epoch"));
    // A step goes on from there, towards the epochs that were asked for at first.
    QTRY_VERIFY_WITH_TIMEOUT(session.canContinue(), kPatience);
    window.findChild<QAction*>("actionStep")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(session.state(), RunState::Paused, kPatience);
    QCOMPARE(session.history()->back().epoch, last + 1);
    QCOMPARE(static_cast<qint64>(session.history()->size()), last + 2);
    QCOMPARE(session.status().target, endlessExperiment().plan.epochs);
    // What may look like the end of a plateau there is marked.
    const Change mark{last, "went on", "Adam begins anew"};
    for (Chart* chart : window.findChild<ChartsPanel*>("charts")->charts())
      QTRY_COMPARE(chart->model().runs().front().changes, std::vector<Change>{mark});
  }

  void aWindowClosedWhileItTrainsLosesNothing() {
    qint64 seen = 0;
    {
      MainWindow window(endlessExperiment());
      window.show();
      window.startRun();
      QTRY_VERIFY_WITH_TIMEOUT(window.session().history()->size() > 500, kPatience);
      seen = window.session().history()->back().epoch;
    }
    MainWindow window(smallExperiment());
    window.show();
    QVERIFY(restoreByMenu(window));
    QVERIFY(window.session().history()->back().epoch >= seen);
    QVERIFY(window.session().latestSnapshot());
    QCOMPARE(window.session().latestSnapshot()->epoch, window.session().history()->back().epoch);
  }

  void factorsOlderThanTheRecordsAreSaidAndShown() {
    QVERIFY(leaveTrained());
    // As after a crash, which may come before the newest factors are on the disk.
    const QString folder = folderOf(sandbox_) + "/" + foldersIn(folderOf(sandbox_)).first();
    QVERIFY(QFile::remove(folder + "/snapshot-60.npz"));
    const qint64 factors = readUnsavedRun(folder.toStdString()).run.final->epoch;
    QVERIFY(factors < 60);
    MainWindow window(smallExperiment());
    window.show();
    QVERIFY(restoreByMenu(window));
    QCOMPARE(window.findChild<QLabel*>("messageText")->text(),
             QString("The run is back with its records to epoch 60; its factors are those of epoch %1, from "
                     "where it goes on.")
                 .arg(factors));
    auto* timeline = window.findChild<Timeline*>("timeline");
    QVERIFY(timeline->isLive());
    QCOMPARE(timeline->current(), factors);
    QCOMPARE(timeline->last(), 60);
  }

  void aFolderThatCannotBeWrittenIsSaidOnce() {
    program::write(sandbox_.path("state"), "a file where the folder should be");
    MainWindow window(endlessExperiment());
    window.show();
    window.startRun();
    auto* bar = window.findChild<QWidget*>("messageBar");
    QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), kPatience);
    const QString text = window.findChild<QLabel*>("messageText")->text();
    QVERIFY2(text.contains("not kept against a crash") && text.contains("state"), qPrintable(text));
    QTest::mouseClick(window.findChild<QToolButton*>("messageClose"), Qt::LeftButton);
    QTest::qWait(2500);
    QVERIFY(!bar->isVisible());
    QCOMPARE(window.session().state(), RunState::Running);
    QFile::remove(sandbox_.path("state"));
  }

  /// Nobody who comes back for a run that was lost is met by a lesson that trains instead.
  void aBareStartOffersWhatWasLeftAndRunsNoLesson() {
    {
      Running program(sandbox_);
      QVERIFY(haveRecords(1));
      program.kill();
    }
    const QString left = foldersIn(folderOf(sandbox_)).first();
    const QString settings = sandbox_.path("home/nmf-explorer/nmf-explorer.conf");
    QFile::remove(settings);
    Running program(sandbox_, true);
    // Whether a lesson begins is decided when this is noted.
    QTRY_VERIFY_WITH_TIMEOUT(program::contentOf(settings).contains("begun=true"), program::kPatience);
    QTest::qWait(3000);  // its run would have a folder of its own by then
    QCOMPARE(foldersIn(folderOf(sandbox_)), QStringList{left});
    program.kill();
    // Without anything left, the same start trains the first lesson.
    sandbox_.forget();
    QDir(sandbox_.path("home")).removeRecursively();
    QDir().mkpath(sandbox_.path("home"));
    Running first(sandbox_, true);
    QVERIFY(haveRecords(1));
    first.kill();
  }

 private:
  /// Waits until `count` runs are kept, each with records.
  bool haveRecords(int count) const {
    return QTest::qWaitFor(
        [&] {
          const QStringList folders = foldersIn(folderOf(sandbox_));
          return folders.size() == count &&
                 std::all_of(folders.begin(), folders.end(),
                             [&](const QString& f) { return epochOnDisk(folderOf(sandbox_) + "/" + f) > 5; });
        },
        program::kPatience);
  }

  UiSandbox sandbox_;
};

QTEST_MAIN(TestUnsaved)
#include "tst_unsaved.moc"
