#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/model/factors.h"
#include "core/solver/clean_error.h"
#include "core/solver/held_out_error.h"
#include "core/solver/team.h"
#include "core/training/further_data.h"

namespace nmf {

/// Computes the held-out and the clean error of a run at epoch 0, then at the first recorded epoch from each
/// multiple of `every` on, and, off this schedule, where a stretch of training ends.
///
/// The trainer's worker does it between two epochs, with the team that trains: a pass over fewer images every
/// so many epochs costs a few per cent, while a task beside it would take the same cores and memory, need the
/// factors copied as well, and make what is computed depend on who was faster.
class FurtherErrors {
 public:
  /// Throws InputError unless the data have `pixels` columns, clean images `images` rows, and neither is all
  /// zero.
  FurtherErrors(FurtherData data, std::int64_t every, std::int64_t images, std::int64_t pixels);

  /// Whether the schedule wants the recorded epoch `epoch`.
  bool due(std::int64_t epoch) const { return epoch >= next_; }
  /// Begins with the factors of `epoch`. Off the schedule nothing is left behind that later epochs would
  /// notice.
  void begin(std::int64_t epoch, Factors factors, bool scheduled, Team& team, int threads);
  bool pending() const { return pending_; }
  /// Goes on with what is pending, if anything; true when nothing is pending any more. False when `interrupt`
  /// was seen; the next call goes on where this one left, to the same bits. Called inside a session of the
  /// team.
  bool advance(const std::atomic<bool>& interrupt);
  /// The last epoch begun with; -1 before the first.
  std::int64_t epoch() const { return epoch_; }

  /// Appends the finished records that were not taken yet; from any thread.
  void drain(std::vector<FurtherRecord>& records);

 private:
  const FurtherData data_;
  const std::int64_t every_;
  std::int64_t next_ = 0, epoch_ = -1;
  bool pending_ = false, heldOutDone_ = false;
  std::unique_ptr<HeldOutError> heldOut_;
  std::unique_ptr<CleanError> clean_;

  std::mutex mutex_;
  std::vector<FurtherRecord> finished_;
};

}  // namespace nmf
