#include "core/training/stop_rule.h"

#include <cstdio>

#include "core/training/record_window.h"

namespace nmf {
namespace {

constexpr std::int64_t kFirstEpoch = 20;

/// Stagnation is judged over the last tenth of the epochs.
std::int64_t windowBegin(std::int64_t epoch) {
  return epoch - epoch / 10;
}

std::string format(const char* pattern, auto... values) {
  char buffer[256];
  std::snprintf(buffer, sizeof buffer, pattern, values...);
  return buffer;
}

}  // namespace

void StopRule::set(const EarlyStop& stop) {
  if (stop == stop_) return;
  fired_ = false;
  errorFall_.reset();
  stop_ = stop;
}

void StopRule::remember(std::int64_t epoch, double relativeError) {
  epochs_.push_back(epoch);
  errors_.push_back(relativeError);
  const std::int64_t earlier = windowBegin(epoch);
  while (windowStart_ + 1 < epochs_.size() && epochs_[windowStart_ + 1] <= earlier) ++windowStart_;
  dropBefore(windowStart_, epochs_, errors_);  // never asked for again
}

std::string StopRule::check(const EpochRecord& record, const std::vector<Plateau>& plateaus, bool foundNow,
                            bool endedNow, const DataSpectrum* spectrum) {
  remember(record.epoch, record.relativeError);
  std::string sentence;
  switch (stop_.kind) {
    case EarlyStopKind::Off:
      break;
    case EarlyStopKind::Plateau:
      sentence = checkPlateau(plateaus, foundNow);
      break;
    case EarlyStopKind::EckartYoung:
      sentence = checkEckartYoung(record, plateaus, endedNow, spectrum);
      break;
    case EarlyStopKind::Stagnation:
      sentence = checkStagnation(record);
      break;
  }
  if (fired_) return {};
  fired_ = !sentence.empty();
  return sentence;
}

std::string StopRule::checkPlateau(const std::vector<Plateau>& plateaus, bool foundNow) const {
  if (!foundNow || plateaus.size() != static_cast<std::size_t>(stop_.plateau)) return {};
  const Plateau& plateau = plateaus.back();
  return format("plateau %d found at epoch %lld: the effective rank has waited at %.3g since epoch %lld",
                stop_.plateau, static_cast<long long>(plateau.found), plateau.level,
                static_cast<long long>(plateau.start));
}

std::string StopRule::checkEckartYoung(const EpochRecord& record, const std::vector<Plateau>& plateaus,
                                       bool endedNow, const DataSpectrum* spectrum) const {
  if (plateaus.empty()) return {};
  if (endedNow && plateaus.size() == 1)
    return format("the first plateau ended at epoch %lld: the effective rank climbs",
                  static_cast<long long>(record.epoch));
  if (plateaus.back().end || !spectrum) return {};
  const double floor = spectrum->floorOfRank(1);
  if (!(record.relativeError <= floor)) return {};
  return format(
      "at epoch %lld, inside a plateau, the relative error %.4g reached the Eckart-Young floor EY(1) = %.4g",
      static_cast<long long>(record.epoch), record.relativeError, floor);
}

std::string StopRule::checkStagnation(const EpochRecord& record) {
  if (record.epoch < kFirstEpoch) return {};
  // Compared with the last record at or before nine tenths of the epochs.
  if (epochs_[windowStart_] > windowBegin(record.epoch))
    return {};  // the records begin later, after a restore
  const double before = errors_[windowStart_];
  const double fall = (before - record.relativeError) / before;
  errorFall_ = fall;
  if (!(fall < stop_.tolerance)) return {};
  return format("at epoch %lld the relative error had fallen by %.3g since epoch %lld, less than %.3g",
                static_cast<long long>(record.epoch), fall, static_cast<long long>(epochs_[windowStart_]),
                stop_.tolerance);
}

}  // namespace nmf
