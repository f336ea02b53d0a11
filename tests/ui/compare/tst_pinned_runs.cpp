#include <QSignalSpy>
#include <QTest>

#include "ui/compare/pinned_runs.h"

using namespace nmf;
using namespace nmf::ui;

namespace {

constexpr ImageShape kShape{2, 5, 1};

SnapshotPtr snapshotAt(std::int64_t epoch) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->epoch = epoch;
  snapshot->factors.W = {Matrix::Constant(20, 4, 0.5f), Matrix::Constant(4, 2, 0.5f)};
  snapshot->factors.H = {Matrix::Constant(2, 10, static_cast<float>(epoch))};
  return snapshot;
}

/// A run of `epochs` epochs with a record each and `snapshots` snapshots, evenly spread.
RunResult runOf(std::int64_t epochs, int snapshots, std::uint64_t seed = 0) {
  RunResult run;
  run.experiment.data.dataset = "strokes";
  run.experiment.model.ranks = {4, 2};
  run.experiment.model.seed = seed;
  for (std::int64_t epoch = 0; epoch <= epochs; ++epoch) {
    EpochRecord record;
    record.epoch = epoch;
    record.relativeError = 1 / (1.0 + static_cast<double>(epoch));
    record.sigmaCount = 2;
    run.history.append(record);
  }
  for (int i = 0; i < snapshots; ++i) run.snapshots.push_back(snapshotAt(epochs * i / (snapshots - 1)));
  run.final = run.snapshots.back();
  return run;
}

}  // namespace

class TestPinnedRuns : public QObject {
  Q_OBJECT

 private slots:
  void aPinnedRunIsAValue() {
    PinnedRuns pins;
    RunResult run = runOf(100, 5);
    run.plateaus.push_back({});
    const std::uint64_t id = pins.pin(run, kShape, "paused");
    run.history.append(EpochRecord{});
    run.experiment.model.seed = 99;
    run.plateaus.clear();
    const PinnedRun* pin = pins.find(id);
    QCOMPARE(pin->history->size(), 101U);
    QCOMPARE(pin->experiment.model.seed, 0U);
    QCOMPARE(pin->plateaus.size(), 1U);
    QCOMPARE(pin->snapshots.size(), 5U);
    QCOMPARE(pin->snapshotNear(60)->epoch, 50);
    QCOMPARE(pin->compared().last->epoch, 100);
    QCOMPARE(pin->ending, QString("paused"));
  }

  void theNewestFactorsArePartOfIt() {
    PinnedRuns pins;
    RunResult run = runOf(100, 3);
    run.final = snapshotAt(107);
    QCOMPARE(pins.find(pins.pin(run, kShape, {}))->snapshots.back()->epoch, 107);
  }

  void namesAndColoursTellRunsApartAndAreFreedAgain() {
    PinnedRuns pins;
    const auto a = pins.pin(runOf(10, 2), kShape, {});
    const auto b = pins.pin(runOf(10, 2, 7), kShape, {});
    const auto c = pins.pin(runOf(10, 2), kShape, {});
    QCOMPARE(pins.find(a)->name, QString("deep 4,2"));
    QCOMPARE(pins.find(b)->name, QString("deep 4,2 seed 7"));
    QCOMPARE(pins.find(c)->name, QString("deep 4,2 (2)"));
    QCOMPARE(pins.find(a)->colour, 1);
    QCOMPARE(pins.find(b)->colour, 2);
    pins.unpin(a);
    QVERIFY(!pins.find(a));
    QCOMPARE(pins.find(pins.pin(runOf(10, 2), kShape, {}))->colour, 1);
    QCOMPARE(pins.find(c)->colour, 3);
  }

  void theFirstSixAreShownAndAnyCanBe() {
    PinnedRuns pins;
    std::vector<std::uint64_t> ids;
    for (std::uint64_t i = 0; i < 9; ++i) ids.push_back(pins.pin(runOf(10, 2, i), kShape, {}));
    for (std::size_t i = 0; i < ids.size(); ++i) QCOMPARE(pins.find(ids[i])->shown, i < 6);
    QSignalSpy changed(&pins, &PinnedRuns::changed);
    pins.setShown(ids[8], true);
    QVERIFY(pins.find(ids[8])->shown);
    pins.setShown(ids[8], true);
    QCOMPARE(changed.size(), 1);
  }

  void renamingKeepsOneLine() {
    PinnedRuns pins;
    const auto id = pins.pin(runOf(10, 2), kShape, {});
    pins.rename(id, "  the slow\n one ");
    QCOMPARE(pins.find(id)->name, QString("the slow one"));
    QSignalSpy changed(&pins, &PinnedRuns::changed);
    pins.rename(id, "   ");
    QCOMPARE(pins.find(id)->name, QString("the slow one"));
    QCOMPARE(changed.size(), 0);
  }

  void snapshotsStayUnderTheBudgetAndLandmarksLastLongest() {
    const std::size_t one = byteSize(snapshotAt(0)->factors);
    PinnedRuns pins(nullptr, 20 * one);
    RunResult run = runOf(160, 17);
    Plateau plateau;
    plateau.start = 32;
    plateau.end = 88;
    run.plateaus.push_back(plateau);
    const auto first = pins.pin(run, kShape, {});
    QCOMPARE(pins.thinned(), 0U);
    const auto second = pins.pin(runOf(160, 17, 1), kShape, {});
    QVERIFY(pins.snapshotBytes() <= 20 * one);
    QVERIFY(pins.thinned() > 0);
    QCOMPARE(pins.snapshotCount() + pins.thinned(), 34U);
    const auto has = [&](std::uint64_t id, std::int64_t epoch) {
      return pins.find(id)->snapshotNear(epoch)->epoch == epoch;
    };
    for (const std::int64_t epoch : {0, 160}) QVERIFY(has(first, epoch) && has(second, epoch));
    QVERIFY(has(first, 30));  // nearest to the plateau's start, and to its end
    QVERIFY(has(first, 90));
    // Records are never thinned.
    QCOMPARE(pins.find(first)->history->size(), 161U);
    QCOMPARE(pins.recordBytes(), 2U * 161 * (56 + 2 * 4));
  }

  void aBudgetThatHoldsNothingLeavesEachRunItsLast() {
    PinnedRuns pins(nullptr, 1);
    const auto a = pins.pin(runOf(100, 11), kShape, {});
    const auto b = pins.pin(runOf(50, 11, 1), kShape, {});
    QCOMPARE(pins.find(a)->snapshots.size(), 1U);
    QCOMPARE(pins.find(a)->snapshots.front()->epoch, 100);
    QCOMPARE(pins.find(b)->snapshots.front()->epoch, 50);
  }

  void sharedSnapshotsCountOnce() {
    PinnedRuns pins;
    const RunResult run = runOf(100, 5);
    pins.pin(run, kShape, {});
    const std::size_t bytes = pins.snapshotBytes();
    pins.pin(run, kShape, {});
    QCOMPARE(pins.snapshotBytes(), bytes);
  }
};

QTEST_MAIN(TestPinnedRuns)
#include "tst_pinned_runs.moc"
