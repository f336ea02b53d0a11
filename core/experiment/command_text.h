#pragma once

#include <string>

#include "core/data/dataset_request.h"

namespace nmf {

/// The options that load `request`, as a shell takes them: the data set, and whatever differs from the
/// defaults. "--dataset mnist --labels 3,7 --noise gaussian:0.1"
std::string commandText(const DatasetRequest& request);

}  // namespace nmf
