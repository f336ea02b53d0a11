#include "ui/session/background_task.h"

#include <QMetaObject>
#include <QtDebug>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace nmf::ui {

struct BackgroundTask::Shared {
  std::mutex mutex;
  std::condition_variable ended;
  QObject* receiver = nullptr;  // null once dropped; guarded by the mutex
  std::atomic<bool> cancelled{false};
  bool finished = false;  // guarded by the mutex
};

bool BackgroundTask::Context::cancelled() const {
  return shared_->cancelled.load(std::memory_order_relaxed);
}

void BackgroundTask::Context::post(std::function<void()> closure) const {
  // The receiver outlives the lock: it is cleared under the same mutex before the receiver goes.
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->receiver) return;
  QMetaObject::invokeMethod(
      shared_->receiver,
      [shared = shared_, run = std::move(closure)] {
        if (!shared->cancelled.load()) run();
      },
      Qt::QueuedConnection);
}

BackgroundTask::BackgroundTask(QObject* receiver, std::function<void(const Context&)> work,
                               std::chrono::milliseconds grace)
    : shared_(std::make_shared<Shared>()), grace_(grace) {
  shared_->receiver = receiver;
  const auto job = [shared = shared_, work = std::make_shared<decltype(work)>(std::move(work))] {
    try {
      (*work)(Context(shared));
    } catch (const std::exception& error) {
      qWarning("background work was given up: %s", error.what());
    }
    *work = nullptr;  // what the work owned goes before the task counts as finished
    const std::lock_guard lock(shared->mutex);
    shared->finished = true;
    shared->ended.notify_all();
  };
  try {
    std::thread(job).detach();
  } catch (const std::system_error&) {
    job();  // no thread is to be had: the window waits, which is better than an answer that never comes
  }
}

BackgroundTask::~BackgroundTask() {
  drop();
  std::unique_lock lock(shared_->mutex);
  shared_->ended.wait_for(lock, grace_, [this] { return shared_->finished; });
}

void BackgroundTask::drop() {
  shared_->cancelled = true;
  const std::lock_guard lock(shared_->mutex);
  shared_->receiver = nullptr;
}

bool BackgroundTask::finished() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->finished;
}

void BackgroundTask::wait() const {
  std::unique_lock lock(shared_->mutex);
  shared_->ended.wait(lock, [this] { return shared_->finished; });
}

}  // namespace nmf::ui
