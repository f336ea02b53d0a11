#pragma once

#include <functional>
#include <memory>

#include "core/experiment/experiment.h"
#include "core/metrics/data_spectrum.h"
#include "core/training/trainer.h"

namespace nmf::ui {

/// A loaded data set with the request it answers, so that the same request need not be loaded twice.
struct LoadedData {
  DatasetRequest request;
  DatasetPtr data;
  std::shared_ptr<const DataSpectrum> spectrum;  ///< null until it is computed
};

/// What decides which data is loaded: `experiment`'s request with the default data resolved to its name and
/// the noise's seed set from the run's (or to 0 where there is no noise, so that a new seed does not reload).
DatasetRequest effectiveRequest(const Experiment& experiment);

/// A trainer with the initial factors of `experiment` on `loaded`. The spectrum is handed on where it is
/// known. Throws InputError.
std::unique_ptr<Trainer> makeTrainer(const Experiment& experiment, const LoadedData& loaded);
/// The same with these initial factors.
std::unique_ptr<Trainer> makeTrainer(const Experiment& experiment, const LoadedData& loaded, Factors start);

}  // namespace nmf::ui
