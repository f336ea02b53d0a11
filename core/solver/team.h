#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace nmf {

/// A team of threads that works through many short phases, such as the two of an epoch of 30 microseconds.
///
/// One thread, the driver, publishes a phase of numbered items and works on them; helpers take items from the
/// other end while they are there. A helper that comes late or is pre-empted between items costs nothing: the
/// driver does what is left, and waits only for items that a helper has begun. Which thread does an item
/// never changes a result, because items write to memory of their own.
class Team {
 public:
  /// Runs `driver` on a TBB worker thread's arena of `threads` threads with threads - 1 helpers beside it,
  /// and returns when it returns. The helpers spin between phases for as long as `driver` runs. Called on a
  /// thread of the arena.
  void session(int threads, const std::function<void()>& driver);

  /// Does item(0) ... item(count - 1), each once, in any order and on any thread of the team; driver only.
  /// Items must not throw.
  template <class Item>
  void run(int count, const Item& item) {
    if (count <= 1 || !shared_) {
      for (int i = 0; i < count; ++i) item(i);
      return;
    }
    publish(
        count, [](const void* context, int i) { (*static_cast<const Item*>(context))(i); }, &item);
  }

 private:
  using Call = void (*)(const void* context, int item);
  void publish(int count, Call call, const void* context);
  void help();
  bool takeFront(int& item);
  bool takeBack(int& item);

  // phase number (32 bits) | first item left (16) | end of items left (16): one word, so that taking an item
  // also proves that the phase is the one whose call is published.
  std::atomic<std::uint64_t> ticket_{0};
  alignas(64) std::atomic<int> done_{0};
  std::atomic<Call> call_{nullptr};
  std::atomic<const void*> context_{nullptr};
  std::atomic<bool> closed_{false};
  bool shared_ = false;
};

}  // namespace nmf
