#include "ui/charts/axis_fit.h"

#include <algorithm>
#include <cmath>

namespace nmf::ui {
namespace {

constexpr double kMargin = 0.06;        // of the span, on both sides
constexpr double kLeastDecades = 0.02;  // a smaller span counts as constant
constexpr double kLeastShare = 1e-9;    // of the value, likewise on a linear axis

double forward(double value, bool logarithmic) {
  return logarithmic ? std::log10(value) : value;
}
double backward(double value, bool logarithmic) {
  return logarithmic ? std::pow(10.0, value) : value;
}

}  // namespace

AxisRange paddedRange(double min, double max, bool logarithmic) {
  if (!std::isfinite(min) || !std::isfinite(max) || min > max || (logarithmic && min <= 0))
    return logarithmic ? AxisRange{0.1, 1} : AxisRange{0, 1};
  const double low = forward(min, logarithmic), high = forward(max, logarithmic);
  double span = high - low;
  if (logarithmic) {
    if (span < kLeastDecades) return {min / 1.25, max * 1.25};
  } else if (span <= std::max(std::abs(max), std::abs(min)) * kLeastShare) {
    const double around = max == 0 ? 1 : std::abs(max) * 0.25;
    return {min >= 0 ? std::max(0.0, min - around) : min - around, max + around};
  }
  double lower = backward(low - kMargin * span, logarithmic);
  const double upper = backward(high + kMargin * span, logarithmic);
  if (!logarithmic && min >= 0) lower = std::max(0.0, lower);
  return {lower, upper};
}

AxisRange steadyRange(const AxisRange& current, double min, double max, bool logarithmic) {
  const AxisRange fresh = paddedRange(min, max, logarithmic);
  if (logarithmic && current.lower <= 0) return fresh;
  if (!(min >= current.lower && max <= current.upper)) return fresh;
  const double used = forward(fresh.upper, logarithmic) - forward(fresh.lower, logarithmic);
  const double shown = forward(current.upper, logarithmic) - forward(current.lower, logarithmic);
  return used >= 0.6 * shown ? current : fresh;
}

double followedUpper(double currentUpper, double last, bool logarithmic) {
  const double least = 10;
  const double room = logarithmic ? 1.3 : 1.06;
  if (last <= least) return least;
  if (last > currentUpper || last * room * (logarithmic ? 2 : 1.2) < currentUpper) return last * room;
  return currentUpper;
}

AxisRange zoomed(const AxisRange& range, double center, double factor, bool logarithmic) {
  const double low = forward(range.lower, logarithmic), high = forward(range.upper, logarithmic);
  const double middle = forward(center, logarithmic);
  return {backward(middle + (low - middle) * factor, logarithmic),
          backward(middle + (high - middle) * factor, logarithmic)};
}

AxisRange moved(const AxisRange& range, double share, bool logarithmic) {
  const double low = forward(range.lower, logarithmic), high = forward(range.upper, logarithmic);
  const double by = (high - low) * share;
  return {backward(low + by, logarithmic), backward(high + by, logarithmic)};
}

}  // namespace nmf::ui
