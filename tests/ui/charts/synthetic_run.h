#pragma once

#include <cstdint>
#include <memory>

#include "ui/charts/run_curves.h"

namespace nmf::ui::testing {

/// A record that looks like gradient descent on digits: the rank falls, waits, then climbs in steps.
EpochRecord syntheticRecord(std::int64_t epoch, int singularValues = 6);

/// `epochs` such records, with the spectrum of made-up data, one plateau and one change where they are long
/// enough.
RunCurves syntheticRun(std::int64_t epochs, int singularValues = 6);

/// The same, with a history that can be added to.
struct GrowingRun {
  std::shared_ptr<History> history = std::make_shared<History>();
  RunCurves curves;
  GrowingRun();
  void grow(std::int64_t records);
};

}  // namespace nmf::ui::testing
