// A run that was opened, or left unsaved and restored, gone on with: the part of RunSession that deals with
// it.

#include <algorithm>
#include <limits>

#include "core/training/live_changes.h"
#include "ui/session/run_session.h"
#include "ui/session/sentence.h"

namespace nmf::ui {

namespace {

/// The settings of `experiment` after those of `changes` that were made before the epoch `end`.
LiveSettings settingsAfter(const Experiment& experiment, const std::vector<Change>& changes,
                           std::int64_t end = std::numeric_limits<std::int64_t>::max()) {
  LiveSettings settings{experiment.model.live, experiment.plan.earlyStop};
  for (const Change& change : changes)
    if (change.epoch < end) apply(change, settings);
  return settings;
}

Experiment with(Experiment experiment, const LiveSettings& settings) {
  experiment.model.live = settings.hyperparameters;
  experiment.plan.earlyStop = settings.earlyStop;
  return experiment;
}

/// Whether early stopping's rule at the epoch `from` has ended the run before, which it does once only.
bool hasStopped(const RunResult& run, std::int64_t from) {
  const bool endedSo = run.ending.reason == StopReason::EarlyStop && !run.history.empty();
  if (!endedSo && run.continuedAt.empty()) return false;
  const std::int64_t stopped = endedSo ? run.history.back().epoch : run.continuedAt.back();
  return std::none_of(run.changes.begin(), run.changes.end(), [&](const Change& change) {
    return change.key == "early_stop" && change.epoch >= stopped && change.epoch < from;
  });
}

}  // namespace

void RunSession::restore(std::shared_ptr<const RunResult> result, std::vector<Change> pending) {
  if (!allows(RunAction::OpenRun)) return;
  emit leaving(false);
  pending_ = std::move(pending);
  show(std::move(result), true);
}

/// What a person had set when the run was left, whether it acted already or not.
void RunSession::restoreInEffect(const RunResult& result) {
  std::vector<Change> changes = result.changes;
  changes.insert(changes.end(), pending_.begin(), pending_.end());
  inEffect_ = with(result.experiment, settingsAfter(result.experiment, changes));
}

std::vector<Change> RunSession::pendingChanges() const {
  if (!trainer_) return pending_;
  return differences(settingsAfter(experiment_, changes_), {inEffect_.model.live, inEffect_.plan.earlyStop},
                     history_->empty() ? 0 : history_->back().epoch);
}

bool RunSession::canContinue() const {
  if (trainer_) return state_ == RunState::Paused || state_ == RunState::Finished;
  if (!opened_ || !opened_->final || !loaded_.data || state_ != RunState::Finished) return false;
  const Factors& factors = opened_->final->factors;
  const Matrix& A = loaded_.data->A;
  return factors.W.front().rows() == A.rows() && factors.H.front().cols() == A.cols();
}

SnapshotPtr RunSession::newestFactors() {
  if (!trainer_) return latest_;
  trainer_->requestSnapshot();
  return trainer_->latest();
}

/// Nothing was trained yet: the run is shown as it was before.
void RunSession::giveUpContinuing() {
  const std::vector<std::int64_t> bookmarks = bookmarks_;
  show(std::exchange(continued_, nullptr), restored_);
  bookmarks_ = bookmarks;
  emit bookmarksChanged();
}

/// From the factors that were kept: records beyond their epoch are trained again. For what was still to be
/// trained, or else as long as `experiment` says.
void RunSession::continueOpened(const Experiment& experiment, Purpose purpose) {
  const std::int64_t missing = opened_->experiment.plan.epochs - opened_->final->epoch;
  const std::int64_t epochs = missing > 0 ? missing : experiment.plan.epochs;
  const std::shared_ptr<const RunResult> before = std::exchange(opened_, nullptr);
  continued_ = before;
  ResumePoint from;
  from.epoch = before->final->epoch;
  from.before = before->history;
  from.changes = before->changes;
  from.snapshots = before->snapshots;
  from.stoppedEarly = hasStopped(*before, from.epoch);
  std::erase_if(bookmarks_, [&](std::int64_t epoch) { return epoch > from.epoch; });

  ++run_;
  loadTask_.reset();
  purpose_ = purpose;
  preparing_ = true;
  stepping_ = startWhenSpectrumIsThere_ = false;
  experiment_ = before->experiment;
  // What was set from then on acts at once: the records beyond those factors are trained again with it.
  const Experiment then = with(experiment_, settingsAfter(experiment_, before->changes, from.epoch));
  leaveEnding();
  history_ = std::make_shared<History>(before->history.upTo(from.epoch));
  plateaus_.clear();
  changes_.clear();
  latest_ = before->final;
  savedRecords_ = 0;
  savedBookmarks_.clear();
  resumedAt_ = before->resumedAt;
  resumedAt_.push_back(from.epoch);
  emit runBegan();
  setState(RunState::Loading);
  loadTask_ = std::make_unique<BackgroundTask>(this, [this, then, now = inEffect_, loaded = loaded_, before,
                                                      from, epochs, run = run_](const auto& context) {
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
      continued_.reset();
      pending_.clear();
      restored_ = false;
      trainer_ = std::move(*trainer);
      std::vector<SnapshotPtr> there = before->snapshots;
      there.push_back(before->final);
      for (const SnapshotPtr& snapshot : there)
        if (std::binary_search(bookmarks_.begin(), bookmarks_.end(), snapshot->epoch))
          trainer_->bookmark(snapshot);
      startTraining(epochs);
    });
  });
}

}  // namespace nmf::ui
