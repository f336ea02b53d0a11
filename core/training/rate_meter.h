#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

namespace nmf {

/// Epochs per second over the last half second or so, from readings that any thread may take.
class RateMeter {
 public:
  /// Begins afresh at `epoch`.
  void restart(std::int64_t epoch) {
    const std::lock_guard lock(mutex_);
    since_ = Clock::now();
    epoch_ = epoch;
    rate_ = 0;
  }

  /// The rate now; unchanged while not `running` or when the last reading is too recent to tell.
  double read(std::int64_t epoch, bool running) {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    const double elapsed = std::chrono::duration<double>(now - since_).count();
    if (running && elapsed >= kWindow) {
      rate_ = static_cast<double>(epoch - epoch_) / elapsed;
      since_ = now;
      epoch_ = epoch;
    }
    return rate_;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr double kWindow = 0.5;  // seconds

  std::mutex mutex_;
  Clock::time_point since_ = Clock::now();
  std::int64_t epoch_ = 0;
  double rate_ = 0;
};

}  // namespace nmf
