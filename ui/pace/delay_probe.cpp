#include "ui/pace/delay_probe.h"

#include <QCoreApplication>
#include <QEvent>
#include <algorithm>
#include <chrono>
#include <cmath>

namespace nmf::ui {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kStepMs = 0.05;
constexpr std::size_t kClasses = 20001;
constexpr auto kEvery = std::chrono::milliseconds(4);
constexpr int kMostInFlight = 25000;  // a window that hangs for good does not fill the memory
constexpr std::int64_t kMinute = std::int64_t{60} * 1000 * 1000 * 1000;

std::int64_t now() {
  return std::chrono::nanoseconds(Clock::now().time_since_epoch()).count();
}

const QEvent::Type kProbe = static_cast<QEvent::Type>(QEvent::registerEventType());

class ProbeEvent : public QEvent {
 public:
  ProbeEvent() : QEvent(kProbe) {}
  const std::int64_t posted = now();
};

}  // namespace

DelayHistogram::DelayHistogram() : counts_(kClasses, 0) {}

void DelayHistogram::add(double milliseconds) {
  const double step = std::clamp(std::floor(milliseconds / kStepMs), 0.0, static_cast<double>(kClasses - 1));
  ++counts_[static_cast<std::size_t>(step)];
  ++total_;
  worst_ = std::max(worst_, milliseconds);
}

Delays DelayHistogram::delays() const {
  Delays delays{total_, 0, 0, worst_};
  const auto quantile = [this](double share) {
    const auto wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(total_)));
    std::int64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      // The upper end of its class: never better than it was.
      if (seen >= wanted) return std::min(worst_, static_cast<double>(i + 1) * kStepMs);
    }
    return worst_;
  };
  if (total_ > 0) {
    delays.median = quantile(0.5);
    delays.p99 = quantile(0.99);
  }
  return delays;
}

DelayProbe::DelayProbe(QObject* parent)
    : QObject(parent), minuteBegan_(now()), thread_([this](const std::stop_token& stop) {
        auto next = Clock::now();
        while (!stop.stop_requested()) {
          next += kEvery;
          std::this_thread::sleep_until(next);
          if (inFlight_.load() >= kMostInFlight) continue;
          ++inFlight_;
          QCoreApplication::postEvent(this, new ProbeEvent);
        }
      }) {}

DelayProbe::~DelayProbe() {
  thread_.request_stop();
  thread_.join();
  QCoreApplication::removePostedEvents(this);
}

bool DelayProbe::event(QEvent* event) {
  if (event->type() != kProbe) return QObject::event(event);
  --inFlight_;
  const std::int64_t at = now();
  const double delay = static_cast<double>(at - static_cast<ProbeEvent*>(event)->posted) * 1e-6;
  if (at - minuteBegan_ >= kMinute) {
    minutes_.push_back(minute_.delays());
    minute_ = DelayHistogram();
    minuteBegan_ = at;
  }
  all_.add(delay);
  minute_.add(delay);
  return true;
}

}  // namespace nmf::ui
