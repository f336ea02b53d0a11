#pragma once

#include "core/solver/gradient_step.h"
#include "core/solver/gram.h"
#include "core/solver/solver.h"

namespace nmf {

/// `layerwise` (De Handschutter & Gillis 2023): sum_l lambda_l ||H(l-1) - Wl Hl||_F^2 with H0 = A, by Adam or
/// plain descent; all factors step together from the same gradients:
///   d/dW1 = 2 lambda_1 (W1 H1H1' - AH1'),   d/dWl = 2 lambda_l (Wl HlHl' - H(l-1)Hl'),
///   d/dHl = 2 lambda_l (Wl'Wl Hl - Wl'H(l-1)) + 2 lambda_(l+1) (Hl - W(l+1) H(l+1)).
/// A is read for AH1' and W1'A, and for AHL', which only the records of M = W1 ... WL HL need.
class LayerWiseSolver final : public Solver {
 public:
  LayerWiseSolver(std::shared_ptr<const Matrix> A, const Hyperparameters& h, const Factors& start, Team& team,
                  int threads);

 private:
  void beginEpoch(const LiveHyperparameters& live, int from, int to) override;
  void updateColumns(int range, Eigen::Index begin, int pixels, int from, int to) override;
  void endColumns(int to) override;
  void passBlock(int lane, int block, int from, int to) override;
  void endPass(int to) override;
  Factors copyFactors(int copy) const override;
  const PaddedMatrix& firstLeft(int copy) const override { return W1_[copy]; }
  const PaddedMatrix& right(int copy) const override { return layers_.back().Ht[copy]; }
  MatrixD chain(int copy) const override;

  /// What layer l (from 0) holds: H_l, and W_l for l > 0.
  struct Layer {
    PaddedMatrix Ht[2];  ///< n x r_l
    Moments moments;
    PaddedMatrix floor;
    std::vector<SmallFactor> W;  ///< one for l > 0: r_(l-1) x r_l
    float weight = 1;            ///< lambda_l
    PaddedMatrix
        gramW;  ///< 2 lambda_l W_l'W_l (+ 2 lambda_(l+1) on the diagonal), r_l x r_l: of H_l's gradient
    PaddedMatrix down;                     ///< 2 lambda_l W_l, r_(l-1) x r_l: what H_(l-1) pulls
    PaddedMatrix up;                       ///< 2 lambda_(l+1) W_(l+1)', r_(l+1) x r_l: what H_(l+1) pulls
    MatrixD gramH;                         ///< H_l H_l'
    MatrixD crossH;                        ///< H_(l-1) H_l' for l > 0
    Eigen::Index gramAt = 0, crossAt = 0;  ///< first rows of both in the sums of a range of pixels
  };
  const Eigen::Index r1_, rL_;
  std::vector<Layer> layers_;
  PaddedMatrix W1_[2];
  Moments momentsW1_;
  PaddedMatrix floorW1_;
  PaddedMatrix E_;       ///< AH1' - W1 H1H1', m x r1
  PaddedMatrix gramH1_;  ///< H1H1', r1 x r1
  PaddedMatrix V_;       ///< W2 ... WL of the factors being made, r1 x rL
  MatrixD gramW1_;       ///< W1'W1
  GradientStep step_;
  struct Scratch {
    PaddedMatrix P, AHLt;
    GramScratch gram;                    ///< of W1
    std::vector<PaddedMatrix> gradient;  ///< of each layer: pixels x r_l
    std::vector<GramScratch> grams;      ///< of each layer
    std::vector<PaddedMatrix> crosses;   ///< of each layer: r_(l-1) x r_l
  };
  std::vector<Scratch> laneScratch_, rangeScratch_;
};

}  // namespace nmf
