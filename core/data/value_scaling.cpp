#include "core/data/value_scaling.h"

#include <algorithm>
#include <cmath>

#include "core/data/dataset_request.h"
#include "core/errors.h"

namespace nmf {

Scaling scalingFor(float largest, bool allWhole) {
  if (largest <= 1) return {1, "as they are"};
  if (allWhole && largest <= 255) return {255, "divided by 255"};
  std::string number = std::to_string(largest);
  while (number.back() == '0') number.pop_back();
  if (number.back() == '.') number.pop_back();
  return {largest, "divided by the largest value, " + number};
}

void ValueRange::look(const float* values, std::int64_t count, std::int64_t index) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float value = values[i];
    if (!(value >= 0) || !std::isfinite(value)) {
      if (firstBad < 0) firstBad = index + i;
      continue;
    }
    largest = std::max(largest, value);
    allWhole = allWhole && std::trunc(value) == value;
  }
}

void ValueRange::join(const ValueRange& other) {
  largest = std::max(largest, other.largest);
  allWhole = allWhole && other.allWhole;
  if (firstBad < 0 || (other.firstBad >= 0 && other.firstBad < firstBad)) firstBad = other.firstBad;
}

void refuseValue(const std::string& name, const std::string& place, float value) {
  throw InputError(name + " has a " + (std::isfinite(value) ? "negative" : "non-finite") + " value in " +
                   place + ": pixels must be finite and not below 0.");
}

ImageShape rowShape(const std::string& name, std::int64_t values, const std::optional<ImageShape>& asked) {
  if (asked) {
    if (asked->pixels() == values) return *asked;
    throw InputError("--image-shape " + text(*asked) + " makes " + std::to_string(asked->pixels()) +
                     " values, and the rows of " + name + " have " + std::to_string(values) + ".");
  }
  const auto side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(values))));
  if (std::int64_t{side} * side == values) return {side, side, 1};
  throw ImageShapeNeeded("--image-shape is needed: the rows of " + name + " have " + std::to_string(values) +
                             " values, which is no square.",
                         values);
}

std::vector<ImageShape> likelyShapes(std::int64_t values) {
  constexpr std::size_t most = 8;
  constexpr int longest = 4;  // times the shorter side
  std::vector<ImageShape> shapes;
  for (const int channels : {1, 3}) {
    if (values <= 0 || values % channels != 0) continue;
    const std::int64_t pixels = values / channels;
    if (pixels > std::int64_t{1} << 28) continue;
    const auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(pixels)) + 0.5);
    for (std::int64_t shorter = root; shorter > 0 && shorter * shorter * longest >= pixels; --shorter) {
      if (pixels % shorter != 0) continue;
      const int a = static_cast<int>(shorter), b = static_cast<int>(pixels / shorter);
      shapes.push_back({a, b, channels});
      if (a != b) shapes.push_back({b, a, channels});
    }
  }
  const auto ratio = [](const ImageShape& s) {
    return static_cast<double>(std::max(s.height, s.width)) / std::min(s.height, s.width);
  };
  std::stable_sort(shapes.begin(), shapes.end(),
                   [&](const ImageShape& a, const ImageShape& b) { return ratio(a) < ratio(b); });
  if (shapes.size() > most) shapes.resize(most);
  return shapes;
}

ImageShape likeliestShape(std::int64_t values) {
  const std::vector<ImageShape> shapes = likelyShapes(values);
  return shapes.empty() ? ImageShape{1, static_cast<int>(values), 1} : shapes.front();
}

void toChannelFirst(const float* from, const ImageShape& shape, float* to) {
  const int plane = shape.height * shape.width;
  for (int channel = 0; channel < shape.channels; ++channel) {
    for (int i = 0; i < plane; ++i) *to++ = from[i * shape.channels + channel];
  }
}

}  // namespace nmf
