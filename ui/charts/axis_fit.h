#pragma once

#include <utility>

namespace nmf::ui {

/// A range of values on an axis.
struct AxisRange {
  double lower = 0, upper = 1;
  bool operator==(const AxisRange&) const = default;
};

/// The range that shows [min, max] with a margin: a share of the span, or of the decades. A constant gets a
/// span around it. On a linear axis a range of non-negative values never reaches below 0. An empty or
/// unusable [min, max] gives [0, 1], or [0.1, 1] where logarithmic.
AxisRange paddedRange(double min, double max, bool logarithmic);

/// `current` while it still shows [min, max] well (nothing outside and at least 60 % of the span used), else
/// the padded range: so that an axis does not tremble as a curve grows.
AxisRange steadyRange(const AxisRange& current, double min, double max, bool logarithmic);

/// The epoch axis of a run whose last epoch is `last`: grows in steps of a few per cent, and shrinks for a
/// shorter run.
double followedUpper(double currentUpper, double last, bool logarithmic);

/// `range` scaled by `factor` about `center`, or moved by `share` of its span; in decades where logarithmic.
AxisRange zoomed(const AxisRange& range, double center, double factor, bool logarithmic);
AxisRange moved(const AxisRange& range, double share, bool logarithmic);

}  // namespace nmf::ui
