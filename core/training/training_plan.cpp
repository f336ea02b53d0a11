#include <string>

#include "core/errors.h"
#include "core/training/trainer.h"

namespace nmf {
namespace {

void requireRange(const char* option, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value >= low && value <= high) return;
  throw InputError(std::string(option) + " is " + std::to_string(value) +
                   "; it must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
}

}  // namespace

void checkTrainingPlan(const TrainingPlan& plan) {
  requireRange("--epochs", plan.epochs, 0, kMaxEpochs);
  requireRange("--metrics-every", plan.metricsEvery, 1, 1'000'000'000);
  requireRange("--held-out-every", plan.heldOutEvery, 1, 1'000'000'000);
  requireRange("--singular-values", plan.singularValues, 1, kMaxSingularValues);
  requireRange("--snapshots", plan.snapshots, 0, 100'000);
  requireRange("--threads", plan.threads, 0, 256);
  checkPlateauRule(plan.plateau);
}

const char* word(StopReason reason) {
  switch (reason) {
    case StopReason::EpochsDone:
      return "epochs";
    case StopReason::EarlyStop:
      return "early_stop";
    case StopReason::Stopped:
      return "stopped";
    case StopReason::Diverged:
      return "diverged";
    case StopReason::Failed:
      return "failed";
  }
  return "";
}

}  // namespace nmf
