#include "core/training/record_queue.h"

#include <algorithm>
#include <bit>

namespace nmf {

RecordQueue::RecordQueue(std::size_t capacity) : ring_(std::bit_ceil(capacity)), mask_(ring_.size() - 1) {}

bool RecordQueue::push(const EpochRecord& record) {
  const std::size_t head = head_.load(std::memory_order_relaxed);
  if (head - tail_.load(std::memory_order_acquire) == ring_.size()) return false;
  ring_[head & mask_] = record;
  head_.store(head + 1, std::memory_order_release);
  return true;
}

std::size_t RecordQueue::drain(std::vector<EpochRecord>& records, std::size_t limit) {
  const std::size_t tail = tail_.load(std::memory_order_relaxed);
  const std::size_t count = std::min(limit, head_.load(std::memory_order_acquire) - tail);
  for (std::size_t i = 0; i < count; ++i) records.push_back(ring_[(tail + i) & mask_]);
  tail_.store(tail + count, std::memory_order_release);
  return count;
}

}  // namespace nmf
