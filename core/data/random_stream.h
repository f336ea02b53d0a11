#pragma once

#include <array>
#include <cstdint>

namespace nmf {

/// A seeded stream of random numbers that is the same on every machine and with every standard library,
/// unlike the distributions of <random>: xoshiro256** (Blackman & Vigna 2018), its state filled by splitmix64
/// from the seed.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed) {
    for (std::uint64_t& word : state_) word = splitMix(seed);
  }
  /// The stream with this number among those that belong to a seed, e.g. one for each image: what an image
  /// gets does not depend on which other images there are.
  RandomStream(std::uint64_t seed, std::uint64_t number) : RandomStream(mixed(seed, number)) {}

  std::uint64_t next() {
    const std::uint64_t result = rotated(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 45);
    return result;
  }
  /// Uniform on [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  /// Uniform on [low, high).
  double uniform(double low, double high);
  /// Uniform on 0, ..., count - 1, without bias; count > 0.
  std::uint64_t below(std::uint64_t count) {
    const std::uint64_t unusable = (0 - count) % count;  // 2^64 modulo count
    std::uint64_t value = next();
    while (value < unusable) value = next();
    return value % count;
  }
  /// Bell-shaped around 0 on (-1, 1), standard deviation 1/3: the mean of three uniforms. Sums and products
  /// only.
  double bell();
  /// Normal with mean 0 and standard deviation 1 (Marsaglia's polar method).
  double normal();

 private:
  static std::uint64_t rotated(std::uint64_t value, int by) { return value << by | value >> (64 - by); }
  static std::uint64_t splitMix(std::uint64_t& state) {
    std::uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  static std::uint64_t mixed(std::uint64_t seed, std::uint64_t number) {
    std::uint64_t state = seed;
    std::uint64_t other = splitMix(state) ^ number;
    return splitMix(other);
  }

  std::array<std::uint64_t, 4> state_{};
  bool spare_ = false;
  double spareNormal_ = 0;
};

}  // namespace nmf
