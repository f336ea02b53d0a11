#include "core/training/plateau.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <string>

#include "core/errors.h"
#include "core/training/record_window.h"

namespace nmf {
namespace {

/// The first epoch at which a slope is taken.
constexpr std::int64_t kFirstEpoch = 20;

/// The median of a growing sample by two heaps: the lower half on top of `low`, the upper half on top of
/// `high`.
class RunningMedian {
 public:
  void add(double value) {
    if (low_.empty() || value <= low_.top()) {
      low_.push(value);
    } else {
      high_.push(value);
    }
    if (low_.size() > high_.size() + 1) {
      high_.push(low_.top());
      low_.pop();
    } else if (high_.size() > low_.size()) {
      low_.push(high_.top());
      high_.pop();
    }
  }
  double value() const { return low_.size() > high_.size() ? low_.top() : 0.5 * (low_.top() + high_.top()); }
  void clear() { *this = RunningMedian(); }

 private:
  std::priority_queue<double> low_;
  std::priority_queue<double, std::vector<double>, std::greater<>> high_;
};

void require(bool good, const char* option, double value, const char* rule) {
  if (good) return;
  std::string text = std::to_string(value);
  throw InputError(std::string(option) + " is " + text + "; it must be " + rule);
}

}  // namespace

void checkPlateauRule(const PlateauRule& rule) {
  require(std::isfinite(rule.open) && rule.open > 0, "--plateau-open", rule.open, "a number above 0");
  require(std::isfinite(rule.close) && rule.close >= rule.open, "--plateau-close", rule.close,
          "a number not below --plateau-open");
  require(std::isfinite(rule.share) && rule.share >= 0 && rule.share < 1, "--plateau-share", rule.share,
          "a number from 0 to below 1");
  require(rule.window > 0 && rule.window < 1, "--plateau-window", rule.window, "a number between 0 and 1");
  if (rule.min < 1)
    throw InputError("--plateau-min is " + std::to_string(rule.min) +
                     "; it must be a whole number, 1 or more");
}

struct PlateauDetector::State {
  PlateauRule rule;
  std::vector<std::int64_t> epochs;  // of the window and little more
  std::vector<double> logRanks;
  std::size_t windowStart = 0;  // index of the last record at or before (1 - w) t, moving only forward
  double slope = std::numeric_limits<double>::quiet_NaN();
  std::optional<std::int64_t> start;  // of the stretch or plateau under way
  bool found = false;
  RunningMedian median;
  std::vector<Plateau> plateaus;

  double slopeAt(std::int64_t epoch, double logRank);
  void begin(std::int64_t epoch) {
    start = epoch;
    found = false;
    median.clear();
  }
  void breakStretch() {
    start.reset();
    found = false;
  }
};

double PlateauDetector::State::slopeAt(std::int64_t epoch, double logRank) {
  // Among the records before this one, which is the last: beside itself it would always seem to wait.
  const std::size_t last = epochs.size() - 1;
  if (last == 0) return std::numeric_limits<double>::quiet_NaN();
  const double now = static_cast<double>(epoch), earlier = (1 - rule.window) * now;
  while (windowStart + 1 < last && static_cast<double>(epochs[windowStart + 1]) <= earlier) ++windowStart;
  std::size_t nearest = windowStart;
  if (nearest + 1 < last &&
      static_cast<double>(epochs[nearest + 1]) - earlier < earlier - static_cast<double>(epochs[nearest]))
    ++nearest;
  const double before = static_cast<double>(epochs[nearest]), rise = logRank - logRanks[nearest];
  if (std::abs(before - earlier) <= 0.5 * rule.window * now) return rise / -std::log1p(-rule.window);
  // Records are too sparse for the window: the slope over the span that there is.
  return before > 0 ? rise / std::log(now / before) : std::numeric_limits<double>::quiet_NaN();
}

PlateauDetector::PlateauDetector(const PlateauRule& rule) : state_(std::make_unique<State>()) {
  state_->rule = rule;
}
PlateauDetector::~PlateauDetector() = default;
PlateauDetector::PlateauDetector(const PlateauDetector& other)
    : state_(std::make_unique<State>(*other.state_)) {}
PlateauDetector::PlateauDetector(PlateauDetector&&) noexcept = default;
PlateauDetector& PlateauDetector::operator=(PlateauDetector&&) noexcept = default;

void PlateauDetector::add(std::int64_t epoch, double effectiveRank, double relativeError) {
  State& s = *state_;
  const double logRank =
      effectiveRank > 0 ? std::log(effectiveRank) : std::numeric_limits<double>::quiet_NaN();
  s.epochs.push_back(epoch);
  s.logRanks.push_back(logRank);
  s.slope = epoch >= kFirstEpoch ? s.slopeAt(epoch, logRank) : std::numeric_limits<double>::quiet_NaN();
  dropBefore(s.windowStart, s.epochs, s.logRanks);  // never asked for again

  if (s.found) {
    Plateau& plateau = s.plateaus.back();
    // A slow fall is waiting too: only a climb, or a rank that is no longer there, ends a found plateau.
    if (s.slope > s.rule.close || std::isnan(logRank)) {
      plateau.end = epoch;
      s.breakStretch();
    } else {
      plateau.relativeError = relativeError;
      s.median.add(effectiveRank);
      plateau.level = s.median.value();
    }
    return;
  }
  if (!(std::abs(s.slope) < s.rule.open)) {
    s.breakStretch();
    return;
  }
  if (!s.start) s.begin(epoch);
  s.median.add(effectiveRank);
  const double needed = std::max(static_cast<double>(s.rule.min), s.rule.share * static_cast<double>(epoch));
  if (static_cast<double>(epoch - *s.start) >= needed) {
    s.found = true;
    s.plateaus.push_back({*s.start, epoch, std::nullopt, s.median.value(), relativeError});
  }
}

const std::vector<Plateau>& PlateauDetector::plateaus() const {
  return state_->plateaus;
}
double PlateauDetector::slope() const {
  return state_->slope;
}

std::optional<std::int64_t> PlateauDetector::stretchStart() const {
  return state_->found ? std::nullopt : state_->start;
}

std::optional<std::int64_t> PlateauDetector::epochsUntilFound() const {
  const State& s = *state_;
  if (s.found || !s.start) return std::nullopt;
  // Found at the first t with t - start >= max(min, share t).
  const double byShare = static_cast<double>(*s.start) / (1 - s.rule.share);
  const double at = std::max(static_cast<double>(*s.start + s.rule.min), byShare);
  return std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(at)) - s.epochs.back());
}

}  // namespace nmf
