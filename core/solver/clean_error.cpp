#include "core/solver/clean_error.h"

#include <utility>

#include "core/solver/reconstruction.h"

namespace nmf {

CleanError::CleanError(std::shared_ptr<const Matrix> C, int rightRank, Team& team, int threads)
    : data_(std::move(C), paddedWidth(rightRank), 0, threads),
      team_(team),
      objectives_(data_.blocks().size()) {
  for (std::size_t lane = 0; lane < data_.lanes().size(); ++lane)
    products_.emplace_back(kBlockRows, rightRank);
}

void CleanError::begin(Factors factors) {
  const Matrix& H = rightFactor(factors);
  Ht_ = PaddedMatrix::transposed(H);
  gramH_ = gramOfRows(H);
  chain_ = innerChain(factors);
  W1_ = std::move(factors.W.front());
  pass_.begin(data_);
}

bool CleanError::advance(const std::atomic<bool>& interrupt) {
  const bool done =
      pass_.run(team_, data_, interrupt, [this](int lane, int block) { addBlock(lane, block); });
  if (!done) return false;
  double error = data_.squaredNorm();
  for (const double objective : objectives_) error += objective;
  relativeError_ = error / data_.squaredNorm();
  if (relativeError_ < kResidualBelow) relativeError_ = directError() / data_.squaredNorm();
  return true;
}

Matrix CleanError::leftRows(const PackedData::Block& block) const {
  const auto rows = W1_.middleRows(block.begin, block.rows);
  return chain_.size() > 0 ? Matrix(rows * chain_) : Matrix(rows);
}

void CleanError::addBlock(int lane, int b) {
  const PackedData::Block& block = data_.blocks()[static_cast<std::size_t>(b)];
  PaddedMatrix& products = products_[static_cast<std::size_t>(lane)];
  products.setZero();
  PassOperands x;
  x.Ht = Ht_.row(0);
  x.strideHt = Ht_.stride();
  x.AHt = products.row(0);
  x.strideAHt = products.stride();
  data_.gather(b, x, Ht_.vectors());
  const MatrixD P = leftRows(block).cast<double>();
  const double cross = P.cwiseProduct(products.view().topRows(block.rows).cast<double>()).sum();
  objectives_[static_cast<std::size_t>(b)] = (P * gramH_).cwiseProduct(P).sum() - 2 * cross;
}

double CleanError::directError() const {
  std::vector<double> parts(objectives_.size());
  team_.run(static_cast<int>(data_.lanes().size()), [&](int lane) {
    const PackedData::Lane& part = data_.lanes()[static_cast<std::size_t>(lane)];
    for (int b = part.firstBlock; b < part.endBlock; ++b) {
      const PackedData::Block& block = data_.blocks()[static_cast<std::size_t>(b)];
      parts[static_cast<std::size_t>(b)] = residualOfRows(data_.A(), block.begin, leftRows(block), Ht_);
    }
  });
  double error = 0;
  for (const double part : parts) error += part;
  return error;
}

}  // namespace nmf
