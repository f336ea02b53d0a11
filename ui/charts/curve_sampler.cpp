#include "ui/charts/curve_sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nmf::ui {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The left edge of a pixel column in epochs.
double columnEdge(const SampleGrid& grid, int column) {
  const double share = static_cast<double>(column) / grid.columns;
  if (!grid.logX) return grid.lower + (grid.upper - grid.lower) * share;
  return grid.lower * std::pow(grid.upper / grid.lower, share);
}

std::size_t firstAtOrAfter(const std::vector<std::int64_t>& epochs, std::size_t from, double epoch) {
  const auto begin = epochs.begin() + static_cast<std::ptrdiff_t>(from);
  const auto it = std::lower_bound(begin, epochs.end(), epoch,
                                   [](std::int64_t e, double x) { return static_cast<double>(e) < x; });
  return static_cast<std::size_t>(it - epochs.begin());
}

/// Collects the points of one curve, leaving out what the axes cannot show.
class Collector {
 public:
  Collector(const std::vector<std::int64_t>& epochs, const ValueColumn& values, const SampleGrid& grid,
            SampledCurve& out)
      : epochs_(epochs), values_(values), grid_(grid), out_(out) {}

  void record(std::size_t i) {
    const double epoch = static_cast<double>(epochs_[i]);
    if (grid_.logX && epoch <= 0) return;
    point(epoch, values_[i]);
  }

  void point(double epoch, double value) {
    const bool drawable = std::isfinite(value) && (!grid_.logY || value > 0);
    if (!drawable) value = kNaN;
    if (!out_.epoch.empty() && out_.epoch.back() == epoch && (out_.value.back() == value || !drawable))
      return;
    out_.epoch.push_back(epoch);
    out_.value.push_back(value);
  }

 private:
  const std::vector<std::int64_t>& epochs_;
  const ValueColumn& values_;
  const SampleGrid& grid_;
  SampledCurve& out_;
};

}  // namespace

std::vector<std::size_t> columnBounds(const std::vector<std::int64_t>& epochs, const SampleGrid& grid) {
  std::vector<std::size_t> bounds(static_cast<std::size_t>(grid.columns) + 1);
  std::size_t from = 0;
  for (int c = 0; c <= grid.columns; ++c) {
    // The record on the right edge belongs to the last column.
    const double edge = c == grid.columns
                            ? std::nextafter(grid.upper, std::numeric_limits<double>::infinity())
                            : columnEdge(grid, c);
    from = firstAtOrAfter(epochs, from, edge);
    bounds[static_cast<std::size_t>(c)] = from;
  }
  return bounds;
}

SampledCurve sampleCurve(const std::vector<std::int64_t>& epochs, const ValueColumn& values,
                         const MinMaxPyramid& pyramid, const SampleGrid& grid,
                         const std::vector<std::size_t>& bounds) {
  SampledCurve out;
  const std::size_t count = std::min(epochs.size(), values.size());
  const std::size_t begin = std::min(bounds.front(), count), end = std::min(bounds.back(), count);
  if (count == 0) return out;
  Collector collect(epochs, values, grid, out);

  if (begin > 0) collect.record(begin - 1);
  out.thinned = end - begin > static_cast<std::size_t>(grid.columns) * 4;
  if (!out.thinned) {
    for (std::size_t i = begin; i < end; ++i) {
      collect.record(i);
      if (!std::isfinite(values[i])) out.missing.push_back(static_cast<double>(epochs[i]));
      if (grid.logY && std::isfinite(values[i]) && values[i] <= 0) ++out.hiddenValues;
    }
  } else {
    for (std::size_t c = 0; c + 1 < bounds.size(); ++c) {
      const std::size_t first = bounds[c], last = std::min(bounds[c + 1], count);
      if (first >= last) continue;
      const Extremes extremes = pyramid.query(values, first, last);
      const double from = static_cast<double>(epochs[first]), to = static_cast<double>(epochs[last - 1]);
      if (grid.logY) out.hiddenValues += extremes.nonPositive;
      if (extremes.missing > 0) out.missing.push_back(from + (to - from) / 2);
      const bool drawable = grid.logY ? extremes.hasPositive() : extremes.hasFinite();
      if (!drawable) {
        collect.point(from, kNaN);
        continue;
      }
      const auto inLine = [&](std::size_t i) {
        return std::isfinite(values[i]) && (!grid.logY || values[i] > 0);
      };
      const double low = grid.logY ? extremes.minPositive : extremes.min, high = extremes.max;
      const double middle = from + (to - from) / 2;
      const double head = inLine(first) ? values[first] : kNaN;
      const double tail = inLine(last - 1) ? values[last - 1] : kNaN;
      // Extremes at the column's ends stand there; in the middle they would turn a slope into a stair.
      const bool lowInside = low != head && low != tail, highInside = high != head && high != tail;
      if (!std::isnan(head)) collect.point(from, head);
      // Rising columns go through the minimum first, falling ones through the maximum, to keep the path
      // short.
      const bool falling = head > tail;
      if (falling && highInside) collect.point(middle, high);
      if (lowInside) collect.point(middle, low);
      if (!falling && highInside) collect.point(middle, high);
      if (!std::isnan(tail)) collect.point(to, tail);
    }
  }
  if (end < count) collect.record(end);
  const auto drawn = [&](std::size_t i) { return i < out.value.size() && std::isfinite(out.value[i]); };
  for (std::size_t i = 0; i < out.value.size(); ++i)
    if (drawn(i) && (i == 0 || !drawn(i - 1)) && !drawn(i + 1)) out.isolated.push_back(i);
  // Epochs up to 0 have no place on a logarithmic axis.
  if (grid.logX)
    out.hiddenEpochs = std::min(firstAtOrAfter(epochs, 0, std::numeric_limits<double>::min()), count);
  return out;
}

SampledCurve meanCurve(const std::vector<std::int64_t>& epochs, const ValueColumn& values,
                       const MinMaxPyramid& pyramid, const SampleGrid& grid,
                       const std::vector<std::size_t>& bounds, std::int64_t window) {
  SampledCurve out;
  const std::size_t count = std::min(epochs.size(), values.size());
  if (count == 0) return out;
  const double first = static_cast<double>(epochs.front()), last = static_cast<double>(epochs[count - 1]);
  // Around records, not between them: the window holds as many on either side.
  const auto add = [&](std::size_t record) {
    const double epoch = static_cast<double>(epochs[record]);
    if ((grid.logX && epoch <= 0) || (!out.epoch.empty() && epoch <= out.epoch.back())) return;
    const double half = std::min({static_cast<double>(window) / 2, epoch - first, last - epoch});
    const std::size_t from = std::min(firstAtOrAfter(epochs, 0, epoch - half), count);
    const double beyond = std::nextafter(epoch + half, std::numeric_limits<double>::infinity());
    const std::size_t to = std::min(firstAtOrAfter(epochs, from, beyond), count);
    if (from >= to) return;
    const Extremes stretch = pyramid.query(values, from, to);
    const auto finite = static_cast<double>(to - from - stretch.missing);
    const double mean = finite > 0 ? stretch.sum / finite : kNaN;
    out.epoch.push_back(epoch);
    out.value.push_back(!grid.logY || mean > 0 ? mean : kNaN);
  };
  const std::size_t begin = std::min(bounds.front(), count), end = std::min(bounds.back(), count);
  if (begin > 0) add(begin - 1);
  if (end - begin <= static_cast<std::size_t>(grid.columns)) {
    for (std::size_t i = begin; i < end; ++i) add(i);
  } else {
    add(begin);
    for (std::size_t c = 0; c + 1 < bounds.size(); ++c)
      if (bounds[c] < std::min(bounds[c + 1], count)) add((bounds[c] + std::min(bounds[c + 1], count)) / 2);
    add(end - 1);
  }
  if (end < count) add(end);
  return out;
}

}  // namespace nmf::ui
