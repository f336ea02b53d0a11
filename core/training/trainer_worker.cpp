// The worker's side of a Trainer: what happens on the training threads.

#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include "core/training/trainer_state.h"

namespace nmf {
namespace {

constexpr std::size_t kQueueCapacity = 16384;
constexpr auto kQueueWait = std::chrono::microseconds(200);
constexpr int kBackgroundNice = 10;

int threadsOf(int asked) {
  return asked > 0 ? asked : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

double secondsBetween(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

Trainer::State::State(std::shared_ptr<const Matrix> data, const Hyperparameters& hyperparameters,
                      Factors initial, const TrainingPlan& trainingPlan,
                      std::shared_ptr<const DataSpectrum> dataSpectrum)
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
  stopArmed = rule.armed(detector.plateaus().size());
}

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
    solver->startAt(firstEpoch);
    start = {};
    const std::lock_guard lock(mutex);
    kernel = solver->kernel();
  }
  std::optional<Ending> end;
  while (true) {
    if (obey(end)) {
      if (!end) rest();
      return end;
    }
    if (further && !further->advance(interrupt)) continue;  // interrupted between two blocks: obeyed above
    if (diverged)
      return Ending{StopReason::Diverged, "the run has diverged; restart it with a lower learning rate"};
    const std::int64_t at = solver->epoch();
    bool stepDone = false;
    {
      const std::lock_guard lock(mutex);
      if (at >= firstEpoch && at >= target)
        return Ending{StopReason::EpochsDone, "trained to epoch " + std::to_string(at)};
      stepDone = pauseAt >= 0 && at >= pauseAt;
      if (stepDone) {
        pauseAt = -1;
        if (command == Command::Go) command = Command::Pause;
      }
    }
    if (stepDone) {
      rest();
      return std::nullopt;
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
  for (Change& change : differences(applied, wanted, std::max(at, firstEpoch)))
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
  const std::int64_t at = solver->epoch(), kept = std::max(at - 1, firstEpoch);
  publish(kept, solver->previousFactors(), true, true);
  const char* advice = at == 0 ? "a smaller --init-scale" : "a lower learning rate";
  return Ending{StopReason::Diverged, "diverged at epoch " + std::to_string(at) + ": " + cause +
                                          "; the factors of epoch " + std::to_string(kept) +
                                          " are kept, and " + advice + " would help"};
}

std::optional<Ending> Trainer::State::afterEpoch() {
  const std::int64_t at = solver->epoch();
  const bool healthy = solver->healthy();
  bool isTarget = false, endsStep = false;
  std::shared_ptr<const DataSpectrum> references;
  {
    const std::lock_guard lock(mutex);
    isTarget = at >= target;
    endsStep = pauseAt >= 0 && at >= pauseAt;  // its factors are what is looked at next
    references = spectrum;
  }
  std::string stopSentence;
  bool marked = false, begins = false;  // the end of a plateau; what may become a start
  std::optional<std::int64_t> startOfFound;
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
    marked = endedNow;
    begins = detector.stretchStart() == at;
    if (foundNow) startOfFound = found.back().start;
    stopSentence = rule.check(record, found, foundNow, endedNow, references.get());
    {
      const std::lock_guard lock(mutex);
      if (endedNow || found.size() != plateaus.size() || (!found.empty() && !found.back().end))
        plateaus = found;
      stretchStart = detector.stretchStart();
      plateauAt = detector.epochsUntilFound();
      // Found by a record, so not before one that is due.
      if (const std::int64_t every = plan.metricsEvery; plateauAt)
        *plateauAt = (at + *plateauAt + every - 1) / every * every;
      stopArmed = rule.armed(found.size());
      errorFall = rule.errorFall();
    }
    push(record);
    if (further && cause.empty() && further->due(at))
      further->begin(at, solver->factors(), true, team, threads);
  }
  epoch.store(at);
  if (!cause.empty()) return divergedHere(cause);
  const bool keep = marked || begins || store.due(at);
  if (keep || endsStep || snapshotWanted.load(std::memory_order_relaxed)) {
    snapshotWanted.store(false, std::memory_order_relaxed);
    publish(at, solver->factors(), keep, marked);
  }
  if (begins) store.hold(at);
  if (startOfFound) store.mark(*startOfFound);
  if (!stopSentence.empty()) return Ending{StopReason::EarlyStop, stopSentence};
  return std::nullopt;
}

void Trainer::State::push(const EpochRecord& record) {
  // What follows a record that overflowed waits or overflows too, so that the order is kept.
  while (overflowed.load(std::memory_order_acquire) || !queue.push(record)) {
    if (interrupt.load(std::memory_order_relaxed)) {
      const std::lock_guard lock(mutex);
      overflow.push_back(record);
      overflowed.store(true, std::memory_order_release);
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

/// Never waits for room, for who would make it may be waiting for the worker.
void Trainer::State::pushAtRest(const EpochRecord& record) {
  if (!overflowed.load(std::memory_order_acquire) && queue.push(record)) return;
  const std::lock_guard lock(mutex);
  overflow.push_back(record);
  overflowed.store(true, std::memory_order_release);
}

/// Pushes the record of the last epoch if none was due there.
std::optional<EpochRecord> Trainer::State::recordLast(double atSeconds) {
  if (recordedEpoch >= solver->epoch()) return {};
  EpochRecord record = solver->record(plan.singularValues);
  record.seconds = atSeconds;
  recordedEpoch = record.epoch;
  pushAtRest(record);
  return record;
}

/// While it is paused, the last record and the latest factors are of one epoch, whatever was due.
void Trainer::State::rest() {
  if (solver->epoch() < firstEpoch || diverged) return;
  recordLast(trainedBefore + secondsBetween(began, Clock::now()));
  if (!latest || latest->epoch != solver->epoch()) publish(solver->epoch(), solver->factors(), false, false);
}

/// The last epoch's record, further errors and factors, whatever was thinned on the way.
void Trainer::State::finish(const Ending& end) {
  if (!solver || solver->epoch() < firstEpoch || end.reason == StopReason::Diverged) return;
  std::optional<EpochRecord> last;
  team.session(1, [&] { last = recordLast(trainedBefore); });
  if (last) {
    // By a copy, for a stretch that goes on from here finds what it would have found without the stop.
    PlateauDetector whole = detector;
    whole.add(last->epoch, last->effectiveRank, last->relativeError);
    const std::lock_guard lock(mutex);
    plateaus = whole.plateaus();
  }
  publish(solver->epoch(), solver->factors(), true, false);
  if (further && end.reason != StopReason::Failed) {
    // The last epoch has its errors too. Stopping waits for them, which is short: the fit starts from the
    // last one.
    if (!further->pending() && further->epoch() < solver->epoch())
      further->begin(solver->epoch(), solver->factors(), false, team, threads);
    const std::atomic<bool> never{false};
    team.session(threads, [&] { further->advance(never); });
  }
}

}  // namespace nmf
