#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace nmf::ui {

/// One thread that does jobs in the order in which they were given.
class SerialWorker {
 public:
  SerialWorker() = default;
  ~SerialWorker() { finish(); }
  SerialWorker(const SerialWorker&) = delete;
  SerialWorker& operator=(const SerialWorker&) = delete;

  /// The job must not throw. The thread starts with the first.
  void post(std::function<void()> job);
  /// Waits until all jobs are done; none may be given afterwards.
  void finish();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace nmf::ui
