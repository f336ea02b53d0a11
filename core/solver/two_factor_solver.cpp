#include "core/solver/two_factor_solver.h"

#include <algorithm>

#include "core/solver/small_products.h"

namespace nmf {

static_assert(kPixelBlock <= kBlockRows, "one scratch serves rows and pixels");

TwoFactorSolver::TwoFactorSolver(std::shared_ptr<const Matrix> A, const Hyperparameters& h,
                                 const Factors& start, Team& team, int threads)
    : Solver(A, h, h.ranks.front(), h.ranks.front(), team, threads),
      r_(h.ranks.front()),
      gramW_(r_, r_),
      gramH_(r_, r_) {
  for (int copy : {0, 1}) {
    W_[copy] = PaddedMatrix(start.W.front());
    Ht_[copy] = PaddedMatrix::transposed(start.H.front());
  }
  const Eigen::Index side = gramSide(r_);
  for (LaneSums& sums : lanes_) sums.gram = MatrixD::Zero(side, side);
  for (MatrixD& sum : rangeSums_) sum = MatrixD::Zero(side, side);
  const auto scratch = [&] {
    return Scratch{PaddedMatrix(kBlockRows, r_),
                   PaddedMatrix(kBlockRows, r_),
                   {PaddedMatrix(r_, kSweptRows), PaddedMatrix(r_, kSweptRows)},
                   GramScratch(r_)};
  };
  for (std::size_t i = 0; i < lanes_.size(); ++i) laneScratch_.push_back(scratch());
  for (std::size_t i = 0; i < rangeSums_.size(); ++i) rangeScratch_.push_back(scratch());
}

void TwoFactorSolver::beginEpoch(const LiveHyperparameters&, int, int) {
  gramW_.view() = products_.gramP.cast<float>();
}

void TwoFactorSolver::updateColumns(int range, Eigen::Index begin, int pixels, int from, int to) {
  Scratch& scratch = rangeScratch_[static_cast<std::size_t>(range)];
  PaddedMatrix& target = Ht_[to];
  if (updating_) {
    for (int i = 0; i < pixels; ++i)
      for (int v = 0; v < target.vectors(); ++v)
        store(scratch.products.row(i) + v * kLanes, sumOfLanes(begin + i, v));
    updateBlock(scratch, gramW_, Side::H, Ht_[from], target, begin, pixels);
  }
  scratch.gram.add(target.row(begin), target.stride(), pixels, rangeSums_[static_cast<std::size_t>(range)]);
}

void TwoFactorSolver::endColumns(int) {
  making_.gramH = wholeGram(sumOfRanges(), r_);
  gramH_.view() = making_.gramH.cast<float>();
}

void TwoFactorSolver::passBlock(int lane, int b, int from, int to) {
  const PackedData::Block& block = data_.blocks()[static_cast<std::size_t>(b)];
  Scratch& scratch = laneScratch_[static_cast<std::size_t>(lane)];
  LaneSums& sums = lanes_[static_cast<std::size_t>(lane)];
  PaddedMatrix& W = W_[to];
  PassOperands x;
  x.Ht = Ht_[to].row(0);
  x.strideHt = Ht_[to].stride();
  x.AHt = scratch.products.row(0);
  x.strideAHt = scratch.products.stride();
  x.P = W.row(block.begin);
  x.strideP = W.stride();
  x.PtA = sums.PtA.row(0);
  x.stridePtA = sums.PtA.stride();
  scratch.products.setZero();
  data_.gather(b, x, W.vectors());
  if (updating_) updateBlock(scratch, gramH_, Side::W, W_[from], W, block.begin, block.rows);
  data_.scatter(b, x, W.vectors());

  Vec cross = {};
  for (int i = 0; i < block.rows; ++i)
    for (int v = 0; v < W.vectors(); ++v)
      cross += load(W.row(block.begin + i) + v * kLanes) * load(scratch.products.row(i) + v * kLanes);
  for (int i = 0; i < kLanes; ++i) sums.cross += static_cast<double>(cross[i]);
  scratch.gram.add(W.row(block.begin), W.stride(), block.rows, sums.gram);
}

void TwoFactorSolver::endPass(int) {
  MatrixD gram = lanes_[0].gram;
  making_.cross = lanes_[0].cross;
  for (std::size_t lane = 1; lane < lanes_.size(); ++lane) {
    gram += lanes_[lane].gram;
    making_.cross += lanes_[lane].cross;
  }
  making_.gramP = wholeGram(gram, r_);
}

Factors TwoFactorSolver::copyFactors(int copy) const {
  return {{Matrix(W_[copy].view())}, {Matrix(Ht_[copy].view().transpose())}};
}

}  // namespace nmf
