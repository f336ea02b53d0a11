#pragma once

#include <functional>
#include <memory>

#include "core/data/dataset.h"
#include "core/metrics/data_spectrum.h"

namespace nmf {

/// The spectrum of a data set, computed once: the last few are kept by the checksum of their data. May be
/// called from any thread. `progress` gets a share in [0, 1] and returns false to give up, whereupon null is
/// returned.
std::shared_ptr<const DataSpectrum> spectrumOf(const Dataset& data,
                                               const std::function<bool(double)>& progress = {});

}  // namespace nmf
