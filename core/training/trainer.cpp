// The controlling thread's side of a Trainer.

#include <algorithm>

#include "core/errors.h"
#include "core/training/trainer_state.h"

namespace nmf {
namespace {

/// Where `epochs` more after the epoch `at` (-1: before the first) lead to.
std::int64_t targetOf(std::int64_t at, std::int64_t epochs) {
  return std::min(std::max<std::int64_t>(at, 0) + epochs, kMaxEpochs);
}

}  // namespace

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
  state_->target = targetOf(state_->epoch.load(), epochs);
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

void Trainer::step(std::int64_t n, std::optional<std::int64_t> epochs) {
  bool begin = false;
  {
    const std::lock_guard lock(state_->mutex);
    begin = !state_->active;
  }
  if (begin) {
    const std::lock_guard lock(state_->mutex);
    state_->target = targetOf(state_->epoch.load(), std::max(epochs.value_or(state_->plan.epochs), n));
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

void Trainer::setFurtherData(FurtherData data) {
  if (!data.any()) return;
  state_->further = std::make_unique<FurtherErrors>(std::move(data), state_->plan.heldOutEvery,
                                                    state_->A->rows(), state_->A->cols());
}

void Trainer::setBackground(bool background) {
  state_->background = background;
}

std::size_t Trainer::drain(std::vector<EpochRecord>& records, std::size_t limit) {
  const std::size_t count = state_->queue.drain(records, limit);
  if (count == limit) return count;
  const std::lock_guard lock(state_->mutex);
  if (state_->overflow.empty()) return count;
  // Nothing is queued behind the overflow, which comes once the queue is empty.
  const std::size_t rest = state_->queue.drain(records, limit - count);
  if (count + rest == limit) return limit;
  const std::size_t late = state_->overflow.size();
  records.insert(records.end(), state_->overflow.begin(), state_->overflow.end());
  state_->overflow.clear();
  state_->overflowed.store(false, std::memory_order_release);
  return count + rest + late;
}

void Trainer::drainFurther(std::vector<FurtherRecord>& records) {
  if (state_->further) state_->further->drain(records);
}

TrainerStatus Trainer::status() const {
  TrainerStatus status;
  std::optional<std::int64_t> plateauAt;
  {
    const std::lock_guard lock(state_->mutex);
    status.running = state_->working;
    status.active = state_->active;
    status.target = state_->target;
    status.stretchStart = state_->stretchStart;
    plateauAt = state_->plateauAt;
    status.stopArmed = state_->stopArmed;
    status.errorFall = state_->errorFall;
  }
  status.epoch = std::max<std::int64_t>(state_->epoch.load(), 0);
  if (plateauAt) status.epochsUntilPlateau = std::max<std::int64_t>(*plateauAt - status.epoch, 0);
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

void Trainer::bookmark(SnapshotPtr snapshot) {
  state_->store.bookmark(std::move(snapshot));
}

void Trainer::removeBookmark(std::int64_t epoch) {
  state_->store.removeBookmark(epoch);
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
