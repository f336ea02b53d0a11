#pragma once

#include <vector>

#include "core/experiment/experiment.h"

namespace nmf::ui {

/// A learning rate to try after a run with `changes` has diverged at the rate of `inEffect`: the last lower
/// one that it had been trained with, or else a tenth.
double lowerRate(const Experiment& experiment, const std::vector<Change>& changes,
                 const Experiment& inEffect);

}  // namespace nmf::ui
