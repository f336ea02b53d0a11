#include "core/data/planted.h"

#include <algorithm>
#include <vector>

#include "core/data/random_stream.h"

// Compiled without contraction of a * b + c, like the other generators: see strokes.cpp.

namespace nmf {
namespace {

constexpr int pixels = plantedSide * plantedSide;
constexpr std::uint64_t seed = 4;

// Ten spots of different size, each (1 - d^2 / r^2)^2 within its radius r.
std::vector<double> spots(RandomStream& random) {
  std::vector<double> H(static_cast<std::size_t>(plantedRank * pixels));
  for (int k = 0; k < plantedRank; ++k) {
    const double radius = random.uniform(4.0, 7.0);
    const double centerX = random.uniform(3.0, plantedSide - 3.0),
                 centerY = random.uniform(3.0, plantedSide - 3.0);
    for (int pixel = 0; pixel < pixels; ++pixel) {
      const double x = pixel % plantedSide + 0.5 - centerX, y = pixel / plantedSide + 0.5 - centerY;
      const double height = std::max(0.0, 1.0 - (x * x + y * y) / (radius * radius));
      H[static_cast<std::size_t>(k * pixels + pixel)] = height * height;
    }
  }
  return H;
}

}  // namespace

ImageSourcePtr openPlanted() {
  RandomStream random(seed);
  const std::vector<double> H = spots(random);
  std::vector<double> A(static_cast<std::size_t>(plantedImages * pixels));
  for (int row = 0; row < plantedImages; ++row) {
    for (int k = 0; k < plantedRank; ++k) {
      const bool used = random.uniform() < 0.5;
      const double weight = random.uniform(0.1, 1.0);
      if (!used) continue;
      for (int pixel = 0; pixel < pixels; ++pixel) {
        A[static_cast<std::size_t>(row * pixels + pixel)] +=
            weight * H[static_cast<std::size_t>(k * pixels + pixel)];
      }
    }
  }
  const double largest = *std::max_element(A.begin(), A.end());
  Matrix values(plantedImages, pixels);
  std::transform(A.begin(), A.end(), values.data(),
                 [largest](double a) { return static_cast<float>(a / largest); });
  SourceFacts facts;
  facts.name = "planted";
  facts.source = "built in: the product of known non-negative factors of rank 10";
  facts.count = plantedImages;
  facts.shape = ImageShape{plantedSide, plantedSide, 1};
  facts.scaling = "divided by the largest entry";
  return std::make_unique<MatrixImages>(std::move(facts), std::move(values));
}

}  // namespace nmf
