#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/metrics/epoch_record.h"
#include "core/metrics/factor_metrics.h"
#include "core/model/factors.h"
#include "core/solver/packed_data.h"
#include "core/solver/padded_matrix.h"
#include "core/solver/team.h"

namespace nmf {

/// One model being trained: the factors, and the update that makes those of the next epoch in one pass over
/// A.
///
/// An epoch has two parallel phases. The columns phase updates the right factor pixel by pixel from P'A of
/// the last pass and sums HH'. The rows phase is the pass: block by block it updates the rows of W1,
/// multiplies the block of A with both factors while it is in cache, and sums the small products from which
/// the next update and all records follow. The factors are kept twice, so that those of the last finished
/// epoch stay whole while the next are made.
class Solver {
 public:
  /// The solver of h.model from the initial factors (shapes as in Factors), for a team of `threads` threads.
  /// Throws InputError as checkHyperparameters and checkFactors do, and for data that are all zero.
  static std::unique_ptr<Solver> create(std::shared_ptr<const Matrix> A, const Hyperparameters& h,
                                        const Factors& start, Team& team, int threads);
  virtual ~Solver() = default;
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  /// Makes the next epoch; the first call evaluates the initial factors, epoch 0. Returns false when
  /// `interrupt` was seen between two blocks; the next call goes on where this one left, to the same bits.
  bool advance(const LiveHyperparameters& live, const std::atomic<bool>& interrupt);

  /// Gives the initial factors the number `epoch` instead of 0. Before the first advance().
  void startAt(std::int64_t epoch) {
    first_ = epoch;
    epoch_ = epoch - 1;
  }

  /// The last finished epoch; one less than the first before it.
  std::int64_t epoch() const { return epoch_; }

  /// Whether all sums of the last finished epoch are finite and M is not zero.
  bool healthy() const { return cause_.empty(); }
  /// Why not, for a person: "M has vanished ..." or "... is not finite".
  const std::string& cause() const { return cause_; }

  /// The record of the last finished epoch with `singularValues` values of M (fewer if the rank is smaller).
  /// The epochs that follow are the same with and without it.
  EpochRecord record(int singularValues);

  /// The factors of the last finished epoch, and of the one before (the same at epoch 0).
  Factors factors() const { return copyFactors(now_); }
  Factors previousFactors() const { return copyFactors(epoch_ > first_ ? 1 - now_ : now_); }

  std::string kernel() const { return data_.kernel(); }

 protected:
  /// How many updates the factors have seen here.
  std::int64_t updates() const { return epoch_ - first_; }

  Solver(std::shared_ptr<const Matrix> A, const Hyperparameters& h, int gatherRank, int scatterRank,
         Team& team, int threads);

  // The steps of an epoch, in this order; `from` and `to` index the two copies of the factors and are equal
  // at epoch 0, when nothing is updated.
  virtual void beginEpoch(const LiveHyperparameters& live, int from, int to) = 0;
  virtual void updateColumns(int range, Eigen::Index begin, int pixels, int from, int to) = 0;
  virtual void endColumns(int to) = 0;
  virtual void passBlock(int lane, int block, int from, int to) = 0;
  virtual void endPass(int to) = 0;

  virtual Factors copyFactors(int copy) const = 0;
  virtual const PaddedMatrix& firstLeft(int copy) const = 0;  ///< W1, m x r1
  virtual const PaddedMatrix& right(int copy) const = 0;      ///< H' of the reconstruction, n x rL
  virtual MatrixD chain(int copy) const = 0;                  ///< W2 ... WL (r1 x rL), or the identity
  /// Whether gramP comes from a P that was rounded to single precision.
  virtual bool roundsP() const { return false; }

  /// What one lane sums during a pass.
  struct LaneSums {
    PaddedMatrix PtA;  ///< n x scatter rank
    MatrixD gram;      ///< of the left factor
    MatrixD other;     ///< whatever else the model needs
    double cross = 0;  ///< <P, AH'>
  };

  const Hyperparameters h_;
  PackedData data_;
  Team& team_;
  const int threads_;
  std::vector<LaneSums> lanes_;
  std::vector<MatrixD> rangeSums_;  ///< of each range of pixels, in the columns phase
  FactorProducts products_;         ///< of the last finished epoch
  FactorProducts making_;           ///< of the epoch being made
  bool updating_ = false;           ///< false while epoch 0 is evaluated

  /// Adds up the lanes' P'A (pixel `j`, `vectors` wide) in their fixed order: 16 entries, or as many as a
  /// vector has.
  Vec sumOfLanes(Eigen::Index j, int vector) const {
    Vec sum = load(lanes_[0].PtA.row(j) + vector * kLanes);
    for (std::size_t lane = 1; lane < lanes_.size(); ++lane)
      sum += load(lanes_[lane].PtA.row(j) + vector * kLanes);
    return sum;
  }
  MatrixD sumOfRanges() const;

 private:
  void inspect();
  MatrixD gramInDouble(const PaddedMatrix& X);
  double directResidual();

  int now_ = 0;
  std::int64_t first_ = 0, epoch_ = -1;
  bool inPass_ = false;
  std::vector<int> cursors_;
  std::string cause_;
  double lastRelativeError_ = 1;
  bool inDouble_ = false;  ///< gramP is computed anew from the factors, without rounding P
};

/// Pixels of H that are updated together.
inline constexpr int kPixelBlock = 64;

}  // namespace nmf
