#pragma once

#include <cstdint>
#include <vector>

#include "core/data/dataset.h"

namespace nmf {

/// One picture, channel-first (C x H x W): either 8 bits or a float in [0, 1] a value; the other vector is
/// empty.
struct Picture {
  ImageShape shape;
  std::vector<std::uint8_t> bytes;
  std::vector<float> values;
};

/// Writes shape.pixels() floats in [0, 1] to `out`: bytes are divided by 255.
void writeFloats(const Picture& picture, float* out);

/// The largest square in the middle (where a side's surplus is odd, the extra line is cut at the bottom or
/// right).
Picture centerCropped(const Picture& picture);

/// One channel: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601 luma, as PIL's "L"). A gray picture comes back as
/// it is.
Picture grayscaled(const Picture& picture);

/// Resampled to height x width as PIL's bilinear filter does: a triangle, widened by the scale when
/// shrinking, so that every pixel counts; first along rows, then along columns, rounded to 8 bits after each
/// when the picture has 8 bits. The aspect is not kept.
Picture resized(const Picture& picture, int height, int width);

}  // namespace nmf
