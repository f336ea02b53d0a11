// Before Qt, whose word "emit" is a name in TBB.
#include "tests/core/engine/solver_fixture.h"

#include <Eigen/QR>
#include <QTest>
#include <cmath>
#include <numeric>

#include "core/errors.h"
#include "core/metrics/data_spectrum.h"
#include "core/metrics/effective_rank.h"
#include "tests/core/engine/dense_reference.h"
#include "tests/core/engine/small_data.h"

using namespace nmf;

Q_DECLARE_METATYPE(Hyperparameters)

namespace {

// Sums of single-precision products over a few thousand entries round by about this share.
constexpr double kRounding = 2e-6;

Hyperparameters of(Model model, std::vector<int> ranks) {
  Hyperparameters h;
  h.model = model;
  h.ranks = std::move(ranks);
  h.initScale = 0.3;
  h.seed = 11;
  return h;
}

const std::vector<Hyperparameters>& everyModel() {
  static const std::vector<Hyperparameters> list{of(Model::Multiplicative, {6}), of(Model::Hals, {6}),
                                                 of(Model::GradientDescent, {6}), of(Model::Deep, {8, 6}),
                                                 of(Model::LayerWise, {8, 6})};
  return list;
}

void addModels() {
  QTest::addColumn<Hyperparameters>("h");
  for (const Hyperparameters& h : everyModel()) QTest::newRow(word(h.model)) << h;
}

/// The Donoho & Stodden images: a torso and four limbs in four positions each; 256 images that are sums of 17
/// parts.
Matrix swimmers() {
  constexpr int kSide = 32;
  Matrix parts = Matrix::Zero(17, kSide * kSide);
  const auto set = [&](int part, int y, int x) { parts(part, y * kSide + x) = 1; };
  for (int y = 10; y < 22; ++y) set(16, y, 16);
  const int dy[4] = {-1, 0, 1, 1}, dx[4] = {1, 1, 1, 0};
  for (int limb = 0; limb < 4; ++limb)
    for (int position = 0; position < 4; ++position)
      for (int step = 1; step <= 6; ++step) {
        const int side = limb % 2 == 0 ? -1 : 1;
        const int y = limb < 2 ? 9 : 22;
        set(limb * 4 + position, y + dy[position] * step * (limb < 2 ? -1 : 1),
            16 + side * (dx[position] * step + 1));
      }
  Matrix A(256, kSide * kSide);
  for (int i = 0; i < 256; ++i)
    A.row(i) = parts.row(16) + parts.row(i % 4) + parts.row(4 + i / 4 % 4) + parts.row(8 + i / 16 % 4) +
               parts.row(12 + i / 64);
  return A;
}

}  // namespace

/// Identities that hold for every factorisation, whatever the numbers.
class TestProperties : public QObject {
  Q_OBJECT
 private slots:
  void exactUpdatesNeverRaiseTheError_data();
  void exactUpdatesNeverRaiseTheError();
  void boundsHold_data() { addModels(); }
  void boundsHold();
  void scalingTheDataScalesSingularValues();
  void permutedStartPermutesFactors_data();
  void permutedStartPermutesFactors();
  void halsFindsTheSwimmersParts();
  void gradientsPassFiniteDifferences_data();
  void gradientsPassFiniteDifferences();
  void smallErrorsStayExact();
  void smallSingularValuesStayExact();
  void degenerateShapesTrain_data();
  void degenerateShapesTrain();
  void collapsedRanksAreSeen();
  void allZeroDataIsRefused();
};

void TestProperties::exactUpdatesNeverRaiseTheError_data() {
  QTest::addColumn<Hyperparameters>("h");
  QTest::addColumn<double>("density");
  for (const Model model : {Model::Multiplicative, Model::Hals})
    for (const int rank : {1, 5, 17})
      for (const double density : {0.15, 1.0})
        QTest::addRow("%s rank %d density %.2f", word(model), rank, density) << of(model, {rank}) << density;
}

void TestProperties::exactUpdatesNeverRaiseTheError() {
  QFETCH(Hyperparameters, h);
  QFETCH(double, density);
  const auto A = std::make_shared<const Matrix>(test::randomData(120, 80, density, 5));
  const auto trained = test::train(A, h, initialise(h, *A), 200);
  for (std::size_t t = 1; t < trained.records.size(); ++t)
    QVERIFY2(trained.records[t].relativeError <= trained.records[t - 1].relativeError + kRounding,
             qPrintable(QString("epoch %1: %2 after %3")
                            .arg(t)
                            .arg(trained.records[t].relativeError)
                            .arg(trained.records[t - 1].relativeError)));
  QVERIFY(trained.records.back().relativeError < trained.records.front().relativeError);
}

void TestProperties::boundsHold() {
  QFETCH(Hyperparameters, h);
  const auto A = std::make_shared<const Matrix>(test::randomData(90, 70, 0.4, 6));
  const DataSpectrum spectrum = computeDataSpectrum(*A);
  const int r = h.ranks.back();
  for (const EpochRecord& record : test::train(A, h, initialise(h, *A), 150).records) {
    QVERIFY(record.relativeError >= spectrum.floorOfRank(r) - kRounding);
    QVERIFY(record.effectiveRank <= r + 1e-9);
    QVERIFY(record.effectiveRank >= 1 - 1e-9);
    QVERIFY(record.nuclearRank <= record.effectiveRank * (1 + 1e-6) || record.nuclearRank <= r);
    for (int k = 1; k < record.sigmaCount; ++k)
      QVERIFY(record.sigma[static_cast<std::size_t>(k)] <= record.sigma[static_cast<std::size_t>(k - 1)]);
  }
}

void TestProperties::scalingTheDataScalesSingularValues() {
  const Matrix A = test::randomData(60, 45, 0.5, 8);
  const DataSpectrum one = computeDataSpectrum(A), three = computeDataSpectrum(3 * A);
  for (std::size_t k = 0; k < one.sigma.size(); ++k)
    QVERIFY(std::abs(three.sigma[k] - 3 * one.sigma[k]) <= 1e-5 * three.sigma[0]);
  QVERIFY(std::abs(one.effectiveRank - three.effectiveRank) < 1e-4);
  // A scaled start on scaled data: mu takes W and H to the square roots of the scale.
  const Hyperparameters h = of(Model::Multiplicative, {4});
  const Factors start = initialise(h, A);
  Factors scaled = start;
  scaled.W[0] *= 3;
  const auto plain = test::train(std::make_shared<const Matrix>(A), h, start, 30);
  const auto larger = test::train(std::make_shared<const Matrix>(3 * A), h, scaled, 30);
  for (std::size_t t = 0; t < plain.records.size(); ++t)
    for (std::size_t k = 0; k < 4; ++k)
      QVERIFY(std::abs(larger.records[t].sigma[k] - 3 * plain.records[t].sigma[k]) <=
              1e-3f * larger.records[t].sigma[0]);
}

void TestProperties::permutedStartPermutesFactors_data() {
  QTest::addColumn<Hyperparameters>("h");
  // hals updates its columns one after the other, so their order matters by design.
  for (const Hyperparameters& h : everyModel())
    if (h.model != Model::Hals) QTest::newRow(word(h.model)) << h;
}

void TestProperties::permutedStartPermutesFactors() {
  QFETCH(Hyperparameters, h);
  if (h.model == Model::Hals)
    QSKIP("hals updates its columns one after the other, so their order matters by design");
  const auto A = std::make_shared<const Matrix>(test::randomData(80, 50, 0.5, 9));
  const Factors start = initialise(h, *A);
  Eigen::VectorXi order(h.ranks.back());
  std::iota(order.begin(), order.end(), 0);
  std::reverse(order.begin(), order.end());
  Factors permuted = start;
  for (Eigen::Index k = 0; k < order.size(); ++k) {
    permuted.W.back().col(k) = start.W.back().col(order[k]);
    permuted.H.back().row(k) = start.H.back().row(order[k]);
  }
  const auto a = test::train(A, h, start, 25), b = test::train(A, h, permuted, 25);
  const float largest = a.factors.H.back().maxCoeff();
  for (Eigen::Index k = 0; k < order.size(); ++k)
    QVERIFY((b.factors.H.back().row(k) - a.factors.H.back().row(order[k])).cwiseAbs().maxCoeff() <
            2e-3f * largest);
}

void TestProperties::halsFindsTheSwimmersParts() {
  const auto A = std::make_shared<const Matrix>(swimmers());
  double best = 1;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Hyperparameters h = of(Model::Hals, {17});
    h.seed = seed;
    h.initScale = 1;
    best = std::min(best, test::train(A, h, initialise(h, *A), 1000).records.back().relativeError);
  }
  QVERIFY2(best < 1e-3, qPrintable(QString::number(best)));
}

void TestProperties::gradientsPassFiniteDifferences_data() {
  QTest::addColumn<Hyperparameters>("h");
  for (Hyperparameters h :
       {of(Model::GradientDescent, {4}), of(Model::Deep, {5, 3}), of(Model::Deep, {5, 4, 3}),
        of(Model::LayerWise, {5, 3}), of(Model::LayerWise, {5, 4, 3})}) {
    if (takesPenalties(h.model)) {
      h.live.l1 = 0.3;
      h.live.cosineSeparation = 0.9;
    } else {
      h.layerWeights = {0.7, 1.9, 0.4};
      h.layerWeights.resize(h.ranks.size());
    }
    QTest::addRow("%s x%d", word(h.model), static_cast<int>(h.ranks.size())) << h;
  }
}

// The engine's gradient is what one step of plain descent moves, where nothing is clamped.
void TestProperties::gradientsPassFiniteDifferences() {
  QFETCH(Hyperparameters, h);
  h.optimizer = Optimizer::Gradient;
  h.live.learningRate = 1e-4;
  const auto A = std::make_shared<const Matrix>(test::randomData(20, 15, 0.6, 10));
  Factors start = initialise(h, *A);
  for (auto* list : {&start.W, &start.H})
    for (Matrix& X : *list) X.array() += 0.2f;
  const Factors moved = test::train(A, h, start, 1, 1).factors;
  const MatrixD dense = A->cast<double>();
  const auto check = [&](std::size_t index, bool isW) {
    const Matrix& before = isW ? start.W[index] : start.H[index];
    const Matrix& after = isW ? moved.W[index] : moved.H[index];
    double scale = 0, worst = 0;
    for (Eigen::Index i = 0; i < before.size(); i += 3) {
      reference::DenseFactors up = reference::toDouble(start), down = up;
      constexpr double kStep = 1e-5;
      (isW ? up.W[index] : up.H[index]).data()[i] += kStep;
      (isW ? down.W[index] : down.H[index]).data()[i] -= kStep;
      const double expected = (reference::loss(dense, up, h) - reference::loss(dense, down, h)) / (2 * kStep);
      const double actual = (static_cast<double>(before.data()[i]) - static_cast<double>(after.data()[i])) /
                            h.live.learningRate;
      scale = std::max(scale, std::abs(expected));
      worst = std::max(worst, std::abs(actual - expected));
    }
    // A step of rate * gradient is rounded to the factor's own precision.
    const double rounding = 1.2e-7 * static_cast<double>(before.maxCoeff()) / h.live.learningRate;
    QVERIFY2(worst <= 1e-3 * scale + rounding,
             qPrintable(QString("factor %1: off by %2 of %3").arg(index).arg(worst).arg(scale)));
  };
  for (std::size_t l = 0; l < start.W.size(); ++l) check(l, true);
  for (std::size_t l = 0; l < start.H.size(); ++l) check(l, false);
}

void TestProperties::smallErrorsStayExact() {
  // Exact factors with a relative perturbation of 1e-5: the error is about 1e-10 and the short formula
  // cancels.
  Hyperparameters h = of(Model::Hals, {5});
  const Factors truth = initialise(h, test::randomData(60, 40, 1, 2));
  const auto A = std::make_shared<const Matrix>(truth.W[0] * truth.H[0]);
  double smallest = 1;
  const auto trained = test::train(A, h, truth, 20, 2, 5, [&](Solver& solver) {
    const EpochRecord record = solver.record(5);
    const Factors factors = solver.factors();
    const MatrixD M = factors.W[0].cast<double>() * factors.H[0].cast<double>();
    const double exact = (A->cast<double>() - M).squaredNorm() / A->cast<double>().squaredNorm();
    // Below 1e-10 the rounding of M to single precision itself shows.
    if (solver.epoch() > 0 && exact > 1e-10) {
      smallest = std::min(smallest, exact);
      if (std::abs(record.relativeError - exact) > 1e-3 * exact) smallest = -1;
    }
    return smallest >= 0;
  });
  QVERIFY2(smallest > 0, "the recorded error differs from the dense one");
  QVERIFY(trained.records.back().relativeError < 1e-9);
  // And a start whose error lies between: planted data seen from a coarse start.
  h.seed = 3;
  bool good = true;
  test::train(A, h, initialise(h, *A), 400, 2, 5, [&](Solver& solver) {
    const EpochRecord record = solver.record(5);
    const Factors factors = solver.factors();
    const MatrixD M = factors.W[0].cast<double>() * factors.H[0].cast<double>();
    const double exact = (A->cast<double>() - M).squaredNorm() / A->cast<double>().squaredNorm();
    good = good && (exact < 1e-10 || std::abs(record.relativeError - exact) <= 2e-3 * exact);
    return good;
  });
  QVERIFY(good);
}

void TestProperties::smallSingularValuesStayExact() {
  Hyperparameters h = of(Model::GradientDescent, {4});
  h.live.learningRate = 1e-12;
  h.optimizer = Optimizer::Gradient;
  // Disjoint supports make the singular values known: norms of the parts.
  Factors start{{Matrix::Zero(40, 4)}, {Matrix::Zero(4, 40)}};
  const double wanted[4] = {10, 1e-2, 1e-4, 1e-5};
  for (int k = 0; k < 4; ++k)
    for (int i = 0; i < 10; ++i) {
      start.W[0](10 * k + i, k) = static_cast<float>(std::sqrt(wanted[k] / 10));
      start.H[0](k, 10 * k + i) = static_cast<float>(std::sqrt(wanted[k] / 10));
    }
  const auto A = std::make_shared<const Matrix>(test::randomData(40, 40, 1, 1));
  const EpochRecord record = test::train(A, h, start, 0, 2, 4).records.front();
  for (std::size_t k = 0; k < 4; ++k)
    QVERIFY2(std::abs(record.sigma[k] - wanted[k]) <= 1e-3 * wanted[k],
             qPrintable(QString("sigma_%1 = %2, wanted %3").arg(k + 1).arg(record.sigma[k]).arg(wanted[k])));
}

void TestProperties::degenerateShapesTrain_data() {
  QTest::addColumn<Hyperparameters>("h");
  QTest::addColumn<int>("images");
  QTest::addColumn<int>("pixels");
  QTest::addColumn<bool>("blank");
  for (const Model model :
       {Model::Multiplicative, Model::Hals, Model::GradientDescent, Model::Deep, Model::LayerWise}) {
    const auto ranks = [&](int r) { return isLayered(model) ? std::vector<int>{r, r} : std::vector<int>{r}; };
    QTest::addRow("%s rank 1", word(model)) << of(model, ranks(1)) << 30 << 20 << false;
    QTest::addRow("%s full rank", word(model)) << of(model, ranks(20)) << 30 << 20 << false;
    QTest::addRow("%s one image", word(model)) << of(model, ranks(1)) << 1 << 20 << false;
    QTest::addRow("%s one pixel", word(model)) << of(model, ranks(1)) << 20 << 1 << false;
    QTest::addRow("%s blank images and pixels", word(model)) << of(model, ranks(4)) << 30 << 20 << true;
    QTest::addRow("%s more threads than rows", word(model)) << of(model, ranks(2)) << 2 << 3 << false;
  }
}

void TestProperties::degenerateShapesTrain() {
  QFETCH(Hyperparameters, h);
  QFETCH(int, images);
  QFETCH(int, pixels);
  QFETCH(bool, blank);
  Matrix data = test::randomData(images, pixels, 1, 4);
  if (blank) {
    data.topRows(5).setZero();
    data.leftCols(7).setZero();
  }
  const auto A = std::make_shared<const Matrix>(data);
  const auto trained = test::train(A, h, initialise(h, *A), 60, 4);
  for (const EpochRecord& record : trained.records) {
    QVERIFY(std::isfinite(record.relativeError));
    QVERIFY(record.effectiveRank > 0);
  }
  const reference::DenseRecord expected =
      reference::record(A->cast<double>(), reference::toDouble(trained.factors));
  QVERIFY(std::abs(trained.records.back().relativeError - expected.relativeError) <=
          1e-3 * expected.relativeError + 1e-9);
}

void TestProperties::collapsedRanksAreSeen() {
  // Equal rows and a zero row of H: M has rank 1 of 3.
  Hyperparameters h = of(Model::GradientDescent, {3});
  const auto A = std::make_shared<const Matrix>(test::randomData(30, 25, 1, 4));
  Factors start = initialise(h, *A);
  start.H[0].row(1) = start.H[0].row(0);
  start.H[0].row(2).setZero();
  const EpochRecord record = test::train(A, h, start, 0, 2, 3).records.front();
  QVERIFY(std::abs(record.effectiveRank - 1) < 1e-5);
  QVERIFY(record.sigma[1] <= 1e-6f * record.sigma[0]);
}

void TestProperties::allZeroDataIsRefused() {
  const Hyperparameters h = of(Model::Hals, {2});
  const auto A = std::make_shared<const Matrix>(Matrix::Zero(6, 5));
  Factors start{{Matrix::Ones(6, 2)}, {Matrix::Ones(2, 5)}};
  Team team;
  QVERIFY_EXCEPTION_THROWN(Solver::create(A, h, start, team, 1), InputError);
}

QTEST_GUILESS_MAIN(TestProperties)
#include "tst_properties.moc"
