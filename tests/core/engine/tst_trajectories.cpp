#include <tbb/global_control.h>
#include <tbb/task_arena.h>
#include <QTest>

#include "core/model/initialise.h"
#include "core/solver/solver.h"
#include "tests/core/engine/dense_reference.h"
#include "tests/core/engine/small_data.h"

using namespace nmf;

Q_DECLARE_METATYPE(Hyperparameters)

namespace {

// The engine works in single precision: a trajectory may leave that of double precision by this much in 100
// epochs.
constexpr double kTolerance = 1e-3;
constexpr int kEpochs = 100;

bool near(double actual, double expected, double scale) {
  return std::abs(actual - expected) <= kTolerance * scale;
}

}  // namespace

/// Every model, optimiser, way of staying non-negative and penalty against a dense double-precision
/// computation of the same formulas.
class TestTrajectories : public QObject {
  Q_OBJECT
 private slots:
  void agreesWithDenseComputation_data();
  void agreesWithDenseComputation();
};

void TestTrajectories::agreesWithDenseComputation_data() {
  QTest::addColumn<Hyperparameters>("h");
  QTest::addColumn<double>("density");
  QTest::addColumn<int>("threads");
  const auto row = [](const QString& name, Hyperparameters h) {
    QTest::newRow(qPrintable(name + " sparse")) << h << 0.2 << 2;
    QTest::newRow(qPrintable(name + " dense")) << h << 1.0 << 3;
  };
  Hyperparameters base;
  base.seed = 7;
  base.initScale = 0.3;
  {
    Hyperparameters h = base;
    h.model = Model::Multiplicative;
    h.ranks = {5};
    row("mu", h);
    h.ranks = {20};
    row("mu rank 20", h);
  }
  const std::vector<std::pair<Model, std::vector<int>>> models{{Model::GradientDescent, {5}},
                                                               {Model::Deep, {9, 4}},
                                                               {Model::Deep, {20, 18, 17}},
                                                               {Model::LayerWise, {8, 5}},
                                                               {Model::LayerWise, {18, 9, 5}}};
  for (const auto& [model, ranks] : models)
    for (const Optimizer optimizer : {Optimizer::Adam, Optimizer::Gradient})
      for (const NonNegativity mode : {NonNegativity::Projection, NonNegativity::Relu}) {
        Hyperparameters h = base;
        h.model = model;
        h.ranks = ranks;
        h.optimizer = optimizer;
        h.nonnegativity = mode;
        // The Lipschitz constant grows with the layers; too high a rate would diverge in both computations.
        h.live.learningRate = optimizer == Optimizer::Adam ? 0.01 : (ranks.size() > 2 ? 2e-6 : 2e-4);
        const QString name =
            QString("%1 x%2 %3 %4").arg(word(model)).arg(ranks.size()).arg(word(optimizer), word(mode));
        row(name, h);
        if (model == Model::LayerWise) {
          h.layerWeights = {0.5, 2.0, 0.25};
          h.layerWeights.resize(ranks.size());
          row(name + " weighted", h);
        } else {
          h.live.l1 = 0.05;
          h.live.cosineSeparation = 0.7;
          row(name + " penalties", h);
        }
      }
  Hyperparameters h = base;
  h.ranks = {6, 3};
  h.floor = 1e-3;
  row("deep floor", h);
}

void TestTrajectories::agreesWithDenseComputation() {
  QFETCH(Hyperparameters, h);
  QFETCH(double, density);
  QFETCH(int, threads);
  const auto A = std::make_shared<const Matrix>(test::randomData(150, 61, density, 3));
  const Factors start = initialise(h, *A);
  reference::DenseTrainer dense(A->cast<double>(), start, h);
  const double norm = A->cast<double>().squaredNorm();

  const tbb::global_control workers(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  arena.execute([&] {
    Team team;
    team.session(threads, [&] {
      const auto solver = Solver::create(A, h, start, team, threads);
      const std::atomic<bool> never{false};
      for (int epoch = 0; epoch <= kEpochs; ++epoch) {
        QVERIFY(solver->advance(h.live, never));
        QCOMPARE(solver->epoch(), epoch);
        QVERIFY2(solver->healthy(), solver->cause().c_str());
        const EpochRecord record = solver->record(4);
        const reference::DenseRecord expected = dense.record();
        const std::string at = "epoch " + std::to_string(epoch);
        QVERIFY2(
            near(record.error, expected.error, expected.error),
            qPrintable(
                QString("%1: error %2, dense %3").arg(at.c_str()).arg(record.error).arg(expected.error)));
        QVERIFY2(near(record.relativeError, expected.error / norm, expected.error / norm), at.c_str());
        QVERIFY2(near(record.effectiveRank, expected.effectiveRank, expected.effectiveRank),
                 qPrintable(QString("%1: rank %2, dense %3")
                                .arg(at.c_str())
                                .arg(record.effectiveRank)
                                .arg(expected.effectiveRank)));
        QVERIFY2(near(record.nuclearRank, expected.nuclearRank, expected.nuclearRank), at.c_str());
        QVERIFY2(near(record.cosineSeparation, expected.cosineSeparation,
                      std::max(expected.cosineSeparation, 1e-3)),
                 at.c_str());
        for (int k = 0; k < record.sigmaCount; ++k) {
          const double sigma = expected.sigma[static_cast<std::size_t>(k)];
          QVERIFY2(near(record.sigma[static_cast<std::size_t>(k)], sigma, sigma),
                   qPrintable(QString("%1: sigma_%2 %3, dense %4")
                                  .arg(at.c_str())
                                  .arg(k + 1)
                                  .arg(record.sigma[static_cast<std::size_t>(k)])
                                  .arg(sigma)));
        }
        dense.step();
      }
    });
  });
}

QTEST_GUILESS_MAIN(TestTrajectories)
#include "tst_trajectories.moc"
