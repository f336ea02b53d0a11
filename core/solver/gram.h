#pragma once

#include "core/model/matrix.h"
#include "core/solver/vector.h"

namespace nmf {

/// The side of a Gram matrix of K columns while it is summed: whole vectors of double precision.
constexpr Eigen::Index gramSide(Eigen::Index K) {
  return (K + 7) / 8 * 8;
}

/// Sums Gram matrices X'X of tall blocks in double precision, so that singular values far below the largest
/// come out right.
class GramScratch {
 public:
  explicit GramScratch(Eigen::Index K) : rows_(kRows, gramSide(K)) { rows_.setZero(); }

  /// The upper triangle of `sum` (gramSide(K) rows and columns of a MatrixD with whole vectors of columns) +=
  /// X'X over `rows` rows of X (rows x K, `stride` floats apart, padded with zeros to whole vectors).
  void add(const float* X, int stride, int rows, double* sum, Eigen::Index sumStride);
  void add(const float* X, int stride, int rows, MatrixD& sum) {
    add(X, stride, rows, sum.data(), sum.cols());
  }

 private:
  static constexpr int kRows = 64;  // converted at a time
  MatrixD rows_;
};

/// The whole matrix (K x K) of an upper triangle summed by GramScratch.
inline MatrixD wholeGram(const MatrixD& sum, Eigen::Index K) {
  return sum.topLeftCorner(K, K).selfadjointView<Eigen::Upper>();
}

}  // namespace nmf
