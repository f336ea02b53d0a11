#include "core/experiment/experiment_check.h"

#include <unistd.h>
#include <filesystem>

#include "core/errors.h"
#include "core/experiment/number_text.h"

namespace nmf {

namespace fs = std::filesystem;

void checkExperiment(const Experiment& experiment) {
  checkHyperparameters(experiment.model);
  checkTrainingPlan(experiment.plan);
  checkPlateauRule(experiment.plan.plateau);
  if (experiment.data.heldOut.testSplit && experiment.data.split == Split::Test)
    throw InputError(
        "--held-out test: with --split test those are the images trained on; give a share such as 0.2, or "
        "another split");
}

std::string noteOnStart(const Hyperparameters& model) {
  const bool keepsZeros = model.model == Model::Multiplicative ||
                          (usesGradient(model.model) && model.nonnegativity == NonNegativity::Relu);
  if (model.init != Initialisation::Eye || model.initFloor != 0 || !keepsZeros) return {};
  return std::string("--init eye with --init-floor 0 starts from zeros, which ") +
         (model.model == Model::Multiplicative ? "mu" : "relu") + " cannot leave";
}

void checkOutput(const OutputOptions& output) {
  std::error_code error;
  fs::path path = fs::absolute(output.out, error);
  if (error) throw InputError("--out: " + inQuotes(output.out) + " is not a path");
  // The nearest folder that is there already.
  while (!fs::exists(fs::symlink_status(path, error)) && path.has_parent_path() && path != path.parent_path())
    path = path.parent_path();
  const std::string shown = inQuotes(path.string());
  if (!fs::is_directory(path, error))
    throw InputError("--out: " + shown + " is not a folder; give a folder for the results");
  if (::access(path.c_str(), W_OK | X_OK) != 0)
    throw InputError("--out: the folder " + shown + " cannot be written to; give one that can");
}

}  // namespace nmf
