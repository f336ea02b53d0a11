#include "ui/views/code_distribution.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

namespace nmf::ui {
namespace {

/// Uniform on (0, 1), by the generator's bits alone: the standard's distributions differ between libraries.
double uniformOpen(std::mt19937_64& generator) {
  return (static_cast<double>(generator() >> 11) + 0.5) * 0x1.0p-53;
}

/// The normal scores Phi^-1((rank - 1/2) / m) of one component.
VectorD normalScores(const Eigen::VectorXf& values) {
  const Eigen::Index m = values.size();
  std::vector<Eigen::Index> order(static_cast<std::size_t>(m));
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](Eigen::Index a, Eigen::Index b) { return values[a] < values[b]; });
  VectorD scores(m);
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = 0.5 * static_cast<double>(begin + end);  // the mean of begin + 1/2 ... end - 1/2
    const double score = normalQuantile(rank / static_cast<double>(m));
    for (std::size_t i = begin; i < end; ++i) scores[order[i]] = score;
    begin = end;
  }
  return scores;
}

}  // namespace

double normalDistribution(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

double normalQuantile(double p) {
  if (p > 0.5) return -normalQuantile(1 - p);
  const double t = std::sqrt(-2 * std::log(p));
  double z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (int i = 0; i < 3; ++i) {
    const double density = std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
    if (!(density > 0)) break;
    z -= (normalDistribution(z) - p) / density;
  }
  return z;
}

CodeDistribution::CodeDistribution(const Matrix& codes, Kind kind) : kind_(kind) {
  const Eigen::Index r = codes.cols(), m = codes.rows();
  for (Eigen::Index k = 0; k < r; ++k) {
    std::vector<float> values(static_cast<std::size_t>(m));
    Eigen::VectorXf::Map(values.data(), m) = codes.col(k);
    std::sort(values.begin(), values.end());
    sorted_.push_back(std::move(values));
  }
  correlation_ = root_ = MatrixD::Identity(r, r);
  if (kind == Kind::Independent || m < 2) return;

  MatrixD scores(m, r);
  for (Eigen::Index k = 0; k < r; ++k) {
    VectorD column = normalScores(codes.col(k));
    column.array() -= column.mean();
    const double norm = column.norm();
    if (norm > 0) column /= norm;
    scores.col(k) = column;
  }
  correlation_.noalias() = scores.transpose() * scores;
  // A component that never varies correlates with nothing.
  correlation_.diagonal().setOnes();
  // With fewer images than components the matrix is singular; a little less correlation makes it definite.
  for (double keep = 1; keep > 0.5; keep = keep == 1 ? 1 - 1e-9 : 1 - 10 * (1 - keep)) {
    const MatrixD damped = keep * correlation_ + (1 - keep) * MatrixD::Identity(r, r);
    const Eigen::LLT<MatrixD> factorisation(damped);
    if (factorisation.info() != Eigen::Success) continue;
    correlation_ = damped;
    root_ = factorisation.matrixL();
    return;
  }
}

double CodeDistribution::quantile(std::size_t component, double u) const {
  const std::vector<float>& values = sorted_[component];
  // Linear between the order statistics at (i + 1/2) / m; the extremes are not exceeded.
  const double position = u * static_cast<double>(values.size()) - 0.5;
  if (position <= 0) return values.front();
  const auto below = static_cast<std::size_t>(position);
  if (below + 1 >= values.size()) return values.back();
  const double share = position - static_cast<double>(below);
  return (1 - share) * values[below] + share * values[below + 1];
}

Matrix CodeDistribution::sample(int count, std::uint64_t seed) const {
  const Eigen::Index r = components();
  std::mt19937_64 generator(seed);
  Matrix codes(count, r);
  VectorD independent(r);
  for (int i = 0; i < count; ++i) {
    for (Eigen::Index k = 0; k < r; ++k) independent[k] = normalQuantile(uniformOpen(generator));
    const VectorD joint = root_ * independent;
    for (Eigen::Index k = 0; k < r; ++k) {
      codes(i, k) = static_cast<float>(quantile(static_cast<std::size_t>(k), normalDistribution(joint[k])));
    }
  }
  return codes;
}

}  // namespace nmf::ui
