#pragma once

#include <QObject>
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace nmf::ui {

/// How long what happens had to wait for the window, in milliseconds.
struct Delays {
  std::int64_t probes = 0;
  double median = 0, p99 = 0, worst = 0;
};

/// Counts delays in steps of 0.05 ms; those of a second and more are one class, but for the worst.
class DelayHistogram {
 public:
  DelayHistogram();
  void add(double milliseconds);
  Delays delays() const;

 private:
  std::vector<std::int64_t> counts_;
  std::int64_t total_ = 0;
  double worst_ = 0;
};

/// Asks the event loop of its thread every 4 ms how late it is: another thread posts an event with the time,
/// and the delay is read when it is handled. Probes go out whether or not the last one is back, so that a
/// loop that stands still for 100 ms counts for 25 probes and not for one.
class DelayProbe : public QObject {
 public:
  explicit DelayProbe(QObject* parent = nullptr);
  ~DelayProbe() override;

  /// Of the whole time.
  Delays all() const { return all_.delays(); }
  /// Of every full minute.
  const std::vector<Delays>& minutes() const { return minutes_; }
  /// Of the minute under way.
  Delays thisMinute() const { return minute_.delays(); }

 protected:
  bool event(QEvent* event) override;

 private:
  DelayHistogram all_, minute_;
  std::vector<Delays> minutes_;
  std::int64_t minuteBegan_ = 0;
  std::atomic<int> inFlight_{0};
  std::jthread thread_;
};

}  // namespace nmf::ui
