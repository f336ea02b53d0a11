#include "core/solver/multiplicative_solver.h"

#include "core/solver/small_products.h"

namespace nmf {
namespace {

constexpr float kEpsilon = 1e-10f;

}  // namespace

void MultiplicativeSolver::updateBlock(Scratch& scratch, const PaddedMatrix& gram, Side,
                                       const PaddedMatrix& from, PaddedMatrix& to, Eigen::Index begin,
                                       int rows) const {
  PaddedMatrix& denominators = scratch.denominators;
  multiplyRows(from.row(begin), from.stride(), static_cast<int>(r_), gram.row(0), gram.stride(),
               gram.vectors(), denominators.row(0), denominators.stride(), rows);
  for (int i = 0; i < rows; ++i)
    for (int v = 0; v < to.vectors(); ++v) {
      const int at = v * kLanes;
      const Vec ratio = load(scratch.products.row(i) + at) / (load(denominators.row(i) + at) + kEpsilon);
      store(to.row(begin + i) + at, load(from.row(begin + i) + at) * ratio);
    }
}

}  // namespace nmf
