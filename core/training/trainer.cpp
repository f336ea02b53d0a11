#include "core/training/trainer.h"

#include <sys/resource.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/errors.h"
#include "core/solver/solver.h"
#include "core/training/live_changes.h"
#include "core/training/rate_meter.h"
#include "core/training/record_queue.h"
#include "core/training/stop_rule.h"

namespace nmf {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kQueueCapacity = 16384;
constexpr auto kQueueWait = std::chrono::microseconds(200);
constexpr int kBackgroundNice = 10;

int threadsOf(int asked) {
  return asked > 0 ? asked : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

double secondsBetween(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

struct Trainer::State {
  enum class Command { Go, Pause, Stop };

  State(std::shared_ptr<const Matrix> data, const Hyperparameters& hyperparameters, Factors initial,
        const TrainingPlan& trainingPlan, std::shared_ptr<const DataSpectrum> dataSpectrum)
      : A(std::move(data)),
        h(hyperparameters),
        start(std::move(initial)),
        plan(trainingPlan),
        threads(threadsOf(plan.threads)),
        // The worker that trains and its helpers are TBB workers; the calling thread is none of them.
        parallelism(tbb::global_control::max_allowed_parallelism,
                    static_cast<std::size_t>(std::max(threads, tbb::this_task_arena::max_concurrency())) + 1),
        arena(threads, 0),
        spectrum(std::move(dataSpectrum)),
        applied{h.live, plan.earlyStop},
        wanted(applied),
        detector(plan.plateau),
        queue(kQueueCapacity),
        store(plan.snapshots, plan.snapshotBudget) {
    rule.set(plan.earlyStop);
  }

  // Fixed for the run.
  const std::shared_ptr<const Matrix> A;
  const Hyperparameters h;
  Factors start;
  const TrainingPlan plan;
  const int threads;
  bool background = false;
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
  std::optional<std::int64_t> untilPlateau;
  std::vector<EpochRecord> overflow;  // records that a full queue could not take when the run was stopped
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
  void finish(const Ending& end);
};

void Trainer::State::launch() {
  if (working) return;
  working = true;
  rate.restart(epoch.load());
  arena.enqueue([this] { work(); });
}

void Trainer::State::work() {
  if (background) setpriority(PRIO_PROCESS, 0, kBackgroundNice);
  std::optional<Ending> end;
  began = Clock::now();
  try {
    team.session(threads, [&] { end = train(); });
  } catch (const std::bad_alloc&) {
    end = Ending{StopReason::Failed,
                 "there is not enough memory for this run; use fewer rows or smaller ranks"};
  } catch (const std::exception& error) {
    end = Ending{StopReason::Failed, error.what()};
  }
  trainedBefore += secondsBetween(began, Clock::now());
  seconds.store(trainedBefore);
  if (end) {
    try {
      finish(*end);
    } catch (const std::exception& error) {
      end = Ending{StopReason::Failed, error.what()};
    }
  }
  const std::lock_guard lock(mutex);
  working = false;
  if (end) {
    active = false;
    ending = end;
  } else if (command != Command::Pause) {
    launch();  // resumed or stopped while this task was leaving
  }
  settled.notify_all();
}

/// True when the worker should leave; `end` is set when the stretch ends with it.
bool Trainer::State::obey(std::optional<Ending>& end) {
  if (!interrupt.load(std::memory_order_relaxed)) return false;
  const std::lock_guard lock(mutex);
  interrupt.store(false, std::memory_order_relaxed);
  if (command == Command::Go) return false;
  if (command == Command::Stop)
    end = Ending{StopReason::Stopped,
                 "stopped at epoch " + std::to_string(std::max<std::int64_t>(epoch.load(), 0))};
  return true;
}

std::optional<Ending> Trainer::State::train() {
  if (!solver) {
    solver = Solver::create(A, h, start, team, threads);
    start = {};
    const std::lock_guard lock(mutex);
    kernel = solver->kernel();
  }
  std::optional<Ending> end;
  while (true) {
    if (obey(end)) return end;
    if (diverged)
      return Ending{StopReason::Diverged, "the run has diverged; restart it with a lower learning rate"};
    const std::int64_t at = solver->epoch();
    {
      const std::lock_guard lock(mutex);
      if (at >= 0 && at >= target)
        return Ending{StopReason::EpochsDone, "trained to epoch " + std::to_string(at)};
      if (pauseAt >= 0 && at >= pauseAt) {
        pauseAt = -1;
        if (command == Command::Go) command = Command::Pause;
        return std::nullopt;
      }
    }
    if (!advance()) continue;  // interrupted between two blocks: obeyed above
    end = afterEpoch();
    if (end) return end;
  }
}

void Trainer::State::latchSettings() {
  const std::int64_t at = solver->epoch();
  bool due = settingsChanged.exchange(false);
  if (!due && (scheduled.empty() || scheduled.front().epoch > at)) return;
  const std::lock_guard lock(mutex);
  while (!scheduled.empty() && scheduled.front().epoch <= at) {
    apply(scheduled.front(), wanted);
    scheduled.erase(scheduled.begin());
  }
  for (Change& change : differences(applied, wanted, std::max<std::int64_t>(at, 0)))
    changes.push_back(std::move(change));
  applied = wanted;
  rule.set(applied.earlyStop);
}

bool Trainer::State::advance() {
  // What changes does so between two epochs, never inside one that was interrupted.
  if (!midEpoch) latchSettings();
  midEpoch = !solver->advance(applied.hyperparameters, interrupt);
  return !midEpoch;
}

std::optional<Ending> Trainer::State::divergedHere(const std::string& cause) {
  diverged = true;
  const std::int64_t at = solver->epoch(), kept = std::max<std::int64_t>(at - 1, 0);
  publish(kept, solver->previousFactors(), true, true);
  const char* advice = at == 0 ? "a smaller --init-scale" : "a lower learning rate";
  return Ending{StopReason::Diverged, "diverged at epoch " + std::to_string(at) + ": " + cause +
                                          "; the factors of epoch " + std::to_string(kept) +
                                          " are kept, and " + advice + " would help"};
}

std::optional<Ending> Trainer::State::afterEpoch() {
  const std::int64_t at = solver->epoch();
  const bool healthy = solver->healthy();
  bool isTarget = false;
  std::shared_ptr<const DataSpectrum> references;
  {
    const std::lock_guard lock(mutex);
    isTarget = at >= target;
    references = spectrum;
  }
  std::string stopSentence;
  bool marked = false;
  std::string cause = solver->cause();
  if (!healthy || isTarget || at % plan.metricsEvery == 0) {
    EpochRecord record = solver->record(plan.singularValues);
    if (healthy && !(record.relativeError - record.relativeError == 0))
      cause = "a record is not finite any more";
    record.seconds = trainedBefore + secondsBetween(began, Clock::now());
    seconds.store(record.seconds);
    recordedEpoch = at;
    const std::size_t before = detector.plateaus().size();
    const bool wasOpen = before > 0 && !detector.plateaus().back().end;
    detector.add(at, record.effectiveRank, record.relativeError);
    const auto& found = detector.plateaus();
    const bool foundNow = found.size() > before;
    const bool endedNow = wasOpen && found.back().end.has_value();
    marked = foundNow || endedNow;
    stopSentence = rule.check(record, found, foundNow, endedNow, references.get());
    {
      const std::lock_guard lock(mutex);
      if (marked || (!found.empty() && !found.back().end)) plateaus = found;
      untilPlateau = detector.epochsUntilFound();
    }
    push(record);
  }
  epoch.store(at);
  if (!cause.empty()) return divergedHere(cause);
  const bool keep = marked || store.due(at);
  if (keep || snapshotWanted.load(std::memory_order_relaxed)) {
    snapshotWanted.store(false, std::memory_order_relaxed);
    publish(at, solver->factors(), keep, marked);
  }
  if (!stopSentence.empty()) return Ending{StopReason::EarlyStop, stopSentence};
  return std::nullopt;
}

void Trainer::State::push(const EpochRecord& record) {
  while (!queue.push(record)) {
    if (interrupt.load(std::memory_order_relaxed)) {
      const std::lock_guard lock(mutex);
      overflow.push_back(record);
      return;
    }
    std::this_thread::sleep_for(kQueueWait);
  }
}

void Trainer::State::publish(std::int64_t at, Factors factors, bool keep, bool marked) {
  const auto snapshot = std::make_shared<const Snapshot>(Snapshot{at, std::move(factors)});
  if (keep) store.add(snapshot, marked);
  const std::lock_guard lock(latestMutex);
  latest = snapshot;
}

/// The last epoch's record and factors, whatever was thinned on the way.
void Trainer::State::finish(const Ending& end) {
  if (!solver || solver->epoch() < 0 || end.reason == StopReason::Diverged) return;
  if (recordedEpoch < solver->epoch()) {
    // Records that are not due are still wanted for the last epoch.
    team.session(1, [&] {
      EpochRecord record = solver->record(plan.singularValues);
      record.seconds = trainedBefore;
      recordedEpoch = record.epoch;
      detector.add(record.epoch, record.effectiveRank, record.relativeError);
      push(record);
    });
  }
  publish(solver->epoch(), solver->factors(), true, false);
}

Trainer::Trainer(std::shared_ptr<const Matrix> A, const Hyperparameters& hyperparameters, Factors start,
                 const TrainingPlan& plan, std::shared_ptr<const DataSpectrum> spectrum) {
  checkTrainingPlan(plan);
  checkHyperparameters(hyperparameters, A->rows(), A->cols());
  checkFactors(start, hyperparameters.model, hyperparameters.ranks, A->rows(), A->cols(),
               "the initial factors");
  state_ =
      std::make_unique<State>(std::move(A), hyperparameters, std::move(start), plan, std::move(spectrum));
}

Trainer::~Trainer() {
  stop();
  wait();
}

void Trainer::start(std::int64_t epochs) {
  const std::lock_guard lock(state_->mutex);
  if (state_->active) return;
  state_->target = std::max<std::int64_t>(state_->epoch.load(), 0) + epochs;
  state_->pauseAt = -1;
  state_->ending.reset();
  state_->active = true;
  state_->command = State::Command::Go;
  state_->interrupt.store(false);
  state_->launch();
}

void Trainer::pause() {
  const std::lock_guard lock(state_->mutex);
  if (!state_->active) return;
  state_->command = State::Command::Pause;
  state_->interrupt.store(true);
}

void Trainer::resume() {
  const std::lock_guard lock(state_->mutex);
  if (!state_->active) return;
  state_->pauseAt = -1;
  state_->command = State::Command::Go;
  state_->launch();
}

void Trainer::step(std::int64_t n) {
  bool begin = false;
  {
    const std::lock_guard lock(state_->mutex);
    begin = !state_->active;
  }
  if (begin) {
    const std::lock_guard lock(state_->mutex);
    const std::int64_t at = state_->epoch.load();
    state_->target = std::max<std::int64_t>(at, 0) + std::max(state_->plan.epochs, n);
    state_->ending.reset();
    state_->active = true;
  }
  const std::lock_guard lock(state_->mutex);
  state_->pauseAt = std::max<std::int64_t>(state_->epoch.load(), 0) + n;
  state_->command = State::Command::Go;
  state_->interrupt.store(false);
  state_->launch();
}

void Trainer::stop() {
  const std::lock_guard lock(state_->mutex);
  if (!state_->active) return;
  state_->command = State::Command::Stop;
  state_->interrupt.store(true);
  state_->launch();  // a paused run also leaves its last record and factors behind
}

void Trainer::wait() {
  std::unique_lock lock(state_->mutex);
  state_->settled.wait(lock, [this] { return !state_->working; });
}

void Trainer::setLive(const LiveHyperparameters& live) {
  const std::lock_guard lock(state_->mutex);
  state_->wanted.hyperparameters = live;
  state_->settingsChanged.store(true);
}

void Trainer::setEarlyStop(const EarlyStop& stop) {
  const std::lock_guard lock(state_->mutex);
  state_->wanted.earlyStop = stop;
  state_->settingsChanged.store(true);
}

void Trainer::setSpectrum(std::shared_ptr<const DataSpectrum> spectrum) {
  const std::lock_guard lock(state_->mutex);
  state_->spectrum = std::move(spectrum);
}

void Trainer::scheduleChanges(std::vector<Change> changes) {
  LiveSettings settings = state_->wanted;
  for (const Change& change : changes) apply(change, settings);
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return a.epoch < b.epoch; });
  const std::lock_guard lock(state_->mutex);
  state_->scheduled = std::move(changes);
}

void Trainer::setBackground(bool background) {
  state_->background = background;
}

std::size_t Trainer::drain(std::vector<EpochRecord>& records, std::size_t limit) {
  const std::size_t count = state_->queue.drain(records, limit);
  if (count == limit) return count;
  const std::lock_guard lock(state_->mutex);
  if (state_->overflow.empty()) return count;
  // The queue was emptied before the overflow was seen, so the order is kept.
  const std::size_t rest = state_->queue.drain(records, limit - count);
  const std::size_t late = state_->overflow.size();
  records.insert(records.end(), state_->overflow.begin(), state_->overflow.end());
  state_->overflow.clear();
  return count + rest + late;
}

TrainerStatus Trainer::status() const {
  TrainerStatus status;
  {
    const std::lock_guard lock(state_->mutex);
    status.running = state_->working;
    status.active = state_->active;
    status.target = state_->target;
    status.epochsUntilPlateau = state_->untilPlateau;
  }
  status.epoch = std::max<std::int64_t>(state_->epoch.load(), 0);
  status.seconds = state_->seconds.load();
  status.epochsPerSecond = state_->rate.read(status.epoch, status.running);
  return status;
}

std::optional<Ending> Trainer::ending() const {
  const std::lock_guard lock(state_->mutex);
  return state_->active ? std::nullopt : state_->ending;
}

void Trainer::requestSnapshot() {
  state_->snapshotWanted.store(true, std::memory_order_relaxed);
}

SnapshotPtr Trainer::latest() const {
  const std::lock_guard lock(state_->latestMutex);
  return state_->latest;
}

const SnapshotStore& Trainer::snapshots() const {
  return state_->store;
}

std::vector<Plateau> Trainer::plateaus() const {
  const std::lock_guard lock(state_->mutex);
  return state_->plateaus;
}

std::vector<Change> Trainer::changes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->changes;
}

std::string Trainer::kernel() const {
  const std::lock_guard lock(state_->mutex);
  return state_->kernel;
}

int Trainer::threads() const {
  return state_->threads;
}

}  // namespace nmf
