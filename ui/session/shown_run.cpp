#include "ui/session/shown_run.h"

#include <algorithm>
#include <utility>

#include "ui/session/settings_after.h"

namespace nmf::ui {
namespace {

bool hasSnapshot(const RunResult& run, std::int64_t epoch) {
  const auto isThere = [epoch](const SnapshotPtr& snapshot) { return snapshot && snapshot->epoch == epoch; };
  return isThere(run.final) || std::any_of(run.snapshots.begin(), run.snapshots.end(), isThere);
}

/// What a person had set when the run was left, whether it acted already or not.
Experiment inEffectOf(const RunResult& run, const std::vector<Change>& pending) {
  std::vector<Change> changes = run.changes;
  changes.insert(changes.end(), pending.begin(), pending.end());
  return with(run.experiment, settingsAfter(run.experiment, changes));
}

}  // namespace

ShownRun newRun(const Experiment& experiment) {
  ShownRun run;
  run.experiment = run.inEffect = experiment;
  return run;
}

ShownRun openedRun(const std::shared_ptr<const RunResult>& result, bool restored,
                   std::vector<Change> pending) {
  ShownRun run = newRun(result->experiment);
  run.inEffect = inEffectOf(*result, pending);
  run.pending = std::move(pending);
  run.history = std::make_shared<History>(result->history);
  run.plateaus = result->plateaus;
  run.changes = result->changes;
  run.ending = result->ending;
  run.resumedAt = result->resumedAt;
  run.continuedAt = result->continuedAt;
  run.latest = result->final;
  if (!run.latest && !result->snapshots.empty()) run.latest = result->snapshots.back();
  run.bookmarks = result->bookmarks;
  std::sort(run.bookmarks.begin(), run.bookmarks.end());
  std::erase_if(run.bookmarks, [&](std::int64_t epoch) { return !hasSnapshot(*result, epoch); });
  run.savedBookmarks = run.bookmarks;
  run.opened = result;
  run.restored = restored;
  run.awaitsItsData = result->final != nullptr;
  return run;
}

RunState stateOf(const RunResult& opened) {
  return opened.ending.reason == StopReason::Diverged ? RunState::Diverged : RunState::Finished;
}

}  // namespace nmf::ui
