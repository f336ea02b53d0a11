#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

/// The rule that PIL documents for its bilinear filter, written down directly in double and two dimensions at
/// once: every pixel of a plane of h x w under the triangle, widened by the scale when shrinking, counts with
/// its weight.
inline std::vector<double> triangleResized(const std::vector<double>& plane, int h, int w, int height,
                                           int width) {
  const auto weights = [](int from, int to, int at) {
    const double scale = double(from) / to, reach = std::max(scale, 1.0), center = (at + 0.5) * scale;
    std::vector<double> all(std::size_t(from), 0.0);
    double sum = 0;
    for (int x = 0; x < from; ++x)
      sum += all[std::size_t(x)] = std::max(0.0, 1 - std::abs(x + 0.5 - center) / reach);
    for (double& weight : all) weight /= sum;
    return all;
  };
  std::vector<double> result;
  for (int y = 0; y < height; ++y) {
    const auto down = weights(h, height, y);
    for (int x = 0; x < width; ++x) {
      const auto across = weights(w, width, x);
      double sum = 0;
      for (int i = 0; i < h; ++i) {
        if (down[std::size_t(i)] == 0) continue;
        for (int j = 0; j < w; ++j)
          sum += down[std::size_t(i)] * across[std::size_t(j)] * plane[std::size_t(i * w + j)];
      }
      result.push_back(sum);
    }
  }
  return result;
}
