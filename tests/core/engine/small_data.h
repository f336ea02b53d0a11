#pragma once

#include <cstdint>
#include <random>

#include "core/model/matrix.h"

namespace nmf::test {

/// m x n data on [0, 1] whose entries are non-zero with probability `density`.
inline Matrix randomData(Eigen::Index m, Eigen::Index n, double density, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto next = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  Matrix A(m, n);
  for (Eigen::Index i = 0; i < A.size(); ++i) {
    const double value = next();
    A.data()[i] = next() < density ? static_cast<float>(value) : 0.0f;
  }
  return A;
}

}  // namespace nmf::test
