// What a trainer leaves when it pauses or ends, and that when it does so, or records, leaves no trace in what
// is learnt.
#include <QTest>
#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>

#include "core/metrics/data_spectrum.h"
#include "core/model/initialise.h"
#include "core/training/trainer.h"
#include "tests/core/engine/small_data.h"

using namespace nmf;
using namespace std::chrono_literals;

namespace {

Hyperparameters deep(std::vector<int> ranks) {
  Hyperparameters h;
  h.ranks = std::move(ranks);
  h.seed = 5;
  return h;
}

TrainingPlan planOf(std::int64_t metricsEvery) {
  TrainingPlan plan;
  plan.threads = 1;
  plan.metricsEvery = metricsEvery;
  return plan;
}

/// Drains until the worker has left, and what it left.
std::vector<EpochRecord> drainToRest(Trainer& trainer) {
  std::vector<EpochRecord> records;
  while (trainer.status().running) {
    trainer.drain(records);
    std::this_thread::sleep_for(1ms);
  }
  trainer.wait();
  while (trainer.drain(records) > 0) continue;
  return records;
}

/// 60 x 20 of rank 2: all singular values of M but two become small.
std::shared_ptr<const Matrix> rankTwo() {
  return std::make_shared<const Matrix>(test::randomData(60, 2, 1, 3) * test::randomData(2, 20, 1, 4));
}

/// The factors after `epochs` epochs, trained in the stretches given and one for the rest.
Factors trained(std::int64_t metricsEvery, std::int64_t epochs,
                const std::vector<std::int64_t>& stretches = {}) {
  const auto A = rankTwo();
  const Hyperparameters h = deep({6, 5});
  Trainer trainer(A, h, initialise(h, *A), planOf(metricsEvery));
  std::int64_t done = 0;
  for (const std::int64_t stretch : stretches) {
    trainer.start(stretch);
    drainToRest(trainer);
    done += stretch;
  }
  trainer.start(epochs - done);
  drainToRest(trainer);
  return trainer.latest()->factors;
}

bool sameBits(const Factors& a, const Factors& b) {
  const auto same = [](const Matrix& x, const Matrix& y) {
    return x.size() == y.size() &&
           std::memcmp(x.data(), y.data(), static_cast<std::size_t>(x.size()) * sizeof(float)) == 0;
  };
  return same(a.W[0], b.W[0]) && same(a.W[1], b.W[1]) && same(a.H[0], b.H[0]);
}

}  // namespace

class TestRest : public QObject {
  Q_OBJECT

 private slots:
  void aPauseLeavesRecordAndFactorsOfOneEpoch_data();
  void aPauseLeavesRecordAndFactorsOfOneEpoch();
  void aStepLeavesThemToo();
  void aLastRecordNeverWaitsForRoom();
  void recordsLeaveNoTrace();
  void stopsBetweenRecordsLeaveNoTrace();
  void progressOfTheSpectrumIsToldByOneAtATime();
};

void TestRest::aPauseLeavesRecordAndFactorsOfOneEpoch_data() {
  QTest::addColumn<int>("metricsEvery");
  for (const int every : {1, 7, 100000}) QTest::addRow("%d", every) << every;
}

void TestRest::aPauseLeavesRecordAndFactorsOfOneEpoch() {
  QFETCH(int, metricsEvery);
  const auto A = std::make_shared<const Matrix>(test::randomData(120, 64, 0.3, 17));
  const Hyperparameters h = deep({8, 4});
  Trainer trainer(A, h, initialise(h, *A), planOf(metricsEvery));
  trainer.start(100'000'000);
  std::int64_t last = -1;
  for (int i = 0; i < 5; ++i) {
    while (trainer.status().epoch < last + 50) std::this_thread::sleep_for(1ms);
    trainer.pause();
    const std::vector<EpochRecord> records = drainToRest(trainer);
    QVERIFY(!records.empty());
    last = records.back().epoch;
    QCOMPARE(last, trainer.status().epoch);
    QCOMPARE(trainer.latest()->epoch, last);
    trainer.resume();
  }
}

void TestRest::aStepLeavesThemToo() {
  const auto A = std::make_shared<const Matrix>(test::randomData(120, 64, 0.3, 17));
  const Hyperparameters h = deep({8, 4});
  Trainer trainer(A, h, initialise(h, *A), planOf(10));
  trainer.step(13);
  const std::vector<EpochRecord> records = drainToRest(trainer);
  QCOMPARE(records.size(), std::size_t{3});  // 0, 10, 13
  QCOMPARE(records.back().epoch, std::int64_t{13});
  QCOMPARE(trainer.latest()->epoch, std::int64_t{13});
}

/// Or destroying the trainer would hang.
void TestRest::aLastRecordNeverWaitsForRoom() {
  const auto A = std::make_shared<const Matrix>(test::randomData(10, 8, 0.5, 17));
  const Hyperparameters h = deep({2, 2});
  constexpr std::int64_t kRecords = 16384;  // what the queue holds
  Trainer trainer(A, h, initialise(h, *A), planOf(2));
  trainer.step(2 * kRecords - 1, 1'000'000);
  trainer.wait();
  trainer.stop();
  trainer.wait();
  QVERIFY(trainer.ending());
  std::vector<EpochRecord> records;
  while (trainer.drain(records) > 0) continue;
  QCOMPARE(records.size(), static_cast<std::size_t>(kRecords) + 1);
  QCOMPARE(records.back().epoch, 2 * kRecords - 1);
}

void TestRest::recordsLeaveNoTrace() {
  const Factors often = trained(1, 12'000);
  QVERIFY(sameBits(trained(7, 12'000), often));
  QVERIFY(sameBits(trained(1000, 12'000), often));
}

void TestRest::stopsBetweenRecordsLeaveNoTrace() {
  QVERIFY(sameBits(trained(100, 12'000, {5, 500, 8'545}), trained(100, 12'000)));
}

void TestRest::progressOfTheSpectrumIsToldByOneAtATime() {
  const Matrix A = test::randomData(1024, 1024, 0.5, 2);
  std::atomic<int> inside{0};
  int calls = 0, overlaps = 0;  // plain, as those of callers are: the thread sanitizer sees a race here
  const DataSpectrum spectrum = computeDataSpectrum(A, [&](double) {
    if (++inside > 1) ++overlaps;
    std::this_thread::sleep_for(1ms);
    ++calls;
    --inside;
    return true;
  });
  QVERIFY(spectrum.complete);
  QVERIFY(calls > 10);
  QCOMPARE(overlaps, 0);
}

QTEST_GUILESS_MAIN(TestRest)
#include "tst_rest.moc"
