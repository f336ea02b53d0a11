#include "ui/window/lower_rate.h"

#include "core/training/live_changes.h"

namespace nmf::ui {

double lowerRate(const Experiment& experiment, const std::vector<Change>& changes,
                 const Experiment& inEffect) {
  const double failed = inEffect.model.live.learningRate;
  double lower = failed / 10;
  LiveSettings settings{experiment.model.live, experiment.plan.earlyStop};
  const auto consider = [&] {
    const double rate = settings.hyperparameters.learningRate;
    if (rate < failed) lower = rate;
  };
  consider();
  for (const Change& change : changes) {
    apply(change, settings);
    consider();
  }
  return lower;
}

}  // namespace nmf::ui
