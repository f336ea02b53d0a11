#include "core/data/picture.h"

#include <algorithm>
#include <cmath>

namespace nmf {
namespace {

template <typename T>
std::vector<T> cropped(const std::vector<T>& planes, const ImageShape& shape, int top, int left, int side) {
  std::vector<T> result;
  if (planes.empty()) return result;
  result.reserve(static_cast<std::size_t>(side) * static_cast<std::size_t>(side * shape.channels));
  for (int channel = 0; channel < shape.channels; ++channel) {
    for (int y = 0; y < side; ++y) {
      const auto line =
          planes.begin() + (std::ptrdiff_t{channel} * shape.height + top + y) * shape.width + left;
      result.insert(result.end(), line, line + side);
    }
  }
  return result;
}

}  // namespace

void writeFloats(const Picture& picture, float* out) {
  if (picture.bytes.empty()) {
    std::copy(picture.values.begin(), picture.values.end(), out);
    return;
  }
  for (const std::uint8_t byte : picture.bytes) *out++ = static_cast<float>(byte) / 255.0F;
}

Picture centerCropped(const Picture& picture) {
  const ImageShape& shape = picture.shape;
  const int side = std::min(shape.height, shape.width);
  const int top = (shape.height - side) / 2, left = (shape.width - side) / 2;
  return {{side, side, shape.channels},
          cropped(picture.bytes, shape, top, left, side),
          cropped(picture.values, shape, top, left, side)};
}

Picture grayscaled(const Picture& picture) {
  if (picture.shape.channels == 1) return picture;
  Picture gray;
  gray.shape = {picture.shape.height, picture.shape.width, 1};
  const auto plane = static_cast<std::size_t>(gray.shape.pixels());
  if (!picture.bytes.empty()) {
    gray.bytes.resize(plane);
    const std::uint8_t* red = picture.bytes.data();
    // Weights in 65,536ths, and a half added: whole numbers make the rounding the same everywhere.
    for (std::size_t i = 0; i < plane; ++i) {
      const unsigned sum = 19595U * red[i] + 38470U * red[plane + i] + 7471U * red[2 * plane + i] + 32768U;
      gray.bytes[i] = static_cast<std::uint8_t>(sum >> 16);
    }
  } else {
    gray.values.resize(plane);
    const float* red = picture.values.data();
    for (std::size_t i = 0; i < plane; ++i) {
      gray.values[i] =
          std::min(1.0F, 0.299F * red[i] + 0.587F * red[plane + i] + 0.114F * red[2 * plane + i]);
    }
  }
  return gray;
}

}  // namespace nmf
