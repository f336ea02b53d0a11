#pragma once

#include <QObject>
#include <atomic>
#include <functional>
#include <memory>

namespace nmf::ui {

/// Work on values away from the GUI thread, where only the newest request counts: a newer one (or the end of
/// this object) tells the older to give up, and its result is dropped.
class LatestJob : public QObject {
  Q_OBJECT
 public:
  /// What to show, run on the GUI thread.
  using Delivery = std::function<void()>;
  /// Runs on a worker thread; should return soon (with anything) once `cancelled` is true.
  using Work = std::function<Delivery(const std::atomic<bool>& cancelled)>;

  explicit LatestJob(QObject* parent = nullptr);
  ~LatestJob() override;

  void request(Work work);
  void cancel();
  bool isBusy() const { return current_ != nullptr; }

 private:
  struct Ticket;
  std::shared_ptr<Ticket> current_;
};

}  // namespace nmf::ui
