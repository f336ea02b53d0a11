#include <tbb/task_arena.h>

#include <Eigen/QR>

#include <QTest>
#include <chrono>
#include <cmath>
#include <thread>

#include "core/errors.h"
#include "core/model/initialise.h"
#include "core/solver/clean_error.h"
#include "core/solver/held_out_error.h"
#include "core/training/trainer.h"
#include "tests/core/engine/dense_reference.h"
#include "tests/core/engine/small_data.h"

using namespace nmf;

namespace {

using namespace std::chrono_literals;
using Shared = std::shared_ptr<const Matrix>;

Shared shared(Matrix X) {
  return std::make_shared<const Matrix>(std::move(X));
}

/// Random factors of a model for m x n data.
Factors randomFactors(Model model, const std::vector<int>& ranks, Eigen::Index m, Eigen::Index n,
                      std::uint64_t seed) {
  Factors factors;
  Eigen::Index left = m;
  for (const int rank : ranks) {
    factors.W.push_back(test::randomData(left, rank, 0.8, seed++));
    left = rank;
  }
  for (std::size_t l = model == Model::LayerWise ? 0 : ranks.size() - 1; l < ranks.size(); ++l)
    factors.H.push_back(test::randomData(ranks[l], n, 0.6, seed++));
  return factors;
}

/// W2 ... WL H, densely in double.
MatrixD dictionary(const Factors& factors) {
  MatrixD D = rightFactor(factors).cast<double>();
  for (std::size_t l = factors.W.size(); l-- > 1;) D = (factors.W[l].cast<double>() * D).eval();
  return D;
}

/// The non-negative least squares fit of one image by the active-set method of Lawson & Hanson (1974),
/// densely.
VectorD referenceCodes(const MatrixD& D, const VectorD& a) {
  const Eigen::Index r = D.rows();
  VectorD w = VectorD::Zero(r);
  std::vector<bool> passive(static_cast<std::size_t>(r), false);
  const auto solve = [&] {
    std::vector<Eigen::Index> set;
    for (Eigen::Index k = 0; k < r; ++k)
      if (passive[static_cast<std::size_t>(k)]) set.push_back(k);
    MatrixD X(D.cols(), static_cast<Eigen::Index>(set.size()));
    for (std::size_t i = 0; i < set.size(); ++i)
      X.col(static_cast<Eigen::Index>(i)) = D.row(set[i]).transpose();
    const VectorD part = X.colPivHouseholderQr().solve(a);
    VectorD s = VectorD::Zero(r);
    for (std::size_t i = 0; i < set.size(); ++i) s[set[i]] = part[static_cast<Eigen::Index>(i)];
    return s;
  };
  for (int round = 0; round < 10 * r; ++round) {
    const VectorD gradient = D * (a - D.transpose() * w);
    Eigen::Index best = -1;
    for (Eigen::Index k = 0; k < r; ++k)
      if (!passive[static_cast<std::size_t>(k)] && gradient[k] > 1e-10 &&
          (best < 0 || gradient[k] > gradient[best]))
        best = k;
    if (best < 0) break;
    passive[static_cast<std::size_t>(best)] = true;
    VectorD s = solve();
    while (true) {
      double step = 1;
      for (Eigen::Index k = 0; k < r; ++k)
        if (passive[static_cast<std::size_t>(k)] && s[k] <= 0) step = std::min(step, w[k] / (w[k] - s[k]));
      w += step * (s - w);
      if (step == 1) break;
      for (Eigen::Index k = 0; k < r; ++k)
        if (passive[static_cast<std::size_t>(k)] && w[k] <= 1e-14) {
          passive[static_cast<std::size_t>(k)] = false;
          w[k] = 0;
        }
      s = solve();
    }
  }
  return w;
}

double referenceError(const MatrixD& A, const MatrixD& D) {
  double error = 0;
  for (Eigen::Index i = 0; i < A.rows(); ++i) {
    const VectorD a = A.row(i).transpose();
    error += (a - D.transpose() * referenceCodes(D, a)).squaredNorm();
  }
  return error / A.squaredNorm();
}

struct Fit {
  Matrix codes;
  double relativeError = 0;
};

/// One cold fit, or several in a row to the same factors.
Fit fitted(const Shared& A, const Factors& factors, const CodeTolerance& tolerance, int threads = 2,
           int times = 1) {
  Fit fit;
  tbb::task_arena arena(threads);
  arena.execute([&] {
    Team team;
    team.session(threads, [&] {
      HeldOutError error(A, static_cast<int>(factors.W.front().cols()),
                         static_cast<int>(rightFactor(factors).rows()), team, threads, tolerance);
      const std::atomic<bool> never{false};
      for (int i = 0; i < times; ++i) {
        error.begin(factors, true);
        error.advance(never);
      }
      fit = {error.codes(), error.relativeError()};
    });
  });
  return fit;
}

double cleanError(const Shared& C, const Factors& factors, int threads = 2) {
  double error = 0;
  tbb::task_arena arena(threads);
  arena.execute([&] {
    Team team;
    team.session(threads, [&] {
      CleanError clean(C, static_cast<int>(rightFactor(factors).rows()), team, threads);
      const std::atomic<bool> never{false};
      clean.begin(factors);
      clean.advance(never);
      error = clean.relativeError();
    });
  });
  return error;
}

/// As tight as single precision allows.
constexpr CodeTolerance kTight{0, 0, 5'000};

// ---- with the trainer

Hyperparameters deep() {
  Hyperparameters h;
  h.ranks = {8, 4};
  h.seed = 5;
  return h;
}

Shared training() {
  return shared(test::randomData(120, 64, 0.3, 17));
}
Shared unseen() {
  return shared(test::randomData(70, 64, 0.3, 18));
}
Shared clean() {
  return shared(test::randomData(120, 64, 0.3, 19));
}

struct Followed {
  std::vector<EpochRecord> records;
  std::vector<FurtherRecord> further;
  std::vector<std::int64_t> furtherEpochs() const {
    std::vector<std::int64_t> epochs;
    for (const FurtherRecord& record : further) epochs.push_back(record.epoch);
    return epochs;
  }
};

void settle(Trainer& trainer, Followed& followed) {
  while (trainer.status().running) {
    trainer.drain(followed.records);
    std::this_thread::sleep_for(1ms);
  }
  trainer.wait();
  trainer.drain(followed.records);
  trainer.drainFurther(followed.further);
}

/// Trains stretches of so many epochs, one after the other.
Followed followed(const std::vector<std::int64_t>& stretches, std::int64_t every = 20,
                  std::int64_t metricsEvery = 1, int threads = 2, bool further = true) {
  const Shared A = training();
  TrainingPlan plan;
  plan.threads = threads;
  plan.heldOutEvery = every;
  plan.metricsEvery = metricsEvery;
  Trainer trainer(A, deep(), initialise(deep(), *A), plan);
  if (further) trainer.setFurtherData({unseen(), clean()});
  Followed result;
  for (const std::int64_t epochs : stretches) {
    trainer.start(epochs);
    settle(trainer, result);
  }
  return result;
}

bool sameBits(const std::vector<FurtherRecord>& a, const std::vector<FurtherRecord>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const auto& x, const auto& y) {
           return x.epoch == y.epoch && x.heldOutError == y.heldOutError && x.cleanError == y.cleanError;
         });
}

}  // namespace

class TestHeldOut : public QObject {
  Q_OBJECT
 private slots:
  void codesObeyTheKktConditions_data();
  void codesObeyTheKktConditions();
  void theUsualToleranceIsKept();
  void layersBetweenRestrictTheCodes();
  void plantedImagesHaveNoError();
  void orderOfTheImagesDoesNotMatter();
  void aSignatureThatIsZeroIsPassedOver();
  void cleanErrorIsThatOfTheDenseComputation();
  void scheduleFollowsTheRecords();
  void trainingIsTheSameWithAndWithout();
  void goingOnLeavesNoTrace();
  void repeatsBitForBit();
  void interruptionsLeaveNoTrace();
  void aStoppedRunHasItsLastErrors();
  void divergenceKeepsTheErrorsBefore();
  void dataThatDoNotFitAreRefused();
};

void TestHeldOut::codesObeyTheKktConditions_data() {
  QTest::addColumn<double>("density");
  QTest::addColumn<int>("images");
  QTest::addColumn<int>("model");
  QTest::addColumn<QList<int>>("ranks");
  QTest::newRow("sparse") << 0.2 << 150 << int(Model::Multiplicative) << QList<int>{7};
  QTest::newRow("dense") << 0.95 << 150 << int(Model::Hals) << QList<int>{7};
  QTest::newRow("one image") << 0.5 << 1 << int(Model::GradientDescent) << QList<int>{5};
  QTest::newRow("rank 1") << 0.5 << 65 << int(Model::Multiplicative) << QList<int>{1};
  QTest::newRow("wide rank") << 0.5 << 64 << int(Model::Multiplicative) << QList<int>{33};
  QTest::newRow("deep") << 0.3 << 100 << int(Model::Deep) << QList<int>{9, 5};
  QTest::newRow("three layers") << 0.3 << 100 << int(Model::Deep) << QList<int>{9, 7, 5};
  QTest::newRow("layerwise") << 0.3 << 100 << int(Model::LayerWise) << QList<int>{6, 4};
}

void TestHeldOut::codesObeyTheKktConditions() {
  QFETCH(double, density);
  QFETCH(int, images);
  QFETCH(int, model);
  QFETCH(QList<int>, ranks);
  const Shared A = shared(test::randomData(images, 300, density, 3));
  const Factors factors = randomFactors(Model(model), {ranks.begin(), ranks.end()}, 40, 300, 11);
  const Fit fit = fitted(A, factors, kTight);
  const MatrixD D = dictionary(factors), W = fit.codes.cast<double>(), B = A->cast<double>() * D.transpose();
  QCOMPARE(W.rows(), A->rows());
  QCOMPARE(W.cols(), Eigen::Index{ranks.front()});
  QVERIFY(W.minCoeff() >= 0);
  // The half gradient is 0 where a code is positive and nowhere negative; in units of B, whose rounding it
  // has.
  const MatrixD gradient = W * (D * D.transpose()) - B;
  const double unit = B.cwiseAbs().maxCoeff();
  for (Eigen::Index i = 0; i < W.rows(); ++i)
    for (Eigen::Index k = 0; k < W.cols(); ++k) {
      const double g = gradient(i, k) / unit;
      QVERIFY2(g > -1e-5 && (W(i, k) == 0 || g < 1e-5),
               qPrintable(QString("%1 at %2, %3").arg(g).arg(i).arg(k)));
    }
  const double expected = referenceError(A->cast<double>(), D);
  QVERIFY2(std::abs(fit.relativeError - expected) < 1e-5 * expected,
           qPrintable(QString("%1 against %2").arg(fit.relativeError, 0, 'g', 12).arg(expected, 0, 'g', 12)));
}

void TestHeldOut::theUsualToleranceIsKept() {
  const Shared A = shared(test::randomData(200, 300, 0.4, 3));
  for (const auto& ranks : {std::vector{10}, std::vector{20, 10}}) {
    const Factors factors =
        randomFactors(ranks.size() > 1 ? Model::Deep : Model::Multiplicative, ranks, 40, 300, 21);
    const double expected = referenceError(A->cast<double>(), dictionary(factors));
    const Fit cold = fitted(A, factors, {});
    QVERIFY(cold.relativeError > expected * (1 - 1e-6));
    QVERIFY2(cold.relativeError < expected * (1 + CodeTolerance{}.relative),
             qPrintable(QString("%1 against %2").arg(cold.relativeError).arg(expected)));
    // A fit that starts from the last one is no worse.
    QVERIFY(fitted(A, factors, {}, 2, 3).relativeError <= cold.relativeError * (1 + 1e-6));
  }
}

void TestHeldOut::layersBetweenRestrictTheCodes() {
  // W2 mixes both signatures half and half: no code of layer 1 can make one of them alone.
  Factors factors;
  factors.W = {Matrix::Ones(3, 2), Matrix::Constant(2, 2, 0.5f)};
  factors.H = {Matrix::Identity(2, 2)};
  Matrix A(1, 2);
  A << 1, 0;
  const Fit fit = fitted(shared(A), factors, kTight);
  QVERIFY(std::abs(fit.relativeError - 0.5) < 1e-6);
  factors.W[1] = Matrix::Identity(2, 2);
  QVERIFY(fitted(shared(A), factors, kTight).relativeError < 1e-6);
}

void TestHeldOut::plantedImagesHaveNoError() {
  const Factors factors = randomFactors(Model::Multiplicative, {6}, 90, 200, 31);
  const Shared A = shared(factors.W.front() * factors.H.front());
  QVERIFY(fitted(A, factors, kTight).relativeError < 1e-10);
  const double usual = fitted(A, factors, {}).relativeError;
  QVERIFY2(usual >= 0 && usual < 1e-5, qPrintable(QString::number(usual)));
}

void TestHeldOut::orderOfTheImagesDoesNotMatter() {
  const Matrix A = test::randomData(150, 200, 0.3, 41);
  const Factors factors = randomFactors(Model::Deep, {10, 6}, 40, 200, 42);
  Matrix mixed(A.rows(), A.cols());
  for (Eigen::Index i = 0; i < A.rows(); ++i) mixed.row(i) = A.row((i * 67 + 13) % A.rows());
  const Fit straight = fitted(shared(A), factors, kTight), other = fitted(shared(mixed), factors, kTight);
  QVERIFY(std::abs(straight.relativeError - other.relativeError) < 1e-6 * straight.relativeError);
  for (int threads : {1, 3})
    QVERIFY(std::abs(fitted(shared(A), factors, kTight, threads).relativeError - straight.relativeError) <
            1e-6 * straight.relativeError);
}

void TestHeldOut::aSignatureThatIsZeroIsPassedOver() {
  const Shared A = shared(test::randomData(40, 100, 0.5, 51));
  Factors factors = randomFactors(Model::Multiplicative, {4}, 40, 100, 52);
  const double before = fitted(A, factors, kTight).relativeError;
  Factors wider = factors;
  wider.W.front() = test::randomData(40, 5, 0.8, 53);
  wider.H.front() = Matrix::Zero(5, 100);
  wider.H.front().topRows(4) = factors.H.front();
  const Fit fit = fitted(A, wider, kTight);
  QVERIFY(std::abs(fit.relativeError - before) < 1e-6 * before);
  QVERIFY(fit.codes.allFinite());
}

void TestHeldOut::cleanErrorIsThatOfTheDenseComputation() {
  for (const auto& [model, ranks] : {std::pair{Model::Multiplicative, std::vector{5}},
                                     {Model::Deep, {8, 6, 4}},
                                     {Model::LayerWise, {6, 4}}}) {
    Factors factors = randomFactors(model, ranks, 130, 90, 61);
    const MatrixD M = factors.W.front().cast<double>() * dictionary(factors);
    for (const double density : {0.2, 0.9}) {
      const Matrix C = test::randomData(130, 90, density, 62);
      const double expected = (C.cast<double>() - M).squaredNorm() / C.cast<double>().squaredNorm();
      QVERIFY(std::abs(cleanError(shared(C), factors) - expected) < 1e-5 * expected);
    }
    // Where the short formula cancels.
    QVERIFY(cleanError(shared(M.cast<float>()), factors) < 1e-11);
  }
}

void TestHeldOut::scheduleFollowsTheRecords() {
  QCOMPARE(followed({50}).furtherEpochs(), (std::vector<std::int64_t>{0, 20, 40, 50}));
  QCOMPARE(followed({0}).furtherEpochs(), (std::vector<std::int64_t>{0}));
  // Every error belongs to a record: the first at or after each multiple of 20.
  QCOMPARE(followed({50}, 20, 7).furtherEpochs(), (std::vector<std::int64_t>{0, 21, 42, 50}));
  QCOMPARE(followed({50}, 20, 1, 2, false).further.size(), std::size_t{0});
}

void TestHeldOut::trainingIsTheSameWithAndWithout() {
  const Followed with = followed({80}), without = followed({80}, 20, 1, 2, false);
  QCOMPARE(with.records.size(), without.records.size());
  for (std::size_t i = 0; i < with.records.size(); ++i)
    QCOMPARE(with.records[i].relativeError, without.records[i].relativeError);
}

void TestHeldOut::goingOnLeavesNoTrace() {
  std::vector<FurtherRecord> pieces = followed({30, 33, 17}).further;
  // The ends of the stretches have errors too; later ones do not depend on them.
  std::erase_if(pieces, [](const FurtherRecord& record) { return record.epoch == 30 || record.epoch == 63; });
  QVERIFY(sameBits(pieces, followed({80}).further));
}

void TestHeldOut::repeatsBitForBit() {
  for (const int threads : {1, 2, 3})
    QVERIFY(sameBits(followed({100}, 10, 1, threads).further, followed({100}, 10, 1, threads).further));
}

void TestHeldOut::interruptionsLeaveNoTrace() {
  const Followed straight = followed({400}, 3);
  const Shared A = training();
  TrainingPlan plan;
  plan.threads = 2;
  plan.heldOutEvery = 3;
  Trainer trainer(A, deep(), initialise(deep(), *A), plan);
  trainer.setFurtherData({unseen(), clean()});
  Followed interrupted;
  trainer.start(400);
  while (trainer.status().active) {
    trainer.pause();
    trainer.drain(interrupted.records);
    trainer.resume();
    std::this_thread::sleep_for(50us);
  }
  settle(trainer, interrupted);
  QVERIFY(sameBits(interrupted.further, straight.further));
}

void TestHeldOut::aStoppedRunHasItsLastErrors() {
  const Shared A = training();
  TrainingPlan plan;
  plan.threads = 2;
  plan.heldOutEvery = 1'000'000;
  Trainer trainer(A, deep(), initialise(deep(), *A), plan);
  trainer.setFurtherData({unseen(), nullptr});
  Followed result;
  trainer.start(1'000'000'000);
  while (trainer.status().epoch < 50) trainer.drain(result.records);
  trainer.stop();
  settle(trainer, result);
  QCOMPARE(result.further.size(), std::size_t{2});
  QCOMPARE(result.further.front().epoch, std::int64_t{0});
  QCOMPARE(result.further.back().epoch, result.records.back().epoch);
  QVERIFY(result.further.back().heldOutError > 0 && result.further.back().heldOutError < 1);
  QVERIFY(std::isnan(result.further.back().cleanError));
}

void TestHeldOut::divergenceKeepsTheErrorsBefore() {
  const Shared A = training();
  Hyperparameters h = deep();
  h.optimizer = Optimizer::Gradient;
  h.live.learningRate = 10;
  TrainingPlan plan;
  plan.heldOutEvery = 1;
  Trainer trainer(A, h, initialise(h, *A), plan);
  trainer.setFurtherData({unseen(), clean()});
  Followed result;
  trainer.start(100);
  settle(trainer, result);
  QCOMPARE(trainer.ending()->reason, StopReason::Diverged);
  QVERIFY(!result.further.empty());
  for (const FurtherRecord& record : result.further) {
    QVERIFY(std::isfinite(record.heldOutError) && std::isfinite(record.cleanError));
    QVERIFY(record.epoch < result.records.back().epoch);
  }
}

void TestHeldOut::dataThatDoNotFitAreRefused() {
  const Shared A = training();
  Trainer trainer(A, deep(), initialise(deep(), *A), TrainingPlan{});
  const auto sentence = [&](const FurtherData& data) -> std::string {
    try {
      trainer.setFurtherData(data);
    } catch (const InputError& error) {
      return error.what();
    }
    return {};
  };
  QVERIFY(sentence({shared(Matrix::Ones(5, 63)), nullptr}).starts_with("--held-out: "));
  QVERIFY(sentence({shared(Matrix::Zero(5, 64)), nullptr}).starts_with("--held-out: "));
  QVERIFY(sentence({nullptr, shared(Matrix::Ones(119, 64))}).starts_with("--noise: "));
  QVERIFY(sentence({nullptr, shared(Matrix::Zero(120, 64))}).starts_with("--noise: "));
  QVERIFY(sentence({shared(Matrix::Ones(1, 64)), shared(Matrix::Ones(120, 64))}).empty());
}

QTEST_GUILESS_MAIN(TestHeldOut)
#include "tst_held_out.moc"
