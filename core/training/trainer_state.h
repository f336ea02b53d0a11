#pragma once

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/solver/solver.h"
#include "core/training/further_errors.h"
#include "core/training/live_changes.h"
#include "core/training/rate_meter.h"
#include "core/training/record_queue.h"
#include "core/training/stop_rule.h"
#include "core/training/trainer.h"

namespace nmf {

/// What the controlling thread and the worker of a Trainer share, and what the worker keeps to itself.
struct Trainer::State {
  using Clock = std::chrono::steady_clock;
  enum class Command { Go, Pause, Stop };

  State(std::shared_ptr<const Matrix> data, const Hyperparameters& hyperparameters, Factors initial,
        const TrainingPlan& trainingPlan, std::shared_ptr<const DataSpectrum> dataSpectrum);

  // Fixed for the run.
  const std::shared_ptr<const Matrix> A;
  const Hyperparameters h;
  Factors start;
  const TrainingPlan plan;
  const int threads;
  bool background = false;
  std::int64_t firstEpoch = 0;  // that of `start`
  tbb::global_control parallelism;
  tbb::task_arena arena;

  // Shared under the mutex.
  mutable std::mutex mutex;
  std::condition_variable settled;
  Command command = Command::Go;
  bool working = false;  // a task is training
  bool active = false;   // a stretch is under way, paused included
  std::int64_t target = 0;
  std::int64_t pauseAt = -1;  // of a step
  std::optional<Ending> ending;
  std::shared_ptr<const DataSpectrum> spectrum;
  LiveSettings applied, wanted;
  std::vector<Change> changes, scheduled;
  std::vector<Plateau> plateaus;
  std::optional<std::int64_t> stretchStart;  // of the stretch under way that is not found yet
  std::optional<std::int64_t> plateauAt;     // the epoch of the record that finds it
  bool stopArmed = false;
  std::optional<double> errorFall;
  std::vector<EpochRecord> overflow;    // records that a full queue could not take when the run was stopped
  std::atomic<bool> overflowed{false};  // whether there are any; set by the one who trains
  std::string kernel;

  // Flags read by the worker at every block or epoch.
  std::atomic<bool> interrupt{false};
  std::atomic<bool> settingsChanged{false};
  std::atomic<bool> snapshotWanted{true};
  std::atomic<std::int64_t> epoch{-1};
  std::atomic<double> seconds{0};

  // The worker's own.
  Team team;
  std::unique_ptr<Solver> solver;
  std::unique_ptr<FurtherErrors> further;  // null: there are no further data
  PlateauDetector detector;
  StopRule rule;
  std::int64_t recordedEpoch = -1;
  double trainedBefore = 0;  // seconds of earlier stretches
  Clock::time_point began;
  bool midEpoch = false;
  bool diverged = false;

  RecordQueue queue;
  SnapshotStore store;
  mutable std::mutex latestMutex;
  SnapshotPtr latest;

  RateMeter rate;

  void launch();  // with the mutex held
  void work();
  std::optional<Ending> train();
  bool obey(std::optional<Ending>& end);
  void latchSettings();
  bool advance();
  std::optional<Ending> afterEpoch();
  std::optional<Ending> divergedHere(const std::string& cause);
  void push(const EpochRecord& record);
  void publish(std::int64_t at, Factors factors, bool keep, bool marked);
  void pushAtRest(const EpochRecord& record);
  std::optional<EpochRecord> recordLast(double atSeconds);
  void rest();
  void finish(const Ending& end);
};

}  // namespace nmf
