#include "core/solver/layerwise_solver.h"

#include <algorithm>

#include "core/solver/small_products.h"

namespace nmf {

LayerWiseSolver::LayerWiseSolver(std::shared_ptr<const Matrix> A, const Hyperparameters& h,
                                 const Factors& start, Team& team, int threads)
    : Solver(A, h, h.ranks.front(), h.ranks.front(), team, threads),
      r1_(h.ranks.front()),
      rL_(h.ranks.back()),
      W1_{PaddedMatrix(start.W.front()), PaddedMatrix(start.W.front())},
      momentsW1_(A->rows(), r1_),
      floorW1_(paddedRow(r1_, h.floor)),
      E_(A->rows(), r1_),
      gramH1_(r1_, r1_),
      V_(r1_, rL_),
      step_(h, h.live.learningRate, 1) {
  const Eigen::Index n = A->cols();
  Eigen::Index sumRows = 0, widest = 0;
  for (std::size_t l = 0; l < h.ranks.size(); ++l) {
    const Eigen::Index r = h.ranks[l], before = l > 0 ? h.ranks[l - 1] : 0;
    const Eigen::Index after = l + 1 < h.ranks.size() ? h.ranks[l + 1] : 0;
    Layer layer{{PaddedMatrix::transposed(start.H[l]), PaddedMatrix::transposed(start.H[l])},
                Moments(n, r),
                paddedRow(r, h.floor),
                {},
                h.layerWeights.empty() ? 1.0f : static_cast<float>(h.layerWeights[l]),
                PaddedMatrix(r, r),
                PaddedMatrix(before, r),
                PaddedMatrix(after, r),
                {},
                {},
                sumRows,
                sumRows + gramSide(r)};
    if (l > 0) layer.W.emplace_back(start.W[l]);
    sumRows += gramSide(r) + before;
    widest = std::max(widest, gramSide(r));
    layers_.push_back(std::move(layer));
  }
  V_.view() = chain(0).cast<float>();
  for (LaneSums& sums : lanes_) sums.gram = MatrixD::Zero(gramSide(r1_), gramSide(r1_));
  for (MatrixD& sum : rangeSums_) sum = MatrixD::Zero(sumRows, widest);
  const auto scratch = [&] {
    Scratch s{PaddedMatrix(kBlockRows, rL_), PaddedMatrix(kBlockRows, rL_), GramScratch(r1_), {}, {}, {}};
    for (std::size_t l = 0; l < h.ranks.size(); ++l) {
      s.gradient.emplace_back(kBlockRows, std::max<Eigen::Index>(h.ranks[l], r1_));
      s.grams.emplace_back(h.ranks[l]);
      s.crosses.emplace_back(l > 0 ? h.ranks[l - 1] : 0, h.ranks[l]);
    }
    return s;
  };
  for (std::size_t i = 0; i < lanes_.size(); ++i) laneScratch_.push_back(scratch());
  for (std::size_t i = 0; i < rangeSums_.size(); ++i) rangeScratch_.push_back(scratch());
}

MatrixD LayerWiseSolver::chain(int copy) const {
  MatrixD V = MatrixD::Identity(r1_, r1_);
  for (std::size_t l = 1; l < layers_.size(); ++l)
    V = (V * layers_[l].W.front().X[copy].cast<double>()).eval();
  return V;
}

void LayerWiseSolver::beginEpoch(const LiveHyperparameters& live, int from, int to) {
  step_ = GradientStep(h_, live.learningRate, updates() + 1);
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    Layer& layer = layers_[l];
    const double twice = 2.0 * layer.weight;
    MatrixD gram = gramW1_;
    if (l > 0) {
      const MatrixD W = layer.W.front().X[from].cast<double>();
      gram = W.transpose() * W;
      layer.down.view() = (twice * W).cast<float>();
      layer.W.front().step(step_, twice * (W * layer.gramH - layer.crossH), static_cast<float>(h_.floor),
                           from, to);
    }
    gram *= twice;
    if (l + 1 < layers_.size()) {
      const double twiceNext = 2.0 * layers_[l + 1].weight;
      gram.diagonal().array() += twiceNext;
      layer.up.view() = static_cast<float>(twiceNext) * layers_[l + 1].W.front().X[from].transpose();
    }
    layer.gramW.view() = gram.cast<float>();
  }
  V_.view() = chain(to).cast<float>();
}

void LayerWiseSolver::updateColumns(int range, Eigen::Index begin, int pixels, int from, int to) {
  Scratch& scratch = rangeScratch_[static_cast<std::size_t>(range)];
  MatrixD& sums = rangeSums_[static_cast<std::size_t>(range)];
  for (std::size_t l = 0; updating_ && l < layers_.size(); ++l) {
    Layer& layer = layers_[l];
    PaddedMatrix& G = scratch.gradient[l];
    const PaddedMatrix& source = layer.Ht[from];
    PaddedMatrix& target = layer.Ht[to];
    const auto pull = [&](const PaddedMatrix& X, const PaddedMatrix& M, float sign, bool accumulate) {
      multiplyRows(X.row(begin), X.stride(), static_cast<int>(X.columns()), M.row(0), M.stride(), M.vectors(),
                   G.row(0), G.stride(), pixels, sign, accumulate);
    };
    pull(source, layer.gramW, 1, false);
    if (l > 0) pull(layers_[l - 1].Ht[from], layer.down, -1, true);
    if (l + 1 < layers_.size()) pull(layers_[l + 1].Ht[from], layer.up, -1, true);
    const float twice = 2.0f * layer.weight;
    for (int i = 0; i < pixels; ++i) {
      const Eigen::Index j = begin + i;
      for (int v = 0; v < target.vectors(); ++v) {
        const int at = v * kLanes;
        Vec gradient = load(G.row(i) + at);
        if (l == 0) gradient -= twice * sumOfLanes(j, v);
        store(target.row(j) + at,
              step_.apply(load(source.row(j) + at), gradient, load(layer.floor.row(0) + at),
                          layer.moments.m.row(j) + at, layer.moments.v.row(j) + at));
      }
    }
  }
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const PaddedMatrix& Ht = layers_[l].Ht[to];
    scratch.grams[l].add(Ht.row(begin), Ht.stride(), pixels, sums.data() + layers_[l].gramAt * sums.cols(),
                         sums.cols());
    if (l == 0) continue;
    const PaddedMatrix& before = layers_[l - 1].Ht[to];
    PaddedMatrix& product = scratch.crosses[l];
    transposedProduct(before.row(begin), before.stride(), static_cast<int>(before.columns()), Ht.row(begin),
                      Ht.stride(), Ht.vectors(), product.row(0), product.stride(), pixels);
    sums.block(layers_[l].crossAt, 0, before.columns(), Ht.columns()) += product.view().cast<double>();
  }
}

void LayerWiseSolver::endColumns(int) {
  const MatrixD sums = sumOfRanges();
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    Layer& layer = layers_[l];
    const Eigen::Index r = layer.Ht[0].columns();
    layer.gramH = wholeGram(sums.middleRows(layer.gramAt, r), r);
    if (l > 0) layer.crossH = sums.block(layer.crossAt, 0, layers_[l - 1].Ht[0].columns(), r);
  }
  gramH1_.view() = layers_.front().gramH.cast<float>();
  making_.gramH = layers_.back().gramH;
}

void LayerWiseSolver::passBlock(int lane, int b, int from, int to) {
  const PackedData::Block& block = data_.blocks()[static_cast<std::size_t>(b)];
  Scratch& scratch = laneScratch_[static_cast<std::size_t>(lane)];
  LaneSums& sums = lanes_[static_cast<std::size_t>(lane)];
  PaddedMatrix& W1 = W1_[to];
  if (updating_) {
    const float twice = 2.0f * layers_.front().weight;
    for (int i = 0; i < block.rows; ++i) {
      const Eigen::Index row = block.begin + i;
      for (int v = 0; v < W1.vectors(); ++v) {
        const int at = v * kLanes;
        store(W1.row(row) + at, step_.apply(load(W1_[from].row(row) + at), -twice * load(E_.row(row) + at),
                                            load(floorW1_.row(0) + at), momentsW1_.m.row(row) + at,
                                            momentsW1_.v.row(row) + at));
      }
    }
  }
  float* E = E_.row(block.begin);
  std::fill(E, E + static_cast<long>(block.rows) * E_.stride(), 0.0f);
  PassOperands x;
  x.Ht = layers_.front().Ht[to].row(0);
  x.strideHt = layers_.front().Ht[to].stride();
  x.AHt = E;
  x.strideAHt = E_.stride();
  x.P = W1.row(block.begin);
  x.strideP = W1.stride();
  x.PtA = sums.PtA.row(0);
  x.stridePtA = sums.PtA.stride();
  data_.gatherAndScatter(b, x, W1.vectors());
  multiplyRows(W1.row(block.begin), W1.stride(), static_cast<int>(r1_), gramH1_.row(0), gramH1_.stride(),
               gramH1_.vectors(), E, E_.stride(), block.rows, -1.0f, true);
  scratch.gram.add(W1.row(block.begin), W1.stride(), block.rows, sums.gram);

  // For the records only: <P, A HL'> with P = W1 V.
  const PaddedMatrix& last = layers_.back().Ht[to];
  scratch.AHLt.setZero();
  x.Ht = last.row(0);
  x.strideHt = last.stride();
  x.AHt = scratch.AHLt.row(0);
  x.strideAHt = scratch.AHLt.stride();
  data_.gather(b, x, last.vectors());
  multiplyRows(W1.row(block.begin), W1.stride(), static_cast<int>(r1_), V_.row(0), V_.stride(), V_.vectors(),
               scratch.P.row(0), scratch.P.stride(), block.rows);
  Vec cross = {};
  for (int i = 0; i < block.rows; ++i)
    for (int v = 0; v < last.vectors(); ++v)
      cross += load(scratch.P.row(i) + v * kLanes) * load(scratch.AHLt.row(i) + v * kLanes);
  for (int i = 0; i < kLanes; ++i) sums.cross += static_cast<double>(cross[i]);
}

void LayerWiseSolver::endPass(int to) {
  MatrixD gram = lanes_[0].gram;
  making_.cross = lanes_[0].cross;
  for (std::size_t lane = 1; lane < lanes_.size(); ++lane) {
    gram += lanes_[lane].gram;
    making_.cross += lanes_[lane].cross;
  }
  gramW1_ = wholeGram(gram, r1_);
  const MatrixD V = chain(to);
  making_.gramP = V.transpose() * gramW1_ * V;
}

Factors LayerWiseSolver::copyFactors(int copy) const {
  Factors factors;
  factors.W.emplace_back(W1_[copy].view());
  for (std::size_t l = 1; l < layers_.size(); ++l) factors.W.push_back(layers_[l].W.front().X[copy]);
  for (const Layer& layer : layers_) factors.H.emplace_back(layer.Ht[copy].view().transpose());
  return factors;
}

}  // namespace nmf
