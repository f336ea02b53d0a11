// Going on with a run that an earlier process trained.

#include <algorithm>

#include "core/training/trainer_state.h"

namespace nmf {
namespace {

bool startsOrEndsOneOf(const std::vector<Plateau>& plateaus, std::int64_t epoch) {
  return std::any_of(plateaus.begin(), plateaus.end(), [epoch](const Plateau& plateau) {
    return plateau.start == epoch || plateau.end == epoch;
  });
}

}  // namespace

void Trainer::resumeFrom(const ResumePoint& from) {
  State& state = *state_;
  const std::lock_guard lock(state.mutex);
  state.firstEpoch = from.epoch;
  state.epoch.store(from.epoch);
  const History& before = from.before;
  for (std::size_t i = 0; i < before.size() && before.epoch()[i] < from.epoch; ++i) {
    state.detector.add(before.epoch()[i], before.effectiveRank()[i], before.relativeError()[i]);
    state.rule.remember(before.epoch()[i], before.relativeError()[i]);
    state.trainedBefore = before.seconds()[i];
  }
  if (from.stoppedEarly) {
    state.rule.set(state.plan.earlyStop);
    state.rule.silence();
  }
  state.seconds.store(state.trainedBefore);
  state.plateaus = state.detector.plateaus();
  for (const Change& change : from.changes)
    if (change.epoch < from.epoch) state.changes.push_back(change);
  if (const auto start = state.detector.stretchStart()) state.store.hold(*start);
  for (const SnapshotPtr& snapshot : from.snapshots)
    if (snapshot->epoch < from.epoch)
      state.store.add(snapshot, startsOrEndsOneOf(state.plateaus, snapshot->epoch));
}

}  // namespace nmf
