#pragma once

#include <cmath>

#if defined(__AVX__) || defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace nmf {

// One SIMD vector of floats as wide as the processor that the program is built for. Compilers with vector
// extensions lower the same code to whatever there is.
#if defined(__AVX512F__)
inline constexpr int kLanes = 16;
inline constexpr const char* kInstructionSet = "avx512";
#elif defined(__AVX__)
inline constexpr int kLanes = 8;
inline constexpr const char* kInstructionSet = "avx2";
#else
inline constexpr int kLanes = 4;
inline constexpr const char* kInstructionSet = "generic";
#endif

typedef float Vec __attribute__((vector_size(kLanes * sizeof(float)), may_alias));

inline Vec load(const float* p) {
  return *reinterpret_cast<const Vec*>(p);
}
inline void store(float* p, Vec v) {
  *reinterpret_cast<Vec*>(p) = v;
}
inline Vec splat(float a) {
  return a - Vec{};
}

inline Vec squareRoot(Vec v) {
#if defined(__AVX512F__)
  return _mm512_sqrt_ps(v);
#elif defined(__AVX__)
  return _mm256_sqrt_ps(v);
#else
  Vec root;
  for (int i = 0; i < kLanes; ++i) root[i] = std::sqrt(v[i]);
  return root;
#endif
}

/// The larger of x and bound; NaN in x stays, so that divergence is seen.
inline Vec atLeast(Vec x, Vec bound) {
  return x < bound ? bound : x;
}

/// Rows that a padded matrix is allocated in multiples of.
inline constexpr int kRowGroup = 4;

/// The number of floats that `columns` take when padded to whole vectors.
constexpr int paddedWidth(long columns) {
  return static_cast<int>((columns + kLanes - 1) / kLanes * kLanes);
}

}  // namespace nmf
