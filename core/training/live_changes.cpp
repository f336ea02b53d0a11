#include "core/training/live_changes.h"

#include <charconv>
#include <cmath>

#include "core/errors.h"

namespace nmf {
namespace {

struct Field {
  const char* key;
  double LiveHyperparameters::*value;
  bool mayBeZero;
};

constexpr Field kFields[] = {{"learning_rate", &LiveHyperparameters::learningRate, false},
                             {"l1", &LiveHyperparameters::l1, true},
                             {"cosine_separation", &LiveHyperparameters::cosineSeparation, true}};
constexpr const char* kEarlyStop = "early_stop";

std::string shortest(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

}  // namespace

std::vector<Change> differences(const LiveSettings& from, const LiveSettings& to, std::int64_t epoch) {
  std::vector<Change> changes;
  for (const Field& field : kFields) {
    const double value = to.hyperparameters.*field.value;
    if (value != from.hyperparameters.*field.value) changes.push_back({epoch, field.key, shortest(value)});
  }
  if (!(from.earlyStop == to.earlyStop))
    changes.push_back({epoch, kEarlyStop, formatEarlyStop(to.earlyStop)});
  return changes;
}

void apply(const Change& change, LiveSettings& settings) {
  if (change.key == kEarlyStop) {
    settings.earlyStop = parseEarlyStop(change.value);
    return;
  }
  for (const Field& field : kFields) {
    if (change.key != field.key) continue;
    double value = 0;
    const char* end = change.value.data() + change.value.size();
    const auto [stopped, status] = std::from_chars(change.value.data(), end, value);
    if (status != std::errc() || stopped != end || !std::isfinite(value) || value < 0 ||
        (value == 0 && !field.mayBeZero))
      throw InputError("changes: " + change.key + " at epoch " + std::to_string(change.epoch) + " is '" +
                       change.value + "'; it must be a finite number " +
                       (field.mayBeZero ? "of 0 or more" : "above 0"));
    settings.hyperparameters.*field.value = value;
    return;
  }
  throw InputError("changes: '" + change.key +
                   "' cannot change while a run is training; learning_rate, l1, " +
                   "cosine_separation and early_stop can");
}

}  // namespace nmf
