#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/model/factors.h"

namespace nmf {

/// The factors at one epoch; immutable once published.
struct Snapshot {
  std::int64_t epoch = 0;
  Factors factors;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// The snapshots of one run, thinned to a count and a memory budget. The first, the last, the marked and the
/// bookmarked epochs are always kept; the others are thinned so that early epochs, where most happens, stay
/// the denser ones. All members may be called from any thread.
class SnapshotStore {
 public:
  /// `maxCount` 0 keeps none.
  SnapshotStore(int maxCount, std::size_t budgetBytes);

  /// Whether a snapshot at `epoch` should be taken now by the schedule.
  bool due(std::int64_t epoch) const;

  /// Adds a snapshot (epochs increase), thinning what is there if need be.
  void add(SnapshotPtr snapshot, bool marked = false);

  /// Keeps a snapshot of this run, whether it is here or not, for as long as it is bookmarked.
  void bookmark(SnapshotPtr snapshot);
  /// From now on the snapshot at `epoch` may be thinned like any other; it goes where none are kept.
  void removeBookmark(std::int64_t epoch);

  /// All snapshots kept, by epoch.
  std::vector<SnapshotPtr> list() const;

  /// The snapshot nearest to `epoch`; null when there is none.
  SnapshotPtr nearest(std::int64_t epoch) const;

  /// How many were dropped to stay within the count and the budget.
  std::int64_t thinned() const;

 private:
  struct Entry {
    SnapshotPtr snapshot;
    bool marked = false;
    bool bookmarked = false;
    bool spared() const { return marked || bookmarked; }
  };
  std::vector<Entry>::iterator firstFrom(std::int64_t epoch);
  void thin();

  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
  int maxCount_;
  std::size_t budgetBytes_;
  std::size_t bytes_ = 0;
  double spacing_ = 0;
  std::int64_t thinned_ = 0;
};

}  // namespace nmf
