#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/dataset_request.h"

namespace nmf {

/// Which of the rows are kept back: round(share * m) of them, as true entries. Every image draws a number
/// that depends on `seed` and its row in the source alone, and the lowest are kept back, so the choice does
/// not depend on the order of the rows. Throws InputError naming --held-out where none would be kept back, or
/// none left.
std::vector<bool> heldOutRows(std::span<const std::int64_t> sourceRows, double share, std::uint64_t seed);

/// Keeps back the share of the images that `heldOut` asks for, drawn with `seed` (the shuffle's, 0 where
/// there is none); nothing where it asks for none. Throws like heldOutRows.
void keepShareBack(Dataset& dataset, const HeldOut& heldOut, std::uint64_t seed);

/// Moves the rows marked from `dataset` into dataset.unseen, labels and clean images with them; the order
/// stays.
void keepBack(Dataset& dataset, const std::vector<bool>& marked);

}  // namespace nmf
