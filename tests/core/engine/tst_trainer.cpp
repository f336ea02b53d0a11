#include <QTest>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "core/errors.h"
#include "core/model/initialise.h"
#include "core/training/history.h"
#include "core/training/trainer.h"
#include "tests/core/engine/small_data.h"

using namespace nmf;

namespace {

using namespace std::chrono_literals;

std::shared_ptr<const Matrix> data(Eigen::Index m = 120, Eigen::Index n = 64) {
  return std::make_shared<const Matrix>(test::randomData(m, n, 0.3, 17));
}

Hyperparameters deep() {
  Hyperparameters h;
  h.ranks = {8, 4};
  h.seed = 5;
  return h;
}

TrainingPlan plan(int threads = 2) {
  TrainingPlan p;
  p.threads = threads;
  return p;
}

/// Drains until the stretch under way is over or paused.
void drainUntilSettled(Trainer& trainer, std::vector<EpochRecord>& records) {
  while (trainer.status().running) {
    trainer.drain(records);
    std::this_thread::sleep_for(1ms);
  }
  trainer.wait();
  trainer.drain(records);
}

/// Nobody drains: the queue fills until training waits for room.
void awaitFullQueue(const Trainer& trainer) {
  std::int64_t before = 0;
  while (before <= 0 || trainer.status().epoch != before) {
    before = trainer.status().epoch;
    std::this_thread::sleep_for(300ms);
  }
}

bool epochsAscendByOne(const std::vector<EpochRecord>& records) {
  for (std::size_t t = 0; t < records.size(); ++t)
    if (records[t].epoch != static_cast<std::int64_t>(t)) return false;
  return true;
}

bool sameBits(const Factors& a, const Factors& b) {
  const auto as = factorList(a), bs = factorList(b);
  for (std::size_t i = 0; i < as.size(); ++i)
    if (as[i]->size() != bs[i]->size() ||
        std::memcmp(as[i]->data(), bs[i]->data(), static_cast<std::size_t>(as[i]->size()) * sizeof(float)) !=
            0)
      return false;
  return as.size() == bs.size();
}

Factors trained(const Hyperparameters& h, std::int64_t epochs, int threads = 2) {
  const auto A = data();
  Trainer trainer(A, h, initialise(h, *A), plan(threads));
  std::vector<EpochRecord> records;
  trainer.start(epochs);
  drainUntilSettled(trainer, records);
  return trainer.latest()->factors;
}

}  // namespace

class TestTrainer : public QObject {
  Q_OBJECT
 private slots:
  void recordsEveryEpochInOrder();
  void zeroEpochsRecordTheStart();
  void metricsEveryStillRecordsTheLast();
  void goesOnFromTheSameFactors();
  void repeatsBitForBit();
  void interruptionsLeaveNoTrace();
  void stepDoesWhatItSays();
  void stopsWhileTheQueueIsFull();
  void everyRecordSurvivesAFullQueue();
  void goingOnWithAFullQueueKeepsTheOrder();
  void changesActAndRepeat();
  void badChangesAreRefused();
  void stopsAtThePlateau();
  void stopsAtTheEckartYoungFloor();
  void stopsWhenTheErrorStagnates();
  void vanishingEndsAsDiverged();
  void nonFiniteEndsAsDiverged();
  void snapshotsKeepFirstAndLast();
  void snapshotsKeepStartsAndEndsOfPlateaus();
  void badPlansAreNamed();
  void badStartsAreNamed();
  void destructionWhileTrainingIsClean();
};

void TestTrainer::recordsEveryEpochInOrder() {
  const auto A = data();
  Trainer trainer(A, deep(), initialise(deep(), *A), plan());
  std::vector<EpochRecord> records;
  trainer.start(300);
  drainUntilSettled(trainer, records);
  QCOMPARE(records.size(), std::size_t{301});
  for (std::size_t t = 0; t < records.size(); ++t) {
    QCOMPARE(records[t].epoch, static_cast<std::int64_t>(t));
    QCOMPARE(records[t].sigmaCount, 4);
    if (t > 0) QVERIFY(records[t].seconds >= records[t - 1].seconds);
  }
  QVERIFY(records.back().relativeError < records.front().relativeError);
  QCOMPARE(trainer.ending()->reason, StopReason::EpochsDone);
  QCOMPARE(trainer.latest()->epoch, std::int64_t{300});
  QVERIFY(!trainer.kernel().empty());
}

void TestTrainer::zeroEpochsRecordTheStart() {
  const auto A = data();
  const Factors start = initialise(deep(), *A);
  Trainer trainer(A, deep(), start, plan());
  std::vector<EpochRecord> records;
  trainer.start(0);
  drainUntilSettled(trainer, records);
  QCOMPARE(records.size(), std::size_t{1});
  QVERIFY(sameBits(trainer.latest()->factors, start));
}

void TestTrainer::metricsEveryStillRecordsTheLast() {
  const auto A = data();
  TrainingPlan p = plan();
  p.metricsEvery = 40;
  Trainer trainer(A, deep(), initialise(deep(), *A), p);
  std::vector<EpochRecord> records;
  trainer.start(100);
  drainUntilSettled(trainer, records);
  std::vector<std::int64_t> epochs;
  for (const auto& r : records) epochs.push_back(r.epoch);
  QCOMPARE(epochs, (std::vector<std::int64_t>{0, 40, 80, 100}));
}

void TestTrainer::goesOnFromTheSameFactors() {
  const auto A = data();
  Trainer trainer(A, deep(), initialise(deep(), *A), plan());
  std::vector<EpochRecord> records;
  trainer.start(60);
  drainUntilSettled(trainer, records);
  trainer.start(40);
  drainUntilSettled(trainer, records);
  QCOMPARE(records.size(), std::size_t{101});
  QVERIFY(sameBits(trainer.latest()->factors, trained(deep(), 100)));
}

void TestTrainer::repeatsBitForBit() {
  for (const Model model :
       {Model::Multiplicative, Model::Hals, Model::GradientDescent, Model::Deep, Model::LayerWise}) {
    Hyperparameters h = deep();
    h.model = model;
    if (!isLayered(model)) h.ranks = {6};
    for (const int threads : {1, 2, 3})
      QVERIFY2(sameBits(trained(h, 80, threads), trained(h, 80, threads)), word(model));
  }
}

void TestTrainer::interruptionsLeaveNoTrace() {
  const auto A = data(3000, 300);
  Hyperparameters h = deep();
  h.ranks = {20, 10};
  Trainer calm(A, h, initialise(h, *A), plan()), restless(A, h, initialise(h, *A), plan());
  std::vector<EpochRecord> calmRecords, restlessRecords;
  calm.start(150);
  drainUntilSettled(calm, calmRecords);
  restless.start(150);
  while (restless.status().active) {
    restless.pause();
    std::this_thread::sleep_for(200us);
    restless.resume();
    std::this_thread::sleep_for(700us);
    restless.drain(restlessRecords);
  }
  drainUntilSettled(restless, restlessRecords);
  QVERIFY(sameBits(calm.latest()->factors, restless.latest()->factors));
  QCOMPARE(restlessRecords.size(), calmRecords.size());
  for (std::size_t i = 0; i < calmRecords.size(); ++i)
    QCOMPARE(restlessRecords[i].error, calmRecords[i].error);
}

void TestTrainer::stepDoesWhatItSays() {
  const auto A = data();
  Trainer trainer(A, deep(), initialise(deep(), *A), plan());
  std::vector<EpochRecord> records;
  trainer.step();
  drainUntilSettled(trainer, records);
  QCOMPARE(records.size(), std::size_t{2});  // epochs 0 and 1
  trainer.step(5);
  drainUntilSettled(trainer, records);
  QCOMPARE(records.back().epoch, std::int64_t{6});
  QVERIFY(trainer.status().active);
  QVERIFY(!trainer.ending());
  trainer.stop();
  trainer.wait();
  QCOMPARE(trainer.ending()->reason, StopReason::Stopped);
  QCOMPARE(trainer.latest()->epoch, std::int64_t{6});
}

void TestTrainer::stopsWhileTheQueueIsFull() {
  const auto A = data(10, 8);
  Hyperparameters h = deep();
  h.ranks = {2, 2};
  Trainer trainer(A, h, initialise(h, *A), plan(1));
  trainer.start(1'000'000);
  awaitFullQueue(trainer);
  trainer.stop();
  trainer.wait();
  std::vector<EpochRecord> records;
  while (trainer.drain(records) > 0) {
  }
  QVERIFY(epochsAscendByOne(records));
  QCOMPARE(records.back().epoch, trainer.latest()->epoch);
}

void TestTrainer::everyRecordSurvivesAFullQueue() {
  const auto A = data(10, 8);
  Hyperparameters h = deep();
  h.ranks = {2, 2};
  Trainer trainer(A, h, initialise(h, *A), plan(1));
  trainer.start(60'000);
  std::this_thread::sleep_for(200ms);
  std::vector<EpochRecord> records;
  while (trainer.status().running) {
    trainer.drain(records, 1000);
    std::this_thread::sleep_for(500us);
  }
  while (trainer.drain(records) > 0) {
  }
  QCOMPARE(records.size(), std::size_t{60'001});
  QVERIFY(epochsAscendByOne(records));
}

void TestTrainer::goingOnWithAFullQueueKeepsTheOrder() {
  const auto A = data(10, 8);
  Hyperparameters h = deep();
  h.ranks = {2, 2};
  Trainer trainer(A, h, initialise(h, *A), plan(1));
  trainer.start(1'000'000);
  awaitFullQueue(trainer);
  // The record that found no room waits beside the queue, and training goes on before anybody drains.
  trainer.pause();
  trainer.wait();
  std::vector<EpochRecord> records;
  trainer.drain(records, 100);
  trainer.step(500);
  for (int i = 0; i < 20; ++i) {
    trainer.drain(records, 10);
    std::this_thread::sleep_for(1ms);
  }
  while (trainer.status().running || trainer.drain(records, 1000) > 0) trainer.drain(records, 1000);
  QVERIFY(epochsAscendByOne(records));
  QCOMPARE(records.back().epoch, trainer.latest()->epoch);
}

void TestTrainer::changesActAndRepeat() {
  const auto A = data();
  Trainer first(A, deep(), initialise(deep(), *A), plan());
  std::vector<EpochRecord> records;
  first.step(10);
  drainUntilSettled(first, records);
  LiveHyperparameters live = deep().live;
  live.learningRate = 0.05;
  first.setLive(live);
  first.step(10);
  drainUntilSettled(first, records);
  live.l1 = 0.25;
  first.setLive(live);
  first.setEarlyStop(parseEarlyStop("plateau:3"));
  first.step(20);
  drainUntilSettled(first, records);
  const std::vector<Change> changes = first.changes();
  QCOMPARE(changes, (std::vector<Change>{
                        {10, "learning_rate", "0.05"}, {20, "l1", "0.25"}, {20, "early_stop", "plateau:3"}}));
  QVERIFY(!sameBits(first.latest()->factors, trained(deep(), 40)));

  Trainer second(A, deep(), initialise(deep(), *A), plan());
  second.scheduleChanges(changes);
  second.start(40);
  drainUntilSettled(second, records);
  QVERIFY(sameBits(second.latest()->factors, first.latest()->factors));
  QCOMPARE(second.changes(), changes);
}

void TestTrainer::badChangesAreRefused() {
  const auto A = data();
  Trainer trainer(A, deep(), initialise(deep(), *A), plan());
  for (const Change& bad : std::vector<Change>{{3, "ranks", "4"},
                                               {3, "learning_rate", "0"},
                                               {3, "l1", "-1"},
                                               {3, "learning_rate", "nan"},
                                               {3, "early_stop", "soon"}})
    QVERIFY_EXCEPTION_THROWN(trainer.scheduleChanges({bad}), InputError);
}

void TestTrainer::stopsAtThePlateau() {
  const auto A = data();
  TrainingPlan p = plan();
  p.earlyStop = parseEarlyStop("plateau:1");
  Hyperparameters h = deep();
  Trainer trainer(A, h, initialise(h, *A), p);
  std::vector<EpochRecord> records;
  trainer.start(30'000);
  drainUntilSettled(trainer, records);
  QCOMPARE(trainer.ending()->reason, StopReason::EarlyStop);
  QCOMPARE(trainer.plateaus().size(), std::size_t{1});
  QCOMPARE(records.back().epoch, trainer.plateaus().front().found);
  // Going on does not stop at the same plateau again.
  trainer.start(50);
  drainUntilSettled(trainer, records);
  QCOMPARE(trainer.ending()->reason, StopReason::EpochsDone);
}

void TestTrainer::stopsAtTheEckartYoungFloor() {
  const auto A = data();
  TrainingPlan p = plan();
  p.earlyStop = parseEarlyStop("eckart-young");
  auto spectrum = std::make_shared<DataSpectrum>(computeDataSpectrum(*A));
  Hyperparameters h = deep();
  Trainer trainer(A, h, initialise(h, *A), p, spectrum);
  std::vector<EpochRecord> records;
  trainer.start(30'000);
  drainUntilSettled(trainer, records);
  QCOMPARE(trainer.ending()->reason, StopReason::EarlyStop);
  QVERIFY(!trainer.plateaus().empty());
  const Plateau plateau = trainer.plateaus().front();
  QVERIFY(plateau.end.has_value() || records.back().relativeError <= spectrum->floorOfRank(1));
}

void TestTrainer::stopsWhenTheErrorStagnates() {
  const auto A = data();
  TrainingPlan p = plan();
  p.earlyStop = parseEarlyStop("stagnation:0.02");
  Hyperparameters h = deep();
  Trainer trainer(A, h, initialise(h, *A), p);
  std::vector<EpochRecord> records;
  trainer.start(30'000);
  drainUntilSettled(trainer, records);
  QCOMPARE(trainer.ending()->reason, StopReason::EarlyStop);
  const std::int64_t t = records.back().epoch;
  const double before = records[static_cast<std::size_t>(t - t / 10)].relativeError;
  QVERIFY((before - records.back().relativeError) / before < 0.02);
  for (std::int64_t s = 20; s < t; ++s) {
    const double earlier = records[static_cast<std::size_t>(s - s / 10)].relativeError;
    QVERIFY((earlier - records[static_cast<std::size_t>(s)].relativeError) / earlier >= 0.02);
  }
}

void TestTrainer::vanishingEndsAsDiverged() {
  const auto A = data();
  Hyperparameters h = deep();
  h.optimizer = Optimizer::Gradient;
  h.live.learningRate = 10;
  const Factors start = initialise(h, *A);
  Trainer trainer(A, h, start, plan());
  std::vector<EpochRecord> records;
  trainer.start(100);
  drainUntilSettled(trainer, records);
  QCOMPARE(trainer.ending()->reason, StopReason::Diverged);
  QVERIFY2(QString::fromStdString(trainer.ending()->message).contains("epoch 1"),
           trainer.ending()->message.c_str());
  QVERIFY(std::isnan(records.back().effectiveRank));
  QCOMPARE(trainer.latest()->epoch, std::int64_t{0});
  QVERIFY(sameBits(trainer.latest()->factors, start));
  trainer.start(10);
  drainUntilSettled(trainer, records);
  QCOMPARE(trainer.ending()->reason, StopReason::Diverged);
}

void TestTrainer::nonFiniteEndsAsDiverged() {
  const auto A = data();
  Hyperparameters h = deep();
  h.optimizer = Optimizer::Gradient;
  h.live.learningRate = 1e-4;
  Factors start = initialise(h, *A);
  for (Matrix& W : start.W) W *= 1e12f;
  start.H[0] *= 1e12f;
  Trainer trainer(A, h, start, plan());
  std::vector<EpochRecord> records;
  trainer.start(100);
  drainUntilSettled(trainer, records);
  QCOMPARE(trainer.ending()->reason, StopReason::Diverged);
  for (const Matrix* factor : factorList(trainer.latest()->factors)) QVERIFY(factor->allFinite());
}

void TestTrainer::snapshotsKeepFirstAndLast() {
  const auto A = data();
  TrainingPlan p = plan();
  p.snapshots = 12;
  Trainer trainer(A, deep(), initialise(deep(), *A), p);
  std::vector<EpochRecord> records;
  trainer.start(2000);
  drainUntilSettled(trainer, records);
  const auto list = trainer.snapshots().list();
  QVERIFY(list.size() >= 5);
  QVERIFY(list.size() <= 12 + 2 * trainer.plateaus().size());
  QCOMPARE(list.front()->epoch, std::int64_t{0});
  QCOMPARE(list.back()->epoch, std::int64_t{2000});
  QVERIFY(sameBits(list.back()->factors, trainer.latest()->factors));
  for (std::size_t i = 1; i < list.size(); ++i) QVERIFY(list[i]->epoch > list[i - 1]->epoch);
  QVERIFY(trainer.snapshots().thinned() > 0);
}

void TestTrainer::snapshotsKeepStartsAndEndsOfPlateaus() {
  const auto A = data();
  TrainingPlan p = plan();
  p.snapshots = 10;
  p.plateau.open = p.plateau.close = 0.05;  // several, which end
  Trainer trainer(A, deep(), initialise(deep(), *A), p);
  std::vector<EpochRecord> records;
  trainer.start(30'000);
  drainUntilSettled(trainer, records);
  const auto holds = [&](std::int64_t epoch) { return trainer.snapshots().nearest(epoch)->epoch == epoch; };
  const std::vector<Plateau> plateaus = trainer.plateaus();
  QVERIFY(plateaus.size() > 1 && plateaus.front().end);
  for (const Plateau& plateau : plateaus) {
    QVERIFY2(holds(plateau.start), qPrintable(QString::number(plateau.start)));
    if (plateau.end) QVERIFY2(holds(*plateau.end), qPrintable(QString::number(*plateau.end)));
  }
}

void TestTrainer::badPlansAreNamed() {
  const auto refuse = [](auto change, const char* option) {
    TrainingPlan p;
    change(p);
    try {
      checkTrainingPlan(p);
    } catch (const InputError& error) {
      return QString(error.what()).startsWith(option);
    }
    return false;
  };
  QVERIFY(refuse([](TrainingPlan& p) { p.epochs = -1; }, "--epochs"));
  QVERIFY(refuse([](TrainingPlan& p) { p.metricsEvery = 0; }, "--metrics-every"));
  QVERIFY(refuse([](TrainingPlan& p) { p.singularValues = 0; }, "--singular-values"));
  QVERIFY(refuse([](TrainingPlan& p) { p.singularValues = 65; }, "--singular-values"));
  QVERIFY(refuse([](TrainingPlan& p) { p.snapshots = -1; }, "--snapshots"));
  QVERIFY(refuse([](TrainingPlan& p) { p.threads = 1000; }, "--threads"));
}

void TestTrainer::badStartsAreNamed() {
  const auto A = data();
  const Factors good = initialise(deep(), *A);
  const auto refuse = [&](auto change) {
    Factors start = good;
    change(start);
    try {
      Trainer trainer(A, deep(), start, plan());
    } catch (const InputError& error) {
      return QString(error.what());
    }
    return QString();
  };
  QVERIFY(refuse([](Factors& f) { f.H[0](1, 1) = -1; }).contains("negative"));
  QVERIFY(refuse([](Factors& f) {
            f.W[1](0, 0) = std::numeric_limits<float>::infinity();
          }).contains("not finite"));
  QVERIFY(refuse([](Factors& f) { f.W.pop_back(); }).contains("holds 1 W"));
  QVERIFY(refuse([](Factors& f) { f.W[0].conservativeResize(7, 8); }).contains("7 x 8"));
  Hyperparameters h = deep();
  h.live.learningRate = std::numeric_limits<double>::quiet_NaN();
  QVERIFY_EXCEPTION_THROWN(Trainer(A, h, good, plan()), InputError);
  h = deep();
  h.init = Initialisation::Nndsvd;
  h.ranks = {4, 8};
  QVERIFY_EXCEPTION_THROWN(initialise(h, *A), InputError);
  h = deep();
  h.ranks = {8, 65};
  QVERIFY_EXCEPTION_THROWN(checkHyperparameters(h, 120, 64), InputError);
}

void TestTrainer::destructionWhileTrainingIsClean() {
  const auto A = data(2000, 300);
  for (int i = 0; i < 10; ++i) {
    Trainer trainer(A, deep(), initialise(deep(), *A), plan());
    trainer.start(1'000'000);
    std::this_thread::sleep_for(std::chrono::milliseconds(i));
  }
}

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
