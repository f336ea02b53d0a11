#include "core/solver/pass_kernels.h"

#include <algorithm>

namespace nmf {
namespace {

// How many vectors of the rank one sweep handles, so that the factors of a group of pixels stay in registers;
// a wider rank takes several sweeps.
constexpr int kSparseVectors = kLanes == 16 ? 3 : 1;
constexpr int kDenseVectors = kLanes == 16 ? 3 : 2;

// H' and P'A of a group stay in registers while its rows go by, so an entry costs one load of P and one load
// and store of AH' for four pixels.
template <int V, bool Gather, bool Scatter>
void sparseSweep(const SparseBlock& block, const PassOperands& x) {
  constexpr int G = kPixelGroup;
  for (int group = 0; group < block.groups; ++group) {
    const std::uint32_t begin = block.starts[group], end = block.starts[group + 1];
    if (begin == end) continue;
    const long pixel = static_cast<long>(group) * G;
    Vec h[G][V] = {}, q[G][V] = {};
    for (int g = 0; g < G; ++g)
      for (int v = 0; v < V; ++v) {
        if constexpr (Gather) h[g][v] = load(x.Ht + (pixel + g) * x.strideHt + v * kLanes);
        if constexpr (Scatter) q[g][v] = load(x.PtA + (pixel + g) * x.stridePtA + v * kLanes);
      }
    for (std::uint32_t e = begin; e < end; ++e) {
      const float* a = block.values + static_cast<long>(e) * G;
      const long row = block.rows[e];
      if constexpr (Gather) {
        float* out = x.AHt + row * x.strideAHt;
        for (int v = 0; v < V; ++v) {
          Vec sum = load(out + v * kLanes);
          for (int g = 0; g < G; ++g) sum += a[g] * h[g][v];
          store(out + v * kLanes, sum);
        }
      }
      if constexpr (Scatter) {
        const float* P = x.P + row * x.strideP;
        for (int v = 0; v < V; ++v) {
          const Vec p = load(P + v * kLanes);
          for (int g = 0; g < G; ++g) q[g][v] += a[g] * p;
        }
      }
    }
    if constexpr (Scatter)
      for (int g = 0; g < G; ++g)
        for (int v = 0; v < V; ++v) store(x.PtA + (pixel + g) * x.stridePtA + v * kLanes, q[g][v]);
  }
}

template <int R, int V, bool Gather, bool Scatter>
void denseSweepRows(const DenseTile& tile, const PassOperands& x, int row) {
  Vec sum[R][V] = {}, p[R][V] = {};
  if constexpr (Scatter)
    for (int r = 0; r < R; ++r)
      for (int v = 0; v < V; ++v) p[r][v] = load(x.P + static_cast<long>(row + r) * x.strideP + v * kLanes);
  const float* A = tile.A + row * tile.stride;
  for (int j = 0; j < tile.columns; ++j) {
    Vec h[V] = {}, q[V] = {};
    if constexpr (Gather)
      for (int v = 0; v < V; ++v) h[v] = load(x.Ht + static_cast<long>(j) * x.strideHt + v * kLanes);
    if constexpr (Scatter)
      for (int v = 0; v < V; ++v) q[v] = load(x.PtA + static_cast<long>(j) * x.stridePtA + v * kLanes);
    for (int r = 0; r < R; ++r) {
      const float a = A[r * tile.stride + j];
      for (int v = 0; v < V; ++v) {
        if constexpr (Gather) sum[r][v] += a * h[v];
        if constexpr (Scatter) q[v] += a * p[r][v];
      }
    }
    if constexpr (Scatter)
      for (int v = 0; v < V; ++v) store(x.PtA + static_cast<long>(j) * x.stridePtA + v * kLanes, q[v]);
  }
  if constexpr (Gather)
    for (int r = 0; r < R; ++r)
      for (int v = 0; v < V; ++v) {
        float* out = x.AHt + static_cast<long>(row + r) * x.strideAHt + v * kLanes;
        store(out, load(out) + sum[r][v]);
      }
}

// Rows times vectors whose sums and partners stay in registers.
template <int V>
constexpr int denseRows() {
  constexpr int registers = kLanes == 16 ? 26 : 12;
  return std::clamp((registers - 2 * V) / (2 * V), 1, 8);
}

template <int V, bool Gather, bool Scatter>
void denseSweep(const DenseTile& tile, int rows, const PassOperands& x) {
  constexpr int R = denseRows<V>();
  int row = 0;
  for (; row + R <= rows; row += R) denseSweepRows<R, V, Gather, Scatter>(tile, x, row);
  for (; row < rows; ++row) denseSweepRows<1, V, Gather, Scatter>(tile, x, row);
}

PassOperands shifted(PassOperands x, int vectors) {
  const int floats = vectors * kLanes;
  if (x.Ht) x.Ht += floats;
  if (x.AHt) x.AHt += floats;
  if (x.P) x.P += floats;
  if (x.PtA) x.PtA += floats;
  return x;
}

/// Calls f.template operator()<V>(operands) over `vectors` in pieces of nearly equal width, at most kMost.
template <int kMost, class F>
void overPieces(const PassOperands& x, int vectors, const F& f) {
  for (int from = 0; from < vectors;) {
    const int pieces = (vectors - from + kMost - 1) / kMost;
    const int width = (vectors - from + pieces - 1) / pieces;
    const PassOperands y = shifted(x, from);
    if (width == 1) f.template operator()<1>(y);
    if constexpr (kMost > 1)
      if (width == 2) f.template operator()<2>(y);
    if constexpr (kMost > 2)
      if (width == 3) f.template operator()<3>(y);
    from += width;
  }
}

template <bool Gather, bool Scatter>
void sweep(const SparseBlock& block, const PassOperands& x, int vectors) {
  overPieces<kSparseVectors>(
      x, vectors, [&]<int V>(const PassOperands& y) { sparseSweep<V, Gather, Scatter>(block, y); });
}

template <bool Gather, bool Scatter>
void sweep(const DenseTile& tile, int rows, const PassOperands& x, int vectors) {
  overPieces<kDenseVectors>(
      x, vectors, [&]<int V>(const PassOperands& y) { denseSweep<V, Gather, Scatter>(tile, rows, y); });
}

}  // namespace

void gather(const SparseBlock& block, const PassOperands& x, int vectors) {
  sweep<true, false>(block, x, vectors);
}
void gather(const DenseTile& tile, int rows, const PassOperands& x, int vectors) {
  sweep<true, false>(tile, rows, x, vectors);
}
void scatter(const SparseBlock& block, const PassOperands& x, int vectors) {
  sweep<false, true>(block, x, vectors);
}
void scatter(const DenseTile& tile, int rows, const PassOperands& x, int vectors) {
  sweep<false, true>(tile, rows, x, vectors);
}
void gatherAndScatter(const SparseBlock& block, const PassOperands& x, int vectors) {
  sweep<true, true>(block, x, vectors);
}
void gatherAndScatter(const DenseTile& tile, int rows, const PassOperands& x, int vectors) {
  sweep<true, true>(tile, rows, x, vectors);
}

}  // namespace nmf
