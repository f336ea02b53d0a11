#pragma once

#include <cstring>
#include <utility>

#include "core/model/matrix.h"
#include "core/solver/buffer.h"
#include "core/solver/vector.h"

namespace nmf {

/// A row-major float matrix whose rows are padded with zeros to whole vectors and aligned to cache lines.
/// There is memory, zero at first, for a last whole group of rows.
class PaddedMatrix {
 public:
  PaddedMatrix() = default;
  PaddedMatrix(Eigen::Index rows, Eigen::Index columns)
      : rows_(rows), columns_(columns), stride_(paddedWidth(columns)) {
    const std::size_t allocated = (static_cast<std::size_t>(rows) + kRowGroup - 1) / kRowGroup * kRowGroup;
    data_ = makeBuffer<float>(allocated * static_cast<std::size_t>(stride_));
    if (data_) std::memset(data_.get(), 0, allocated * static_cast<std::size_t>(stride_) * sizeof(float));
  }
  explicit PaddedMatrix(const Matrix& X) : PaddedMatrix(X.rows(), X.cols()) { view() = X; }

  static PaddedMatrix transposed(const Matrix& X) {
    PaddedMatrix result(X.cols(), X.rows());
    result.view() = X.transpose();
    return result;
  }

  Eigen::Index rows() const { return rows_; }
  Eigen::Index columns() const { return columns_; }
  int stride() const { return stride_; }
  int vectors() const { return stride_ / kLanes; }
  float* row(Eigen::Index i) { return data_.get() + i * stride_; }
  const float* row(Eigen::Index i) const { return data_.get() + i * stride_; }
  void setZero() {
    if (data_) std::memset(data_.get(), 0, static_cast<std::size_t>(rows_) * stride_ * sizeof(float));
  }

  using Strided = Eigen::OuterStride<>;
  Eigen::Map<Matrix, 0, Strided> view() { return {data_.get(), rows_, columns_, Strided(stride_)}; }
  Eigen::Map<const Matrix, 0, Strided> view() const {
    return {data_.get(), rows_, columns_, Strided(stride_)};
  }

 private:
  Eigen::Index rows_ = 0, columns_ = 0;
  int stride_ = 0;
  Buffer<float> data_;
};

}  // namespace nmf
