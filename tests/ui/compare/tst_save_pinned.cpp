// A pinned run saved as a result folder, after others took its place.
#include <QDir>
#include <QDirIterator>
#include <QPushButton>
#include <QStatusBar>

#include "core/experiment/result_folder.h"
#include "tests/ui/compare/comparing.h"
#include "tests/ui/menu_keys.h"
#include "tests/ui/window/at_rest.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Scene : Comparing {
  using Comparing::Comparing;
  /// Trains a run, changes a setting meanwhile, stops and pins it.
  bool pinARunWithAChange() {
    RunSession& session = window.session();
    window.startRun();
    if (!QTest::qWaitFor([&] { return records() > 30; }, kPatience)) return false;
    LiveHyperparameters live = session.inEffect().model.live;
    live.learningRate = 0.001;
    session.setLive(live);
    if (!QTest::qWaitFor([&] { return session.changes().size() == 1; }, kPatience)) return false;
    session.stop();
    if (!reach(RunState::Finished)) return false;
    trainedOn = checksum(*session.data());
    key(Qt::Key_D, Qt::ControlModifier);
    return pins->runs().size() == 1;
  }
  /// Another run on other data takes the place of the one pinned.
  bool replace() {
    Experiment other = smallExperiment(20);
    other.data.rows = RowRange{0, 60};
    window.session().restart(other);
    return QTest::qWaitFor([this] { return state() == RunState::Finished && records() == 21; }, kPatience);
  }
  /// Opens the menu of the pinned run's row by key and chooses Save.
  bool chooseSave() {
    if (!QTest::qWaitFor([this] { return table->model()->rowCount() == 2; }, kPatience)) return false;
    window.activateWindow();  // after another menu
    if (!QTest::qWaitForWindowActive(&window)) return false;
    table->setFocus();
    if (!QTest::qWaitFor([this] { return table->hasFocus() && !openMenu(); }, kPatience)) return false;
    table->setCurrentIndex(table->model()->index(1, 0));
    const QMenu* menu = pressMenuKey(table);
    return menu && menu->findChild<QAction*>("compareSave") && chooseByKeys("Save");
  }
  bool says(const QString& text) {
    return QTest::qWaitFor([&] { return message().contains(text); }, kPatience);
  }

  std::string trainedOn;
};

}  // namespace

class TestSavePinned : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void theFolderHoldsThePinnedRun();
  void aPlaceThatCannotBeWrittenIsSaid();
  void aRunPinnedWhileItTrainsIsSavedAsItWas();
  void aRunPinnedAsItPausesIsPinnedWhole();
  void itIsWrittenThoughTheWindowGoes();

 private:
  UiSandbox sandbox_;
};

void TestSavePinned::theFolderHoldsThePinnedRun() {
  Scene shown(endlessExperiment());
  QVERIFY(shown.exposed);
  QVERIFY(shown.pinARunWithAChange());
  QVERIFY(shown.replace());
  QVERIFY(shown.chooseSave());
  QVERIFY2(shown.says("was saved to"), qPrintable(shown.message()));
  QVERIFY(shown.window.findChild<QAbstractButton*>("messageOpenFolder")->isVisible());
  const QDir results(sandbox_.path("results"));
  const QStringList folders = results.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
  QCOMPARE(folders.size(), 1);
  QVERIFY(shown.message().contains(folders[0]));
  QCOMPARE(shown.window.session().savedRecords(), std::size_t{0});  // which is another run

  const PinnedRun& pin = shown.pins->runs()[0];
  const RunResult saved = readResultFolder(results.filePath(folders[0]).toStdString());
  QVERIFY(saved.experiment == pin.experiment);
  QCOMPARE(saved.changes.size(), std::size_t{1});
  QVERIFY(saved.changes == pin.changes);
  QCOMPARE(saved.history.size(), pin.history->size());
  QCOMPARE(saved.history.back().relativeError, pin.history->back().relativeError);
  QVERIFY(saved.final && saved.final->epoch == pin.snapshots.back()->epoch);
  const Factors &factors = saved.final->factors, &expected = pin.snapshots.back()->factors;
  QCOMPARE(factors.W.size(), expected.W.size());
  for (std::size_t i = 0; i < expected.W.size(); ++i) QVERIFY(factors.W[i] == expected.W[i]);
  QCOMPARE(factors.H.size(), expected.H.size());
  for (std::size_t i = 0; i < expected.H.size(); ++i) QVERIFY(factors.H[i] == expected.H[i]);
  QCOMPARE(saved.snapshots.size(), pin.snapshots.size());
  QVERIFY(saved.ending.reason == StopReason::Stopped);
  QCOMPARE(saved.dataChecksum, shown.trainedOn);
  QVERIFY(saved.shape == pin.shape);
  QCOMPARE(saved.threads, 1);
  QVERIFY(!saved.kernel.empty());
  QVERIFY(QFile::exists(results.filePath(folders[0]) + "/figures/curves.png"));
}

void TestSavePinned::aPlaceThatCannotBeWrittenIsSaid() {
  QDir(sandbox_.path("results")).removeRecursively();
  QFile file(sandbox_.path("in the way"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  QSettings().setValue("save/folder", file.fileName());
  Scene shown(endlessExperiment());
  QVERIFY(shown.exposed);
  QVERIFY(shown.pinARunWithAChange());
  QVERIFY(shown.replace());
  QVERIFY(shown.chooseSave());
  QVERIFY2(shown.says("in the way"), qPrintable(shown.message()));
  QVERIFY(!shown.message().contains("was saved"));
  QVERIFY(shown.window.findChild<QAbstractButton*>("messageSaveIn")->isVisible());
  QCOMPARE(QFileInfo(file.fileName()).size(), 0);
  QDirIterator left(sandbox_.path("."), {"config.json", ".unfinished*"}, QDir::AllEntries | QDir::Hidden,
                    QDirIterator::Subdirectories);
  while (left.hasNext()) QVERIFY2(left.next().contains("/state/"), qPrintable(left.filePath()));

  // What stood in the way is gone.
  QVERIFY(file.remove());
  QVERIFY(shown.chooseSave());
  QVERIFY2(shown.says("was saved to"), qPrintable(shown.message()));
}

void TestSavePinned::aRunPinnedWhileItTrainsIsSavedAsItWas() {
  Scene shown(endlessExperiment());
  QVERIFY(shown.exposed);
  shown.window.startRun();
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 30, kPatience);
  shown.key(Qt::Key_D, Qt::ControlModifier);
  QCOMPARE(shown.pins->runs().size(), 1U);
  const std::size_t records = shown.pins->runs()[0].history->size();
  QSettings().setValue("save/folder", sandbox_.path("while it trains"));
  QVERIFY(shown.chooseSave());
  QVERIFY2(shown.says("was saved to"), qPrintable(shown.message()));
  QCOMPARE(shown.state(), RunState::Running);
  const QDir results(sandbox_.path("while it trains"));
  const QString folder = results.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0);
  const RunResult saved = readResultFolder(results.filePath(folder).toStdString());
  QCOMPARE(saved.history.size(), records);
  // Of epochs after its last record it has nothing: who goes on with it goes on without a gap.
  const std::int64_t last = saved.history.back().epoch;
  QVERIFY(saved.final && saved.final->epoch <= last);
  for (const SnapshotPtr& snapshot : saved.snapshots) QVERIFY(snapshot->epoch <= last);
  QCOMPARE(saved.dataChecksum, checksum(*shown.window.session().data()));
  QVERIFY(saved.ending.reason == StopReason::Stopped);
  QCOMPARE(saved.ending.message, std::string("pinned before it ended"));
}

void TestSavePinned::aRunPinnedAsItPausesIsPinnedWhole() {
  Scene shown(endlessExperiment());
  QVERIFY(shown.exposed);
  shown.window.startRun();
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 30, kPatience);
  shown.key(Qt::Key_R, Qt::ControlModifier);
  shown.key(Qt::Key_D, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(isAtRest(shown.window.session()), kPatience);
  const PinnedRun& pin = shown.pins->runs()[0];
  QCOMPARE(pin.history->back().epoch, shown.window.session().history()->back().epoch);
  QCOMPARE(pin.snapshots.back()->epoch, pin.history->back().epoch);
}

void TestSavePinned::itIsWrittenThoughTheWindowGoes() {
  const QDir results(sandbox_.path("as the window goes"));
  {
    Scene shown(endlessExperiment());
    QVERIFY(shown.exposed);
    QVERIFY(shown.pinARunWithAChange());
    QSettings().setValue("save/folder", results.path());
    QVERIFY(shown.chooseSave());
    QTRY_VERIFY(shown.window.statusBar()->currentMessage().startsWith("Saving") ||
                shown.message().contains("was saved to"));
  }
  const QStringList folders = results.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
  QCOMPARE(folders.size(), 1);
  QVERIFY(readResultFolder(results.filePath(folders[0]).toStdString()).final);
}

QTEST_MAIN(TestSavePinned)
#include "tst_save_pinned.moc"
