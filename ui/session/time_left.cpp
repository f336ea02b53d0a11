#include "ui/session/time_left.h"

#include <algorithm>
#include <vector>

namespace nmf::ui {

std::optional<double> secondsLeft(const History& history, std::int64_t target) {
  constexpr std::size_t kFewest = 6;         // records before an estimate is worth showing
  constexpr double kRecentSeconds = 5;       // what counts as recent...
  constexpr std::size_t kRecentLeast = 128;  // ...but at least so many records
  constexpr std::size_t kBlocks = 15;
  const auto& epochs = history.epoch();
  const auto& seconds = history.seconds();
  const std::size_t count = history.size();
  if (count < kFewest || epochs.back() >= target) return std::nullopt;
  const auto since = std::lower_bound(seconds.begin(), seconds.end(), seconds.back() - kRecentSeconds);
  const auto recent = static_cast<std::size_t>(seconds.end() - since);
  const std::size_t used = std::min(count, std::max(recent, kRecentLeast));
  const std::size_t blocks = std::min(kBlocks, used - 1);
  std::vector<double> times;
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t first = count - used + b * (used - 1) / blocks;
    const std::size_t last = count - used + (b + 1) * (used - 1) / blocks;
    times.push_back((seconds[last] - seconds[first]) / static_cast<double>(epochs[last] - epochs[first]));
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle * static_cast<double>(target - epochs.back());
}

}  // namespace nmf::ui
