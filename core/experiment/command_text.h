#pragma once

#include <string>

#include "core/experiment/experiment.h"

namespace nmf {

/// The options that load `request`, as a shell takes them: the data set, and whatever differs from the
/// defaults. "--dataset mnist --labels 3,7 --noise gaussian:0.1"
std::string commandText(const DatasetRequest& request);

/// The command that runs `experiment`: "nmf-explorer run --dataset mnist --ranks 40,20", with whatever
/// differs from the defaults.
std::string runCommand(const Experiment& experiment);

/// `experiment` as the text of a file for --config.
std::string configText(const Experiment& experiment);

}  // namespace nmf
