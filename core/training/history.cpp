#include "core/training/history.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

namespace nmf {

void History::append(const EpochRecord& record) {
  if (epoch_.empty() && sigma_.empty()) {
    sigma_.resize(static_cast<std::size_t>(record.sigmaCount));
    reserve(reserved_);
  }
  epoch_.push_back(record.epoch);
  seconds_.push_back(record.seconds);
  relativeError_.push_back(record.relativeError);
  error_.push_back(record.error);
  effectiveRank_.push_back(record.effectiveRank);
  nuclearRank_.push_back(record.nuclearRank);
  cosineSeparation_.push_back(record.cosineSeparation);
  for (std::size_t k = 0; k < sigma_.size(); ++k) sigma_[k].push_back(record.sigma[k]);
}

void History::append(const FurtherRecord& record) {
  const auto add = [&](ErrorSeries& series, double value) {
    if (std::isnan(value)) return;
    series.epoch.push_back(record.epoch);
    series.value.push_back(value);
  };
  add(heldOut_, record.heldOutError);
  add(clean_, record.cleanError);
}

void History::clear() {
  *this = History();
}

void History::reserve(std::size_t records) {
  constexpr std::size_t kMost = std::size_t{1} << 21;
  reserved_ = std::min(records, kMost);
  try {
    epoch_.reserve(reserved_);
    for (auto* column :
         {&seconds_, &relativeError_, &error_, &effectiveRank_, &nuclearRank_, &cosineSeparation_})
      column->reserve(reserved_);
    for (auto& column : sigma_) column.reserve(reserved_);
  } catch (const std::bad_alloc&) {
    reserved_ = 0;  // they grow as they come
  }
}

History History::upTo(std::int64_t epoch) const {
  History before;
  for (std::size_t i = 0; i < size() && epoch_[i] < epoch; ++i) before.append(record(i));
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < heldOut_.epoch.size() && heldOut_.epoch[i] < epoch; ++i)
    before.append(FurtherRecord{heldOut_.epoch[i], heldOut_.value[i], kNone});
  for (std::size_t i = 0; i < clean_.epoch.size() && clean_.epoch[i] < epoch; ++i)
    before.append(FurtherRecord{clean_.epoch[i], kNone, clean_.value[i]});
  return before;
}

EpochRecord History::record(std::size_t i) const {
  EpochRecord record;
  record.epoch = epoch_[i];
  record.seconds = seconds_[i];
  record.relativeError = relativeError_[i];
  record.error = error_[i];
  record.effectiveRank = effectiveRank_[i];
  record.nuclearRank = nuclearRank_[i];
  record.cosineSeparation = cosineSeparation_[i];
  record.sigmaCount = sigmaCount();
  for (std::size_t k = 0; k < sigma_.size(); ++k) record.sigma[k] = sigma_[k][i];
  return record;
}

std::size_t History::indexNear(std::int64_t epoch) const {
  if (epoch_.empty()) return 0;
  const auto after = std::lower_bound(epoch_.begin(), epoch_.end(), epoch);
  if (after == epoch_.begin()) return 0;
  const auto before = after - 1;
  const bool nearerBefore = after == epoch_.end() || epoch - *before <= *after - epoch;
  return static_cast<std::size_t>((nearerBefore ? before : after) - epoch_.begin());
}

std::size_t byteSize(const History& history) {
  constexpr std::size_t kColumns = 6;  // of doubles, beside the epochs
  const std::size_t further = history.heldOut().epoch.size() + history.clean().epoch.size();
  return further * (sizeof(std::int64_t) + sizeof(double)) +
         history.size() * (sizeof(std::int64_t) + kColumns * sizeof(double) +
                           static_cast<std::size_t>(history.sigmaCount()) * sizeof(float));
}

}  // namespace nmf
