#pragma once

#include <array>
#include <cstdint>
#include <limits>

namespace nmf {

/// The most singular values that a run may record per epoch.
inline constexpr int kMaxSingularValues = 64;

/// What is recorded for one epoch. Epoch 0 is the initial factors, epoch t the factors after t updates.
/// A quantity that does not exist (the ranks of M = 0) is NaN and is written as an empty field.
struct EpochRecord {
  std::int64_t epoch = 0;
  double seconds = 0;        ///< wall time since training began, pauses excluded
  double relativeError = 0;  ///< ||A - M||_F^2 / ||A||_F^2
  double error = 0;          ///< ||A - M||_F^2
  double effectiveRank = std::numeric_limits<double>::quiet_NaN();  ///< Roy & Vetterli 2007
  double nuclearRank = std::numeric_limits<double>::quiet_NaN();    ///< ||M||_* / ||M||_2
  double cosineSeparation = 0;                                      ///< ||G - I||_F^2 of H's rows
  int sigmaCount = 0;                             ///< how many of `sigma` are set: min(K, rL)
  std::array<float, kMaxSingularValues> sigma{};  ///< the largest singular values of M, descending
};

}  // namespace nmf
