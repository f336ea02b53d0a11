#pragma once

#include <array>
#include <cstdint>

#include "core/data/dataset_request.h"
#include "core/data/image_source.h"

namespace nmf {

/// Side of the images of `strokes`, in pixels.
inline constexpr int strokeSide = 28;
using StrokeImage = std::array<std::uint8_t, strokeSide * strokeSide>;

/// Draws `digit` (0 to 9) as pen strokes, white on black and anti-aliased, with the way of writing, wobble,
/// bend, slant, width, size and position that belong to (`seed`, `number`). The same bytes on every machine.
StrokeImage drawDigit(int digit, std::uint64_t seed, std::uint64_t number);

/// The digit that image `row` of a split shows: in each ten successive images every digit once, in random
/// order.
int strokeDigit(std::int64_t row, std::uint64_t seed);

/// The built-in data set `strokes`: 10,000 images for training and 2,000 each for validation and test, 28 x
/// 28, labelled. An image is drawn when it is asked for.
ImageSourcePtr openStrokes(Split split);

}  // namespace nmf
