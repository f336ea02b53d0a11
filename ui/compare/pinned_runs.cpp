#include "ui/compare/pinned_runs.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "ui/session/run_preparation.h"

namespace nmf::ui {
namespace {

constexpr std::uint64_t kFirstId = std::uint64_t{1} << 40;  // a session counts its runs from 1

std::size_t bytesOf(const std::vector<SnapshotPtr>& snapshots) {
  std::size_t bytes = 0;
  for (const SnapshotPtr& snapshot : snapshots) bytes += byteSize(snapshot->factors);
  return bytes;
}

std::size_t nearest(const std::vector<SnapshotPtr>& snapshots, std::int64_t epoch) {
  const auto distance = [epoch](const SnapshotPtr& s) { return std::abs(s->epoch - epoch); };
  return static_cast<std::size_t>(std::min_element(snapshots.begin(), snapshots.end(),
                                                   [&](const SnapshotPtr& a, const SnapshotPtr& b) {
                                                     return distance(a) < distance(b);
                                                   }) -
                                  snapshots.begin());
}

/// The snapshots that thinning spares as long as it can.
std::set<std::size_t> landmarks(const PinnedRun& run) {
  std::set<std::size_t> kept{0, run.snapshots.size() - 1};
  for (const Plateau& plateau : run.plateaus) {
    kept.insert(nearest(run.snapshots, plateau.start));
    if (plateau.end) kept.insert(nearest(run.snapshots, *plateau.end));
  }
  for (const std::int64_t epoch : run.bookmarks) kept.insert(nearest(run.snapshots, epoch));
  return kept;
}

/// Drops every second snapshot that is no landmark, or every second one but the last where all are; returns
/// how many went.
std::size_t halve(PinnedRun& run) {
  const std::size_t before = run.snapshots.size();
  std::set<std::size_t> spared = landmarks(run);
  if (spared.size() == before) spared = {before - 1};
  std::vector<SnapshotPtr> kept;
  bool drop = true;
  for (std::size_t i = 0; i < before; ++i) {
    if (spared.contains(i)) {
      kept.push_back(run.snapshots[i]);
      continue;
    }
    if (!drop) kept.push_back(run.snapshots[i]);
    drop = !drop;
  }
  run.snapshots = std::move(kept);
  return before - run.snapshots.size();
}

}  // namespace

ComparedRun PinnedRun::compared() const {
  ComparedRun run;
  run.name = name.toStdString();
  run.experiment = experiment;
  run.changes = changes;
  run.plateaus = plateaus;
  run.ending = ending.toStdString();
  run.baseline = baseline;
  setNewest(run, *history);
  return run;
}

SnapshotPtr PinnedRun::snapshotNear(std::int64_t epoch) const {
  return snapshots.empty() ? nullptr : snapshots[nearest(snapshots, epoch)];
}

RunResult PinnedRun::result() const {
  RunResult run;
  run.experiment = experiment;
  run.data = data.lock();
  run.dataChecksum = dataChecksum;
  if (shape.pixels() > 0) run.shape = shape;
  run.changes = changes;
  run.history = *history;
  run.snapshots = snapshots;
  run.bookmarks = bookmarks;
  if (!snapshots.empty()) run.final = snapshots.back();
  run.plateaus = plateaus;
  run.ending = outcome;
  run.continuedAt = continuedAt;
  run.resumedAt = resumedAt;
  run.kernel = kernel;
  run.threads = threads;
  return run;
}

PinnedRuns::PinnedRuns(QObject* parent, std::size_t snapshotBudget)
    : QObject(parent), budget_(snapshotBudget), next_(kFirstId) {}

const PinnedRun* PinnedRuns::find(std::uint64_t id) const {
  return const_cast<PinnedRuns*>(this)->at(id);
}

PinnedRun* PinnedRuns::at(std::uint64_t id) {
  const auto it = std::find_if(runs_.begin(), runs_.end(), [id](const PinnedRun& r) { return r.id == id; });
  return it == runs_.end() ? nullptr : &*it;
}

/// The lowest index that no run has: the first runs get the hues that differ most.
int PinnedRuns::freeColour() const {
  for (int colour = 1;; ++colour)
    if (std::none_of(runs_.begin(), runs_.end(), [colour](const PinnedRun& r) { return r.colour == colour; }))
      return colour;
}

std::uint64_t PinnedRuns::pin(const RunResult& run, const ImageShape& shape, const QString& ending) {
  PinnedRun pinned;
  pinned.id = next_++;
  pinned.colour = freeColour();
  pinned.shown =
      std::count_if(runs_.begin(), runs_.end(), [](const PinnedRun& r) { return r.shown; }) < kShownAtFirst;
  pinned.experiment = run.experiment;
  pinned.experiment.data.dataset = effectiveRequest(run.experiment).dataset;
  pinned.changes = run.changes;
  pinned.history = std::make_shared<const History>(run.history);
  pinned.plateaus = run.plateaus;
  pinned.bookmarks = run.bookmarks;
  pinned.snapshots = run.snapshots;
  if (run.final && (pinned.snapshots.empty() || pinned.snapshots.back()->epoch < run.final->epoch))
    pinned.snapshots.push_back(run.final);
  pinned.shape = shape;
  pinned.ending = ending;
  pinned.outcome = run.ending;
  pinned.continuedAt = run.continuedAt;
  pinned.resumedAt = run.resumedAt;
  pinned.kernel = run.kernel;
  pinned.threads = run.threads;
  pinned.dataChecksum = run.dataChecksum;
  pinned.data = run.data;
  pinned.name = QString::fromStdString(distinctName(pinned.compared(), compared()));
  runs_.push_back(std::move(pinned));
  thin();
  emit changed();
  return runs_.back().id;
}

void PinnedRuns::unpin(std::uint64_t id) {
  if (std::erase_if(runs_, [id](const PinnedRun& r) { return r.id == id; }) > 0) emit changed();
}

void PinnedRuns::unpinAll() {
  if (runs_.empty()) return;
  runs_.clear();
  emit changed();
}

void PinnedRuns::rename(std::uint64_t id, const QString& name) {
  PinnedRun* run = at(id);
  const QString line = name.simplified();
  if (!run || line.isEmpty() || line == run->name) return;
  run->name = line;
  emit changed();
}

void PinnedRuns::setShown(std::uint64_t id, bool shown) {
  PinnedRun* run = at(id);
  if (!run || run->shown == shown) return;
  run->shown = shown;
  emit changed();
}

void PinnedRuns::setDataChecksum(std::uint64_t id, const std::string& checksum) {
  if (PinnedRun* run = at(id)) run->dataChecksum = checksum;
}

void PinnedRuns::setBaseline(std::optional<std::uint64_t> id) {
  for (PinnedRun& run : runs_) run.baseline = run.id == id;
  emit changed();
}

std::vector<ComparedRun> PinnedRuns::compared() const {
  std::vector<ComparedRun> list;
  for (const PinnedRun& run : runs_) list.push_back(run.compared());
  return list;
}

std::size_t PinnedRuns::recordBytes() const {
  std::size_t bytes = 0;
  for (const PinnedRun& run : runs_) bytes += byteSize(*run.history);
  return bytes;
}

std::size_t PinnedRuns::snapshotBytes() const {
  std::set<const Snapshot*> seen;
  std::size_t bytes = 0;
  for (const PinnedRun& run : runs_)
    for (const SnapshotPtr& snapshot : run.snapshots)
      if (seen.insert(snapshot.get()).second) bytes += byteSize(snapshot->factors);
  return bytes;
}

std::size_t PinnedRuns::snapshotCount() const {
  std::size_t count = 0;
  for (const PinnedRun& run : runs_) count += run.snapshots.size();
  return count;
}

void PinnedRuns::thin() {
  while (snapshotBytes() > budget_) {
    const auto largest =
        std::max_element(runs_.begin(), runs_.end(), [](const PinnedRun& a, const PinnedRun& b) {
          // A run at its last snapshot gives nothing any more.
          return (a.snapshots.size() > 1 ? bytesOf(a.snapshots) : 0) <
                 (b.snapshots.size() > 1 ? bytesOf(b.snapshots) : 0);
        });
    if (largest->snapshots.size() <= 1) return;
    thinned_ += halve(*largest);
  }
}

}  // namespace nmf::ui
