// Epochs that a person marks in the window.
#include <QDirIterator>
#include <QStatusBar>
#include <QTest>
#include <QToolButton>
#include <algorithm>

#include "tests/ui/window/at_rest.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/session/run_session.h"
#include "ui/views/timeline.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

bool isKept(const RunSession& session, std::int64_t epoch) {
  const std::vector<SnapshotPtr> kept = session.snapshots();
  return std::any_of(kept.begin(), kept.end(), [&](const SnapshotPtr& s) { return s->epoch == epoch; });
}

Experiment fewSnapshots(std::int64_t epochs) {
  Experiment few = smallExperiment(epochs);
  few.plan.snapshots = 8;
  return few;
}

struct Scene : Shown {
  using Shown::Shown;
  RunSession& session() { return window.session(); }
  Timeline* timeline() { return window.findChild<Timeline*>("timeline"); }
  bool buttonIsOn() { return window.findChild<QToolButton*>("timelineBookmark")->isChecked(); }
  void bookmark() { key(Qt::Key_B, Qt::ControlModifier); }
  /// Starts, and waits for factors beyond `epoch`.
  bool trainTo(std::int64_t epoch) {
    window.startRun();
    return QTest::qWaitFor(
        [&] { return session().latestSnapshot() && session().latestSnapshot()->epoch > epoch; }, kPatience);
  }
};

}  // namespace

class TestBookmarks : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void aBookmarkedEpochIsKeptAndSavedWithTheRun();
  void whatIsShownIsBookmarkedThoughItWasThinned();
  void liveTheButtonIsAboutThePicture();
  void withHiddenPicturesTheNewestIsBookmarked();
  void aRestoredRunKeepsThemThroughContinue();
  void onesSetAfterASaveAreNotLost();

 private:
  UiSandbox sandbox_;
};

void TestBookmarks::aBookmarkedEpochIsKeptAndSavedWithTheRun() {
  QString folder;
  std::int64_t marked = 0;
  {
    Scene shown(fewSnapshots(1'000'000'000));
    QVERIFY(shown.exposed);
    RunSession& session = shown.session();
    QVERIFY(shown.trainTo(100));
    shown.bookmark();
    QCOMPARE(session.bookmarks().size(), 1U);
    marked = session.bookmarks().front();
    // Twenty thousand epochs and a few snapshots later it is still there.
    QTRY_VERIFY_WITH_TIMEOUT(std::int64_t(shown.records()) > marked + 20'000, kPatience);
    shown.key(Qt::Key_Period, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
    QVERIFY(isKept(session, marked));
    QVERIFY(session.snapshots().size() <= 9);
    // The timeline goes there by key and takes the mark of another away.
    Timeline* timeline = shown.timeline();
    const std::int64_t last = session.history()->back().epoch;
    QTRY_COMPARE_WITH_TIMEOUT(timeline->snapshots().last(), last, kPatience);
    timeline->chooseNearest(last);
    shown.press("timelineBookmark");
    QCOMPARE(session.bookmarks().size(), 2U);
    shown.press("timelineBookmark");
    QCOMPARE(session.bookmarks().size(), 1U);
    QTest::keyClick(timeline, Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(timeline->current(), marked);
    QVERIFY(shown.buttonIsOn());
    connect(&session, &RunSession::saved, this, [&](const QString& path) { folder = path; });
    shown.key(Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(!folder.isEmpty(), kPatience);
  }
  Shown again(smallExperiment());
  QVERIFY(again.exposed);
  again.window.openPath(folder);
  QTRY_COMPARE_WITH_TIMEOUT(again.window.session().bookmarks(), std::vector<std::int64_t>{marked}, kPatience);
  // A new run begins without.
  again.window.startRun();
  QTRY_VERIFY_WITH_TIMEOUT(again.window.session().bookmarks().empty(), kPatience);
}

void TestBookmarks::whatIsShownIsBookmarkedThoughItWasThinned() {
  Scene shown(fewSnapshots(1'000'000'000));
  QVERIFY(shown.exposed);
  QVERIFY(shown.trainTo(100));
  RunSession& session = shown.session();
  Timeline* timeline = shown.timeline();
  QTRY_VERIFY_WITH_TIMEOUT(timeline->snapshots().size() > 4, kPatience);
  // Some are kept for long: one that is thinned soon is looked for.
  std::int64_t chosen = -1;
  const auto isThinned = [&] { return chosen >= 0 && !isKept(session, chosen); };
  for (int i = 0; i < 60 && !isThinned(); ++i) {
    chosen = timeline->snapshots().last();
    timeline->chooseNearest(chosen);
    if (isThinned()) {
      chosen = -1;  // gone before it could be shown
      QTest::qWait(50);
    } else if (QTest::qWaitFor(isThinned, 1000)) {
      break;
    }
  }
  QVERIFY(isThinned());
  QCOMPARE(timeline->current(), chosen);
  shown.bookmark();
  QCOMPARE(session.bookmarks(), std::vector<std::int64_t>{chosen});
  QVERIFY(isKept(session, chosen));
  QVERIFY(shown.buttonIsOn());
  shown.bookmark();
  QVERIFY(session.bookmarks().empty() && !shown.buttonIsOn());
}

void TestBookmarks::liveTheButtonIsAboutThePicture() {
  Scene shown(endlessExperiment());
  QVERIFY(shown.exposed);
  QVERIFY(shown.trainTo(100));
  shown.key(Qt::Key_R, Qt::ControlModifier);
  QVERIFY(shown.reach(RunState::Paused));
  QTRY_VERIFY_WITH_TIMEOUT(isAtRest(shown.session()), kPatience);
  shown.bookmark();
  QCOMPARE(shown.session().bookmarks(), std::vector<std::int64_t>{shown.session().latestSnapshot()->epoch});
  QVERIFY(shown.timeline()->isLive() && shown.buttonIsOn());
  // From live, the last bookmark is the first to go back to, and there it is taken away again.
  QTRY_VERIFY_WITH_TIMEOUT(shown.timeline()->snapshots().contains(shown.session().bookmarks().front()),
                           kPatience);
  QTest::keyClick(shown.timeline(), Qt::Key_Left, Qt::ControlModifier);
  QVERIFY(!shown.timeline()->isLive());
  QCOMPARE(shown.timeline()->current(), shown.session().bookmarks().front());
  shown.press("timelineBookmark");
  QVERIFY(shown.session().bookmarks().empty() && !shown.buttonIsOn());
}

void TestBookmarks::withHiddenPicturesTheNewestIsBookmarked() {
  Scene shown(endlessExperiment());
  QVERIFY(shown.exposed);
  shown.action("actionPictures")->trigger();
  shown.window.startRun();
  // Factors are asked for all the same, for what is kept against a crash.
  const auto keptEpoch = [&] {
    qint64 last = -1;
    for (QDirIterator it(sandbox_.path("state"), {"snapshot-*.npz"}, QDir::Files,
                         QDirIterator::Subdirectories);
         it.hasNext();)
      last = std::max(last, QFileInfo(it.next()).baseName().section('-', 1).toLongLong());
    return last;
  };
  QTRY_VERIFY_WITH_TIMEOUT(keptEpoch() > 500, kPatience);
  shown.bookmark();
  QCOMPARE(shown.session().bookmarks().size(), 1U);
  QVERIFY(shown.session().bookmarks().front() > 500);
  QVERIFY(isKept(shown.session(), shown.session().bookmarks().front()));
  QVERIFY(shown.buttonIsOn());
}

void TestBookmarks::aRestoredRunKeepsThemThroughContinue() {
  std::int64_t last = 0;
  {
    Scene shown(fewSnapshots(600));
    QVERIFY(shown.exposed);
    QVERIFY(shown.train());
    shown.bookmark();
    last = shown.session().bookmarks().front();
    QCOMPARE(last, 600);
  }
  const std::int64_t first = 0;
  const auto restore = [](Scene& shown) {
    auto* offer = shown.action("actionRestoreUnsaved");
    QVERIFY(QTest::qWaitFor([&] { return offer->isEnabled(); }, kPatience));
    offer->trigger();
    QVERIFY(shown.reach(RunState::Finished));
  };
  {
    // One set on what was restored stays too, without any training.
    Scene shown(smallExperiment());
    restore(shown);
    QCOMPARE(shown.session().bookmarks(), std::vector<std::int64_t>{last});
    shown.timeline()->chooseNearest(first);
    shown.bookmark();
  }
  Scene shown(smallExperiment());
  restore(shown);
  const std::vector<std::int64_t> both{first, last};
  QCOMPARE(shown.session().bookmarks(), both);
  QTRY_VERIFY_WITH_TIMEOUT(shown.session().canContinue(), kPatience);
  shown.action("actionRun")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(shown.state() == RunState::Finished && shown.records() > 1000, kPatience);
  QCOMPARE(shown.session().bookmarks(), both);
  for (const std::int64_t epoch : both) QVERIFY(isKept(shown.session(), epoch));
  QTRY_VERIFY(shown.timeline()->snapshots().contains(last));
  QTest::keyClick(shown.timeline(), Qt::Key_Left, Qt::ControlModifier);
  QCOMPARE(shown.timeline()->current(), last);
}

void TestBookmarks::onesSetAfterASaveAreNotLost() {
  {
    Scene shown(smallExperiment());
    QVERIFY(shown.exposed);
    QVERIFY(shown.train());
    shown.key(Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(shown.session().savedRecords() > 0, kPatience);
    shown.bookmark();
  }
  Scene again(smallExperiment());
  auto* offer = again.action("actionRestoreUnsaved");
  QTRY_VERIFY_WITH_TIMEOUT(offer->isEnabled(), kPatience);
  offer->trigger();
  QTRY_COMPARE_WITH_TIMEOUT(again.session().bookmarks(), std::vector<std::int64_t>{40}, kPatience);
  // What was restored and saved is kept no more: then it is said that another save is needed.
  const auto toggled = [&] {
    again.bookmark();
    return again.window.statusBar()->currentMessage();
  };
  QVERIFY2(!toggled().contains("Save the run"), qPrintable(again.window.statusBar()->currentMessage()));
  again.key(Qt::Key_S, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(again.session().savedRecords() > 0, kPatience);
  QVERIFY2(toggled().contains("Save the run"), qPrintable(again.window.statusBar()->currentMessage()));
}

QTEST_MAIN(TestBookmarks)
#include "tst_bookmarks.moc"
