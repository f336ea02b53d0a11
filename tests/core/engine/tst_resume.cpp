// Going on with a run from its factors, as after a crash.
#include <QTest>

#include "core/model/initialise.h"
#include "core/training/trainer.h"
#include "tests/core/engine/small_data.h"

using namespace nmf;
using nmf::test::randomData;

namespace {

struct Trained {
  History history;
  SnapshotPtr last;
  std::vector<Plateau> plateaus;
  std::vector<Change> changes;
  std::vector<SnapshotPtr> snapshots;
};

Trained finish(Trainer& trainer, std::int64_t epochs) {
  trainer.start(epochs);
  Trained result;
  std::vector<EpochRecord> records;
  while (!trainer.ending()) {
    trainer.drain(records);
    QTest::qWait(1);
  }
  trainer.wait();
  while (trainer.drain(records) > 0) continue;
  for (const EpochRecord& record : records) result.history.append(record);
  result.last = trainer.latest();
  result.plateaus = trainer.plateaus();
  result.changes = trainer.changes();
  result.snapshots = trainer.snapshots().list();
  return result;
}

Hyperparameters modelOf(Model model) {
  Hyperparameters h;
  h.model = model;
  h.ranks = isLayered(model) ? std::vector<int>{6, 4} : std::vector<int>{5};
  h.optimizer = Optimizer::Gradient;
  h.live.learningRate = 1e-4;
  return h;
}

TrainingPlan planOf(std::int64_t epochs) {
  TrainingPlan plan;
  plan.epochs = epochs;
  plan.threads = 1;
  return plan;
}

}  // namespace

class TestResume : public QObject {
  Q_OBJECT

 private slots:
  void stagnationComparesWithWhatWasRecordedBefore() {
    const Hyperparameters h = modelOf(Model::Multiplicative);
    const auto A = std::make_shared<const Matrix>(randomData(30, 24, 0.5, 3));
    Trainer first(A, h, initialise(h, *A), planOf(60));
    const Trained before = finish(first, 35);
    TrainingPlan plan = planOf(60);
    plan.earlyStop = {EarlyStopKind::Stagnation, 1, 1e-12};
    for (const bool records : {true, false}) {
      Trainer second(A, h, before.last->factors, plan);
      second.resumeFrom({35, records ? before.history : History(), {}, {}});
      QCOMPARE(finish(second, 25).history.back().epoch, 60);
    }
  }

  void aRuleThatHasFiredDoesNotFireAgain() {
    const Hyperparameters h = modelOf(Model::Multiplicative);
    const auto A = std::make_shared<const Matrix>(randomData(30, 24, 0.5, 3));
    TrainingPlan plan = planOf(60);
    plan.earlyStop = {EarlyStopKind::Stagnation, 1, 0.999};
    Trainer first(A, h, initialise(h, *A), plan);
    const Trained before = finish(first, 60);
    QCOMPARE(first.ending()->reason, StopReason::EarlyStop);
    const std::int64_t stopped = before.last->epoch;
    QVERIFY(stopped < 60);
    for (const bool stoppedEarly : {true, false}) {
      Trainer second(A, h, before.last->factors, plan);
      second.resumeFrom({stopped, before.history, {}, {}, stoppedEarly});
      QCOMPARE(finish(second, 10).history.back().epoch, stopped + (stoppedEarly ? 10 : 0));
      QCOMPARE(second.status().stopArmed, false);
    }
  }

  void isTheRunThatWasNeverInterrupted_data() {
    QTest::addColumn<int>("model");
    for (const Model model :
         {Model::Multiplicative, Model::Hals, Model::GradientDescent, Model::Deep, Model::LayerWise})
      QTest::newRow(word(model)) << static_cast<int>(model);
  }
  void isTheRunThatWasNeverInterrupted() {
    QFETCH(int, model);
    const Hyperparameters h = modelOf(static_cast<Model>(model));
    const auto A = std::make_shared<const Matrix>(randomData(30, 24, 0.5, 3));
    const Factors start = initialise(h, *A);
    Trainer whole(A, h, start, planOf(60));
    const Trained expected = finish(whole, 60);
    Trainer first(A, h, start, planOf(60));
    const Trained before = finish(first, 35);
    QCOMPARE(before.last->epoch, 35);

    Trainer second(A, h, before.last->factors, planOf(60));
    second.resumeFrom({35, before.history, before.changes, before.snapshots});
    const Trained after = finish(second, 25);
    QCOMPARE(after.history.epoch().front(), 35);
    QCOMPARE(after.history.back().epoch, 60);
    QCOMPARE(after.last->epoch, 60);
    // Nothing but the factors takes part in the update, so they are the same to the bit.
    for (std::size_t i = 0; i < after.history.size(); ++i) {
      const auto at = static_cast<std::size_t>(after.history.epoch()[i]);
      QCOMPARE(after.history.error()[i], expected.history.error()[at]);
      QCOMPARE(after.history.effectiveRank()[i], expected.history.effectiveRank()[at]);
    }
    QVERIFY(after.last->factors.W.front() == expected.last->factors.W.front());
    QVERIFY(after.last->factors.H.front() == expected.last->factors.H.front());
    QVERIFY(after.history.seconds().front() >= before.history.seconds()[34]);
    // The timeline reaches back before the interruption.
    QCOMPARE(after.snapshots.front()->epoch, 0);
  }

  void adamBeginsGentlyAndKeepsItsNumbers() {
    Hyperparameters h = modelOf(Model::Deep);
    h.optimizer = Optimizer::Adam;
    h.live.learningRate = 0.01;
    const auto A = std::make_shared<const Matrix>(randomData(30, 24, 0.5, 3));
    Trainer first(A, h, initialise(h, *A), planOf(400));
    const Trained before = finish(first, 300);
    Trainer second(A, h, before.last->factors, planOf(400));
    second.resumeFrom({300, before.history, {{10, "l1", "0"}, {300, "l1", "1"}}, before.snapshots});
    const Trained after = finish(second, 100);
    QCOMPARE(after.history.epoch().front(), 300);
    QCOMPARE(after.history.back().epoch, 400);
    QCOMPARE(after.changes.size(), 1U);
    // The moments begin anew with the bias correction of a first step, so no entry moves by more than the
    // rate at once; then the error goes on falling.
    QVERIFY(after.history.relativeError()[1] < before.history.relativeError().front());
    QVERIFY(after.history.relativeError().back() <= before.history.relativeError().back() * 1.01);
  }

  void plateausAreFoundAsIfNothingHadHappened() {
    // Multiplicative updates wait where they are reached: one plateau, found late.
    const Hyperparameters h = modelOf(Model::Multiplicative);
    const auto A = std::make_shared<const Matrix>(randomData(30, 24, 0.5, 3));
    const Factors start = initialise(h, *A);
    Trainer whole(A, h, start, planOf(3000));
    const Trained expected = finish(whole, 3000);
    QVERIFY(!expected.plateaus.empty());
    const std::int64_t cut = (expected.plateaus.front().start + expected.plateaus.front().found) / 2;
    Trainer first(A, h, start, planOf(3000));
    const Trained before = finish(first, cut);
    QVERIFY(before.plateaus.empty());
    Trainer second(A, h, before.last->factors, planOf(3000));
    second.resumeFrom({cut, before.history, {}, before.snapshots});
    const Trained after = finish(second, 3000 - cut);
    QCOMPARE(after.plateaus.size(), expected.plateaus.size());
    QCOMPARE(after.plateaus.front().start, expected.plateaus.front().start);
    QCOMPARE(after.plateaus.front().found, expected.plateaus.front().found);
  }

  void snapshotsGoOnKeepingWherePlateausStartedAndEnded() {
    Hyperparameters h = modelOf(Model::Deep);
    h.optimizer = Optimizer::Adam;
    h.live.learningRate = 0.01;
    const auto A = std::make_shared<const Matrix>(randomData(30, 24, 0.5, 3));
    TrainingPlan plan = planOf(40'000);
    plan.snapshots = 10;
    plan.plateau.open = plan.plateau.close = 0.05;  // several, which end
    Trainer first(A, h, initialise(h, *A), plan);
    const Trained before = finish(first, 10'000);
    QVERIFY(before.plateaus.size() > 1 && before.plateaus.front().end);
    Trainer second(A, h, before.last->factors, plan);
    second.resumeFrom({10'000, before.history, {}, before.snapshots});
    const Trained after = finish(second, 30'000);
    QVERIFY(after.plateaus.size() >= before.plateaus.size());
    for (const Plateau& plateau : after.plateaus) {
      QCOMPARE(second.snapshots().nearest(plateau.start)->epoch, plateau.start);
      if (plateau.end) QCOMPARE(second.snapshots().nearest(*plateau.end)->epoch, *plateau.end);
    }
  }

  void changesBeforeTheFirstEpochCarryItsNumber() {
    const Hyperparameters h = modelOf(Model::Deep);
    const auto A = std::make_shared<const Matrix>(randomData(30, 24, 0.5, 3));
    Trainer first(A, h, initialise(h, *A), planOf(60));
    const Trained before = finish(first, 35);
    Trainer second(A, h, before.last->factors, planOf(60));
    second.resumeFrom({35, before.history, {}, before.snapshots});
    LiveHyperparameters live = h.live;
    live.l1 = 0.5;
    second.setLive(live);
    const Trained after = finish(second, 5);
    QCOMPARE(after.changes.size(), 1U);
    QCOMPARE(after.changes.front().key, std::string("l1"));
    QCOMPARE(after.changes.front().epoch, 35);
  }

  void noFurtherEpochRecordsTheOneItBeganFrom() {
    const Hyperparameters h = modelOf(Model::Deep);
    const auto A = std::make_shared<const Matrix>(randomData(30, 24, 0.5, 3));
    Trainer first(A, h, initialise(h, *A), planOf(60));
    const Trained before = finish(first, 35);
    for (const std::int64_t epochs : {0, 1}) {
      Trainer second(A, h, before.last->factors, planOf(60));
      second.resumeFrom({35, before.history, {}, before.snapshots});
      const Trained after = finish(second, epochs);
      QCOMPARE(after.history.size(), static_cast<std::size_t>(epochs + 1));
      QCOMPARE(after.history.epoch().front(), 35);
      QCOMPARE(after.last->epoch, 35 + epochs);
    }
  }
};

QTEST_GUILESS_MAIN(TestResume)
#include "tst_resume.moc"
