#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/training/live_changes.h"

namespace nmf::ui {

/// The settings of `experiment` after those of `changes` that were made before the epoch `end`.
inline LiveSettings settingsAfter(const Experiment& experiment, const std::vector<Change>& changes,
                                  std::int64_t end = std::numeric_limits<std::int64_t>::max()) {
  LiveSettings settings{experiment.model.live, experiment.plan.earlyStop};
  for (const Change& change : changes)
    if (change.epoch < end) apply(change, settings);
  return settings;
}

inline Experiment with(Experiment experiment, const LiveSettings& settings) {
  experiment.model.live = settings.hyperparameters;
  experiment.plan.earlyStop = settings.earlyStop;
  return experiment;
}

}  // namespace nmf::ui
