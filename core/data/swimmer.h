#pragma once

#include "core/data/image_source.h"

namespace nmf {

/// The built-in data set `swimmer` after Donoho & Stodden (2004), "When does non-negative matrix
/// factorization give a correct decomposition into parts?": 256 images of 32 x 32, a torso of 12 pixels and
/// four limbs of 6, each limb in one of 4 positions, all combinations. Pixels are 0 or 1. 17 parts make it
/// exactly; its (linear) rank is 13.
ImageSourcePtr openSwimmer();

}  // namespace nmf
