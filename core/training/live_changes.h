#pragma once

#include <string>
#include <vector>

#include "core/model/hyperparameters.h"
#include "core/training/early_stop.h"
#include "core/training/trainer.h"

namespace nmf {

/// What can change between two epochs.
struct LiveSettings {
  LiveHyperparameters hyperparameters;
  EarlyStop earlyStop;
};

/// The changes that lead from one to the other, in the order of the keys, logged at `epoch`.
std::vector<Change> differences(const LiveSettings& from, const LiveSettings& to, std::int64_t epoch);

/// Applies one change; throws InputError for an unknown key or a value out of range.
void apply(const Change& change, LiveSettings& settings);

}  // namespace nmf
