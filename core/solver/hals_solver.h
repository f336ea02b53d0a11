#pragma once

#include "core/solver/two_factor_solver.h"

namespace nmf {

/// `hals`, hierarchical alternating least squares for ||A - WH||_F^2 (Cichocki & Phan 2009), accelerated
/// (Gillis & Glineur 2012): with AH' and HH' at hand the columns of W are swept several times, likewise the
/// rows of H. One entry becomes max(0, w_ik + ((AH')_ik - w_i (HH')_k) / (HH')_kk).
class HalsSolver final : public TwoFactorSolver {
 public:
  HalsSolver(std::shared_ptr<const Matrix> A, const Hyperparameters& h, const Factors& start, Team& team,
             int threads);

 private:
  void updateBlock(Scratch& scratch, const PaddedMatrix& gram, Side side, const PaddedMatrix& from,
                   PaddedMatrix& to, Eigen::Index begin, int rows) const override;

  void sweepRows(Scratch& scratch, const PaddedMatrix& gram, int sweeps, const PaddedMatrix& from,
                 PaddedMatrix& to, Eigen::Index begin, int first, int rows) const;

  int sweepsW_ = 1, sweepsH_ = 1;
};

}  // namespace nmf
