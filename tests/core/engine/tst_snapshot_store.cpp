// Which snapshots of a run are kept when there are too many, and that bookmarked ones always are.
#include <QTest>
#include <algorithm>
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

QTEST_APPLESS_MAIN(TestSnapshotStore)
#include "tst_snapshot_store.moc"
