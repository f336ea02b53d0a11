#include "core/solver/solver.h"

#include <algorithm>
#include <cmath>

#include "core/errors.h"
#include "core/solver/gradient_solver.h"
#include "core/solver/gram.h"
#include "core/solver/hals_solver.h"
#include "core/solver/layerwise_solver.h"
#include "core/solver/multiplicative_solver.h"

namespace nmf {
namespace {

// Below this relative error the short formula cancels and the residual is computed directly.
constexpr double kDirectResidualBelow = 1e-4;
// Rounding P to single precision moves the singular values of M by about 1e-8 of the largest. A recorded one
// below this share of it is taken from a P in double; the wider bound avoids changing to and fro.
constexpr double kDoubleBelow = 1e-4;
constexpr double kSingleAbove = 2e-4;
constexpr int kGramRanges = 16;

int columnRanges(Eigen::Index pixels, int threads) {
  return static_cast<int>(std::clamp<Eigen::Index>(pixels / kPixelBlock, 1, threads));
}

}  // namespace

std::unique_ptr<Solver> Solver::create(std::shared_ptr<const Matrix> A, const Hyperparameters& h,
                                       const Factors& start, Team& team, int threads) {
  checkHyperparameters(h, A->rows(), A->cols());
  checkFactors(start, h.model, h.ranks, A->rows(), A->cols(), "the initial factors");
  std::unique_ptr<Solver> solver;
  switch (h.model) {
    case Model::Multiplicative:
      solver = std::make_unique<MultiplicativeSolver>(A, h, start, team, threads);
      break;
    case Model::Hals:
      solver = std::make_unique<HalsSolver>(A, h, start, team, threads);
      break;
    case Model::GradientDescent:
    case Model::Deep:
      solver = std::make_unique<GradientSolver>(A, h, start, team, threads);
      break;
    case Model::LayerWise:
      solver = std::make_unique<LayerWiseSolver>(A, h, start, team, threads);
      break;
  }
  if (!(solver->data_.squaredNorm() > 0))
    throw InputError(
        "the data are all 0, so there is nothing to factorise; choose rows with some non-zero pixels");
  return solver;
}

Solver::Solver(std::shared_ptr<const Matrix> A, const Hyperparameters& h, int gatherRank, int scatterRank,
               Team& team, int threads)
    : h_(h),
      data_(std::move(A), paddedWidth(gatherRank), paddedWidth(scatterRank), threads),
      team_(team),
      threads_(threads),
      lanes_(data_.lanes().size()),
      rangeSums_(static_cast<std::size_t>(columnRanges(data_.columns(), threads))),
      cursors_(data_.lanes().size()) {
  for (LaneSums& sums : lanes_) sums.PtA = PaddedMatrix(data_.columns(), scatterRank);
}

bool Solver::advance(const LiveHyperparameters& live, const std::atomic<bool>& interrupt) {
  const int from = now_, to = updating_ ? 1 - now_ : now_;
  if (!inPass_) {
    if (updating_) beginEpoch(live, from, to);
    const Eigen::Index n = data_.columns();
    const int ranges = static_cast<int>(rangeSums_.size());
    team_.run(ranges, [&](int range) {
      const Eigen::Index begin = n * range / ranges, end = n * (range + 1) / ranges;
      rangeSums_[static_cast<std::size_t>(range)].setZero();
      for (Eigen::Index j = begin; j < end; j += kPixelBlock)
        updateColumns(range, j, static_cast<int>(std::min<Eigen::Index>(kPixelBlock, end - j)), from, to);
    });
    endColumns(to);
    for (std::size_t lane = 0; lane < cursors_.size(); ++lane)
      cursors_[lane] = data_.lanes()[lane].firstBlock;
    inPass_ = true;
  }
  team_.run(static_cast<int>(lanes_.size()), [&](int lane) {
    const PackedData::Lane& part = data_.lanes()[static_cast<std::size_t>(lane)];
    LaneSums& sums = lanes_[static_cast<std::size_t>(lane)];
    for (int& block = cursors_[static_cast<std::size_t>(lane)]; block < part.endBlock; ++block) {
      if (interrupt.load(std::memory_order_relaxed)) return;
      if (block == part.firstBlock) {
        sums.PtA.setZero();
        sums.gram.setZero();
        sums.other.setZero();
        sums.cross = 0;
      }
      passBlock(lane, block, from, to);
    }
  });
  for (std::size_t lane = 0; lane < cursors_.size(); ++lane)
    if (cursors_[lane] < data_.lanes()[lane].endBlock) return false;
  endPass(to);
  std::swap(products_, making_);
  products_.squaredNorm = data_.squaredNorm();
  products_.residual = -1;
  now_ = to;
  inPass_ = false;
  updating_ = true;
  ++epoch_;
  inspect();
  return true;
}

MatrixD Solver::sumOfRanges() const {
  MatrixD sum = rangeSums_.front();
  for (std::size_t range = 1; range < rangeSums_.size(); ++range) sum += rangeSums_[range];
  return sum;
}

void Solver::inspect() {
  cause_.clear();
  const bool finite =
      products_.gramP.allFinite() && products_.gramH.allFinite() && std::isfinite(products_.cross);
  if (!finite) {
    cause_ = "a factor or a record is not finite any more";
    return;
  }
  // Squares of tiny factors may vanish in single precision where M itself does not.
  if (products_.gramP.cwiseProduct(products_.gramH).sum() > 0) return;
  const MatrixD V = chain(now_);
  products_.gramP = V.transpose() * gramInDouble(firstLeft(now_)) * V;
  products_.gramH = gramInDouble(right(now_));
  if (!(products_.gramP.cwiseProduct(products_.gramH).sum() > 0))
    cause_ = "the reconstruction M has vanished: all its entries are 0, and so is every further gradient";
}

EpochRecord Solver::record(int singularValues) {
  // A copy, for what is learnt must not depend on when it was recorded.
  FactorProducts products = products_;
  if (lastRelativeError_ < kDirectResidualBelow) products.residual = directResidual();
  const auto useDouble = [this, &products] {
    const MatrixD V = chain(now_);
    products.gramP = V.transpose() * gramInDouble(firstLeft(now_)) * V;
  };
  if (inDouble_) useDouble();
  EpochRecord record = recordOf(products, singularValues);
  const auto smallestShare = [](const EpochRecord& r) {
    return r.sigmaCount > 0
               ? static_cast<double>(r.sigma[static_cast<std::size_t>(r.sigmaCount - 1)]) / r.sigma[0]
               : 1.0;
  };
  if (roundsP() && !inDouble_ && healthy() && smallestShare(record) < kDoubleBelow) {
    useDouble();
    record = recordOf(products, singularValues);
    inDouble_ = true;
  }
  if (smallestShare(record) > kSingleAbove) inDouble_ = false;
  record.epoch = epoch_;
  lastRelativeError_ = record.relativeError;
  return record;
}

// Sums in ranges of fixed extent, so that the thread count does not matter to the bits here.
MatrixD Solver::gramInDouble(const PaddedMatrix& X) {
  const Eigen::Index K = X.columns();
  std::vector<MatrixD> parts(kGramRanges, MatrixD::Zero(gramSide(K), gramSide(K)));
  team_.run(kGramRanges, [&](int range) {
    const Eigen::Index begin = X.rows() * range / kGramRanges, end = X.rows() * (range + 1) / kGramRanges;
    if (begin < end)
      GramScratch(K).add(X.row(begin), X.stride(), static_cast<int>(end - begin),
                         parts[static_cast<std::size_t>(range)]);
  });
  for (int range = 1; range < kGramRanges; ++range) parts[0] += parts[static_cast<std::size_t>(range)];
  return wholeGram(parts[0], K);
}

double Solver::directResidual() {
  std::vector<double> parts(data_.blocks().size());
  const MatrixD V = chain(now_);
  const PaddedMatrix& Ht = right(now_);
  team_.run(static_cast<int>(lanes_.size()), [&](int lane) {
    const PackedData::Lane& part = data_.lanes()[static_cast<std::size_t>(lane)];
    for (int b = part.firstBlock; b < part.endBlock; ++b) {
      const PackedData::Block& block = data_.blocks()[static_cast<std::size_t>(b)];
      const Matrix P =
          (firstLeft(now_).view().middleRows(block.begin, block.rows).cast<double>() * V).cast<float>();
      constexpr Eigen::Index kColumns = 256;
      double sum = 0;
      for (Eigen::Index j = 0; j < data_.columns(); j += kColumns) {
        const Eigen::Index width = std::min(kColumns, data_.columns() - j);
        const Matrix rest = data_.A().block(block.begin, j, block.rows, width) -
                            P * Ht.view().middleRows(j, width).transpose();
        sum += rest.cast<double>().squaredNorm();
      }
      parts[static_cast<std::size_t>(b)] = sum;
    }
  });
  double residual = 0;
  for (const double part : parts) residual += part;
  return residual;
}

}  // namespace nmf
