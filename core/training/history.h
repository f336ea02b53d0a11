#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/metrics/epoch_record.h"
#include "core/training/further_data.h"

namespace nmf {

/// A relative error at epochs of its own, which increase.
struct ErrorSeries {
  std::vector<std::int64_t> epoch;
  std::vector<double> value;  ///< one for each of `epoch`
  bool empty() const { return epoch.empty(); }
  bool operator==(const ErrorSeries&) const = default;
};

/// All records of a run, by column, in the order of their epochs. 56 + 4 K bytes an epoch.
class History {
 public:
  void append(const EpochRecord& record);
  void append(const FurtherRecord& record);
  void clear();
  /// Makes room for so many records altogether, so that those that follow are not copied from one place in
  /// memory to another. No more than a few million are provided for; address space only until they come.
  void reserve(std::size_t records);

  /// The records before `epoch`.
  History upTo(std::int64_t epoch) const;

  std::size_t size() const { return epoch_.size(); }
  bool empty() const { return epoch_.empty(); }
  EpochRecord record(std::size_t index) const;
  EpochRecord back() const { return record(size() - 1); }

  /// The index of the record nearest to `epoch`; 0 when empty.
  std::size_t indexNear(std::int64_t epoch) const;

  const std::vector<std::int64_t>& epoch() const { return epoch_; }
  const std::vector<double>& seconds() const { return seconds_; }
  const std::vector<double>& relativeError() const { return relativeError_; }
  const std::vector<double>& error() const { return error_; }
  const std::vector<double>& effectiveRank() const { return effectiveRank_; }
  const std::vector<double>& nuclearRank() const { return nuclearRank_; }
  const std::vector<double>& cosineSeparation() const { return cosineSeparation_; }
  /// sigma(k)[i]: the k-th (from 0) singular value of record i.
  const std::vector<float>& sigma(int k) const { return sigma_[static_cast<std::size_t>(k)]; }
  /// The held-out error, and the error against the clean images, at the epochs where they were computed.
  const ErrorSeries& heldOut() const { return heldOut_; }
  const ErrorSeries& clean() const { return clean_; }
  int sigmaCount() const { return static_cast<int>(sigma_.size()); }

 private:
  std::vector<std::int64_t> epoch_;
  std::vector<double> seconds_, relativeError_, error_, effectiveRank_, nuclearRank_, cosineSeparation_;
  std::vector<std::vector<float>> sigma_;
  ErrorSeries heldOut_, clean_;
  std::size_t reserved_ = 0;
};

/// What the records take, in bytes.
std::size_t byteSize(const History& history);

}  // namespace nmf
