#include "core/metrics/truncated_svd.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <random>
#include <stdexcept>

namespace nmf {
namespace {

constexpr Eigen::Index kBlock = 256;
constexpr int kOversampling = 16;
constexpr int kIterations = 8;

/// A X (m x k), by row blocks of A in parallel.
Matrix timesRight(const Matrix& A, const Matrix& X) {
  Matrix Y(A.rows(), X.cols());
  tbb::parallel_for(tbb::blocked_range<Eigen::Index>(0, A.rows(), kBlock), [&](const auto& range) {
    Y.middleRows(range.begin(), range.size()).noalias() = A.middleRows(range.begin(), range.size()) * X;
  });
  return Y;
}

/// A' Y (n x k), by column blocks of A in parallel.
Matrix timesLeft(const Matrix& A, const Matrix& Y) {
  Matrix X(A.cols(), Y.cols());
  tbb::parallel_for(tbb::blocked_range<Eigen::Index>(0, A.cols(), kBlock), [&](const auto& range) {
    X.middleRows(range.begin(), range.size()).noalias() =
        A.middleCols(range.begin(), range.size()).transpose() * Y;
  });
  return X;
}

Matrix orthonormal(const Matrix& Y) {
  const MatrixD Yd = Y.cast<double>();
  const Eigen::HouseholderQR<MatrixD> qr(Yd);
  const MatrixD Q = qr.householderQ() * MatrixD::Identity(Y.rows(), Y.cols());
  return Q.cast<float>();
}

}  // namespace

TruncatedSvd truncatedSvd(const Matrix& A, int k, std::uint64_t seed,
                          const std::function<bool(double)>& progress) {
  if (k > std::min(A.rows(), A.cols())) throw std::invalid_argument("truncatedSvd: k exceeds the matrix");
  const Eigen::Index width = std::min<Eigen::Index>(k + kOversampling, std::min(A.rows(), A.cols()));
  std::mt19937_64 engine(seed);
  Matrix Q(A.cols(), width);
  for (Eigen::Index i = 0; i < Q.size(); ++i)
    Q.data()[i] = static_cast<float>(engine() >> 40) * 0x1p-23f - 1.0f;
  Q = orthonormal(Q);
  Matrix Y;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    if (progress && !progress(static_cast<double>(iteration) / kIterations)) return {};
    Y = orthonormal(timesRight(A, Q));
    if (iteration + 1 < kIterations) Q = orthonormal(timesLeft(A, Y));
  }
  // A ~ Y B with B = Y'A (width x n); the SVD of B' = A'Y gives that of A.
  const MatrixD Bt = timesLeft(A, Y).cast<double>();
  const Eigen::HouseholderQR<MatrixD> qr(Bt);
  const MatrixD R = qr.matrixQR().topRows(width).template triangularView<Eigen::Upper>();
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(R, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const MatrixD Qb = qr.householderQ() * MatrixD::Identity(Bt.rows(), width);
  TruncatedSvd result;
  result.V = (Qb * svd.matrixU().leftCols(k)).cast<float>();
  result.U = (Y.cast<double>() * svd.matrixV().leftCols(k)).cast<float>();
  const VectorD sigma = svd.singularValues().head(k);
  result.sigma.assign(sigma.data(), sigma.data() + k);
  return result;
}

}  // namespace nmf
