#pragma once

#include "core/solver/gram.h"
#include "core/solver/solver.h"

namespace nmf {

/// Rows that `hals` sweeps together: eight vectors, so that as many sums run side by side.
inline constexpr int kSweptRows = 8 * kLanes;

/// What `mu` and `hals` share: M = W H, where each factor is made from the products with A and the Gram
/// matrix of the other, block by block. H first, then W; because W's update is local to a row, both happen in
/// one pass over A.
class TwoFactorSolver : public Solver {
 protected:
  TwoFactorSolver(std::shared_ptr<const Matrix> A, const Hyperparameters& h, const Factors& start, Team& team,
                  int threads);

  /// Scratch memory of one lane or range.
  struct Scratch {
    PaddedMatrix products;      ///< AH' of the block of rows, or (P'A)' of the block of pixels: rows x r
    PaddedMatrix denominators;  ///< for `mu`: rows x r
    PaddedMatrix swept[2];      ///< for `hals`: r x kSweptRows
    GramScratch gram;
  };
  enum class Side { W, H };

  /// Makes `rows` rows of `to` from those of `from`, beginning at `begin`, given scratch.products of the same
  /// rows and `gram`, the Gram matrix of the other factor (r x r).
  virtual void updateBlock(Scratch& scratch, const PaddedMatrix& gram, Side side, const PaddedMatrix& from,
                           PaddedMatrix& to, Eigen::Index begin, int rows) const = 0;

  const Eigen::Index r_;

 private:
  void beginEpoch(const LiveHyperparameters& live, int from, int to) final;
  void updateColumns(int range, Eigen::Index begin, int pixels, int from, int to) final;
  void endColumns(int to) final;
  void passBlock(int lane, int block, int from, int to) final;
  void endPass(int to) final;
  Factors copyFactors(int copy) const final;
  const PaddedMatrix& firstLeft(int copy) const final { return W_[copy]; }
  const PaddedMatrix& right(int copy) const final { return Ht_[copy]; }
  MatrixD chain(int) const final { return MatrixD::Identity(r_, r_); }

  PaddedMatrix W_[2], Ht_[2];
  PaddedMatrix gramW_, gramH_;  ///< W'W and HH', r x r
  std::vector<Scratch> laneScratch_, rangeScratch_;
};

}  // namespace nmf
