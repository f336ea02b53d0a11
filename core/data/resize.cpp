#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/data/picture.h"

namespace nmf {
namespace {

// Which input pixels make one output pixel, and with what weights (their sum is 1).
struct Taps {
  int first = 0;
  std::vector<double> weights;
};

std::vector<Taps> triangleTaps(int from, int to) {
  const double scale = static_cast<double>(from) / to;
  const double reach = std::max(1.0, scale);  // half the triangle's base, in input pixels
  std::vector<Taps> taps(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double center = (i + 0.5) * scale;
    const int begin = std::max(0, static_cast<int>(std::floor(center - reach + 0.5)));
    const int end = std::min(from, static_cast<int>(std::floor(center + reach + 0.5)));
    Taps& tap = taps[static_cast<std::size_t>(i)];
    tap.first = begin;
    double sum = 0;
    for (int x = begin; x < end; ++x) {
      const double weight = std::max(0.0, 1.0 - std::abs(x + 0.5 - center) / reach);
      tap.weights.push_back(weight);
      sum += weight;
    }
    for (double& weight : tap.weights) weight /= sum;
  }
  return taps;
}

// 8-bit weights are whole numbers of 2^-22, so that sums of up to 255 fit an int and are the same everywhere.
constexpr int weightBits = 22;

template <typename T>
using Weight = std::conditional_t<std::is_same_v<T, std::uint8_t>, std::int32_t, float>;

template <typename T>
struct FlatTaps {
  std::vector<int> first, count, offset;
  std::vector<Weight<T>> weights;
};

template <typename T>
FlatTaps<T> flattened(const std::vector<Taps>& taps) {
  FlatTaps<T> flat;
  for (const Taps& tap : taps) {
    flat.first.push_back(tap.first);
    flat.count.push_back(static_cast<int>(tap.weights.size()));
    flat.offset.push_back(static_cast<int>(flat.weights.size()));
    for (const double weight : tap.weights) {
      if constexpr (std::is_same_v<T, std::uint8_t>) {
        flat.weights.push_back(static_cast<std::int32_t>(std::lround(weight * (1 << weightBits))));
      } else {
        flat.weights.push_back(static_cast<float>(weight));
      }
    }
  }
  return flat;
}

template <typename T>
T finished(Weight<T> sum) {
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    return static_cast<std::uint8_t>(std::clamp(sum >> weightBits, 0, 255));
  } else {
    return std::clamp(sum, 0.0F, 1.0F);
  }
}

template <typename T>
constexpr Weight<T> startOfSum() {
  if constexpr (std::is_same_v<T, std::uint8_t>) {
    return 1 << (weightBits - 1);  // rounds to nearest
  } else {
    return 0;
  }
}

// One plane: along its rows to `width`, then along its columns to `height`.
template <typename T>
void resizePlane(const T* in, int fromHeight, int fromWidth, const FlatTaps<T>& columns,
                 const FlatTaps<T>& rows, T* out) {
  const int width = static_cast<int>(columns.first.size()), height = static_cast<int>(rows.first.size());
  std::vector<T> narrowed(static_cast<std::size_t>(fromHeight) * static_cast<std::size_t>(width));
  for (int y = 0; y < fromHeight; ++y) {
    const T* line = in + std::ptrdiff_t{y} * fromWidth;
    for (int x = 0; x < width; ++x) {
      const auto at = static_cast<std::size_t>(x);
      const T* from = line + columns.first[at];
      const Weight<T>* weight = columns.weights.data() + columns.offset[at];
      Weight<T> sum = startOfSum<T>();
      for (int i = 0; i < columns.count[at]; ++i) sum += from[i] * weight[i];
      narrowed[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + at] = finished<T>(sum);
    }
  }
  std::vector<Weight<T>> sums(static_cast<std::size_t>(width));
  for (int y = 0; y < height; ++y) {
    const auto at = static_cast<std::size_t>(y);
    std::fill(sums.begin(), sums.end(), startOfSum<T>());
    for (int i = 0; i < rows.count[at]; ++i) {
      const T* from = narrowed.data() + std::ptrdiff_t{rows.first[at] + i} * width;
      const Weight<T> weight = rows.weights[static_cast<std::size_t>(rows.offset[at] + i)];
      for (int x = 0; x < width; ++x) sums[static_cast<std::size_t>(x)] += from[x] * weight;
    }
    for (const Weight<T> sum : sums) *out++ = finished<T>(sum);
  }
}

template <typename T>
std::vector<T> resizePlanes(const std::vector<T>& planes, const ImageShape& from, int height, int width) {
  if (planes.empty()) return {};
  const FlatTaps<T> columns = flattened<T>(triangleTaps(from.width, width));
  const FlatTaps<T> rows = flattened<T>(triangleTaps(from.height, height));
  const std::size_t inPlane = static_cast<std::size_t>(from.height) * static_cast<std::size_t>(from.width);
  const std::size_t outPlane = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  std::vector<T> result(outPlane * static_cast<std::size_t>(from.channels));
  for (std::size_t channel = 0; channel < static_cast<std::size_t>(from.channels); ++channel) {
    resizePlane<T>(planes.data() + channel * inPlane, from.height, from.width, columns, rows,
                   result.data() + channel * outPlane);
  }
  return result;
}

}  // namespace

Picture resized(const Picture& picture, int height, int width) {
  return {{height, width, picture.shape.channels},
          resizePlanes(picture.bytes, picture.shape, height, width),
          resizePlanes(picture.values, picture.shape, height, width)};
}

}  // namespace nmf
