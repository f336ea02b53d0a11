#pragma once

#include <cstdint>
#include <vector>

#include "core/model/matrix.h"

namespace nmf::ui {

/// Phi^-1(p), the standard normal quantile, for p in (0, 1): the rational start of Abramowitz &
/// Stegun 26.2.23, made exact to double rounding by Newton's method.
double normalQuantile(double p);
/// Phi(z), the standard normal distribution function.
double normalDistribution(double z);

/// A distribution fitted to the codes of images (rows of P), from which new codes are drawn.
class CodeDistribution {
 public:
  enum class Kind {
    Independent,    ///< each component by itself, from its empirical distribution
    GaussianCopula  ///< the same marginals, with the correlations of their normal scores (Nelsen 2006,
                    ///< sections 2.3, 3.1)
  };

  /// Fits to `codes` (m x r, m >= 1). Equal values get the mean of their ranks, as most codes hold many
  /// zeros.
  CodeDistribution(const Matrix& codes, Kind kind);

  Kind kind() const { return kind_; }
  Eigen::Index components() const { return static_cast<Eigen::Index>(sorted_.size()); }
  /// The correlation matrix of the normal scores (r x r); the identity where Independent.
  const MatrixD& correlation() const { return correlation_; }

  /// `count` new codes (count x r), the same for the same seed on every machine.
  Matrix sample(int count, std::uint64_t seed) const;

 private:
  double quantile(std::size_t component, double u) const;

  Kind kind_;
  std::vector<std::vector<float>> sorted_;  // each component's values, ascending
  MatrixD correlation_;
  MatrixD root_;  // lower triangular, root root' = correlation
};

}  // namespace nmf::ui
