// Which snapshots of a run are kept when there are too many: a geometric series, and what is spared.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <memory>

#include "core/training/snapshot.h"

using namespace nmf;

namespace {

SnapshotPtr at(std::int64_t epoch) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->epoch = epoch;
  snapshot->factors.W = {Matrix::Zero(4, 2)};
  snapshot->factors.H = {Matrix::Zero(2, 3)};
  return snapshot;
}

}  // namespace

class TestSnapshotStore : public QObject {
  Q_OBJECT

 private slots:
  void bookmarkedSnapshotsAreNeverThinned();
  void bookmarksLeaveRoomForNewSnapshots();
  void epochsAreAGeometricSeries_data();
  void epochsAreAGeometricSeries();
  void marksGiveWayToTheBudgetAlone();
  void whatIsHeldCanBeMarkedLater();
};

void TestSnapshotStore::bookmarkedSnapshotsAreNeverThinned() {
  SnapshotStore store(10, std::size_t{1} << 20);
  const auto holds = [&](std::int64_t epoch) { return store.nearest(epoch)->epoch == epoch; };
  const auto train = [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t epoch = from; epoch <= to; ++epoch)
      if (store.due(epoch)) store.add(at(epoch));
  };
  train(0, 500);
  // One that is kept, one that the schedule passed over, and the newest.
  const std::int64_t kept = store.list()[3]->epoch, last = store.list().back()->epoch;
  std::int64_t between = kept + 1;
  while (holds(between)) ++between;
  for (const std::int64_t epoch : {kept, between, last}) store.bookmark(at(epoch));
  train(501, 100'000);
  QVERIFY(holds(kept) && holds(between) && holds(last) && holds(0));
  const std::vector<SnapshotPtr> list = store.list();
  QVERIFY(list.size() <= 10);
  QVERIFY(std::is_sorted(list.begin(), list.end(),
                         [](const SnapshotPtr& a, const SnapshotPtr& b) { return a->epoch < b->epoch; }));
  store.removeBookmark(between);
  store.removeBookmark(12345);  // none
  train(100'001, 1'000'000);
  QVERIFY(holds(kept) && !holds(between) && holds(last));
}

void TestSnapshotStore::bookmarksLeaveRoomForNewSnapshots() {
  SnapshotStore store(8, std::size_t{1} << 20);
  std::int64_t taken = 0;
  const auto train = [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t epoch = from; epoch <= to; ++epoch) {
      if (!store.due(epoch)) continue;
      store.add(at(epoch));
      ++taken;
    }
  };
  for (std::int64_t epoch = 0; epoch < 7; ++epoch) {
    train(epoch, epoch);
    store.bookmark(at(epoch));
  }
  // One place is left, and it is for a recent epoch, which does not mean every epoch.
  train(7, 20'000);
  QVERIFY2(store.list().back()->epoch > 18'000, qPrintable(QString::number(store.list().back()->epoch)));
  QVERIFY2(taken < 1000, qPrintable(QString::number(taken)));
  for (std::int64_t epoch = 1; epoch < 7; ++epoch) store.removeBookmark(epoch);
  train(20'001, 1'000'000);
  QVERIFY(store.list().size() > 5 && store.list().back()->epoch > 700'000);

  // Where no snapshots are kept, one lasts as long as its bookmark.
  SnapshotStore none(0, std::size_t{1} << 20);
  none.bookmark(at(5));
  QCOMPARE(none.list().size(), 1U);
  none.removeBookmark(5);
  QVERIFY(none.list().empty());
}

void TestSnapshotStore::epochsAreAGeometricSeries_data() {
  QTest::addColumn<int>("count");
  QTest::addColumn<int>("budget");  // in snapshots
  QTest::addColumn<int>("epochs");
  QTest::newRow("count") << 100 << 100'000 << 20'000;
  QTest::newRow("memory") << 100'000 << 100 << 20'000;
  QTest::newRow("long") << 100 << 100'000 << 1'000'000;
  QTest::newRow("few") << 12 << 100'000 << 20'000;
}

void TestSnapshotStore::epochsAreAGeometricSeries() {
  QFETCH(int, count);
  QFETCH(int, budget);
  QFETCH(int, epochs);
  const auto room = static_cast<std::size_t>(std::min(count, budget));
  SnapshotStore store(count, static_cast<std::size_t>(budget) * byteSize(at(0)->factors));
  qint64 taken = 0;
  for (std::int64_t epoch = 0; epoch <= epochs; ++epoch) {
    if (!store.due(epoch) && epoch != epochs) continue;
    store.add(at(epoch));
    ++taken;
  }
  const std::vector<SnapshotPtr> list = store.list();
  QCOMPARE(list.size(), room);  // none is wasted
  QCOMPARE(list.front()->epoch, 0);
  QCOMPARE(list.back()->epoch, epochs);
  QCOMPARE(store.thinned(), taken - static_cast<qint64>(list.size()));
  // Copies are few beside epochs.
  QVERIFY2(static_cast<double>(taken) < 2.0 * static_cast<double>(room) * std::log(epochs),
           qPrintable(QString::number(taken)));
  // Of a series e(k+1) = (1 + q) e(k) that begins with every epoch, and goes on evenly from an eighth of the
  // run, as many fit as there is room for.
  double q = 2;
  while ((8 + std::log(epochs * q / 8)) / q < static_cast<double>(room)) q *= 0.99;
  for (std::size_t i = 1; i < room; ++i) {
    const auto from = static_cast<double>(list[i - 1]->epoch), to = static_cast<double>(list[i]->epoch);
    QVERIFY2(to - from <= std::max(1.0, 2.5 * q * std::min(from, epochs / 8.0)) + 1,
             qPrintable(QStringLiteral("%1 to %2, q = %3").arg(from).arg(to).arg(q)));
  }
}

void TestSnapshotStore::marksGiveWayToTheBudgetAlone() {
  const std::size_t each = byteSize(at(0)->factors);
  SnapshotStore counted(10, std::size_t{1} << 20);
  for (int epoch = 0; epoch < 50; ++epoch) counted.add(at(epoch), true);
  QCOMPARE(counted.list().size(), 50U);

  SnapshotStore store(100, 20 * each);
  store.add(at(0));
  store.bookmark(at(0));
  store.add(at(1));
  store.bookmark(at(1));
  for (int epoch = 2; epoch < 2000; ++epoch) store.add(at(epoch), epoch % 2 == 0);
  QCOMPARE(store.list().size(), 20U);
  QCOMPARE(store.nearest(1)->epoch, 1);
  QCOMPARE(store.list().back()->epoch, 1999);
}

void TestSnapshotStore::whatIsHeldCanBeMarkedLater() {
  SnapshotStore store(10, std::size_t{1} << 20);
  const auto train = [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t epoch = from; epoch <= to; ++epoch)
      if (store.due(epoch) || epoch == 777 || epoch == 1777) store.add(at(epoch));
  };
  const auto holds = [&](std::int64_t epoch) { return store.nearest(epoch)->epoch == epoch; };
  train(0, 777);
  store.hold(777);
  train(778, 1777);
  QVERIFY(holds(777));
  store.hold(1777);  // the other was none after all
  train(1778, 20'000);
  QVERIFY(holds(1777));
  store.mark(1777);
  store.hold(20'000);
  train(20'001, 1'000'000);
  QVERIFY(holds(1777));
  QVERIFY(store.list().size() <= 10);
}

QTEST_APPLESS_MAIN(TestSnapshotStore)
#include "tst_snapshot_store.moc"
