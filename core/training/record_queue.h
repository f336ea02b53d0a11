#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "core/metrics/epoch_record.h"

namespace nmf {

/// A bounded lock-free queue of records from the one thread that trains to the one that drains.
class RecordQueue {
 public:
  /// `capacity` records, rounded up to a power of two.
  explicit RecordQueue(std::size_t capacity);

  /// False, and nothing happens, when the queue is full.
  bool push(const EpochRecord& record);

  /// Appends at most `limit` waiting records to `records`; returns how many.
  std::size_t drain(std::vector<EpochRecord>& records, std::size_t limit);

 private:
  std::vector<EpochRecord> ring_;
  std::size_t mask_;
  alignas(64) std::atomic<std::size_t> head_{0};  // next to write
  alignas(64) std::atomic<std::size_t> tail_{0};  // next to read
};

}  // namespace nmf
