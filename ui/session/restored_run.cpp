// A run that was opened, or left unsaved and restored, gone on with or replaced: the part of RunSession that
// deals with it.

#include <algorithm>
#include <utility>

#include "ui/session/run_session.h"
#include "ui/session/sentence.h"
#include "ui/session/settings_after.h"

namespace nmf::ui {

namespace {

/// Whether early stopping's rule at the epoch `from` has ended the run before, which it does once only.
bool hasStopped(const RunResult& run, std::int64_t from) {
  const bool endedSo = run.ending.reason == StopReason::EarlyStop && !run.history.empty();
  if (!endedSo && run.continuedAt.empty()) return false;
  const std::int64_t stopped = endedSo ? run.history.back().epoch : run.continuedAt.back();
  return std::none_of(run.changes.begin(), run.changes.end(), [&](const Change& change) {
    return change.key == "early_stop" && change.epoch >= stopped && change.epoch < from;
  });
}

/// Where the factors that were kept of `run` leave it.
ResumePoint endOf(const RunResult& run) {
  ResumePoint point;
  point.epoch = run.final->epoch;
  point.before = run.history;
  point.changes = run.changes;
  point.snapshots = run.snapshots;
  point.stoppedEarly = hasStopped(run, point.epoch);
  return point;
}

}  // namespace

void RunSession::restore(std::shared_ptr<const RunResult> result, std::vector<Change> pending) {
  if (!allows(RunAction::OpenRun)) return;
  emit leaving(false);
  show(result, true, std::move(pending));
}

std::vector<Change> RunSession::pendingChanges() const {
  if (!trainer_) return shown_.pending;
  return differences(settingsAfter(shown_.experiment, shown_.changes),
                     {shown_.inEffect.model.live, shown_.inEffect.plan.earlyStop},
                     shown_.history->empty() ? 0 : shown_.history->back().epoch);
}

bool RunSession::canContinue() const {
  if (trainer_) return state_ == RunState::Paused || state_ == RunState::Finished;
  if (!shown_.opened || !shown_.opened->final || !loaded_.data || state_ != RunState::Finished) return false;
  const Factors& factors = shown_.opened->final->factors;
  const Matrix& A = loaded_.data->A;
  return factors.W.front().rows() == A.rows() && factors.H.front().cols() == A.cols();
}

SnapshotPtr RunSession::newestFactors() {
  if (!trainer_) return shown_.latest;
  trainer_->requestSnapshot();
  return trainer_->latest();
}

/// Nothing was trained yet: the run is shown as it was before.
void RunSession::giveUpContinuing() {
  const std::vector<std::int64_t> bookmarks = shown_.bookmarks;
  show(std::exchange(shown_.continued, nullptr), shown_.restored, shown_.pending);
  shown_.bookmarks = bookmarks;
  emit bookmarksChanged();
}

/// From the factors that were kept: records beyond their epoch are trained again. For what was still to be
/// trained, or else as long as `experiment` says.
void RunSession::continueOpened(const Experiment& experiment, Purpose purpose) {
  const std::int64_t missing = shown_.opened->experiment.plan.epochs - shown_.opened->final->epoch;
  const std::int64_t epochs = missing > 0 ? missing : experiment.plan.epochs;
  const std::shared_ptr<const RunResult> before = std::exchange(shown_.opened, nullptr);
  shown_.continued = before;
  const ResumePoint from = endOf(*before);
  std::erase_if(shown_.bookmarks, [&](std::int64_t epoch) { return epoch > from.epoch; });

  nextRun();
  purpose_ = purpose;
  preparing_ = true;
  shown_.experiment = before->experiment;
  // What was set from then on acts at once: the records beyond those factors are trained again with it.
  const Experiment then =
      with(shown_.experiment, settingsAfter(shown_.experiment, before->changes, from.epoch));
  leaveEnding();
  shown_.history = std::make_shared<History>(before->history.upTo(from.epoch));
  shown_.plateaus.clear();
  shown_.changes.clear();
  shown_.latest = before->final;
  shown_.savedRecords = 0;
  shown_.savedBookmarks.clear();
  shown_.resumedAt = before->resumedAt;
  shown_.resumedAt.push_back(from.epoch);
  emit runBegan();
  setState(RunState::Loading);
  loadTask_ = std::make_unique<BackgroundTask>(this, [this, then, now = shown_.inEffect, loaded = loaded_,
                                                      before, from, epochs, run = run_](const auto& context) {
    const auto trainer = std::make_shared<std::unique_ptr<Trainer>>();
    const QString trouble = sentenceOf([&] {
      *trainer = makeTrainer(then, loaded, before->final->factors);
      (*trainer)->resumeFrom(from);
      (*trainer)->setLive(now.model.live);
      (*trainer)->setEarlyStop(now.plan.earlyStop);
    });
    context.post([this, run, trainer, trouble, before, epochs] {
      if (run != run_) return;
      preparing_ = false;
      if (!trouble.isEmpty()) {
        giveUpContinuing();
        emit problem(trouble);
        return;
      }
      shown_.continued.reset();
      shown_.pending.clear();
      shown_.restored = false;
      trainer_ = std::move(*trainer);
      std::vector<SnapshotPtr> there = before->snapshots;
      there.push_back(before->final);
      for (const SnapshotPtr& snapshot : there)
        if (std::binary_search(shown_.bookmarks.begin(), shown_.bookmarks.end(), snapshot->epoch))
          trainer_->bookmark(snapshot);
      startTraining(epochs);
    });
  });
}

// ---- another run in its place

void RunSession::beginOnceLoaded(const Experiment& experiment, Purpose purpose) {
  purpose_ = purpose;
  replacing_ = experiment;
  loadingShare_ = 0;
  setState(RunState::Loading);
  load(effectiveRequest(experiment));
}

void RunSession::replaceOpened(const LoadedData& data) {
  offered_ = data;
  loadTask_.reset();
  begin(*std::exchange(replacing_, std::nullopt), purpose_);
}

/// Nothing has come of it, as `sentence` says or because somebody has given it up.
void RunSession::stayWithOpened(const QString& sentence) {
  replacing_.reset();
  loadTask_.reset();
  setState(stateOf(*shown_.opened));
  if (!sentence.isEmpty()) emit problem(sentence);
}

}  // namespace nmf::ui
