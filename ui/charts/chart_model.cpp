#include "ui/charts/chart_model.h"

#include <algorithm>
#include <cmath>

#include "ui/charts/number_text.h"

namespace nmf::ui {
namespace {

const std::vector<std::int64_t>& noEpochs() {
  static const std::vector<std::int64_t> none;
  return none;
}

/// How much of a fitted axis the curves keep when a reference widens it.
constexpr double kShareOfCurves = 0.35;

constexpr int kColumnsOfMeans = 64;  // at so many epochs the smoothed curves are looked at

double along(double value, bool logarithmic) {
  return logarithmic ? std::log10(value) : value;
}

}  // namespace

EpochRange clamped(EpochRange range, double last) {
  constexpr double kLeastSpan = 4, kLeastRatio = 1.001, kBeyond = 4;
  const double least = range.logarithmic ? 0.5 : 0;
  const double most = std::max(40.0, last * kBeyond);
  if (!std::isfinite(range.lower) || !std::isfinite(range.upper)) return {least, most, range.logarithmic};
  if (range.logarithmic) {
    range.lower = std::clamp(range.lower, least, most / 2);
    range.upper = std::clamp(range.upper, range.lower * kLeastRatio, most);
    return range;
  }
  double span = std::clamp(range.upper - range.lower, kLeastSpan, most - least);
  range.lower = std::clamp(range.lower, least, most - span);
  range.upper = range.lower + span;
  return range;
}

ChartModel::ChartModel(Quantity quantity) : quantity_(quantity) {
  logY = textOf(quantity).logarithmic;
  y = paddedRange(1, 0, logY);
}

void ChartModel::setRuns(const std::vector<RunCurves>& runs) {
  const auto source = [](const std::vector<RunCurves>& list) {
    std::vector<const void*> parts;
    for (const RunCurves& run : list) {
      parts.push_back(run.history.get());
      parts.push_back(run.heldOut.get());
      parts.push_back(run.clean.get());
    }
    return parts;
  };
  const auto looks = [](const std::vector<RunCurves>& list) {
    std::vector<std::pair<QString, int>> parts;
    for (const RunCurves& run : list) parts.emplace_back(run.name, run.colour);
    return parts;
  };
  // The curves stay when only plateaus, changes or the spectrum did change.
  const bool same = source(runs) == source(runs_) && looks(runs) == looks(runs_);
  runs_ = runs;
  if (!same) buildCurves();
}

int ChartModel::sigmaCount(const RunCurves& run) const {
  return run.history ? run.history->sigmaCount() : 0;
}

void ChartModel::buildCurves() {
  std::vector<Curve> before = std::move(curves_);
  emphasised.clear();
  curves_.clear();
  sigmaCounts_.clear();
  const bool several = runs_.size() > 1;
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    const RunCurves& run = runs_[r];
    sigmaCounts_.push_back(sigmaCount(run));
    if (!run.history) continue;
    const auto add = [&](const QString& kind, const QString& name, int colour) -> Curve& {
      Curve& curve = curves_.emplace_back();
      curve.run = r;
      curve.source = run.history.get();
      curve.name = name;
      curve.key = r == 0 ? kind : QString::number(run.run) + QLatin1Char(' ') + kind;
      curve.colour = colour;
      return curve;
    };
    const QString suffix = several ? QStringLiteral(" · ") + run.name : QString();
    if (quantity_ == Quantity::SingularValues) {
      // One run: a colour for each value. Several: a colour for each run.
      for (int k = 0; k < sigmaCounts_.back(); ++k) {
        const QString sigma = QStringLiteral("σ") + subscript(k + 1);
        add(sigma, sigma + suffix, several ? run.colour : k).sigma = k;
      }
      continue;
    }
    const QString quantity = textOf(quantity_).title.toLower();
    add(quantity, several ? run.name : quantity, run.colour);
    if (quantity_ != Quantity::RelativeError) continue;
    int next = several ? run.colour : run.colour + 1;
    for (const auto& further : {run.heldOut, run.clean})
      if (further)
        add(further->name, further->name + suffix, several ? next : next++).further = further.get();
  }
  // What was summed up of a long run stays when another run comes or goes.
  for (Curve& curve : curves_) {
    if (curve.further) curve.source = curve.further->series.get();
    for (Curve& old : before) {
      if (old.source != curve.source || old.sigma != curve.sigma) continue;
      curve.pyramid = std::move(old.pyramid);
      old.source = nullptr;
      break;
    }
  }
  update();
}

const std::vector<std::int64_t>& ChartModel::epochs(const Curve& curve) const {
  if (curve.further) return curve.further->series->epoch;
  const auto& history = runs_[curve.run].history;
  return history ? history->epoch() : noEpochs();
}

ValueColumn ChartModel::values(const Curve& curve) const {
  if (curve.further) return ValueColumn(curve.further->series->value);
  const History& history = *runs_[curve.run].history;
  switch (quantity_) {
    case Quantity::RelativeError:
      return ValueColumn(history.relativeError());
    case Quantity::EffectiveRank:
      return ValueColumn(history.effectiveRank());
    case Quantity::NuclearRank:
      return ValueColumn(history.nuclearRank());
    case Quantity::SingularValues:
      if (curve.sigma < history.sigmaCount()) return ValueColumn(history.sigma(curve.sigma));
      break;
  }
  return {};
}

std::optional<std::size_t> ChartModel::recordNear(const Curve& curve, double epoch) const {
  const auto& list = epochs(curve);
  if (list.empty()) return std::nullopt;
  const auto it = std::lower_bound(list.begin(), list.end(), epoch,
                                   [](std::int64_t e, double at) { return static_cast<double>(e) < at; });
  if (it == list.end()) return list.size() - 1;
  const std::size_t i = static_cast<std::size_t>(it - list.begin());
  if (i > 0 && epoch - static_cast<double>(list[i - 1]) < static_cast<double>(list[i]) - epoch) return i - 1;
  return i;
}

std::optional<std::size_t> ChartModel::recordAt(const Curve& curve, double epoch) const {
  const auto record = recordNear(curve, epoch);
  if (record && curve.run > 0 && epoch > static_cast<double>(epochs(curve).back())) return std::nullopt;
  return record;
}

std::int64_t ChartModel::epochsPerRecord() const {
  std::int64_t most = 1;
  for (const RunCurves& run : runs_) {
    if (!run.history) continue;
    // The first few tell: one that a step has left is nearer, and is passed over.
    const auto& epochs = run.history->epoch();
    for (std::size_t i = 1; i < std::min<std::size_t>(epochs.size(), 4); ++i)
      most = std::max(most, epochs[i] - epochs[i - 1]);
  }
  return most;
}

std::optional<qint64> ChartModel::newestEpoch() const {
  if (runs_.empty() || !runs_.front().history || runs_.front().history->empty()) return std::nullopt;
  return runs_.front().history->epoch().back();
}

void ChartModel::setVisible(const Curve& curve, bool visible) {
  if (visible)
    hidden_.remove(curve.key);
  else
    hidden_.insert(curve.key);
}

bool ChartModel::standsOut(std::size_t curve) const {
  if (!emphasised.empty())
    return std::find(emphasised.begin(), emphasised.end(), static_cast<int>(curve)) != emphasised.end();
  return emphasisedRun && runs_[curves_[curve].run].run == *emphasisedRun;
}

bool ChartModel::emphasises() const {
  for (std::size_t i = 0; i < curves_.size(); ++i)
    if (standsOut(i) && isVisible(curves_[i])) return true;
  return false;
}

void ChartModel::update() {
  for (std::size_t r = 0; r < runs_.size(); ++r)
    if (quantity_ == Quantity::SingularValues && sigmaCounts_[r] != sigmaCount(runs_[r]))
      return buildCurves();
  for (Curve& curve : curves_) curve.pyramid.update(values(curve));
  if (fitsY) fitY();
}

std::vector<Reference> ChartModel::references() const {
  if (!showReferences || runs_.empty()) return {};
  std::vector<Reference> references = referencesOf(quantity_, runs_.front(), sigmaCount(runs_.front()));
  if (runs_.size() > 1)  // colours tell runs apart then
    for (Reference& reference : references) reference.colour = -1;
  return references;
}

void ChartModel::fitY() {
  SampleGrid grid;
  grid.lower = x.lower;
  grid.upper = x.upper;
  grid.logX = x.logarithmic;
  grid.columns = smoothing > 0 ? kColumnsOfMeans : 1;
  Extremes seen;
  for (const Curve& curve : curves_) {
    if (!isVisible(curve)) continue;
    const std::vector<std::size_t> bounds = columnBounds(epochs(curve), grid);
    seen.add(curve.pyramid.query(values(curve), bounds.front(), bounds.back()));
    if (smoothing <= 0) continue;
    // A mean takes in records that are not shown, such as epoch 0 on a logarithmic axis.
    const SampledCurve mean = meanCurve(epochs(curve), values(curve), curve.pyramid, grid, bounds, smoothing);
    for (std::size_t i = 0; i < mean.epoch.size(); ++i)
      if (mean.epoch[i] >= x.lower && mean.epoch[i] <= x.upper) seen.add(mean.value[i]);
  }
  double low = logY ? seen.minPositive : seen.min, high = seen.max;
  if (!(low <= high)) {
    y = paddedRange(1, 0, logY);
    return;
  }
  // References come in from the nearest on, as long as the curves keep enough of the axis.
  const double span = std::max(along(high, logY) - along(low, logY), logY ? 0.3 : std::abs(high) * 0.1);
  std::vector<Reference> near;
  for (const Reference& reference : references())
    if (reference.important && std::isfinite(reference.value) && (!logY || reference.value > 0))
      near.push_back(reference);
  const double low0 = low, high0 = high;
  std::sort(near.begin(), near.end(), [&](const Reference& a, const Reference& b) {
    const auto distance = [&](double v) {
      return std::max({0.0, along(low0, logY) - along(v, logY), along(v, logY) - along(high0, logY)});
    };
    return distance(a.value) < distance(b.value);
  });
  for (const Reference& reference : near) {
    const double newLow = std::min(low, reference.value), newHigh = std::max(high, reference.value);
    if (span < kShareOfCurves * (along(newHigh, logY) - along(newLow, logY))) break;
    low = newLow;
    high = newHigh;
  }
  y = steadyRange(y, low, high, logY);
}

}  // namespace nmf::ui
