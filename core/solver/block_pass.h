#pragma once

#include <atomic>
#include <vector>

#include "core/solver/packed_data.h"
#include "core/solver/team.h"

namespace nmf {

/// One visit to every block of packed data by a team of threads, which can be interrupted between two blocks
/// and then goes on where it left.
class BlockPass {
 public:
  void begin(const PackedData& data) {
    cursors_.clear();
    for (const PackedData::Lane& lane : data.lanes()) cursors_.push_back(lane.firstBlock);
  }

  /// Calls work(lane, block) for the blocks that are left; false when `interrupt` was seen before the last.
  template <class Work>
  bool run(Team& team, const PackedData& data, const std::atomic<bool>& interrupt, const Work& work) {
    team.run(static_cast<int>(cursors_.size()), [&](int lane) {
      const int end = data.lanes()[static_cast<std::size_t>(lane)].endBlock;
      for (int& block = cursors_[static_cast<std::size_t>(lane)]; block < end; ++block) {
        if (interrupt.load(std::memory_order_relaxed)) return;
        work(lane, block);
      }
    });
    for (std::size_t lane = 0; lane < cursors_.size(); ++lane)
      if (cursors_[lane] < data.lanes()[lane].endBlock) return false;
    return true;
  }

 private:
  std::vector<int> cursors_;  // of each lane: its next block
};

}  // namespace nmf
