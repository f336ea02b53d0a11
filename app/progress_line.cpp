#include "app/progress_line.h"

#include <unistd.h>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace nmf::app {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(100);

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) return "-";
  char text[48];
  const auto [end, error] =
      std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits);
  return error == std::errc{} ? std::string(text, end) : "-";
}

}  // namespace

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t sign = digits.front() == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > sign + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string clockText(double seconds) {
  if (!std::isfinite(seconds) || seconds > 3.6e6) return "-";
  const auto whole = static_cast<std::int64_t>(std::ceil(std::max(0.0, seconds)));
  const auto two = [](std::int64_t n) { return std::to_string(100 + n).substr(1); };
  return std::to_string(whole / 3600) + ":" + two(whole / 60 % 60) + ":" + two(whole % 60);
}

ProgressLine::ProgressLine(bool quiet, std::string prefix)
    : on_(!quiet && ::isatty(STDERR_FILENO) == 1), prefix_(std::move(prefix)) {}

ProgressLine::~ProgressLine() {
  clear();
}

bool ProgressLine::due() {
  const auto now = std::chrono::steady_clock::now();
  if (!on_ || now < next_) return false;
  next_ = now + kInterval;
  return true;
}

void ProgressLine::write(std::string text) {
  const std::size_t written = text.size();
  if (written < length_) text.append(length_ - written, ' ');
  length_ = written;
  std::fprintf(stderr, "\r%s", text.c_str());
  std::fflush(stderr);
}

void ProgressLine::show(const TrainerStatus& status, const EpochRecord& last) {
  if (!due()) return;
  const double rate = status.epochsPerSecond;
  const double left = static_cast<double>(status.target - status.epoch) / rate;
  write(prefix_ + "epoch " + grouped(status.epoch) + " of " + grouped(status.target) + "   " +
        (rate >= 100 ? grouped(std::llround(rate)) : significant(rate, 3)) + "/s   " + clockText(left) +
        " left   relative error " + significant(last.relativeError, 4) + "   effective rank " +
        significant(last.effectiveRank, 4));
}

void ProgressLine::show(const std::string& text) {
  if (due()) write(prefix_ + text);
}

void ProgressLine::clear() {
  if (length_ == 0) return;
  std::fprintf(stderr, "\r%s\r", std::string(length_, ' ').c_str());
  std::fflush(stderr);
  length_ = 0;
}

}  // namespace nmf::app
