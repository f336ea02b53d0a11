#include "core/solver/code_fit.h"

#include <algorithm>

namespace nmf {
namespace {

constexpr int kVectors = kFittedRows / kLanes;
/// The bound costs as much as a sweep, so it is asked for at ever longer intervals.
constexpr int kFirstCheck = 2;

/// Column k of W G - B for all rows of the block.
inline void halfGradient(const PaddedMatrix& codes, const PaddedMatrix& products, const float* gramRow,
                         Eigen::Index k, Vec (&g)[kVectors]) {
  for (int v = 0; v < kVectors; ++v) g[v] = -load(products.row(k) + v * kLanes);
  for (Eigen::Index l = 0; l < codes.rows(); ++l)
    for (int v = 0; v < kVectors; ++v) g[v] += gramRow[l] * load(codes.row(l) + v * kLanes);
}

void sweep(PaddedMatrix& codes, const PaddedMatrix& products, const PaddedMatrix& gram) {
  for (Eigen::Index k = 0; k < codes.rows(); ++k) {
    const float* gramRow = gram.row(k);
    if (!(gramRow[k] > 0)) continue;  // a signature that is zero: its code changes nothing
    const float inverse = 1.0f / gramRow[k];
    Vec g[kVectors];
    halfGradient(codes, products, gramRow, k, g);
    for (int v = 0; v < kVectors; ++v) {
      float* w = codes.row(k) + v * kLanes;
      store(w, atLeast(load(w) - inverse * g[v], Vec{}));
    }
  }
}

double sum(Vec v) {
  double total = 0;
  for (int i = 0; i < kLanes; ++i) total += static_cast<double>(v[i]);
  return total;
}

/// Objective and bound at the codes as they are: w G w' - 2 b w' = (g - b) w'.
void measure(const PaddedMatrix& codes, const PaddedMatrix& products, const PaddedMatrix& gram,
             CodeFit& fit) {
  fit.objective = fit.gap = 0;
  for (Eigen::Index k = 0; k < codes.rows(); ++k) {
    const float* gramRow = gram.row(k);
    if (!(gramRow[k] > 0)) continue;
    const float inverse = 1.0f / gramRow[k];
    Vec g[kVectors], objective = {}, gap = {};
    halfGradient(codes, products, gramRow, k, g);
    for (int v = 0; v < kVectors; ++v) {
      const Vec w = load(codes.row(k) + v * kLanes), b = load(products.row(k) + v * kLanes);
      objective += w * (g[v] - b);
      const Vec room = atLeast(inverse * b - w, Vec{});
      gap += 2.0f * (g[v] > 0 ? g[v] * w : -g[v] * room);
    }
    fit.objective += sum(objective);
    fit.gap += sum(gap);
  }
}

}  // namespace

CodeFit fitCodes(PaddedMatrix& codes, const PaddedMatrix& products, const PaddedMatrix& gram,
                 double squaredNorm, const CodeTolerance& tolerance) {
  CodeFit fit;
  int next = std::min(kFirstCheck, tolerance.sweeps);
  while (true) {
    for (; fit.sweeps < next; ++fit.sweeps) sweep(codes, products, gram);
    measure(codes, products, gram, fit);
    const double error = squaredNorm + fit.objective;
    const double enough = std::max(tolerance.relative * error, tolerance.floor * squaredNorm);
    // Not finite ends here as well: then there is nothing to be fitted.
    if (!(fit.gap > enough) || fit.sweeps >= tolerance.sweeps) return fit;
    next = std::min(next + next / 2, tolerance.sweeps);
  }
}

}  // namespace nmf
