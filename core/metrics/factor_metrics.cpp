#include "core/metrics/factor_metrics.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/metrics/effective_rank.h"

namespace nmf {
namespace {

constexpr double kNormFloor = 1e-8;

using ColumnMajor = Eigen::MatrixXd;

/// A root S of G, G = S S': Cholesky where G is safely definite, else through its eigenvectors.
ColumnMajor rootOf(const ColumnMajor& G) {
  const Eigen::LLT<ColumnMajor> cholesky(G);
  if (cholesky.info() == Eigen::Success) {
    const ColumnMajor L = cholesky.matrixL();
    if (L.diagonal().minCoeff() > 1e-6 * L.diagonal().maxCoeff()) return L;
  }
  const Eigen::SelfAdjointEigenSolver<ColumnMajor> eigen(G);
  return eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
}

VectorD rowNorms(const MatrixD& gramH) {
  return gramH.diagonal().cwiseMax(0.0).cwiseSqrt();
}

}  // namespace

std::vector<double> singularValuesOfProduct(const MatrixD& gramP, const MatrixD& gramH) {
  const Eigen::Index r = gramP.rows();
  if (!gramP.allFinite() || !gramH.allFinite())
    return std::vector<double>(static_cast<std::size_t>(r), std::numeric_limits<double>::quiet_NaN());
  const ColumnMajor S = rootOf(gramP);
  const ColumnMajor B = S.transpose() * gramH * S;
  const Eigen::SelfAdjointEigenSolver<ColumnMajor> eigen(B, Eigen::EigenvaluesOnly);
  std::vector<double> sigma(static_cast<std::size_t>(r));
  for (Eigen::Index k = 0; k < r; ++k)
    sigma[static_cast<std::size_t>(k)] = std::sqrt(std::max(eigen.eigenvalues()[r - 1 - k], 0.0));
  return sigma;
}

double cosineSeparation(const MatrixD& gramH) {
  const VectorD inverse = (rowNorms(gramH).array() + kNormFloor).inverse();
  double sum = 0;
  for (Eigen::Index i = 0; i < gramH.rows(); ++i)
    for (Eigen::Index j = 0; j < gramH.cols(); ++j) {
      const double g = gramH(i, j) * inverse[i] * inverse[j] - (i == j ? 1.0 : 0.0);
      sum += g * g;
    }
  return sum;
}

// With d_i = 1 / (|h_i| + eps), g = d h, G = g g' and E = G - I, the gradient of ||E||_F^2 with respect to g
// is 4 E g. Through g_i = d_i h_i, whose derivative is d_i I - d_i^2 h_i h_i' / |h_i|, row i becomes d_i 4 (E
// g)_i - c_i h_i.
MatrixD cosineSeparationGradient(const MatrixD& gramH) {
  const VectorD norms = rowNorms(gramH);
  const VectorD d = (norms.array() + kNormFloor).inverse();
  MatrixD E = d.asDiagonal() * gramH * d.asDiagonal();
  E.diagonal().array() -= 1.0;
  MatrixD C = 4.0 * (d.asDiagonal() * E * d.asDiagonal());
  for (Eigen::Index i = 0; i < gramH.rows(); ++i) {
    if (!(norms[i] > 0)) continue;
    // <4 (E g)_i, h_i> d_i^2 / |h_i| with (E g)_i = sum_j E_ij d_j h_j.
    double dot = 0;
    for (Eigen::Index j = 0; j < gramH.cols(); ++j) dot += 4.0 * E(i, j) * d[j] * gramH(i, j);
    C(i, i) -= dot * d[i] * d[i] / norms[i];
  }
  return C;
}

EpochRecord recordOf(const FactorProducts& products, int count) {
  EpochRecord record;
  const double squaredNormM = products.gramP.cwiseProduct(products.gramH).sum();
  record.error =
      products.residual >= 0 ? products.residual : products.squaredNorm - 2 * products.cross + squaredNormM;
  // Rounding may push the error of an exact fit below zero.
  if (record.error < 0 && record.error > -1e-6 * products.squaredNorm) record.error = 0;
  record.relativeError = products.squaredNorm > 0
                             ? record.error / products.squaredNorm
                             : (record.error > 0 ? std::numeric_limits<double>::infinity() : 0.0);
  const std::vector<double> sigma = singularValuesOfProduct(products.gramP, products.gramH);
  record.effectiveRank = effectiveRank(sigma);
  record.nuclearRank = nuclearRank(sigma);
  record.cosineSeparation = cosineSeparation(products.gramH);
  record.sigmaCount = std::min<int>(count, static_cast<int>(sigma.size()));
  for (int k = 0; k < record.sigmaCount; ++k)
    record.sigma[static_cast<std::size_t>(k)] = static_cast<float>(sigma[static_cast<std::size_t>(k)]);
  return record;
}

}  // namespace nmf
