#pragma once

#include <cstdint>
#include <optional>

#include "core/training/history.h"

namespace nmf::ui {

/// Seconds until `target` is reached, from the median time of the recent epochs (a median, so that one slow
/// epoch does not make the estimate jump). Empty for the first few records and once the target is reached.
std::optional<double> secondsLeft(const History& history, std::int64_t target);

}  // namespace nmf::ui
