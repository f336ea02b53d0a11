#pragma once

#include "core/solver/gradient_step.h"
#include "core/solver/gram.h"
#include "core/solver/solver.h"

namespace nmf {

/// `gd` (one layer) and `deep` (L >= 2): ||A - W1 ... WL H||_F^2 + l1 ||W1||_1 + c ||G - I||_F^2 by Adam or
/// plain descent. All factors step together from the same gradients. With P = W1 V, V = W2 ... WL, and E =
/// AH' - P HH':
///   d/dW1 = -2 E V' + l1,  d/dWl = -2 (W2...W(l-1))' (W1'E) (W(l+1)...WL)',  d/dH = 2 (P'P H - P'A) + c C H.
class GradientSolver final : public Solver {
 public:
  GradientSolver(std::shared_ptr<const Matrix> A, const Hyperparameters& h, const Factors& start, Team& team,
                 int threads);

 private:
  void beginEpoch(const LiveHyperparameters& live, int from, int to) override;
  void updateColumns(int range, Eigen::Index begin, int pixels, int from, int to) override;
  void endColumns(int to) override;
  void passBlock(int lane, int block, int from, int to) override;
  void endPass(int to) override;
  Factors copyFactors(int copy) const override;
  const PaddedMatrix& firstLeft(int copy) const override { return W1_[copy]; }
  const PaddedMatrix& right(int copy) const override { return Ht_[copy]; }
  MatrixD chain(int copy) const override;
  bool roundsP() const override { return deep(); }
  bool deep() const { return !small_.empty(); }
  void updateRows(const PackedData::Block& block, PaddedMatrix& scratch, int from, int to);

  const Eigen::Index r1_, r_;
  PaddedMatrix W1_[2], Ht_[2];
  std::vector<SmallFactor> small_;  ///< W2 ... WL
  Moments momentsW1_, momentsH_;
  PaddedMatrix E_;      ///< AH' - P HH', m x rL
  PaddedMatrix V_;      ///< W2 ... WL of the factors being made, r1 x rL
  PaddedMatrix Vt_;     ///< and of those before, transposed, rL x r1
  PaddedMatrix gramH_;  ///< HH', rL x rL
  PaddedMatrix S_;      ///< of H's gradient: H' S - 2 (P'A)'
  PaddedMatrix floorW1_, floorH_, l1_;
  MatrixD W1tE_;  ///< W1'E of the last pass, r1 x rL
  GradientStep step_;
  struct Scratch {
    PaddedMatrix P, gradient;
    GramScratch gram;
    PaddedMatrix W1tE;
  };
  std::vector<Scratch> scratch_, rangeScratch_;
};

}  // namespace nmf
