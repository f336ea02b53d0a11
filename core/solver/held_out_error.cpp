#include "core/solver/held_out_error.h"

#include <algorithm>

#include "core/solver/reconstruction.h"

namespace nmf {

HeldOutError::HeldOutError(std::shared_ptr<const Matrix> A, int codeRank, int rightRank, Team& team,
                           int threads, const CodeTolerance& tolerance)
    : data_(std::move(A), paddedWidth(rightRank), 0, threads),
      team_(team),
      tolerance_(tolerance),
      gram_(codeRank, codeRank) {
  for (const PackedData::Block& block : data_.blocks()) {
    std::vector<Group>& groups = groups_.emplace_back();
    for (int first = 0; first < block.rows; first += kFittedRows) {
      Group group;
      group.begin = block.begin + first;
      group.rows = std::min(kFittedRows, block.rows - first);
      group.squaredNorm = data_.A().middleRows(group.begin, group.rows).cast<double>().squaredNorm();
      group.start = PaddedMatrix(codeRank, kFittedRows);
      group.codes = PaddedMatrix(codeRank, kFittedRows);
      groups.push_back(std::move(group));
    }
  }
  for (std::size_t lane = 0; lane < data_.lanes().size(); ++lane)
    scratch_.push_back({PaddedMatrix(kBlockRows, rightRank), PaddedMatrix(codeRank, kFittedRows)});
}

void HeldOutError::begin(const Factors& factors, bool keep) {
  const Matrix& H = rightFactor(factors);
  keep_ = keep;
  Ht_ = PaddedMatrix::transposed(H);
  chain_ = innerChain(factors);
  MatrixD gram = gramOfRows(H);
  if (chain_.size() > 0) {
    const MatrixD V = chain_.cast<double>();
    gram = (V * gram * V.transpose()).eval();
  }
  gram_.view() = gram.cast<float>();
  pass_.begin(data_);
}

bool HeldOutError::advance(const std::atomic<bool>& interrupt) {
  const bool done =
      pass_.run(team_, data_, interrupt, [this](int lane, int block) { fitBlock(lane, block); });
  if (!done) return false;
  double error = data_.squaredNorm();
  for (std::vector<Group>& groups : groups_)
    for (Group& group : groups) {
      error += group.objective;
      if (keep_) group.start.view() = group.codes.view();
    }
  relativeError_ = error / data_.squaredNorm();
  if (relativeError_ < kResidualBelow) relativeError_ = directError() / data_.squaredNorm();
  return true;
}

void HeldOutError::fitBlock(int lane, int b) {
  const PackedData::Block& block = data_.blocks()[static_cast<std::size_t>(b)];
  Scratch& scratch = scratch_[static_cast<std::size_t>(lane)];
  scratch.right.setZero();
  PassOperands x;
  x.Ht = Ht_.row(0);
  x.strideHt = Ht_.stride();
  x.AHt = scratch.right.row(0);
  x.strideAHt = scratch.right.stride();
  data_.gather(b, x, Ht_.vectors());
  for (Group& group : groups_[static_cast<std::size_t>(b)]) {
    const auto products = scratch.right.view().middleRows(group.begin - block.begin, group.rows).transpose();
    // Columns past the group's images stay zero: their codes stay zero and count for nothing.
    scratch.products.setZero();
    if (chain_.size() > 0)
      scratch.products.view().leftCols(group.rows).noalias() = chain_ * products;
    else
      scratch.products.view().leftCols(group.rows) = products;
    group.codes.view() = group.start.view();
    group.objective = fitCodes(group.codes, scratch.products, gram_, group.squaredNorm, tolerance_).objective;
  }
}

double HeldOutError::directError() const {
  std::vector<double> parts(groups_.size(), 0.0);
  team_.run(static_cast<int>(data_.lanes().size()), [&](int lane) {
    const PackedData::Lane& part = data_.lanes()[static_cast<std::size_t>(lane)];
    for (int b = part.firstBlock; b < part.endBlock; ++b) {
      const auto index = static_cast<std::size_t>(b);
      for (const Group& group : groups_[index]) {
        Matrix P = group.codes.view().leftCols(group.rows).transpose();
        if (chain_.size() > 0) P = (P * chain_).eval();
        parts[index] += residualOfRows(data_.A(), group.begin, P, Ht_);
      }
    }
  });
  double error = 0;
  for (const double part : parts) error += part;
  return error;
}

Matrix HeldOutError::codes() const {
  Matrix codes(data_.rows(), gram_.rows());
  for (const std::vector<Group>& groups : groups_)
    for (const Group& group : groups)
      codes.middleRows(group.begin, group.rows) = group.codes.view().leftCols(group.rows).transpose();
  return codes;
}

}  // namespace nmf
