#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include "tests/ui/views/pictures.h"
#include "ui/views/timeline.h"
#include "ui/views/timeline_strip.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::test;

class TestTimeline : public QObject {
  Q_OBJECT

  std::unique_ptr<Timeline> shown(const QVector<qint64>& snapshots = {0, 10, 20, 50, 100, 200, 500, 1000}) {
    auto timeline = std::make_unique<Timeline>();
    timeline->resize(800, 48);
    timeline->setRange(0, 1000);
    timeline->setSnapshots(snapshots);
    timeline->show();
    (void)QTest::qWaitForWindowExposed(timeline.get());
    return timeline;
  }
  static TimelineStrip* strip(Timeline& timeline) {
    return timeline.findChild<TimelineStrip*>("timelineStrip");
  }
  static QPoint at(Timeline& timeline, qint64 epoch) {
    return {qRound(strip(timeline)->xOf(epoch)), strip(timeline)->height() / 2 - 4};
  }

 private slots:
  void init() { failOnWarnings(); }

  void nearestSnapshotIsFound() {
    const QVector<qint64> epochs{0, 10, 20, 50};
    QCOMPARE(nearestEpoch(epochs, -5), qint64(0));
    QCOMPARE(nearestEpoch(epochs, 15), qint64(10));
    QCOMPARE(nearestEpoch(epochs, 16), qint64(20));
    QCOMPARE(nearestEpoch(epochs, 36), qint64(50));
    QCOMPARE(nearestEpoch(epochs, 5000), qint64(50));
  }

  void bookmarksAreShownAndReachedByKeys() {
    auto timeline = shown();
    auto* button = timeline->findChild<QToolButton*>("timelineBookmark");
    QSignalSpy wanted(timeline.get(), &Timeline::bookmarkRequested);
    timeline->chooseNearest(50);
    const QImage before = strip(*timeline)->grab().toImage();
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    QVERIFY(!button->isChecked());  // only who keeps them says what is marked
    timeline->setBookmarks({20, 50, 500});
    QVERIFY(button->isChecked());
    QVERIFY(strip(*timeline)->grab().toImage() != before);
    QTest::keyClick(timeline.get(), Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(timeline->current(), 500);
    QTest::keyClick(timeline.get(), Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(timeline->current(), 500);
    for (const qint64 epoch : {50, 20, 20}) {
      QTest::keyClick(timeline.get(), Qt::Key_Left, Qt::ControlModifier);
      QCOMPARE(timeline->current(), epoch);
    }
    timeline->step(1);
    QVERIFY(timeline->current() == 50 && button->isChecked());
    timeline->step(1);
    QVERIFY(!button->isChecked());
  }

  void emptyTimelineOffersNothing() {
    Timeline timeline;
    QSignalSpy chosen(&timeline, &Timeline::epochChosen);
    QVERIFY(!timeline.findChild<QToolButton*>("timelinePlay")->isEnabled());
    timeline.step(1);
    timeline.chooseNearest(5);
    timeline.setPlaying(true);
    QVERIFY(!timeline.isPlaying());
    QCOMPARE(chosen.count(), 0);
    QVERIFY(timeline.isLive());
  }

  void positionAndEpochAgree_data() {
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("linear") << false;
    QTest::newRow("logarithmic") << true;
  }
  void positionAndEpochAgree() {
    QFETCH(bool, logarithmic);
    const auto timeline = shown();
    timeline->setLogarithmic(logarithmic);
    TimelineStrip* track = strip(*timeline);
    double previous = -1;
    for (qint64 epoch : {0, 1, 10, 100, 400, 900, 1000}) {
      const double x = track->xOf(epoch);
      QVERIFY(x > previous && x < track->width());
      previous = x;
      QCOMPARE(track->epochAt(x), epoch);
    }
    if (logarithmic) QVERIFY(track->xOf(30) > track->width() / 3);
  }

  void mouseChoosesTheNearestSnapshot() {
    const auto timeline = shown();
    QSignalSpy chosen(timeline.get(), &Timeline::epochChosen);
    QTest::mouseClick(strip(*timeline), Qt::LeftButton, {}, at(*timeline, 480));
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.last()[0].toLongLong(), 500);
    QVERIFY(!timeline->isLive());
    QCOMPARE(timeline->findChild<QSpinBox*>("timelineEpoch")->value(), 500);
    // The same snapshot again is no news.
    QTest::mouseClick(strip(*timeline), Qt::LeftButton, {}, at(*timeline, 520));
    QCOMPARE(chosen.count(), 1);
  }

  void draggingGoesThroughSnapshotsToLive() {
    const auto timeline = shown();
    QSignalSpy chosen(timeline.get(), &Timeline::epochChosen);
    QSignalSpy live(timeline.get(), &Timeline::liveChosen);
    TimelineStrip* track = strip(*timeline);
    QTest::mousePress(track, Qt::LeftButton, {}, at(*timeline, 0));
    for (qint64 epoch = 0; epoch <= 1000; epoch += 5) {
      QTest::mouseMove(track, at(*timeline, epoch));
    }
    QCOMPARE(chosen.count(), 8);
    QCOMPARE(chosen.last()[0].toLongLong(), 1000);
    QCOMPARE(live.count(), 0);
    QTest::mouseMove(track, QPoint(track->width() - 1, 10));
    QTest::mouseRelease(track, Qt::LeftButton, {}, QPoint(track->width() - 1, 10));
    QCOMPARE(live.count(), 1);
    QVERIFY(timeline->isLive());
  }

  void keysStep_data() {
    QTest::addColumn<qint64>("from");  // -1: live
    QTest::addColumn<int>("key");
    QTest::addColumn<qint64>("to");
    QTest::newRow("left from live") << qint64(-1) << int(Qt::Key_Left) << qint64(1000);
    QTest::newRow("left") << qint64(50) << int(Qt::Key_Left) << qint64(20);
    QTest::newRow("left at the start") << qint64(0) << int(Qt::Key_Left) << qint64(0);
    QTest::newRow("right") << qint64(50) << int(Qt::Key_Right) << qint64(100);
    QTest::newRow("right at the end") << qint64(1000) << int(Qt::Key_Right) << qint64(-1);
    QTest::newRow("home") << qint64(500) << int(Qt::Key_Home) << qint64(0);
    QTest::newRow("end") << qint64(500) << int(Qt::Key_End) << qint64(-1);
    QTest::newRow("page up") << qint64(1000) << int(Qt::Key_PageUp) << qint64(0);
    QTest::newRow("right from a thinned epoch") << qint64(60) << int(Qt::Key_Right) << qint64(100);
    QTest::newRow("left from a thinned epoch") << qint64(60) << int(Qt::Key_Left) << qint64(50);
  }
  void keysStep() {
    QFETCH(qint64, from);
    QFETCH(int, key);
    QFETCH(qint64, to);
    const auto timeline = shown();
    timeline->setCurrent(from < 0 ? 1000 : from, from < 0);
    QTest::keyClick(strip(*timeline), Qt::Key(key));
    QCOMPARE(timeline->isLive(), to < 0);
    if (to >= 0) QCOMPARE(timeline->current(), to);
  }

  void typedEpochsAreTaken() {
    const auto timeline = shown();
    auto* box = timeline->findChild<QSpinBox*>("timelineEpoch");
    timeline->chooseNearest(50);
    QSignalSpy chosen(timeline.get(), &Timeline::epochChosen);
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box, "1");
    timeline->setRange(0, 2000);  // as while it trains
    QTest::keyClicks(box, "3");
    timeline->setCurrent(timeline->current(), timeline->isLive());
    QTest::keyClicks(box, "0");
    QCOMPARE(chosen.count(), 0);  // not before Return
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.last()[0].toLongLong(), 100);
    QCOMPARE(box->value(), 100);
    QTest::keyClick(box, Qt::Key_Up);
    QCOMPARE(timeline->current(), qint64(200));
    QTest::keyClick(box, Qt::Key_Down);
    QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(timeline->current(), qint64(50));
  }

  void anEpochBeyondTheLastIsTheLast_data() {
    QTest::addColumn<QString>("typed");
    for (const char* typed : {"3000", "1001", "99999999", "99999999999999999999"})
      QTest::newRow(typed) << typed;
  }
  void anEpochBeyondTheLastIsTheLast() {
    QFETCH(QString, typed);
    const auto timeline = shown();
    auto* box = timeline->findChild<QSpinBox*>("timelineEpoch");
    timeline->chooseNearest(50);
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box, typed);
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(box->value(), 1000);
    QCOMPARE(timeline->current(), qint64(1000));
  }

  void liveIsFollowedAndSetCurrentIsSilent() {
    const auto timeline = shown();
    QSignalSpy chosen(timeline.get(), &Timeline::epochChosen);
    QSignalSpy live(timeline.get(), &Timeline::liveChosen);
    timeline->setRange(0, 2000);
    QCOMPARE(timeline->current(), qint64(2000));
    timeline->setCurrent(50, false);
    timeline->setRange(0, 3000);
    QCOMPARE(timeline->current(), qint64(50));
    QCOMPARE(chosen.count() + live.count(), 0);
    QTest::mouseClick(timeline->findChild<QToolButton*>("timelineLive"), Qt::LeftButton);
    QCOMPARE(live.count(), 1);
    QCOMPARE(timeline->current(), qint64(3000));
    QVERIFY(timeline->findChild<QToolButton*>("timelineLive")->isChecked());
  }

  void playGoesThroughAllAndEndsLive() {
    const auto timeline = shown();
    timeline->setPlayInterval(10);
    QSignalSpy chosen(timeline.get(), &Timeline::epochChosen);
    QSignalSpy live(timeline.get(), &Timeline::liveChosen);
    QSignalSpy playing(timeline.get(), &Timeline::playingChanged);
    QTest::keyClick(strip(*timeline), Qt::Key_Space);
    QVERIFY(timeline->isPlaying());
    QTRY_COMPARE(live.count(), 1);
    QVERIFY(!timeline->isPlaying());
    QCOMPARE(chosen.count(), 8);
    for (int i = 0; i < 8; ++i) QCOMPARE(chosen[i][0].toLongLong(), timeline->snapshots()[i]);
    QCOMPARE(playing.count(), 2);
  }

  void loopStartsAgainAndSpacePauses() {
    const auto timeline = shown({0, 10, 20});
    timeline->setPlayInterval(10);
    QTest::mouseClick(timeline->findChild<QToolButton*>("timelineLoop"), Qt::LeftButton);
    QSignalSpy chosen(timeline.get(), &Timeline::epochChosen);
    QTest::mouseClick(timeline->findChild<QToolButton*>("timelinePlay"), Qt::LeftButton);
    QTRY_VERIFY(chosen.count() >= 7);
    QTest::keyClick(strip(*timeline), Qt::Key_Space);
    QVERIFY(!timeline->isPlaying());
    QVERIFY(!timeline->isLive());
    QCOMPARE(chosen[3][0].toLongLong(), 0);
  }

  void marksArePainted() {
    const auto timeline = shown();
    TimelineStrip* track = strip(*timeline);
    const QImage before = track->grab().toImage();
    timeline->setPlateaus({{200, 260, 400, 3.0, 0.5}, {700, 800, std::nullopt, 6.0, 0.2}});
    const QImage plateaus = track->grab().toImage();
    const int y = 8;
    QVERIFY(plateaus.pixel(qRound(track->xOf(300)), y) != before.pixel(qRound(track->xOf(300)), y));
    QVERIFY(plateaus.pixel(qRound(track->xOf(850)), y) != before.pixel(qRound(track->xOf(850)), y));
    QCOMPARE(plateaus.pixel(qRound(track->xOf(600)), y), before.pixel(qRound(track->xOf(600)), y));
    timeline->setChanges({600});
    QVERIFY(track->grab().toImage() != plateaus);
  }

  void everyControlIsNamed() {
    Timeline timeline;
    checkControls(timeline);
  }
};

QTEST_MAIN(TestTimeline)
#include "tst_timeline.moc"
