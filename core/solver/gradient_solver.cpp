#include "core/solver/gradient_solver.h"

#include "core/solver/small_products.h"

namespace nmf {

GradientSolver::GradientSolver(std::shared_ptr<const Matrix> A, const Hyperparameters& h,
                               const Factors& start, Team& team, int threads)
    : Solver(A, h, h.ranks.back(), h.ranks.back(), team, threads),
      r1_(h.ranks.front()),
      r_(h.ranks.back()),
      momentsW1_(A->rows(), r1_),
      momentsH_(A->cols(), r_),
      E_(A->rows(), r_),
      V_(r1_, r_),
      Vt_(r_, r1_),
      gramH_(r_, r_),
      S_(r_, r_),
      floorW1_(paddedRow(r1_, h.floor)),
      floorH_(paddedRow(r_, h.floor)),
      l1_(paddedRow(r1_, h.live.l1)),
      step_(h, h.live.learningRate, 1) {
  for (int copy : {0, 1}) {
    W1_[copy] = PaddedMatrix(start.W.front());
    Ht_[copy] = PaddedMatrix::transposed(start.H.front());
  }
  for (std::size_t l = 1; l < start.W.size(); ++l) small_.emplace_back(start.W[l]);
  V_.view() = chain(0).cast<float>();
  for (LaneSums& sums : lanes_) {
    sums.gram = MatrixD::Zero(gramSide(r_), gramSide(r_));
    if (deep()) sums.other = MatrixD::Zero(r1_, r_);
  }
  const auto makeScratch = [&](std::vector<Scratch>& list, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      list.push_back({PaddedMatrix(kBlockRows, r_), PaddedMatrix(kBlockRows, std::max(r1_, r_)),
                      GramScratch(r_), PaddedMatrix(r1_, r_)});
  };
  makeScratch(scratch_, lanes_.size());
  makeScratch(rangeScratch_, rangeSums_.size());
  for (MatrixD& sum : rangeSums_) sum = MatrixD::Zero(gramSide(r_), gramSide(r_));
}

MatrixD GradientSolver::chain(int copy) const {
  MatrixD V = MatrixD::Identity(r1_, deep() ? small_.front().X[0].rows() : r_);
  for (const SmallFactor& W : small_) V = (V * W.X[copy].cast<double>()).eval();
  return V;
}

void GradientSolver::beginEpoch(const LiveHyperparameters& live, int from, int to) {
  step_ = GradientStep(h_, live.learningRate, updates() + 1);
  MatrixD S = 2 * products_.gramP;
  if (live.cosineSeparation > 0) S += live.cosineSeparation * cosineSeparationGradient(products_.gramH);
  S_.view() = S.cast<float>();
  l1_.view().setConstant(static_cast<float>(live.l1));
  if (!deep()) return;
  Vt_.view() = chain(from).transpose().cast<float>();
  // U' E V' with U and V the products to the left (from W2 on; W1 is in W1'E) and right of each small factor.
  const std::size_t count = small_.size();
  std::vector<MatrixD> rightOf(count, MatrixD::Identity(r_, r_));
  for (std::size_t l = count - 1; l-- > 0;)
    rightOf[l] = small_[l + 1].X[from].cast<double>() * rightOf[l + 1];
  MatrixD left = W1tE_;
  for (std::size_t l = 0; l < count; ++l) {
    const MatrixD gradient = -2 * left * rightOf[l].transpose();
    left = (small_[l].X[from].cast<double>().transpose() * left).eval();
    small_[l].step(step_, gradient, static_cast<float>(h_.floor), from, to);
  }
  V_.view() = chain(to).cast<float>();
}

void GradientSolver::updateColumns(int range, Eigen::Index begin, int pixels, int from, int to) {
  Scratch& scratch = rangeScratch_[static_cast<std::size_t>(range)];
  const PaddedMatrix& source = Ht_[from];
  PaddedMatrix& target = Ht_[to];
  if (updating_) {
    multiplyRows(source.row(begin), source.stride(), static_cast<int>(r_), S_.row(0), S_.stride(),
                 S_.vectors(), scratch.P.row(0), scratch.P.stride(), pixels);
    for (int i = 0; i < pixels; ++i) {
      const Eigen::Index j = begin + i;
      for (int v = 0; v < target.vectors(); ++v) {
        const int at = v * kLanes;
        const Vec gradient = load(scratch.P.row(i) + at) - 2.0f * sumOfLanes(j, v);
        store(target.row(j) + at, step_.apply(load(source.row(j) + at), gradient, load(floorH_.row(0) + at),
                                              momentsH_.m.row(j) + at, momentsH_.v.row(j) + at));
      }
    }
  }
  scratch.gram.add(target.row(begin), target.stride(), pixels, rangeSums_[static_cast<std::size_t>(range)]);
}

void GradientSolver::endColumns(int) {
  making_.gramH = wholeGram(sumOfRanges(), r_);
  gramH_.view() = making_.gramH.cast<float>();
}

void GradientSolver::updateRows(const PackedData::Block& block, PaddedMatrix& scratch, int from, int to) {
  // The gradient is -2 E V' + l1; for one layer V is the identity and E serves as it is.
  const float* half = E_.row(block.begin);
  int stride = E_.stride();
  if (deep()) {
    multiplyRows(E_.row(block.begin), E_.stride(), static_cast<int>(r_), Vt_.row(0), Vt_.stride(),
                 Vt_.vectors(), scratch.row(0), scratch.stride(), block.rows);
    half = scratch.row(0);
    stride = scratch.stride();
  }
  for (int i = 0; i < block.rows; ++i) {
    const Eigen::Index row = block.begin + i;
    for (int v = 0; v < W1_[to].vectors(); ++v) {
      const int at = v * kLanes;
      const Vec gradient = load(l1_.row(0) + at) - 2.0f * load(half + static_cast<long>(i) * stride + at);
      store(W1_[to].row(row) + at,
            step_.apply(load(W1_[from].row(row) + at), gradient, load(floorW1_.row(0) + at),
                        momentsW1_.m.row(row) + at, momentsW1_.v.row(row) + at));
    }
  }
}

void GradientSolver::passBlock(int lane, int b, int from, int to) {
  const PackedData::Block& block = data_.blocks()[static_cast<std::size_t>(b)];
  Scratch& scratch = scratch_[static_cast<std::size_t>(lane)];
  LaneSums& sums = lanes_[static_cast<std::size_t>(lane)];
  if (updating_) updateRows(block, scratch.gradient, from, to);

  const float* W1 = W1_[to].row(block.begin);
  const float* P = W1;
  int strideP = W1_[to].stride();
  if (deep()) {
    multiplyRows(W1, W1_[to].stride(), static_cast<int>(r1_), V_.row(0), V_.stride(), V_.vectors(),
                 scratch.P.row(0), scratch.P.stride(), block.rows);
    P = scratch.P.row(0);
    strideP = scratch.P.stride();
  }
  float* E = E_.row(block.begin);
  std::fill(E, E + static_cast<long>(block.rows) * E_.stride(), 0.0f);
  PassOperands x;
  x.Ht = Ht_[to].row(0);
  x.strideHt = Ht_[to].stride();
  x.AHt = E;
  x.strideAHt = E_.stride();
  x.P = P;
  x.strideP = strideP;
  x.PtA = sums.PtA.row(0);
  x.stridePtA = sums.PtA.stride();
  data_.gatherAndScatter(b, x, E_.vectors());

  Vec cross = {};
  for (int i = 0; i < block.rows; ++i)
    for (int v = 0; v < E_.vectors(); ++v)
      cross += load(P + static_cast<long>(i) * strideP + v * kLanes) *
               load(E + static_cast<long>(i) * E_.stride() + v * kLanes);
  for (int i = 0; i < kLanes; ++i) sums.cross += static_cast<double>(cross[i]);

  multiplyRows(P, strideP, static_cast<int>(r_), gramH_.row(0), gramH_.stride(), gramH_.vectors(), E,
               E_.stride(), block.rows, -1.0f, true);
  scratch.gram.add(P, strideP, block.rows, sums.gram);
  if (deep())
    addTransposedProduct(W1, W1_[to].stride(), r1_, E, E_.stride(), scratch.W1tE, block.rows, sums.other);
}

void GradientSolver::endPass(int) {
  MatrixD gram = lanes_[0].gram;
  making_.cross = lanes_[0].cross;
  W1tE_ = lanes_[0].other;
  for (std::size_t lane = 1; lane < lanes_.size(); ++lane) {
    gram += lanes_[lane].gram;
    making_.cross += lanes_[lane].cross;
    if (deep()) W1tE_ += lanes_[lane].other;
  }
  making_.gramP = wholeGram(gram, r_);
}

Factors GradientSolver::copyFactors(int copy) const {
  Factors factors;
  factors.W.emplace_back(W1_[copy].view());
  for (const SmallFactor& W : small_) factors.W.push_back(W.X[copy]);
  factors.H.emplace_back(Ht_[copy].view().transpose());
  return factors;
}

}  // namespace nmf
