#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/metrics/data_spectrum.h"
#include "core/metrics/epoch_record.h"
#include "core/training/early_stop.h"
#include "core/training/plateau.h"

namespace nmf {

/// Decides after every record whether early stopping ends the stretch. A rule that has fired stays silent
/// until another is set, so that a person can go on after it.
class StopRule {
 public:
  void set(const EarlyStop& stop);
  const EarlyStop& get() const { return stop_; }
  /// Whether it may still fire, so many plateaus having been found.
  bool armed(std::size_t plateaus) const {
    const bool passed =
        stop_.kind == EarlyStopKind::Plateau && plateaus >= static_cast<std::size_t>(stop_.plateau);
    return stop_.kind != EarlyStopKind::Off && !fired_ && !passed;
  }
  /// Has fired in an earlier process.
  void silence() { fired_ = true; }
  /// Stagnation: by how much the relative error had fallen, as a share, over its window at the last record.
  std::optional<double> errorFall() const { return errorFall_; }

  /// Takes a record of before a restore, which decides nothing any more but is what later ones are compared
  /// with.
  void remember(std::int64_t epoch, double relativeError);

  /// The sentence of the rule that fires at this record, else empty. `foundNow` and `endedNow` say what the
  /// detector did with this record. `spectrum` may be null; Eckart-Young then waits for it.
  std::string check(const EpochRecord& record, const std::vector<Plateau>& plateaus, bool foundNow,
                    bool endedNow, const DataSpectrum* spectrum);

 private:
  std::string checkPlateau(const std::vector<Plateau>& plateaus, bool foundNow) const;
  std::string checkEckartYoung(const EpochRecord& record, const std::vector<Plateau>& plateaus, bool endedNow,
                               const DataSpectrum* spectrum) const;
  std::string checkStagnation(const EpochRecord& record);

  EarlyStop stop_;
  bool fired_ = false;
  std::optional<double> errorFall_;
  std::vector<std::int64_t> epochs_;  // of the window and little more
  std::vector<double> errors_;
  std::size_t windowStart_ = 0;  // the last record at or before the window's beginning
};

}  // namespace nmf
