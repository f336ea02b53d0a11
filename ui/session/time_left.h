#pragma once

#include <cstdint>
#include <optional>

#include "core/training/history.h"

namespace nmf::ui {

/// Seconds until `target` is reached: the recent records in blocks, and the median of the blocks' time per
/// epoch. Blocks, because on a busy machine most of the time goes by in few epochs; a median, so that one
/// interruption does not make the estimate jump. Empty for the first few records and once the target is
/// reached.
std::optional<double> secondsLeft(const History& history, std::int64_t target);

}  // namespace nmf::ui
