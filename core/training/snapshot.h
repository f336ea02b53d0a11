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

/// The snapshots of one run, thinned to a count and a memory budget. The first, the last and the bookmarked
/// epochs are always kept, the marked ones unless they alone exceed the budget; the others are thinned
/// geometrically up to an eighth of the run and evenly from there, so that early epochs, where most happens,
/// stay the denser ones. All members may be called from any thread.
class SnapshotStore {
 public:
  /// `maxCount` 0 keeps none.
  SnapshotStore(int maxCount, std::size_t budgetBytes);

  /// Whether a snapshot at `epoch` should be taken now by the schedule.
  bool due(std::int64_t epoch) const;

  /// Adds a snapshot (epochs increase), thinning what is there if need be.
  void add(SnapshotPtr snapshot, bool marked = false);

  /// Spares the snapshot at `epoch`, if there is one, until another is held: it may have to be marked later.
  void hold(std::int64_t epoch);
  /// Marks the snapshot nearest to `epoch`.
  void mark(std::int64_t epoch);

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
  };
  std::vector<Entry>::iterator firstFrom(std::int64_t epoch);
  std::vector<Entry>::const_iterator nearestTo(std::int64_t epoch) const;
  std::size_t capacity() const;
  std::vector<Entry>::iterator leastMissed(bool marksToo);
  void thin();

  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
  int maxCount_;
  std::size_t budgetBytes_;
  std::size_t bytes_ = 0;
  std::int64_t thinned_ = 0;
  std::int64_t held_ = -1;
};

}  // namespace nmf
