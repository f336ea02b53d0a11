#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/model/matrix.h"

namespace nmf {

/// The leading singular triplets: A ~ U diag(sigma) V'.
struct TruncatedSvd {
  Matrix U;                   ///< m x k, orthonormal columns
  std::vector<double> sigma;  ///< k values, descending
  Matrix V;                   ///< n x k, orthonormal columns
};

/// The k leading singular triplets of A (m x n), k <= min(m, n), by randomised subspace iteration with
/// re-orthonormalisation (Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1). Deterministic for a
/// seed. `progress` gets a share in [0, 1]; when it returns false an empty result is returned. Columns beyond
/// the rank of A have sigma 0. Throws std::invalid_argument for a larger k.
TruncatedSvd truncatedSvd(const Matrix& A, int k, std::uint64_t seed = 0,
                          const std::function<bool(double)>& progress = {});

}  // namespace nmf
