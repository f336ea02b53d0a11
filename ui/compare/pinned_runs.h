#pragma once

#include <QObject>
#include <QString>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/experiment/run_comparison.h"
#include "core/experiment/run_result.h"
#include "ui/theme/theme.h"

namespace nmf::ui {

/// A run kept beside the one under way, by value: as it was when it was pinned.
struct PinnedRun {
  std::uint64_t id = 0;  ///< no session's run has this number
  QString name;
  int colour = 1;  ///< index of colour and dash; 0 is the run under way
  bool shown = true;
  bool baseline = false;  ///< the one that others are measured against
  Experiment experiment;  ///< as it started, its data set named
  std::vector<Change> changes;
  std::shared_ptr<const History> history;  ///< all of its records
  std::vector<Plateau> plateaus;
  std::vector<std::int64_t> bookmarks;
  std::vector<SnapshotPtr> snapshots;  ///< by epoch, thinned to the budget of all pinned runs
  ImageShape shape;                    ///< of its signatures as images; empty where that is not known
  QString ending;                      ///< word(StopReason), or "running", "paused"
  // What else its result folder tells of it.
  Ending outcome;
  std::vector<std::int64_t> continuedAt, resumedAt;
  std::string kernel;
  int threads = 0;
  std::string dataChecksum;           ///< empty until it is known
  std::weak_ptr<const Dataset> data;  ///< not kept for the pinned run

  ComparedRun compared() const;
  /// The index of its line as it is drawn.
  int line() const { return baseline ? Theme::kBaselineLine : colour; }
  /// The kept snapshot nearest to `epoch`; null when there is none.
  SnapshotPtr snapshotNear(std::int64_t epoch) const;
  /// The run as it would be saved, with its data while that is there.
  RunResult result() const;
};

/// The runs that are pinned. Their records are kept whole; their snapshots share a budget: where it is passed
/// every second snapshot goes of the run that holds most, except the first, the last and those next to the
/// starts and ends of plateaus and bookmarks, and these too, but for the last, where that is not enough.
class PinnedRuns : public QObject {
  Q_OBJECT
 public:
  static constexpr std::size_t kSnapshotBudget = std::size_t{256} << 20;  ///< bytes
  static constexpr int kShownAtFirst = 6;

  explicit PinnedRuns(QObject* parent = nullptr, std::size_t snapshotBudget = kSnapshotBudget);

  const std::vector<PinnedRun>& runs() const { return runs_; }
  bool empty() const { return runs_.empty(); }
  const PinnedRun* find(std::uint64_t id) const;

  /// Pins a run under a name that tells it from the others; the first kShownAtFirst that are shown together
  /// are shown at once. `shape` is that of its images; `ending` the word for how it ended. Returns its id.
  std::uint64_t pin(const RunResult& run, const ImageShape& shape, const QString& ending);
  void unpin(std::uint64_t id);
  void unpinAll();
  /// A name of one line; ignored where it is empty.
  void rename(std::uint64_t id, const QString& name);
  void setShown(std::uint64_t id, bool shown);
  void setDataChecksum(std::uint64_t id, const std::string& checksum);
  /// Measures all runs against this one; empty: against none.
  void setBaseline(std::optional<std::uint64_t> id);

  std::vector<ComparedRun> compared() const;

  std::size_t recordBytes() const;
  /// Each snapshot once, whichever runs share it.
  std::size_t snapshotBytes() const;
  std::size_t snapshotBudget() const { return budget_; }
  std::size_t snapshotCount() const;
  /// How many snapshots were dropped to stay within the budget.
  std::size_t thinned() const { return thinned_; }

 signals:
  /// Which runs there are, how they are called or which are shown.
  void changed();

 private:
  PinnedRun* at(std::uint64_t id);
  int freeColour() const;
  void thin();

  std::vector<PinnedRun> runs_;
  std::size_t budget_;
  std::size_t thinned_ = 0;
  std::uint64_t next_;
};

}  // namespace nmf::ui
