#pragma once

#include "core/solver/two_factor_solver.h"

namespace nmf {

/// `mu`, multiplicative updates for ||A - WH||_F^2 (Lee & Seung 2001), each denominator + 1e-10:
///   H <- H * W'A / (W'W H + 1e-10),   W <- W * AH' / (W HH' + 1e-10).
class MultiplicativeSolver final : public TwoFactorSolver {
 public:
  MultiplicativeSolver(std::shared_ptr<const Matrix> A, const Hyperparameters& h, const Factors& start,
                       Team& team, int threads)
      : TwoFactorSolver(std::move(A), h, start, team, threads) {}

 private:
  void updateBlock(Scratch& scratch, const PaddedMatrix& gram, Side side, const PaddedMatrix& from,
                   PaddedMatrix& to, Eigen::Index begin, int rows) const override;
};

}  // namespace nmf
