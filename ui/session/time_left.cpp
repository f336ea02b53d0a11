#include "ui/session/time_left.h"

#include <algorithm>
#include <vector>

namespace nmf::ui {

std::optional<double> secondsLeft(const History& history, std::int64_t target) {
  constexpr std::size_t kFewest = 6;    // records before an estimate is worth showing
  constexpr std::size_t kRecent = 256;  // records that count as recent
  const std::size_t count = history.size();
  if (count < kFewest || history.epoch().back() >= target) return std::nullopt;
  const std::size_t first = count > kRecent ? count - kRecent : 1;
  std::vector<double> times;
  times.reserve(count - first);
  for (std::size_t i = first; i < count; ++i) {
    const auto epochs = static_cast<double>(history.epoch()[i] - history.epoch()[i - 1]);
    times.push_back((history.seconds()[i] - history.seconds()[i - 1]) / epochs);
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle * static_cast<double>(target - history.epoch().back());
}

}  // namespace nmf::ui
