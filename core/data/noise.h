#pragma once

#include <cstdint>
#include <span>

#include "core/data/dataset_request.h"
#include "core/model/matrix.h"

namespace nmf {

/// Corrupts A (m x n, values in [0, 1]) in place and keeps it in [0, 1]: `gaussian` adds normal noise of
/// standard deviation `amount` and clamps; `salt-pepper` sets a share `amount` of the pixels to 0 or 1, as
/// likely; `missing` sets that share to 0. What row i gets depends on `seed` and sourceRows[i] (m entries)
/// alone, so an image is corrupted alike whichever others are selected.
void addNoise(Matrix& A, std::span<const std::int64_t> sourceRows, const Noise& noise, std::uint64_t seed);

}  // namespace nmf
