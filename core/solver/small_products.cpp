#include "core/solver/small_products.h"

#include <algorithm>

#include "core/solver/vector.h"

namespace nmf {
namespace {

constexpr int kRows = 4;                           // rows of the result held in registers at a time
constexpr int kMaxVectors = kLanes == 16 ? 4 : 2;  // and vectors of each, so that all fit

template <int R, int V>
void multiplyTile(const float* X, int strideX, int K, const float* M, int strideM, float* Y, int strideY,
                  float sign, bool accumulate) {
  Vec sum[R][V] = {};
  for (int k = 0; k < K; ++k) {
    Vec m[V];
    for (int v = 0; v < V; ++v) m[v] = load(M + static_cast<long>(k) * strideM + v * kLanes);
    for (int r = 0; r < R; ++r) {
      const float x = X[static_cast<long>(r) * strideX + k];
      for (int v = 0; v < V; ++v) sum[r][v] += x * m[v];
    }
  }
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v) {
      float* y = Y + static_cast<long>(r) * strideY + v * kLanes;
      store(y, accumulate ? load(y) + sign * sum[r][v] : sign * sum[r][v]);
    }
}

template <int R, int V>
void transposedTile(const float* X, int strideX, const float* Y, int strideY, float* C, int strideC,
                    int rows) {
  Vec sum[R][V] = {};
  for (int i = 0; i < rows; ++i) {
    Vec y[V];
    for (int v = 0; v < V; ++v) y[v] = load(Y + static_cast<long>(i) * strideY + v * kLanes);
    for (int r = 0; r < R; ++r) {
      const float x = X[static_cast<long>(i) * strideX + r];
      for (int v = 0; v < V; ++v) sum[r][v] += x * y[v];
    }
  }
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v) store(C + static_cast<long>(r) * strideC + v * kLanes, sum[r][v]);
}

/// Calls f.template operator()<V>(first vector) over `vectors` in pieces of at most kMaxVectors.
template <class F>
void overVectors(int vectors, const F& f) {
  for (int from = 0; from < vectors;) {
    const int width = std::min(kMaxVectors, vectors - from);
    if (width == 1) f.template operator()<1>(from);
    if (width == 2) f.template operator()<2>(from);
    if constexpr (kMaxVectors > 2) {
      if (width == 3) f.template operator()<3>(from);
      if (width == 4) f.template operator()<4>(from);
    }
    from += width;
  }
}

/// Calls f.template operator()<R>(first row) over `rows` in pieces of kRows, then single rows.
template <class F>
void overRows(int rows, const F& f) {
  int from = 0;
  for (; from + kRows <= rows; from += kRows) f.template operator()<kRows>(from);
  for (; from < rows; ++from) f.template operator()<1>(from);
}

}  // namespace

void multiplyRows(const float* X, int strideX, int K, const float* M, int strideM, int vectors, float* Y,
                  int strideY, int rows, float sign, bool accumulate) {
  overVectors(vectors, [&]<int V>(int vector) {
    overRows(rows, [&]<int R>(int row) {
      multiplyTile<R, V>(X + static_cast<long>(row) * strideX, strideX, K, M + vector * kLanes, strideM,
                         Y + static_cast<long>(row) * strideY + vector * kLanes, strideY, sign, accumulate);
    });
  });
}

void transposedProduct(const float* X, int strideX, int K, const float* Y, int strideY, int vectors, float* C,
                       int strideC, int rows) {
  overVectors(vectors, [&]<int V>(int vector) {
    overRows(K, [&]<int R>(int row) {
      transposedTile<R, V>(X + row, strideX, Y + vector * kLanes, strideY,
                           C + static_cast<long>(row) * strideC + vector * kLanes, strideC, rows);
    });
  });
}

void addTransposedProduct(const float* X, int strideX, Eigen::Index K, const float* Y, int strideY,
                          PaddedMatrix& scratch, int rows, MatrixD& sum) {
  transposedProduct(X, strideX, static_cast<int>(K), Y, strideY, scratch.vectors(), scratch.row(0),
                    scratch.stride(), rows);
  sum += scratch.view().cast<double>();
}

}  // namespace nmf
