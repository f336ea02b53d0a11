#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "core/model/factors.h"
#include "core/solver/block_pass.h"
#include "core/solver/code_fit.h"
#include "core/solver/padded_matrix.h"

namespace nmf {

/// The error of images that were not trained on: ||A - W D||_F^2 / ||A||_F^2 with the dictionary D fixed and
/// the codes W >= 0 fitted to it (fitCodes). D = W2 ... WL H (layerwise: W2 ... WL HL), r1 x n, so the codes
/// take the place of W1 and M = W1 (W2 ... WL H) as for the images trained on; with one layer D = H. Fitting
/// codes to H itself would allow codes that the layers between cannot produce.
///
/// A D' = (A H')(W2 ... WL)', so one pass over A with the r_L rows of H gives all that is needed. The fit
/// starts from the codes of the fit before, which follows from the schedule alone.
class HeldOutError {
 public:
  /// A is m x n; `codeRank` and `rightRank` are the model's r1 and rL.
  HeldOutError(std::shared_ptr<const Matrix> A, int codeRank, int rightRank, Team& team, int threads,
               const CodeTolerance& tolerance = {});

  /// Begins the fit to these factors (W1, if there, is not looked at). `keep`: the next fit starts from this
  /// one.
  void begin(const Factors& factors, bool keep);
  /// Goes on; true when the fit is done. False when `interrupt` was seen between two blocks; the next call
  /// goes on where this one left, to the same bits.
  bool advance(const std::atomic<bool>& interrupt);

  /// Of the last finished fit.
  double relativeError() const { return relativeError_; }
  /// Its codes, m x r1.
  Matrix codes() const;

 private:
  struct Scratch {
    PaddedMatrix right;     ///< A_b H' of a block, rows x rL
    PaddedMatrix products;  ///< (A D')' of a group, r1 x rows
  };
  /// At most kFittedRows images of a block, whose codes are fitted together.
  struct Group {
    Eigen::Index begin = 0;
    int rows = 0;
    double squaredNorm = 0;     ///< of its images
    double objective = 0;       ///< ||A - W D||^2 - ||A||^2 of the last fit
    PaddedMatrix start, codes;  ///< r1 x rows: what the next fit starts from, and the last one
  };
  void fitBlock(int lane, int block);
  double directError() const;

  PackedData data_;
  Team& team_;
  const CodeTolerance tolerance_;
  PaddedMatrix Ht_;                         ///< n x rL
  Matrix chain_;                            ///< W2 ... WL (r1 x rL); empty with one layer
  PaddedMatrix gram_;                       ///< D D', r1 x r1
  std::vector<std::vector<Group>> groups_;  ///< of every block
  std::vector<Scratch> scratch_;            ///< of every lane
  BlockPass pass_;
  bool keep_ = true;
  double relativeError_ = 1;
};

}  // namespace nmf
