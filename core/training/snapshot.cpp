#include "core/training/snapshot.h"

#include <algorithm>
#include <cmath>

namespace nmf {

SnapshotStore::SnapshotStore(int maxCount, std::size_t budgetBytes)
    : maxCount_(maxCount), budgetBytes_(budgetBytes) {}

bool SnapshotStore::due(std::int64_t epoch) const {
  if (maxCount_ <= 0) return false;
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) return true;
  return static_cast<double>(epoch - entries_.back().snapshot->epoch) >=
         std::max(1.0, spacing_ * std::sqrt(epoch));
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

// Snapshots stand about `spacing_ * sqrt(epoch)` apart: dense early, where most happens, and wide later. When
// there are too many the spacing doubles and those that now stand too close to their predecessor go.
void SnapshotStore::thin() {
  const auto tooMany = [this] {
    return entries_.size() > static_cast<std::size_t>(maxCount_) ||
           (bytes_ > budgetBytes_ && entries_.size() > 2);
  };
  while (tooMany()) {
    if (entries_.size() <= 2) return;
    const auto last = entries_.end() - 1;
    const auto first =
        std::find_if(entries_.begin() + 1, last, [](const Entry& entry) { return !entry.spared(); });
    if (first == last) return;
    const double end = static_cast<double>(last->snapshot->epoch);
    const double least = 0.5 * std::sqrt(std::max(1.0, end)) / maxCount_;
    if (first + 1 == last) {
      // There is room for one only beside the spared ones: wider spacing would but make it older.
      spacing_ = std::max(spacing_, least);
      bytes_ -= byteSize(first->snapshot->factors);
      ++thinned_;
      entries_.erase(first);
      continue;
    }
    spacing_ = std::max(spacing_ * 1.5, least);
    std::vector<Entry> kept{entries_.front()};
    for (std::size_t i = 1; i < entries_.size(); ++i) {
      const bool isLast = i + 1 == entries_.size();
      const double epoch = static_cast<double>(entries_[i].snapshot->epoch);
      const double gap = epoch - static_cast<double>(kept.back().snapshot->epoch);
      if (isLast || entries_[i].spared() || gap >= spacing_ * std::sqrt(epoch)) {
        kept.push_back(entries_[i]);
      } else {
        bytes_ -= byteSize(entries_[i].snapshot->factors);
        ++thinned_;
      }
    }
    entries_ = std::move(kept);
  }
}

std::vector<SnapshotPtr> SnapshotStore::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<SnapshotPtr> snapshots;
  snapshots.reserve(entries_.size());
  for (const Entry& entry : entries_) snapshots.push_back(entry.snapshot);
  return snapshots;
}

SnapshotPtr SnapshotStore::nearest(std::int64_t epoch) const {
  const std::lock_guard lock(mutex_);
  const auto distance = [epoch](const Entry& entry) { return std::abs(entry.snapshot->epoch - epoch); };
  const auto best = std::min_element(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
    return distance(a) < distance(b);
  });
  return best == entries_.end() ? nullptr : best->snapshot;
}

std::int64_t SnapshotStore::thinned() const {
  const std::lock_guard lock(mutex_);
  return thinned_;
}

}  // namespace nmf
