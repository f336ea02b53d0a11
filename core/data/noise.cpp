#include "core/data/noise.h"

#include <tbb/parallel_for.h>

#include <algorithm>

#include "core/data/random_stream.h"

namespace nmf {
namespace {

void corrupt(float* row, Eigen::Index count, const Noise& noise, RandomStream& random) {
  for (float* pixel = row; pixel < row + count; ++pixel) {
    switch (noise.kind) {
      case NoiseKind::None:
        break;
      case NoiseKind::Gaussian:
        *pixel = static_cast<float>(std::clamp(*pixel + noise.amount * random.normal(), 0.0, 1.0));
        break;
      case NoiseKind::SaltPepper: {
        const double draw = random.uniform();
        if (draw < noise.amount) *pixel = draw < noise.amount / 2 ? 0.0F : 1.0F;
        break;
      }
      case NoiseKind::Missing:
        if (random.uniform() < noise.amount) *pixel = 0.0F;
        break;
    }
  }
}

}  // namespace

void addNoise(Matrix& A, std::span<const std::int64_t> sourceRows, const Noise& noise, std::uint64_t seed) {
  if (noise.kind == NoiseKind::None) return;
  tbb::parallel_for(Eigen::Index{0}, A.rows(), [&](Eigen::Index i) {
    RandomStream random(seed, static_cast<std::uint64_t>(sourceRows[static_cast<std::size_t>(i)]));
    corrupt(A.row(i).data(), A.cols(), noise, random);
  });
}

}  // namespace nmf
