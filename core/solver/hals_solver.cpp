#include "core/solver/hals_solver.h"

#include <algorithm>

namespace nmf {
namespace {

// Gillis & Glineur 2012, section 4: at most 1 + floor(alpha rho) sweeps, rho the cost of the products with A
// over that of a sweep; sweeping ends when one changes less than `kEnough` of what the first changed.
constexpr double kAlpha = 0.5;
constexpr float kEnough = 0.1f;
constexpr int kMaxSweeps = 10;

int sweepsFor(double productCost, double sweepCost) {
  return std::min(1 + static_cast<int>(kAlpha * (1 + productCost / sweepCost)), kMaxSweeps);
}

}  // namespace

HalsSolver::HalsSolver(std::shared_ptr<const Matrix> A, const Hyperparameters& h, const Factors& start,
                       Team& team, int threads)
    : TwoFactorSolver(A, h, start, team, threads) {
  const double m = static_cast<double>(A->rows()), n = static_cast<double>(A->cols()),
               r = static_cast<double>(r_);
  sweepsW_ = sweepsFor(m * n + n * r, m * (r + 1));
  sweepsH_ = sweepsFor(m * n + m * r, n * (r + 1));
}

void HalsSolver::updateBlock(Scratch& scratch, const PaddedMatrix& gram, Side side, const PaddedMatrix& from,
                             PaddedMatrix& to, Eigen::Index begin, int rows) const {
  for (int first = 0; first < rows; first += kSweptRows)
    sweepRows(scratch, gram, side == Side::W ? sweepsW_ : sweepsH_, from, to, begin, first,
              std::min(kSweptRows, rows - first));
}

// The rows are swept transposed, so that one entry of many rows is one vector.
void HalsSolver::sweepRows(Scratch& scratch, const PaddedMatrix& gram, int sweeps, const PaddedMatrix& from,
                           PaddedMatrix& to, Eigen::Index begin, int first, int rows) const {
  constexpr int kVectors = kSweptRows / kLanes;
  PaddedMatrix& factor = scratch.swept[0];    // r x rows
  PaddedMatrix& products = scratch.swept[1];  // r x rows
  factor.view().topLeftCorner(r_, rows) = from.view().middleRows(begin + first, rows).transpose();
  products.view().topLeftCorner(r_, rows) = scratch.products.view().middleRows(first, rows).transpose();
  // What earlier, more rows left behind must not count as change.
  if (rows < kSweptRows) {
    factor.view().block(0, rows, r_, kSweptRows - rows).setZero();
    products.view().block(0, rows, r_, kSweptRows - rows).setZero();
  }
  float firstChange = 0;
  for (int s = 0; s < sweeps; ++s) {
    Vec change = {};
    for (Eigen::Index k = 0; k < r_; ++k) {
      const float* g = gram.row(k);
      if (!(g[k] > 0)) continue;  // the partner is zero: nothing depends on this entry
      const float inverse = 1.0f / g[k];
      Vec gradient[kVectors];
      for (int v = 0; v < kVectors; ++v) gradient[v] = load(products.row(k) + v * kLanes);
      for (Eigen::Index l = 0; l < r_; ++l)
        for (int v = 0; v < kVectors; ++v) gradient[v] -= g[l] * load(factor.row(l) + v * kLanes);
      for (int v = 0; v < kVectors; ++v) {
        float* w = factor.row(k) + v * kLanes;
        const Vec next = atLeast(load(w) + inverse * gradient[v], Vec{});
        const Vec step = next - load(w);
        change += step * step;
        store(w, next);
      }
    }
    float total = 0;
    for (int i = 0; i < kLanes; ++i) total += change[i];
    if (s == 0) firstChange = total;
    if (!(total > kEnough * kEnough * firstChange)) break;
  }
  to.view().middleRows(begin + first, rows) = factor.view().topLeftCorner(r_, rows).transpose();
}

}  // namespace nmf
