#pragma once

#include <string>

#include "core/experiment/experiment.h"

namespace nmf {

/// Throws InputError, naming the option, unless all values are in range and combine: everything that can be
/// known before the data is loaded. Ranks are compared with the data by checkHyperparameters(model, m, n)
/// afterwards.
void checkExperiment(const Experiment& experiment);

/// What a person should know before an experiment starts: that its start cannot move. Empty where there is
/// nothing.
std::string noteOnStart(const Hyperparameters& model);

/// Throws InputError unless `out` can take a result folder: it is a folder that can be written to, or can be
/// made one. Creates nothing.
void checkOutput(const OutputOptions& output);

}  // namespace nmf
