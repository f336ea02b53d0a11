#include "core/solver/gram.h"

#include <algorithm>

namespace nmf {
namespace {

constexpr int kDoubles = kLanes / 2;
typedef double VecD __attribute__((vector_size(kDoubles * sizeof(double)), may_alias));

typedef float HalfVec __attribute__((vector_size(kDoubles * sizeof(float)), may_alias));

constexpr int kTileVectors = kLanes == 16 ? 4 : 2;  // vectors of the result that are summed side by side
static_assert(8 % kDoubles == 0);                   // no remainders: see gramSide()

/// Rows of the result whose sums, `vectors` wide, stay in registers.
constexpr int tileRows(int vectors) {
  return kLanes == 16 && vectors <= 2 ? 8 : 4;
}

inline VecD loadD(const double* p) {
  return *reinterpret_cast<const VecD*>(p);
}

template <int V>
void tile(const double* X, long stride, int rows, Eigen::Index row, Eigen::Index column, double* sum,
          Eigen::Index sumStride) {
  constexpr int R = tileRows(V);
  VecD part[R][V] = {};
  for (int i = 0; i < rows; ++i, X += stride) {
    VecD x[V];
    for (int v = 0; v < V; ++v) x[v] = loadD(X + column + v * kDoubles);
    for (int r = 0; r < R; ++r)
      for (int v = 0; v < V; ++v) part[r][v] += X[row + r] * x[v];
  }
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v) {
      double* out = sum + (row + r) * sumStride + column + v * kDoubles;
      *reinterpret_cast<VecD*>(out) = loadD(out) + part[r][v];
    }
}

}  // namespace

void GramScratch::add(const float* X, int stride, int rows, double* sum, Eigen::Index sumStride) {
  const Eigen::Index side = rows_.cols(), width = std::min<Eigen::Index>(side, stride);
  for (int first = 0; first < rows; first += kRows) {
    const int count = std::min(kRows, rows - first);
    for (int i = 0; i < count; ++i) {
      const float* from = X + static_cast<long>(first + i) * stride;
      double* to = rows_.data() + i * side;
      for (Eigen::Index j = 0; j < width; j += kDoubles)
        *reinterpret_cast<VecD*>(to + j) =
            __builtin_convertvector(*reinterpret_cast<const HalfVec*>(from + j), VecD);
    }
    for (Eigen::Index column = 0; column < side;) {
      const auto vectors = static_cast<int>(std::min<Eigen::Index>(kTileVectors, (side - column) / kDoubles));
      const Eigen::Index end = column + vectors * kDoubles;
      // What lies below the diagonal is left out, but for the tiles that it crosses.
      for (Eigen::Index row = 0; row < end; row += tileRows(vectors)) {
        if (vectors == 1) tile<1>(rows_.data(), side, count, row, column, sum, sumStride);
        if (vectors == 2) tile<2>(rows_.data(), side, count, row, column, sum, sumStride);
        if constexpr (kTileVectors > 2) {
          if (vectors == 3) tile<3>(rows_.data(), side, count, row, column, sum, sumStride);
          if (vectors == 4) tile<4>(rows_.data(), side, count, row, column, sum, sumStride);
        }
      }
      column = end;
    }
  }
}

}  // namespace nmf
