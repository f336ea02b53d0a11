#pragma once

#include "core/data/image_source.h"

namespace nmf {

/// Shape and rank of `planted`.
inline constexpr int plantedImages = 500;
inline constexpr int plantedSide = 20;
inline constexpr int plantedRank = 10;

/// The built-in data set `planted`: A = W H with known non-negative factors, 500 x 10 and 10 x 400, divided
/// by its largest entry. Every row of H is a soft spot in a 20 x 20 image, W is about half zeros. Exactly of
/// rank 10 but for the rounding to float; noise is added by `--noise`. The same values on every machine.
ImageSourcePtr openPlanted();

}  // namespace nmf
