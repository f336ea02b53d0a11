#include "ui/session/run_session.h"

#include <algorithm>
#include <utility>

#include "core/experiment/spectrum_cache.h"
#include "ui/session/sentence.h"
#include "ui/session/time_left.h"

namespace nmf::ui {

namespace {

constexpr int kTickMs = 33;           // 30 times a second is as often as a curve need move
constexpr int kStepTickMs = 8;        // a single step should feel immediate
constexpr int kDrainMs = 8;           // half a frame: the rest is for painting
constexpr std::size_t kBatch = 4096;  // records taken off the queue at a time
constexpr int kStatusMs = 200;        // figures that change faster cannot be read
constexpr int kPictureMs = 100;
constexpr double kPictureBytesPerMs = 40e3;  // copying pictures takes about 1 % of memory bandwidth at most

}  // namespace

RunSession::RunSession(QObject* parent) : QObject(parent) {
  timer_.setTimerType(Qt::PreciseTimer);
  connect(&timer_, &QTimer::timeout, this, &RunSession::tick);
  pictureClock_.start();
  statusClock_.start();
}

RunSession::~RunSession() {
  timer_.stop();
  for (const auto& task : {&loadTask_, &openTask_, &spectrumTask_}) {
    if (*task) (*task)->drop();
  }
  retireTrainer();
  // What a person asked to be saved is saved, window or not.
  if (saveTask_) saveTask_->wait();
}

bool RunSession::allows(RunAction action) const {
  // What was opened is not dropped for a new run by a person who means to go on with it.
  if (shown_.awaitsItsData && (action == RunAction::Run || action == RunAction::Step)) return false;
  return allowed(action, state_, !shown_.history->empty());
}

void RunSession::setState(RunState state) {
  if (state == state_) return;
  state_ = state;
  emit stateChanged(state);
}

// ---- loading

void RunSession::preview(const Experiment& experiment) {
  const bool previewing = state_ == RunState::Loading && purpose_ == Purpose::Preview;
  if (state_ != RunState::Idle && state_ != RunState::Failed && !previewing) return;
  begin(experiment, Purpose::Preview);
}

void RunSession::offer(const DatasetRequest& request, DatasetPtr data) {
  offered_ = {request, std::move(data), nullptr};
  if (!offered_.data->unseen) offered_.request.heldOut = {};  // nothing was kept back of it
}

void RunSession::restart(const Experiment& experiment) {
  const bool previewing = state_ == RunState::Loading && purpose_ == Purpose::Preview;
  if (allows(RunAction::Restart) || previewing) begin(experiment, Purpose::Run);
}

void RunSession::nextRun() {
  ++run_;
  loadTask_.reset();
  replacing_.reset();
  preparing_ = stepping_ = startWhenSpectrumIsThere_ = false;
}

void RunSession::begin(const Experiment& experiment, Purpose purpose) {
  const DatasetRequest request = effectiveRequest(experiment);
  const LoadedData offered = std::exchange(offered_, {});
  const auto isThere = [&](const LoadedData& data) { return data.data && data.request == request; };
  const bool rests = shown_.opened && !shown_.awaitsItsData && (!loadTask_ || loadTask_->finished());
  if (rests && purpose != Purpose::Preview && !isThere(loaded_) && !isThere(offered))
    return beginOnceLoaded(experiment, purpose);
  if (!shown_.history->empty()) emit leaving(true);
  purpose_ = purpose;
  const bool loadingIt = state_ == RunState::Loading && loadTask_ && loadRequest_ == request;
  shown_ = newRun(experiment);
  shown_.experiment.data.dataset = shown_.inEffect.data.dataset = request.dataset;
  if (loadingIt && !preparing_) {  // the preview of the same data becomes the run
    emit runBegan();               // of other ranks, it may be
    return;
  }

  onceSettled_ = nullptr;  // what waited for the end of the run before is overtaken
  nextRun();
  retireTrainer();
  loadingShare_ = 0;
  if (loaded_.request != request) {
    spectrumTask_.reset();
    loaded_ = {};
    if (offered.data && offered.request == request) loaded_ = offered;
  }
  emit runBegan();
  setState(RunState::Loading);
  if (loaded_.data) {
    dataLoaded();
  } else {
    load(request);
  }
}

void RunSession::load(const DatasetRequest& request) {
  loadRequest_ = request;
  loadTask_ = std::make_unique<BackgroundTask>(this, [this, request, run = run_](const auto& context) {
    double shown = 0;
    const auto progress = [&](double share) {
      if (share - shown >= 0.01) {
        shown = share;
        context.post([this, run, share] {
          if (run != run_) return;
          loadingShare_ = share;
          emit loadingProgressed(share);
        });
      }
      return !context.cancelled();
    };
    DatasetPtr data;
    const QString trouble =
        sentenceOf([&] { data = std::make_shared<const Dataset>(loadDataset(request, progress)); });
    context.post([this, run, request, data, trouble] {
      if (run != run_) return;
      if (replacing_)
        return trouble.isEmpty() ? replaceOpened({request, data, nullptr}) : stayWithOpened(trouble);
      if (!trouble.isEmpty()) return fail(trouble);
      loaded_ = {request, data, nullptr};
      dataLoaded();
    });
  });
}

void RunSession::dataLoaded() {
  loadingShare_ = 1;
  emit dataReady();
  requestSpectrum();
  if (loaded_.spectrum) emit spectrumReady();
  if (purpose_ == Purpose::Preview) {
    setState(RunState::Idle);
    return;
  }
  // The rule compares with the spectrum from the first epoch on; without it the same seed could end
  // elsewhere.
  startWhenSpectrumIsThere_ =
      shown_.experiment.plan.earlyStop.kind == EarlyStopKind::EckartYoung && !loaded_.spectrum;
  if (!startWhenSpectrumIsThere_) prepare();
}

void RunSession::prepare() {
  preparing_ = true;
  loadTask_ = std::make_unique<BackgroundTask>(
      this, [this, experiment = shown_.experiment, loaded = loaded_, run = run_](const auto& context) {
        const auto trainer = std::make_shared<std::unique_ptr<Trainer>>();
        const QString trouble = sentenceOf([&] { *trainer = makeTrainer(experiment, loaded); });
        context.post([this, run, trainer, trouble] {
          if (run != run_) return;
          preparing_ = false;
          if (!trouble.isEmpty()) return fail(trouble);
          trainer_ = std::move(*trainer);
          startTraining(shown_.experiment.plan.epochs);
        });
      });
}

std::optional<double> RunSession::spectrumShare() const {
  if (!loaded_.data || loaded_.spectrum || !spectrumTask_ || spectrumTask_->finished()) return std::nullopt;
  return spectrumShare_;
}

void RunSession::requestSpectrum() {
  if (loaded_.spectrum || (spectrumTask_ && spectrumRequest_ == loaded_.request)) return;
  spectrumRequest_ = loaded_.request;
  spectrumShare_ = 0;
  spectrumTask_ = std::make_unique<BackgroundTask>(this, [this, data = loaded_.data](const auto& context) {
    double shown = 0;
    const auto progress = [&](double share) {
      if (share - shown >= 0.01) {
        shown = share;
        context.post([this, data, share] {
          if (data != loaded_.data || loaded_.spectrum) return;
          spectrumShare_ = share;
          emit statusChanged();
        });
      }
      return !context.cancelled();
    };
    std::shared_ptr<const DataSpectrum> spectrum;
    const QString trouble = sentenceOf([&] { spectrum = spectrumOf(*data, progress); });
    context.post([this, data, spectrum, trouble] {
      if (data != loaded_.data) return;
      if (!trouble.isEmpty()) {
        spectrumTask_.reset();  // the next run tries again
        emit incomplete(trouble);
      } else {
        loaded_.spectrum = spectrum;
        if (trainer_) trainer_->setSpectrum(spectrum);
        emit spectrumReady();
      }
      emit statusChanged();
      if (startWhenSpectrumIsThere_) {
        startWhenSpectrumIsThere_ = false;
        prepare();
      }
    });
  });
}

void RunSession::fail(const QString& sentence) {
  startWhenSpectrumIsThere_ = false;
  setState(RunState::Failed);
  emit problem(sentence);
  if (purpose_ != Purpose::Preview) emit ended();
}

// ---- training

/// Room for the records of `epochs` more epochs: without, the window would stand still while a long history
/// is copied.
void RunSession::expectRecords(std::int64_t epochs) {
  const std::int64_t records = epochs / std::max<std::int64_t>(1, shown_.inEffect.plan.metricsEvery) + 2;
  shown_.history->reserve(shown_.history->size() + static_cast<std::size_t>(records));
}

void RunSession::startTraining(std::int64_t epochs) {
  expectRecords(epochs);
  if (loaded_.spectrum) trainer_->setSpectrum(loaded_.spectrum);
  if (purpose_ == Purpose::Step) {
    stepping_ = true;
    trainer_->step(stepEpochs_, epochs);
  } else {
    trainer_->start(epochs);
  }
  setState(RunState::Running);
  emit trainingBegan();
  timer_.start(stepping_ ? kStepTickMs : kTickMs);
}

/// The run goes on from its end. Where early stopping was that, a repetition has to go on there, too.
void RunSession::leaveEnding() {
  if (shown_.ending && shown_.ending->reason == StopReason::EarlyStop && !shown_.history->empty())
    shown_.continuedAt.push_back(shown_.history->back().epoch);
  shown_.ending.reset();
}

void RunSession::goOn(const Experiment& experiment) {
  if (!allows(RunAction::Run)) return;
  if (!trainer_ && canContinue()) {
    continueOpened(experiment, Purpose::Run);
    return;
  }
  if (!trainer_ || !(state_ == RunState::Paused || state_ == RunState::Finished)) {
    begin(experiment, Purpose::Run);
    return;
  }
  stepping_ = false;
  if (state_ == RunState::Paused) {
    trainer_->resume();
  } else {
    leaveEnding();
    shown_.inEffect.plan.epochs = experiment.plan.epochs;
    expectRecords(shown_.inEffect.plan.epochs);
    trainer_->start(shown_.inEffect.plan.epochs);
  }
  setState(RunState::Running);
  timer_.start(kTickMs);
}

void RunSession::pause() {
  if (!allows(RunAction::Pause) || !trainer_) return;
  stepping_ = false;
  trainer_->pause();
  setState(RunState::Paused);
}

void RunSession::step(const Experiment& experiment, std::int64_t epochs) {
  if (!allows(RunAction::Step)) return;
  stepEpochs_ = epochs;
  if (!trainer_ && canContinue()) {
    continueOpened(experiment, Purpose::Step);
    return;
  }
  if (!trainer_ || !(state_ == RunState::Paused || state_ == RunState::Finished)) {
    begin(experiment, Purpose::Step);
    return;
  }
  leaveEnding();
  stepping_ = true;
  trainer_->step(epochs);
  setState(RunState::Running);
  timer_.start(kStepTickMs);
}

void RunSession::stop() {
  if (!allows(RunAction::Stop)) return;
  if (state_ == RunState::Loading && shown_.continued) {
    giveUpContinuing();
    return;
  }
  if (replacing_) return stayWithOpened();
  if (state_ == RunState::Loading) {
    nextRun();
    setState(RunState::Idle);
    return;
  }
  if (!trainer_) return;
  trainer_->stop();
  setState(RunState::Stopping);
  timer_.start(kStepTickMs);
}

void RunSession::continueAnyway() {
  if (!trainer_ || !shown_.ending || shown_.ending->reason != StopReason::EarlyStop) return;
  setEarlyStop({});
  goOn(shown_.inEffect);
}

void RunSession::setLive(const LiveHyperparameters& live) {
  if (!trainer_ || live == shown_.inEffect.model.live) return;
  trainer_->setLive(live);
  shown_.inEffect.model.live = live;
  emit inEffectChanged();
}

void RunSession::setEarlyStop(const EarlyStop& stop) {
  if (!trainer_ || stop == shown_.inEffect.plan.earlyStop) return;
  trainer_->setEarlyStop(stop);
  shown_.inEffect.plan.earlyStop = stop;
  emit inEffectChanged();
}

void RunSession::retireTrainer() {
  timer_.stop();
  reapRetired();
  if (!trainer_) return;
  trainer_->stop();
  // Waiting for the last block of its epoch, or until a large data set is packed, is not the window's
  // business.
  const auto leaving = std::make_shared<std::unique_ptr<Trainer>>(std::move(trainer_));
  retired_.push_back(std::make_unique<BackgroundTask>(this, [leaving](const auto&) { leaving->reset(); }));
}

void RunSession::reapRetired() {
  std::erase_if(retired_, [](const auto& task) { return task->finished(); });
}

void RunSession::tick() {
  if (!trainer_ || still_) return;
  const std::optional<Ending> ending =
      trainer_->ending();                         // asked first: set after the last record is queued
  const SnapshotPtr newest = trainer_->latest();  // before draining: no picture is ahead of the records
  const TrainerStatus trainer = trainer_->status();
  const bool hadNone = shown_.history->empty();
  const bool drained = drain();
  if (drained && ending) {
    finish(*ending);
    return;
  }
  // The status was asked for before draining, so the records of the step are all there; its last epoch need
  // not have one.
  if (drained && stepping_ && trainer.active && !trainer.running) {
    stepping_ = false;
    setState(RunState::Paused);
    takePicture(trainer_->latest(), true);
  } else if (state_ == RunState::Paused) {
    takePicture(newest, false);
  } else if (picturesWanted_ && pictureClock_.hasExpired(pictureInterval())) {
    pictureClock_.restart();
    takePicture(newest, false);
    trainer_->requestSnapshot();
  }
  if (statusClock_.hasExpired(kStatusMs) || (hadNone && !shown_.history->empty())) {
    statusClock_.restart();
    emit statusChanged();
  }
}

bool RunSession::drain() {
  QElapsedTimer clock;
  clock.start();
  bool any = false, drained = false;
  do {
    batch_.clear();
    const std::size_t taken = trainer_->drain(batch_, kBatch);
    for (const EpochRecord& record : batch_) shown_.history->append(record);
    any = any || taken > 0;
    drained = taken < kBatch;
  } while (!drained && !clock.hasExpired(kDrainMs));
  further_.clear();
  trainer_->drainFurther(further_);
  for (const FurtherRecord& record : further_) shown_.history->append(record);
  if (!any && further_.empty()) return drained;
  emit recordsArrived();
  if (auto plateaus = trainer_->plateaus(); plateaus != shown_.plateaus) {
    shown_.plateaus = std::move(plateaus);
    emit plateausChanged();
  }
  if (auto changes = trainer_->changes(); changes != shown_.changes) {
    shown_.changes = std::move(changes);
    emit changesChanged();
  }
  return drained;
}

qint64 RunSession::pictureInterval() const {
  const double bytes = shown_.latest ? static_cast<double>(byteSize(shown_.latest->factors)) : 0;
  return std::max<qint64>(kPictureMs, static_cast<qint64>(bytes / kPictureBytesPerMs));
}

void RunSession::takePicture(const SnapshotPtr& newest, bool force) {
  if (!newest || (newest == shown_.latest && !force)) return;
  shown_.latest = newest;
  emit pictureArrived();
}

void RunSession::finish(const Ending& ending) {
  timer_.stop();
  stepping_ = false;
  shown_.ending = ending;
  takePicture(trainer_->latest(), true);
  switch (ending.reason) {
    case StopReason::Diverged:
      setState(RunState::Diverged);
      break;
    case StopReason::Failed:
      setState(RunState::Failed);
      break;
    default:
      setState(RunState::Finished);
  }
  emit statusChanged();
  emit ended();
  if (onceSettled_) std::exchange(onceSettled_, nullptr)();
}

void RunSession::whenSettled(std::function<void()> what) {
  if (!trainer_ ||
      !(state_ == RunState::Running || state_ == RunState::Paused || state_ == RunState::Stopping))
    return what();
  onceSettled_ = std::move(what);
  stop();
}

void RunSession::settle() {
  onceSettled_ = nullptr;
  still_ = false;
  for (const auto& task : {&loadTask_, &openTask_, &spectrumTask_}) {
    if (*task) (*task)->drop();  // nothing begins any more
  }
  if (trainer_) {
    stop();
    trainer_->wait();
    while (state_ == RunState::Stopping) tick();
  }
  finishSaving();
}

bool RunSession::training() const {
  return trainer_ && trainer_->status().running;
}

RunStatus RunSession::status() const {
  RunStatus status;
  if (!shown_.history->empty()) status.epoch = status.target = shown_.history->epoch().back();
  if (!trainer_) return status;
  const TrainerStatus trainer = trainer_->status();
  status.target = trainer.target;
  // From the epoch that is shown, which may be behind.
  status.stretchStart = trainer.stretchStart;
  if (trainer.epochsUntilPlateau)
    status.epochsUntilPlateau = trainer.epoch + *trainer.epochsUntilPlateau - status.epoch;
  status.mayStop =
      !shown_.ending && trainer.stopArmed && shown_.inEffect.plan.earlyStop.kind != EarlyStopKind::Off;
  status.errorFall = trainer.errorFall;
  if (state_ == RunState::Running || state_ == RunState::Stopping) {
    status.epochsPerSecond = trainer.epochsPerSecond;
    status.secondsLeft = secondsLeft(*shown_.history, trainer.target);
    status.atMost = status.mayStop;
  }
  return status;
}

}  // namespace nmf::ui
