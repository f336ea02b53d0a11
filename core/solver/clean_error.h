#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "core/model/factors.h"
#include "core/solver/block_pass.h"
#include "core/solver/padded_matrix.h"

namespace nmf {

/// The error of the reconstruction M against the images before noise was added to them, C (m x n), while
/// training sees the noisy ones: ||C - M||_F^2 / ||C||_F^2 = (||C||^2 - 2 <P, C H'> + <P'P, HH'>) / ||C||^2
/// with M = P H, by one pass over C.
class CleanError {
 public:
  /// `rightRank` is the model's rL.
  CleanError(std::shared_ptr<const Matrix> C, int rightRank, Team& team, int threads);

  /// Begins with these factors, m rows in W1.
  void begin(Factors factors);
  /// Goes on; true when it is done. False when `interrupt` was seen between two blocks; the next call goes on
  /// where this one left, to the same bits.
  bool advance(const std::atomic<bool>& interrupt);
  /// Of the last finished computation.
  double relativeError() const { return relativeError_; }

 private:
  void addBlock(int lane, int block);
  double directError() const;
  /// The block's rows of P = W1 W2 ... WL.
  Matrix leftRows(const PackedData::Block& block) const;

  PackedData data_;
  Team& team_;
  PaddedMatrix Ht_;                     ///< n x rL
  Matrix W1_, chain_;                   ///< chain_ is W2 ... WL, empty with one layer
  MatrixD gramH_;                       ///< HH'
  std::vector<PaddedMatrix> products_;  ///< C_b H' (rows x rL), of every lane
  std::vector<double> objectives_;      ///< <P'P, HH'> - 2 <P, C H'>, of every block
  BlockPass pass_;
  double relativeError_ = 1;
};

}  // namespace nmf
