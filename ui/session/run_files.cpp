// Saving a run to a result folder and opening one: the part of RunSession that deals with files.

#include <QCoreApplication>
#include <QDir>
#include <QEvent>
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/experiment/result_folder.h"
#include "core/experiment/runner.h"
#include "ui/session/run_session.h"
#include "ui/session/save_run.h"
#include "ui/session/sentence.h"

namespace nmf::ui {

std::vector<SnapshotPtr> RunSession::snapshots() const {
  if (shown_.opened) return shown_.opened->snapshots;
  return trainer_ ? trainer_->snapshots().list() : std::vector<SnapshotPtr>{};
}

std::int64_t RunSession::thinnedSnapshots() const {
  return trainer_ && !shown_.opened ? trainer_->snapshots().thinned() : 0;
}

SnapshotPtr RunSession::snapshotNear(std::int64_t epoch) const {
  SnapshotPtr best = shown_.latest;
  const auto distance = [epoch](const SnapshotPtr& snapshot) { return std::abs(snapshot->epoch - epoch); };
  if (trainer_ && !shown_.opened) {
    const SnapshotPtr kept = trainer_->snapshots().nearest(epoch);
    return kept && (!best || distance(kept) < distance(best)) ? kept : best;
  }
  for (const SnapshotPtr& snapshot : snapshots()) {
    if (!best || distance(snapshot) < distance(best)) best = snapshot;
  }
  return best;
}

void RunSession::toggleBookmark(const SnapshotPtr& snapshot) {
  const auto at = std::lower_bound(shown_.bookmarks.begin(), shown_.bookmarks.end(), snapshot->epoch);
  const bool there = at != shown_.bookmarks.end() && *at == snapshot->epoch;
  if (there)
    shown_.bookmarks.erase(at);
  else
    shown_.bookmarks.insert(at, snapshot->epoch);
  if (trainer_ && !shown_.opened) {
    if (there)
      trainer_->removeBookmark(snapshot->epoch);
    else
      trainer_->bookmark(snapshot);
  }
  emit bookmarksChanged();
}

RunResult RunSession::result() const {
  RunResult result = resultWithoutRecords();
  if (!shown_.opened) result.history = *shown_.history;
  return result;
}

Experiment RunSession::experimentToSave() const {
  if (shown_.opened) return shown_.opened->experiment;
  Experiment experiment = loaded_.data ? asSaved(shown_.experiment, *loaded_.data) : shown_.experiment;
  // A run that went on from its end has trained for other epochs than it was asked for at first.
  if (trainer_) experiment.plan.epochs = trainer_->status().target;
  return experiment;
}

RunResult RunSession::resultWithoutRecords() const {
  if (shown_.opened) {
    RunResult result = *shown_.opened;
    result.data = loaded_.data;
    result.bookmarks = shown_.bookmarks;
    return result;
  }
  RunResult result;
  result.experiment = experimentToSave();
  if (trainer_) {
    result.kernel = trainer_->kernel();
    result.threads = trainer_->threads();
  }
  result.data = loaded_.data;
  result.changes = shown_.changes;
  // The trainer may be ahead of the records; who goes on with the run goes on without a gap.
  const std::int64_t last = shown_.history->empty() ? -1 : shown_.history->back().epoch;
  result.snapshots = snapshots();
  std::erase_if(result.snapshots, [last](const SnapshotPtr& snapshot) { return snapshot->epoch > last; });
  if (shown_.latest && shown_.latest->epoch <= last)
    result.final = shown_.latest;
  else if (!result.snapshots.empty())
    result.final = result.snapshots.back();
  result.plateaus = shown_.plateaus;
  result.resumedAt = shown_.resumedAt;
  result.continuedAt = shown_.continuedAt;
  result.bookmarks = shown_.bookmarks;
  result.ending = shown_.ending.value_or(Ending{StopReason::Stopped, "saved while paused"});
  return result;
}

void RunSession::catchUpWithPause() {
  if (state_ != RunState::Paused || !trainer_) return;
  trainer_->wait();
  while (!drain()) continue;
  takePicture(trainer_->latest(), false);
}

void RunSession::save(const OutputOptions& out, const FigureWriter& figures) {
  if (!allows(RunAction::SaveRun) || saveTask_) return;
  catchUpWithPause();
  const auto run = std::make_shared<RunResult>(result());
  saveTask_ = saveRun(this, run, out, figures,
                      [this, number = run_, records = run->history.size(), bookmarks = run->bookmarks](
                          const QString& folder, const QString& problem) {
                        saveTask_.reset();
                        if (!problem.isEmpty()) {
                          emit saveFailed(problem);
                          return;
                        }
                        if (number == run_) {
                          shown_.savedRecords = records;
                          shown_.savedBookmarks = bookmarks;
                        }
                        emit saved(folder);
                      });
}

void RunSession::finishSaving() {
  if (!saveTask_) return;
  saveTask_->wait();
  QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);  // what it has posted
}

void RunSession::open(const QString& folder) {
  if (!allows(RunAction::OpenRun)) return;
  openTask_ = std::make_unique<BackgroundTask>(this, [this, folder, run = run_](const auto& context) {
    auto result = std::make_shared<RunResult>();
    const QString trouble = sentenceOf([&] { *result = readResultFolder(folder.toStdString()); });
    context.post([this, folder, run, result, trouble] {
      if (run != run_ || !trouble.isEmpty()) {
        emit openFailed(run == run_ ? trouble : QString());
        return;
      }
      whenSettled([this, folder, result] {
        emit leaving(false);
        show(result);
        emit folderOpened(folder);
      });
    });
  });
}

void RunSession::show(const std::shared_ptr<const RunResult>& result, bool restored,
                      std::vector<Change> pending) {
  nextRun();
  retireTrainer();
  shown_ = openedRun(result, restored, std::move(pending));
  const DatasetRequest request = effectiveRequest(shown_.experiment);
  // What is here answers the request, but may not be what the run was trained on.
  const LoadedData here = loaded_.data && loaded_.request == request ? loaded_ : LoadedData();
  if (!here.spectrum) spectrumTask_.reset();
  loaded_ = {};
  emit runBegan();
  setState(stateOf(*result));
  emit recordsArrived();
  emit plateausChanged();
  emit changesChanged();
  emit pictureArrived();
  emit statusChanged();
  emit ended();
  showDataOfOpened(request, here);
}

void RunSession::showDataOfOpened(const DatasetRequest& request, const LoadedData& here) {
  const std::string expected = shown_.opened->dataChecksum;
  loadTask_ = std::make_unique<BackgroundTask>(
      this, [this, request, here, expected, run = run_](const auto& context) {
        LoadedData found = here;
        bool same = true;
        const QString trouble = sentenceOf([&] {
          if (!found.data)
            found = {request,
                     std::make_shared<const Dataset>(
                         loadDataset(request, [&](double) { return !context.cancelled(); })),
                     nullptr};
          same = expected.empty() || checksum(*found.data) == expected;
        });
        context.post([this, run, request, found, same, trouble] {
          if (run != run_) return;
          shown_.awaitsItsData = false;
          if (!trouble.isEmpty()) {
            emit incomplete(tr("The run is shown without its images: %1").arg(trouble));
          } else if (!same) {
            emit incomplete(
                tr("The run is shown without its images: what %1 holds now is not what it was trained on.")
                    .arg(QString::fromStdString(request.dataset)));
          } else {
            loaded_ = found;
            emit dataReady();
            requestSpectrum();
            if (loaded_.spectrum) emit spectrumReady();
          }
        });
      });
}

}  // namespace nmf::ui
