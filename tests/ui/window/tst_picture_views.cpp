// What the picture views of the window show, and how they are chosen.
#include <QTabBar>
#include <QTest>
#include <algorithm>
#include <utility>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/chart_plot.h"
#include "ui/charts/charts_panel.h"
#include "ui/session/run_session.h"
#include "ui/views/canvas.h"
#include "ui/views/timeline.h"
#include "ui/views/timeline_strip.h"
#include "ui/views/view.h"
#include "ui/window/main_window.h"
#include "ui/window/picture_tabs.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Scene : Shown {
  using Shown::Shown;
  PictureTabs* tabs() { return window.findChild<PictureTabs*>(); }
  Timeline* timeline() { return window.findChild<Timeline*>("timeline"); }
  /// The picture alone, without the controls about it.
  QImage picture() { return tabs()->currentWidget()->findChild<Canvas*>()->grab().toImage(); }
  /// The same once it stays: under X the window's size and the pointer come when the display gets round to
  /// it.
  QImage restingPicture() {
    QTest::mouseMove(window.findChild<QWidget*>("timelineStrip"));  // what it is over looks different
    QImage last;
    const auto rests = [&] {
      QTest::qWait(100);
      const QImage before = std::exchange(last, picture());
      return before == last;
    };
    return QTest::qWaitFor(rests, kPatience) ? last : QImage();
  }
  QString tab() { return tabs()->tabText(tabs()->currentIndex()); }
  /// Runs to the end, up to which the timeline then reaches: it follows the run a little later.
  bool finish() {
    // The timeline reaches to the end, so that places on it stay where they are.
    const auto isWhole = [&] {
      const QVector<qint64> snapshots = timeline()->snapshots();
      const std::int64_t end = window.session().history()->epoch().back();
      return snapshots.size() > 3 && snapshots.last() == end && timeline()->last() == end;
    };
    return train() && QTest::qWaitFor(isWhole, kPatience);
  }
  /// Drags the timeline's knob by mouse from one share of its width to another.
  void drag(double from, double to) {
    auto* strip = window.findChild<QWidget*>("timelineStrip");
    const auto at = [strip](double share) {
      return QPoint(static_cast<int>(strip->width() * share), strip->height() / 2);
    };
    QTest::mousePress(strip, Qt::LeftButton, {}, at(from));
    for (int i = 0; i <= 8; ++i) QTest::mouseMove(strip, at(from + (to - from) * i / 8));
    QTest::mouseRelease(strip, Qt::LeftButton, {}, at(to));
  }
};

/// Which epochs are chosen, and whether views and charts are there when they are.
struct Following {
  explicit Following(Scene& shown) : newest(shown.restingPicture()) {
    auto* charts = shown.window.findChild<ChartsPanel*>();
    QObject::connect(shown.timeline(), &Timeline::epochChosen, shown.timeline(),
                     [=, this, &shown](qint64 epoch) {
                       epochs << epoch;
                       pictures << shown.picture();
                       together = together && charts->cursorEpoch() == epoch;
                     });
  }
  QImage newest;
  QVector<qint64> epochs;
  QVector<QImage> pictures;
  bool together = true;
};

}  // namespace

class TestPictureViews : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void viewsAreChosenByKey();
  void theTabBarGoesByArrows();
  void everyViewAndTheChartsFollowTheTimeline();
  void playingGoesThroughViewsAndCharts();
  void aTypedEpochIsShownEverywhere();
  void aClickOnAChartMovesTheTimeline();
  void chartKeysGoFromRecordToRecord();
  void aRunStartedWhileAnEarlierEpochIsShownIsSeen();

 private:
  UiSandbox sandbox_;
};

void TestPictureViews::viewsAreChosenByKey() {
  Scene shown(smallExperiment(2000));
  QVERIFY(shown.exposed);
  QCOMPARE(shown.tab(), QString("Data"));
  for (int i = 0; i < shown.tabs()->count(); ++i) {
    shown.key(Qt::Key_1 + i, Qt::AltModifier);
    QCOMPARE(shown.tabs()->currentIndex(), i);
  }
  // What was chosen stays, though pictures arrive.
  shown.key(Qt::Key_3, Qt::AltModifier);
  QVERIFY(shown.finish());
  QCOMPARE(shown.tab(), QString("Factors"));
  // Hidden pictures come back with the view.
  shown.key(Qt::Key_2, Qt::ControlModifier);
  QVERIFY(!shown.tabs()->isVisible());
  shown.key(Qt::Key_4, Qt::AltModifier);
  QVERIFY(shown.tabs()->isVisible());
  QCOMPARE(shown.tab(), QString("Generate"));
}

void TestPictureViews::theTabBarGoesByArrows() {
  Scene shown(smallExperiment(500));
  QVERIFY(shown.exposed);
  QVERIFY(shown.finish());
  QCOMPARE(shown.tab(), QString("Signatures"));  // nobody has chosen
  shown.tabs()->tabBar()->setFocus();
  QTest::keyClick(shown.tabs()->tabBar(), Qt::Key_Right);
  QCOMPARE(shown.tab(), QString("Reconstruction"));
  QTest::qWait(100);
  QCOMPARE(shown.tab(), QString("Reconstruction"));
  QTest::keyClick(shown.tabs(), Qt::Key_Tab, Qt::ControlModifier);
  QCOMPARE(shown.tab(), QString("Factors"));
}

void TestPictureViews::everyViewAndTheChartsFollowTheTimeline() {
  Scene shown(smallExperiment(3000));
  QVERIFY(shown.exposed);
  QVERIFY(shown.finish());
  auto* charts = shown.window.findChild<ChartsPanel*>();
  for (const char* view : {"Signatures", "Reconstruction", "Factors", "Generate", "Compare"}) {
    shown.action(qPrintable(QString("actionShow") + view))->trigger();
    QCOMPARE(shown.tab(), QString(view));
    const QImage newest = shown.restingPicture();
    shown.drag(0.7, 0.02);
    const qint64 chosen = shown.timeline()->current();
    QVERIFY(!shown.timeline()->isLive() && chosen < 300 && shown.timeline()->snapshots().contains(chosen));
    QVERIFY2(shown.picture() != newest, view);
    QCOMPARE(charts->cursorEpoch(), std::optional(chosen));
    const QImage early = shown.picture();
    shown.drag(0.02, 0.4);
    QVERIFY2(shown.timeline()->current() > chosen && shown.picture() != early, view);
    QTest::keyClick(shown.timeline(), Qt::Key_End);
    QVERIFY(shown.timeline()->isLive() && !charts->cursorEpoch());
    QTRY_COMPARE_WITH_TIMEOUT(shown.picture(), newest, kPatience);
  }
}

void TestPictureViews::playingGoesThroughViewsAndCharts() {
  Experiment few = smallExperiment(3000);
  few.plan.snapshots = 8;
  Scene shown(few);
  QVERIFY(shown.exposed);
  QVERIFY(shown.finish());
  auto* charts = shown.window.findChild<ChartsPanel*>();
  const QVector<qint64> snapshots = shown.timeline()->snapshots();
  Following seen(shown);
  shown.press("timelinePlay");
  QTRY_VERIFY_WITH_TIMEOUT(!shown.timeline()->isPlaying(), kPatience);
  QVERIFY(shown.timeline()->isLive() && !charts->cursorEpoch());
  QCOMPARE(seen.epochs, snapshots);
  QVERIFY(seen.together);
  for (qsizetype i = 1; i < seen.pictures.size(); ++i) QVERIFY(seen.pictures[i] != seen.pictures[i - 1]);

  // With the loop it begins again, until it is paused.
  shown.press("timelineLoop");
  QTest::keyClick(shown.timeline(), Qt::Key_Space);
  QTRY_VERIFY_WITH_TIMEOUT(seen.epochs.size() > 2 * snapshots.size() + 2, kPatience);
  QVERIFY(shown.timeline()->isPlaying());
  QTest::keyClick(shown.timeline(), Qt::Key_Space);
  QVERIFY(!shown.timeline()->isPlaying() && !shown.timeline()->isLive());
  QCOMPARE(seen.epochs.mid(2 * snapshots.size(), 2), snapshots.first(2));
  QVERIFY(seen.together);
  QVERIFY(seen.pictures[2 * snapshots.size()] == seen.pictures[0]);
  QCOMPARE(charts->cursorEpoch(), std::optional(shown.timeline()->current()));
}

void TestPictureViews::aTypedEpochIsShownEverywhere() {
  Scene shown(smallExperiment(3000));
  QVERIFY(shown.exposed);
  QVERIFY(shown.finish());
  auto* charts = shown.window.findChild<ChartsPanel*>();
  Following seen(shown);
  for (const int epoch : {1000, 7}) {
    shown.type("timelineEpoch", QString::number(epoch));
    const qint64 nearest = nearestEpoch(shown.timeline()->snapshots(), epoch);
    QCOMPARE(shown.timeline()->current(), nearest);
    QVERIFY(!shown.timeline()->isLive());
    QCOMPARE(charts->cursorEpoch(), std::optional(nearest));
  }
  QCOMPARE(seen.epochs.size(), 2);
  QVERIFY(seen.together);
  QVERIFY(seen.pictures[0] != seen.newest && seen.pictures[1] != seen.pictures[0]);
}

void TestPictureViews::aClickOnAChartMovesTheTimeline() {
  Scene shown(smallExperiment(3000));
  QVERIFY(shown.exposed);
  QVERIFY(shown.finish());
  auto* charts = shown.window.findChild<ChartsPanel*>();
  const QImage newest = shown.restingPicture();
  for (Chart* chart : charts->charts()) {
    QTRY_VERIFY(!chart->isDirty());
    const QRect area = chart->plotArea();
    const QPoint at(area.left() + area.width() / 20, area.center().y());
    QTest::mouseClick(chart->plot(), Qt::LeftButton, {}, at);
    const qint64 clicked = qRound64(chart->plot()->epochAxis()->pixelToCoord(at.x()));
    QVERIFY(clicked > 0 && clicked < 300);
    QVERIFY(!shown.timeline()->isLive());
    QCOMPARE(shown.timeline()->current(), nearestEpoch(shown.timeline()->snapshots(), clicked));
    QVERIFY(charts->cursorEpoch());
    QTRY_VERIFY2(shown.picture() != newest, qPrintable(chart->figureTitle()));
    QTest::keyClick(chart, Qt::Key_End);
    QVERIFY(shown.timeline()->isLive() && !charts->cursorEpoch());
    QTRY_COMPARE_WITH_TIMEOUT(shown.picture(), newest, kPatience);
  }
}

void TestPictureViews::chartKeysGoFromRecordToRecord() {
  Scene shown(smallExperiment(3000));
  QVERIFY(shown.exposed);
  QVERIFY(shown.finish());
  auto* charts = shown.window.findChild<ChartsPanel*>();
  Chart* chart = charts->charts().front();
  shown.drag(0.7, 0.5);
  chart->setFocus();
  const qint64 from = charts->cursorEpoch().value_or(-1);
  QVERIFY(from > 500);
  const QVector<qint64> snapshots = shown.timeline()->snapshots();
  for (int i = 1; i <= 60; ++i) {
    QTest::keyClick(chart, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(charts->cursorEpoch(), std::optional(from + i));
    QCOMPARE(shown.timeline()->current(), nearestEpoch(snapshots, from + i));
  }
  QVERIFY(shown.timeline()->current() > from);
}

void TestPictureViews::aRunStartedWhileAnEarlierEpochIsShownIsSeen() {
  Scene shown(smallExperiment(2000));
  QVERIFY(shown.exposed);
  shown.key(Qt::Key_1, Qt::AltModifier);
  QVERIFY(shown.finish());
  shown.drag(0.7, 0.1);
  QVERIFY(!shown.timeline()->isLive());
  const QImage before = shown.restingPicture();
  Experiment longer = endlessExperiment();
  longer.model.seed = 5;
  shown.window.session().restart(longer);
  QVERIFY(shown.timeline()->isLive());
  const auto seen = [&] {
    const SnapshotPtr newest = shown.window.session().latestSnapshot();
    return shown.state() == RunState::Running && newest && newest->epoch > 200;
  };
  QTRY_VERIFY_WITH_TIMEOUT(seen(), kPatience);
  QVERIFY(shown.picture() != before);
}

QTEST_MAIN(TestPictureViews)
#include "tst_picture_views.moc"
