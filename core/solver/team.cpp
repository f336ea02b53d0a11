#include "core/solver/team.h"

#include <tbb/task_group.h>

#include <thread>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace nmf {
namespace {

inline void relax() {
#if defined(__x86_64__)
  _mm_pause();
#else
  std::this_thread::yield();
#endif
}

/// Spins briefly, then lets others run: a phase is microseconds away while training, but a machine with fewer
/// cores than threads must not stand still.
class Backoff {
 public:
  void wait() {
    if (++spins_ < kSpins) {
      relax();
    } else {
      std::this_thread::yield();
    }
  }
  void reset() { spins_ = 0; }

 private:
  static constexpr int kSpins = 4000;
  int spins_ = 0;
};

constexpr std::uint64_t pack(std::uint64_t phase, std::uint64_t first, std::uint64_t end) {
  return (phase << 32) | (first << 16) | end;
}

}  // namespace

void Team::session(int threads, const std::function<void()>& driver) {
  closed_.store(false, std::memory_order_relaxed);
  shared_ = threads > 1;
  tbb::task_group helpers;
  for (int i = 1; i < threads; ++i) helpers.run([this] { help(); });
  struct Close {  // also when the driver throws
    Team& team;
    tbb::task_group& group;
    ~Close() {
      team.closed_.store(true, std::memory_order_release);
      group.wait();
      team.shared_ = false;
    }
  } close{*this, helpers};
  driver();
}

bool Team::takeFront(int& item) {
  std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
  while (true) {
    const std::uint64_t first = (ticket >> 16) & 0xffff, end = ticket & 0xffff;
    if (first >= end) return false;
    if (ticket_.compare_exchange_weak(ticket, pack(ticket >> 32, first + 1, end),
                                      std::memory_order_acq_rel)) {
      item = static_cast<int>(first);
      return true;
    }
  }
}

bool Team::takeBack(int& item) {
  std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
  while (true) {
    const std::uint64_t first = (ticket >> 16) & 0xffff, end = ticket & 0xffff;
    if (first >= end) return false;
    if (ticket_.compare_exchange_weak(ticket, pack(ticket >> 32, first, end - 1),
                                      std::memory_order_acq_rel)) {
      item = static_cast<int>(end - 1);
      return true;
    }
  }
}

void Team::publish(int count, Call call, const void* context) {
  call_.store(call, std::memory_order_relaxed);
  context_.store(context, std::memory_order_relaxed);
  done_.store(0, std::memory_order_relaxed);
  const std::uint64_t phase = (ticket_.load(std::memory_order_relaxed) >> 32) + 1;
  ticket_.store(pack(phase & 0xffffffff, 0, static_cast<std::uint64_t>(count)), std::memory_order_release);
  int item = 0, mine = 0;
  while (takeFront(item)) {
    call(context, item);
    ++mine;
  }
  Backoff backoff;
  while (done_.load(std::memory_order_acquire) + mine < count) backoff.wait();
}

void Team::help() {
  Backoff backoff;
  int item = 0;
  while (!closed_.load(std::memory_order_acquire)) {
    if (!takeBack(item)) {
      backoff.wait();
      continue;
    }
    call_.load(std::memory_order_relaxed)(context_.load(std::memory_order_relaxed), item);
    done_.fetch_add(1, std::memory_order_release);
    backoff.reset();
  }
}

}  // namespace nmf
