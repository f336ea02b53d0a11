#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/metrics/data_spectrum.h"
#include "core/metrics/epoch_record.h"
#include "core/model/factors.h"
#include "core/training/early_stop.h"
#include "core/training/further_data.h"
#include "core/training/history.h"
#include "core/training/plateau.h"
#include "core/training/snapshot.h"

namespace nmf {

/// The last epoch that a run can train to.
constexpr std::int64_t kMaxEpochs = 1'000'000'000;

/// How long a run trains and what it keeps.
struct TrainingPlan {
  std::int64_t epochs = 10000;                          ///< 0..kMaxEpochs; 0 records the start only
  std::int64_t metricsEvery = 1;                        ///< >= 1: record every N-th epoch (and the last)
  std::int64_t heldOutEvery = 50;                       ///< >= 1: held-out and clean error every N epochs
  int singularValues = 6;                               ///< K, 1..kMaxSingularValues
  int snapshots = 100;                                  ///< 0: none
  std::size_t snapshotBudget = std::size_t{256} << 20;  ///< bytes
  int threads = 0;                                      ///< 0: all cores
  EarlyStop earlyStop;
  PlateauRule plateau;
  bool operator==(const TrainingPlan&) const = default;
};

/// Throws InputError naming the option unless the values are in range.
void checkTrainingPlan(const TrainingPlan& plan);

/// Why a stretch of training ended.
enum class StopReason { EpochsDone, EarlyStop, Stopped, Diverged, Failed };

/// The word written to summary.json: "epochs", "early_stop", "stopped", "diverged", "failed".
const char* word(StopReason reason);

/// How a stretch of training ended, as data.
struct Ending {
  StopReason reason = StopReason::EpochsDone;
  std::string
      message;  ///< one sentence with the numbers compared, e.g. "plateau 1 found at epoch 5,360 (...)"
};

/// A hyper-parameter that was changed while running.
struct Change {
  std::int64_t epoch = 0;  ///< the change acts from the update that makes epoch + 1
  std::string key;         ///< JSON key, e.g. "learning_rate"
  std::string value;       ///< as the option's text
  bool operator==(const Change&) const = default;
};

/// What a run was up to the epoch of the factors with which it is gone on.
struct ResumePoint {
  std::int64_t epoch = 0;  ///< of the initial factors
  History before;          ///< records from `epoch` on are passed over; so for changes and snapshots
  std::vector<Change> changes;
  std::vector<SnapshotPtr> snapshots;
  bool stoppedEarly = false;  ///< early stopping had ended it: the same rule does not do so again
};

/// A momentary view of the trainer for status lines.
struct TrainerStatus {
  bool running = false;     ///< the worker is computing epochs
  bool active = false;      ///< the worker has been started and has not ended its stretch (running or paused)
  std::int64_t epoch = 0;   ///< the last recorded state's epoch
  std::int64_t target = 0;  ///< the epoch at which the stretch under way ends
  double seconds = 0;       ///< training time so far, pauses excluded
  double epochsPerSecond = 0;                      ///< over the last second or so
  std::optional<std::int64_t> stretchStart;        ///< of the stretch under way that is not found yet
  std::optional<std::int64_t> epochsUntilPlateau;  ///< until it is found, if nothing resets it
  bool stopArmed = false;                          ///< early stopping is on and has not fired
  std::optional<double> errorFall;                 ///< what stagnation compares with its tolerance
};

/// Trains one run on a TBB worker. Records go through a bounded lock-free queue that one other thread drains;
/// they are never dropped (a full queue makes the worker wait, and still honour stop). All members may be
/// called from one controlling thread; drain() from that thread or one other.
class Trainer {
 public:
  /// Takes m x n data, the hyper-parameters and the initial factors (shapes as in Factors). `spectrum` may be
  /// null and given later; early stopping by Eckart-Young needs it. Throws InputError.
  Trainer(std::shared_ptr<const Matrix> A, const Hyperparameters& hyperparameters, Factors start,
          const TrainingPlan& plan, std::shared_ptr<const DataSpectrum> spectrum = nullptr);
  /// Stops and waits.
  ~Trainer();
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  /// Trains `epochs` more epochs; the first call also records epoch 0. Ignored while active.
  void start(std::int64_t epochs);
  void pause();
  void resume();
  /// Does n epochs and pauses; starts a stretch of `epochs`, or else of plan.epochs, if none is active.
  void step(std::int64_t n = 1, std::optional<std::int64_t> epochs = std::nullopt);
  /// Asks the worker to end at once; `wait` until it did.
  void stop();
  void wait();

  /// Changes what may change between two epochs; logged in changes() with its epoch.
  void setLive(const LiveHyperparameters& live);
  void setEarlyStop(const EarlyStop& stop);
  void setSpectrum(std::shared_ptr<const DataSpectrum> spectrum);

  /// Changes that act by themselves at their epochs, such as those of a run that is repeated; before the
  /// first start. Throws InputError for a key that cannot change while running or a value that is not its
  /// option's.
  void scheduleChanges(std::vector<Change> changes);

  /// Has the held-out and clean error computed every plan.heldOutEvery epochs. Before the first start. Throws
  /// InputError unless the data fit those trained on.
  void setFurtherData(FurtherData data);

  /// Goes on with a run that another trainer trained: the initial factors are those of `from.epoch`, which is
  /// recorded anew. Plateaus are found as if nothing had happened; Adam's moments begin at 0. Before the
  /// first start.
  void resumeFrom(const ResumePoint& from);

  /// Lets other threads of the process (the window's) go before the training threads. Before the first start.
  void setBackground(bool background);

  /// Takes at most `limit` waiting records off the queue, appending them to `records`; returns how many.
  std::size_t drain(std::vector<EpochRecord>& records, std::size_t limit = 65536);

  /// Appends the held-out and clean errors that are waiting; those of an epoch come after its record.
  void drainFurther(std::vector<FurtherRecord>& records);

  TrainerStatus status() const;
  /// Set once the stretch last started has ended and until the next start.
  std::optional<Ending> ending() const;

  /// Asks for the factors of the next epoch to be published; cheap, from any thread.
  void requestSnapshot();
  /// The latest published snapshot (the newest of scheduled and requested ones); never null after epoch 0.
  SnapshotPtr latest() const;
  /// Keeps a snapshot of this run, the latest() for instance or one of before resumeFrom(), among snapshots()
  /// until its bookmark is removed.
  void bookmark(SnapshotPtr snapshot);
  void removeBookmark(std::int64_t epoch);
  /// Scheduled and bookmarked snapshots for the timeline.
  const SnapshotStore& snapshots() const;

  std::vector<Plateau> plateaus() const;
  std::vector<Change> changes() const;

  /// Which kernel serves the pass over A, e.g. "sparse avx512" or "dense avx2" (empty before epoch 0), and on
  /// how many threads.
  std::string kernel() const;
  int threads() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nmf
