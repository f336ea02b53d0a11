#pragma once

#include <Eigen/Core>

namespace nmf {

/// Single-precision matrices hold data and factors. Row-major: one image (a row of A or W) and one signature
/// (a row of H) are contiguous.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Double-precision matrices hold the small r x r products and everything that is recorded.
using MatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using VectorD = Eigen::VectorXd;

}  // namespace nmf
