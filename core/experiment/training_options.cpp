#include "core/experiment/option_builders.h"
#include "core/experiment/option_groups.h"

namespace nmf {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

TrainingPlan& plan(Settings& settings) {
  return settings.experiment.plan;
}
const TrainingPlan& plan(const Settings& settings) {
  return settings.experiment.plan;
}

std::vector<Option> plateauOptions() {
  return {
      numberOption({"plateau_open", OptionGroup::Stopping, "S",
                    "a plateau of the effective rank begins where |s| < S, s being the slope of its "
                    "logarithm over the logarithm of the epoch"},
                   [](Settings& s) -> double& { return plan(s).plateau.open; }, {0, true}),
      numberOption(
          {"plateau_close", OptionGroup::Stopping, "S", "a plateau ends at the first s > S, a climb"},
          [](Settings& s) -> double& { return plan(s).plateau.close; }, {0, true}),
      numberOption(
          {"plateau_share", OptionGroup::Stopping, "SHARE",
           "a plateau is found when it has lasted SHARE of the epochs so far, and plateau-min epochs"},
          [](Settings& s) -> double& { return plan(s).plateau.share; }, {0, false, 1, true}),
      numberOption({"plateau_window", OptionGroup::Stopping, "SHARE",
                    "the slope is taken over the last SHARE of the epochs"},
                   [](Settings& s) -> double& { return plan(s).plateau.window; }, {0, true, 1, true}),
      integerOption(
          {"plateau_min", OptionGroup::Stopping, "N", "the fewest epochs that make a plateau"},
          [](const Settings& s) { return plan(s).plateau.min; },
          [](Settings& s, std::int64_t value) { plan(s).plateau.min = value; }, 1, 0),
  };
}

std::vector<Option> recordingOptions() {
  return {
      integerOption(
          {"singular_values", OptionGroup::Recording, "K",
           "how many of the largest singular values of the reconstruction are recorded"},
          [](const Settings& s) { return plan(s).singularValues; },
          [](Settings& s, std::int64_t value) { plan(s).singularValues = static_cast<int>(value); }, 1,
          kMaxSingularValues),
      integerOption(
          {"metrics_every", OptionGroup::Recording, "N", "record every N-th epoch, and the last"},
          [](const Settings& s) { return plan(s).metricsEvery; },
          [](Settings& s, std::int64_t value) { plan(s).metricsEvery = value; }, 1, 0),
      integerOption(
          {"snapshots", OptionGroup::Recording, "N",
           "keep the factors at about N epochs, more of them early on; 0 keeps none"},
          [](const Settings& s) { return plan(s).snapshots; },
          [](Settings& s, std::int64_t value) { plan(s).snapshots = static_cast<int>(value); }, 0, 100'000),
      integerOption(
          {"snapshot_memory", OptionGroup::Recording, "MB",
           "the most that the kept factors take; beyond it they are thinned, but for the first, the last, "
           "plateaus' and bookmarked ones"},
          [](const Settings& s) { return static_cast<std::int64_t>(plan(s).snapshotBudget / kMegabyte); },
          [](Settings& s, std::int64_t value) {
            plan(s).snapshotBudget = static_cast<std::size_t>(value) * kMegabyte;
          },
          1, 1'000'000),
      integerOption(
          {"threads", OptionGroup::Recording, "N",
           "threads for training; the results' last bits depend on it", "all cores"},
          [](const Settings& s) { return plan(s).threads; },
          [](Settings& s, std::int64_t value) { plan(s).threads = static_cast<int>(value); }, 1, 256, "all"),
  };
}

}  // namespace

std::vector<Option> trainingOptions() {
  std::vector<Option> options{
      integerOption(
          {"epochs", OptionGroup::Stopping, "N", "updates of all factors; 0 records the start only"},
          [](const Settings& s) { return plan(s).epochs; },
          [](Settings& s, std::int64_t value) { plan(s).epochs = value; }, 0, 0),
      live(textOption(
          {"early_stop", OptionGroup::Stopping, "RULE",
           "off; plateau[:K], when the K-th plateau of the effective rank is found; eckart-young, in a "
           "plateau as soon as the relative error is at most EY(1), the floor of rank 1, or when the first "
           "plateau ends; stagnation[:TOL], when the error fell by less than TOL (1e-4), relative, over the "
           "last tenth of the epochs"},
          [](const Settings& s) { return formatEarlyStop(plan(s).earlyStop); },
          [](Settings& s, const std::string& value) { plan(s).earlyStop = parseEarlyStop(value); })),
  };
  for (const auto& group : {plateauOptions(), recordingOptions()})
    options.insert(options.end(), group.begin(), group.end());
  return options;
}

}  // namespace nmf
