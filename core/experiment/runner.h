#pragma once

#include <functional>
#include <string>

#include "core/experiment/run_result.h"

namespace nmf {

/// What a run without a window reports and asks while it goes on. Called on the thread of runExperiment().
struct RunCallbacks {
  /// A momentary view: the trainer's status and the newest record. While the data is loaded, nothing is
  /// reported.
  std::function<void(const TrainerStatus&, const EpochRecord&)> progress = [](const TrainerStatus&,
                                                                              const EpochRecord&) {};
  /// Asked often; true ends the run with what was done so far.
  std::function<bool()> shouldStop = [] { return false; };
  /// Something that a person should know, in a sentence.
  std::function<void(const std::string&)> note = [](const std::string&) {};
  /// Whether note() gets the name of every picture that was left out as unreadable, too.
  bool listSkipped = false;
};

/// shouldStop() said so before there was anything to keep.
class InterruptedError : public std::runtime_error {
 public:
  InterruptedError() : std::runtime_error("interrupted before training began; nothing was written") {}
};

/// The experiment with its data named: the default data set by name, paths made absolute, so that it means
/// the same from any folder.
Experiment withDataNamed(Experiment experiment);

/// The same with the rows filled in, as it is saved with a run on `data`.
Experiment asSaved(Experiment experiment, const Dataset& data);

/// Loads the data of an experiment, and passes its notes on. Throws InputError, EnvironmentError,
/// InterruptedError.
DatasetPtr loadData(const DatasetRequest& request, const RunCallbacks& callbacks);

/// Trains one experiment from start to end on `data` (loaded from experiment.data). `changes` of an earlier
/// run act again at their epochs; where early stopping ends it at one of the epochs `continuedAt`, it goes
/// on. The result's experiment is asSaved(). Throws InputError, EnvironmentError, InterruptedError.
RunResult runExperiment(const Experiment& experiment, const std::vector<Change>& changes,
                        const DatasetPtr& data, const RunCallbacks& callbacks,
                        const std::vector<std::int64_t>& continuedAt = {});

/// Whether a model can start on data: ranks no larger than they, and a pixel that is not 0. Throws
/// InputError.
void checkStart(const Hyperparameters& model, const Matrix& A);

/// What is there in `data` for the held-out and the clean error.
FurtherData furtherData(const DatasetPtr& data);

/// The initial factors of a model on `data`: by its initialisation, or from its .npz. Throws InputError.
Factors initialFactors(const Hyperparameters& model, const Matrix& A);

}  // namespace nmf
