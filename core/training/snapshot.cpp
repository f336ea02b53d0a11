#include "core/training/snapshot.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nmf {

SnapshotStore::SnapshotStore(int maxCount, std::size_t budgetBytes)
    : maxCount_(maxCount), budgetBytes_(budgetBytes) {}

std::size_t SnapshotStore::capacity() const {
  std::size_t most = static_cast<std::size_t>(maxCount_);
  if (!entries_.empty()) {
    const std::size_t each = byteSize(entries_.back().snapshot->factors);
    if (each > 0) most = std::min(most, budgetBytes_ / each);
  }
  return std::max<std::size_t>(most, 2);
}

// Twice as dense as the first n of a geometric series whose early terms are every epoch can ever stand: the
// newest is never old, and what is copied at each epoch is little even where most of it is thinned again.
bool SnapshotStore::due(std::int64_t epoch) const {
  if (maxCount_ <= 0) return false;
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) return true;
  const double gap = static_cast<double>(epoch - entries_.back().snapshot->epoch);
  return gap >= std::max(1.0, 0.5 * static_cast<double>(epoch) / static_cast<double>(capacity()));
}

void SnapshotStore::add(SnapshotPtr snapshot, bool marked) {
  if (maxCount_ <= 0) return;
  const std::lock_guard lock(mutex_);
  if (!entries_.empty() && entries_.back().snapshot->epoch == snapshot->epoch) {
    entries_.back().marked |= marked;
    return;
  }
  bytes_ += byteSize(snapshot->factors);
  entries_.push_back({std::move(snapshot), marked});
  thin();
}

/// The first entry that is not before `epoch`.
std::vector<SnapshotStore::Entry>::iterator SnapshotStore::firstFrom(std::int64_t epoch) {
  return std::lower_bound(entries_.begin(), entries_.end(), epoch,
                          [](const Entry& entry, std::int64_t e) { return entry.snapshot->epoch < e; });
}

void SnapshotStore::hold(std::int64_t epoch) {
  const std::lock_guard lock(mutex_);
  held_ = epoch;
}

void SnapshotStore::mark(std::int64_t epoch) {
  const std::lock_guard lock(mutex_);
  const auto entry = nearestTo(epoch);
  if (entry != entries_.end()) entries_[static_cast<std::size_t>(entry - entries_.begin())].marked = true;
}

void SnapshotStore::bookmark(SnapshotPtr snapshot) {
  const std::lock_guard lock(mutex_);
  auto entry = firstFrom(snapshot->epoch);
  if (entry == entries_.end() || entry->snapshot->epoch != snapshot->epoch) {
    bytes_ += byteSize(snapshot->factors);
    entry = entries_.insert(entry, {std::move(snapshot)});
  }
  entry->bookmarked = true;
  if (maxCount_ > 0) thin();
}

void SnapshotStore::removeBookmark(std::int64_t epoch) {
  const std::lock_guard lock(mutex_);
  const auto entry = firstFrom(epoch);
  if (entry == entries_.end() || entry->snapshot->epoch != epoch) return;
  entry->bookmarked = false;
  if (maxCount_ == 0) {
    bytes_ -= byteSize(entry->snapshot->factors);
    entries_.erase(entry);
  }
}

/// The one between the first and the last that is missed least: whose going leaves the least gap as a share
/// of the epoch it begins at, or of an eighth of the run where that is less. The last where none may go;
/// marked ones may where `marksToo`.
std::vector<SnapshotStore::Entry>::iterator SnapshotStore::leastMissed(bool marksToo) {
  const auto last = entries_.end() - 1;
  auto best = last;
  double least = std::numeric_limits<double>::infinity();
  const double eighth = static_cast<double>(last->snapshot->epoch) / 8;
  for (auto entry = entries_.begin() + 1; entry < last; ++entry) {
    const bool marked = entry->marked || entry->snapshot->epoch == held_;
    if (entry->bookmarked || (marked && !marksToo)) continue;
    const auto before = static_cast<double>((entry - 1)->snapshot->epoch);
    const auto after = static_cast<double>((entry + 1)->snapshot->epoch);
    const double gap = (after - before) / std::max(1.0, std::min(before, eighth));
    if (gap < least) {
      least = gap;
      best = entry;
    }
  }
  return best;
}

// Gaps that are a share of the epoch make epochs a geometric series: every one early, where most happens, and
// wide ones later. Past an eighth of the run they stand evenly: a series that went on would leave a tenth of
// the run out in one gap, and with it how the rank climbs after a plateau.
void SnapshotStore::thin() {
  while (entries_.size() > 2) {
    const bool tooBig = bytes_ > budgetBytes_;
    if (!tooBig && entries_.size() <= static_cast<std::size_t>(maxCount_)) return;
    auto entry = leastMissed(false);
    if (entry == entries_.end() - 1 && tooBig) entry = leastMissed(true);
    if (entry == entries_.end() - 1) return;
    bytes_ -= byteSize(entry->snapshot->factors);
    ++thinned_;
    entries_.erase(entry);
  }
}

std::vector<SnapshotPtr> SnapshotStore::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<SnapshotPtr> snapshots;
  snapshots.reserve(entries_.size());
  for (const Entry& entry : entries_) snapshots.push_back(entry.snapshot);
  return snapshots;
}

std::vector<SnapshotStore::Entry>::const_iterator SnapshotStore::nearestTo(std::int64_t epoch) const {
  const auto distance = [epoch](const Entry& entry) { return std::abs(entry.snapshot->epoch - epoch); };
  return std::min_element(entries_.begin(), entries_.end(),
                          [&](const Entry& a, const Entry& b) { return distance(a) < distance(b); });
}

SnapshotPtr SnapshotStore::nearest(std::int64_t epoch) const {
  const std::lock_guard lock(mutex_);
  const auto best = nearestTo(epoch);
  return best == entries_.end() ? nullptr : best->snapshot;
}

std::int64_t SnapshotStore::thinned() const {
  const std::lock_guard lock(mutex_);
  return thinned_;
}

}  // namespace nmf
