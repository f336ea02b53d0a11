#pragma once

#include <vector>

#include "core/experiment/option.h"

namespace nmf {

// The parts of optionTable(), each in its own file.
std::vector<Option> dataOptions();
std::vector<Option> modelOptions();
std::vector<Option> trainingOptions();
std::vector<Option> outputOptions();

}  // namespace nmf
