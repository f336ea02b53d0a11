#include "core/solver/pass_kernels.h"

#include <algorithm>

#include "core/solver/vector.h"

namespace nmf {
namespace {

// How many vectors of the rank one sweep over the tile handles; a wider rank takes several sweeps, the tile
// staying in cache. With 32 registers 4 fit beside their partners.
constexpr int kSparseVectors = kLanes == 16 ? 4 : 3;

template <int V, bool Gather, bool Scatter>
void sparseSweep(const SparseTile& tile, int rows, const PassOperands& x) {
  // Two sums in turn where one would wait for the multiply-add before it.
  constexpr int kSums = Gather && V <= 2 ? 2 : 1;
  for (int i = 0; i < rows; ++i) {
    const std::uint32_t begin = tile.starts[i], end = tile.starts[i + 1];
    if (begin == end) continue;
    Vec sum[kSums][V] = {}, p[V] = {};
    if constexpr (Scatter)
      for (int v = 0; v < V; ++v) p[v] = load(x.P + static_cast<long>(i) * x.strideP + v * kLanes);
    const auto entry = [&](std::uint32_t e, Vec* into) {
      const float a = tile.values[e];
      const long column = tile.columns[e];
      if constexpr (Gather) {
        const float* h = x.Ht + column * x.strideHt;
        for (int v = 0; v < V; ++v) into[v] += a * load(h + v * kLanes);
      }
      if constexpr (Scatter) {
        float* q = x.PtA + column * x.stridePtA;
        for (int v = 0; v < V; ++v) store(q + v * kLanes, load(q + v * kLanes) + a * p[v]);
      }
    };
    std::uint32_t e = begin;
    for (; e + kSums <= end; e += kSums)
      for (int s = 0; s < kSums; ++s) entry(e + static_cast<std::uint32_t>(s), sum[s]);
    for (; e < end; ++e) entry(e, sum[0]);
    if constexpr (Gather) {
      float* out = x.AHt + static_cast<long>(i) * x.strideAHt;
      for (int v = 0; v < V; ++v) {
        Vec total = sum[0][v];
        if constexpr (kSums == 2) total += sum[1][v];
        store(out + v * kLanes, load(out + v * kLanes) + total);
      }
    }
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

template <bool Gather, bool Scatter>
void sweep(const SparseTile& tile, int rows, const PassOperands& x, int vectors) {
  for (int from = 0; from < vectors;) {
    const int width = std::min(kSparseVectors, vectors - from);
    const PassOperands y = shifted(x, from);
    if (width == 1) sparseSweep<1, Gather, Scatter>(tile, rows, y);
    if (width == 2) sparseSweep<2, Gather, Scatter>(tile, rows, y);
    if (width == 3) sparseSweep<3, Gather, Scatter>(tile, rows, y);
    if constexpr (kSparseVectors > 3)
      if (width == 4) sparseSweep<4, Gather, Scatter>(tile, rows, y);
    from += width;
  }
}

template <bool Gather, bool Scatter>
void sweep(const DenseTile& tile, int rows, const PassOperands& x, int vectors) {
  constexpr int kDenseVectors = kLanes == 16 ? 3 : 2;
  for (int from = 0; from < vectors;) {
    const int width = std::min(kDenseVectors, vectors - from);
    const PassOperands y = shifted(x, from);
    if (width == 1) denseSweep<1, Gather, Scatter>(tile, rows, y);
    if (width == 2) denseSweep<2, Gather, Scatter>(tile, rows, y);
    if constexpr (kDenseVectors > 2)
      if (width == 3) denseSweep<3, Gather, Scatter>(tile, rows, y);
    from += width;
  }
}

}  // namespace

void gather(const SparseTile& tile, int rows, const PassOperands& x, int vectors) {
  sweep<true, false>(tile, rows, x, vectors);
}
void gather(const DenseTile& tile, int rows, const PassOperands& x, int vectors) {
  sweep<true, false>(tile, rows, x, vectors);
}
void scatter(const SparseTile& tile, int rows, const PassOperands& x, int vectors) {
  sweep<false, true>(tile, rows, x, vectors);
}
void scatter(const DenseTile& tile, int rows, const PassOperands& x, int vectors) {
  sweep<false, true>(tile, rows, x, vectors);
}
void gatherAndScatter(const SparseTile& tile, int rows, const PassOperands& x, int vectors) {
  sweep<true, true>(tile, rows, x, vectors);
}
void gatherAndScatter(const DenseTile& tile, int rows, const PassOperands& x, int vectors) {
  sweep<true, true>(tile, rows, x, vectors);
}

}  // namespace nmf
