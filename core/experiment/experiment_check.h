#pragma once

#include "core/experiment/experiment.h"

namespace nmf {

/// Throws InputError, naming the option, unless all values are in range and combine: everything that can be
/// known before the data is loaded. Ranks are compared with the data by checkHyperparameters(model, m, n)
/// afterwards.
void checkExperiment(const Experiment& experiment);

/// Throws InputError unless `out` can take a result folder: it is a folder that can be written to, or can be
/// made one. Creates nothing.
void checkOutput(const OutputOptions& output);

}  // namespace nmf
