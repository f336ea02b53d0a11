#include "core/data/image_source.h"

#include <algorithm>

namespace nmf {

ByteImages::ByteImages(SourceFacts facts, std::vector<std::uint8_t> bytes)
    : ImageSource(std::move(facts)), bytes_(std::move(bytes)) {}

std::optional<Picture> ByteImages::picture(std::int64_t row) const {
  const ImageShape& shape = *facts().shape;
  const auto begin = bytes_.begin() + row * shape.pixels();
  return Picture{shape, {begin, begin + shape.pixels()}, {}};
}

void ByteImages::writeRow(std::int64_t row, float* out) const {
  const int pixels = facts().shape->pixels();
  const std::uint8_t* from = bytes_.data() + row * pixels;
  for (int i = 0; i < pixels; ++i) out[i] = static_cast<float>(from[i]) / 255.0F;
}

MatrixImages::MatrixImages(SourceFacts facts, Matrix values)
    : ImageSource(std::move(facts)), values_(std::move(values)) {}

std::optional<Picture> MatrixImages::picture(std::int64_t row) const {
  const float* from = values_.data() + row * values_.cols();
  return Picture{*facts().shape, {}, {from, from + values_.cols()}};
}

void MatrixImages::writeRow(std::int64_t row, float* out) const {
  std::copy_n(values_.data() + row * values_.cols(), values_.cols(), out);
}

}  // namespace nmf
