#pragma once

#include <QObject>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

namespace nmf::ui {

/// Work on a thread of its own whose results come back to the GUI thread as closures. A task that is dropped
/// (destroyed, or told so) delivers nothing any more, so results of an older run cannot reach a newer one. It
/// never holds the window up: the destructor asks the work to end, waits a moment, and then lets the thread
/// finish by itself, which is safe because the work may own values only.
class BackgroundTask {
  struct Shared;

 public:
  /// What the work sees of its task.
  class Context {
   public:
    /// True once nobody wants the result any more; to be asked between the steps of the work.
    bool cancelled() const;
    /// Runs `closure` on the receiver's thread, unless the task is dropped by then.
    void post(std::function<void()> closure) const;

   private:
    friend class BackgroundTask;
    explicit Context(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
    std::shared_ptr<Shared> shared_;
  };

  /// Starts `work`, which had better not throw: it is over then, and delivers nothing more. Where no thread
  /// is to be had the work is done before this returns. `grace`: how long the destructor waits for the work
  /// to end after asking it.
  BackgroundTask(QObject* receiver, std::function<void(const Context&)> work,
                 std::chrono::milliseconds grace = std::chrono::milliseconds(100));
  ~BackgroundTask();
  BackgroundTask(const BackgroundTask&) = delete;
  BackgroundTask& operator=(const BackgroundTask&) = delete;

  /// Asks the work to end and delivers nothing from now on.
  void drop();
  /// Whether the work has returned.
  bool finished() const;
  /// Waits until the work has returned; nothing it posts is delivered meanwhile.
  void wait() const;

 private:
  std::shared_ptr<Shared> shared_;
  std::chrono::milliseconds grace_;
};

}  // namespace nmf::ui
