// Epochs that a person marks in the window.
#include <QTest>
#include <QToolButton>
#include <algorithm>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/session/run_session.h"
#include "ui/views/timeline.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

class TestBookmarks : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void aBookmarkedEpochIsKeptAndSavedWithTheRun();

 private:
  UiSandbox sandbox_;
};

void TestBookmarks::aBookmarkedEpochIsKeptAndSavedWithTheRun() {
  QString folder;
  std::int64_t marked = 0;
  {
    Experiment few = smallExperiment(20'000);
    few.plan.snapshots = 8;
    Shown shown(few);
    QVERIFY(shown.exposed);
    RunSession& session = shown.window.session();
    shown.window.startRun();
    QTRY_VERIFY_WITH_TIMEOUT(session.latestSnapshot() && session.latestSnapshot()->epoch > 100, kPatience);
    shown.key(Qt::Key_B, Qt::ControlModifier);
    QCOMPARE(session.bookmarks().size(), 1U);
    marked = session.bookmarks().front();
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
    // Twenty thousand epochs and a few snapshots later it is still there.
    const auto isKept = [&](std::int64_t epoch) {
      const std::vector<SnapshotPtr> kept = session.snapshots();
      return std::any_of(kept.begin(), kept.end(), [&](const SnapshotPtr& s) { return s->epoch == epoch; });
    };
    QVERIFY(isKept(marked));
    QVERIFY(session.snapshots().size() <= 9);
    // The timeline goes there by key and takes the mark of another away.
    auto* timeline = shown.window.findChild<Timeline*>("timeline");
    QTRY_COMPARE(timeline->snapshots().last(), 20'000);
    timeline->chooseNearest(20'000);
    shown.press("timelineBookmark");
    QCOMPARE(session.bookmarks().size(), 2U);
    shown.press("timelineBookmark");
    QCOMPARE(session.bookmarks().size(), 1U);
    QTest::keyClick(timeline, Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(timeline->current(), marked);
    QVERIFY(shown.window.findChild<QToolButton*>("timelineBookmark")->isChecked());
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

QTEST_MAIN(TestBookmarks)
#include "tst_bookmarks.moc"
