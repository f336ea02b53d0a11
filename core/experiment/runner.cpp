#include "core/experiment/runner.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "core/errors.h"
#include "core/experiment/experiment_check.h"
#include "core/experiment/result_files.h"
#include "core/experiment/silent_libraries.h"
#include "core/experiment/spectrum_cache.h"
#include "core/model/initialise.h"
#include "core/training/trainer.h"

namespace nmf {

namespace fs = std::filesystem;

namespace {

std::string absolutePath(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  return error ? path : absolute.lexically_normal().string();
}

/// Moves what waits in the trainer's queue into the history.
void drainInto(Trainer& trainer, History& history, std::vector<EpochRecord>& buffer) {
  for (;;) {
    buffer.clear();
    if (trainer.drain(buffer) == 0) break;
    for (const EpochRecord& record : buffer) history.append(record);
  }
  std::vector<FurtherRecord> further;
  trainer.drainFurther(further);
  for (const FurtherRecord& record : further) history.append(record);
}

/// Drains the records until the trainer's stretch has ended. Waits briefly at first, so that short runs end
/// at once.
void follow(Trainer& trainer, History& history, const RunCallbacks& callbacks) {
  std::vector<EpochRecord> buffer;
  auto pause = std::chrono::microseconds(200);
  constexpr auto kLongestPause = std::chrono::microseconds(10'000);
  bool stopping = false;
  for (;;) {
    const TrainerStatus status = trainer.status();
    drainInto(trainer, history, buffer);
    if (!status.active) break;
    if (!stopping && callbacks.shouldStop()) {
      stopping = true;
      trainer.stop();
    }
    if (!history.empty()) callbacks.progress(status, history.back());
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
  trainer.wait();
  drainInto(trainer, history, buffer);
}

}  // namespace

Experiment withDataNamed(Experiment experiment) {
  std::string& dataset = experiment.data.dataset;
  if (dataset.empty()) dataset = defaultDataset();
  const auto known = knownDatasets();
  const bool isName =
      std::any_of(known.begin(), known.end(), [&](const KnownDataset& d) { return d.name == dataset; });
  if (!isName) dataset = absolutePath(dataset);
  if (experiment.model.init == Initialisation::File)
    experiment.model.initFile = absolutePath(experiment.model.initFile);
  experiment.data.noiseSeed = noiseSeedOf(experiment.data.noise, experiment.model.seed);
  return experiment;
}

Experiment asSaved(Experiment experiment, const Dataset& data) {
  experiment = withDataNamed(std::move(experiment));
  if (!experiment.data.rows)
    experiment.data.rows = RowRange{0, std::max<std::int64_t>(data.selected, data.A.rows())};
  return experiment;
}

DatasetPtr loadData(const DatasetRequest& request, const RunCallbacks& callbacks) {
  bool interrupted = false;
  try {
    auto data = std::make_shared<const Dataset>([&] {
      const SilentLibraries silent;
      return loadDataset(request, [&](double) {
        interrupted = callbacks.shouldStop();
        return !interrupted;
      });
    }());
    for (const std::string& note : data->notes) callbacks.note(note);
    if (callbacks.listSkipped)
      for (const std::string& name : data->skipped) callbacks.note("skipped " + name);
    return data;
  } catch (const InputError&) {
    if (interrupted) throw InterruptedError();
    throw;
  }
}

void checkStart(const Hyperparameters& model, const Matrix& A) {
  checkHyperparameters(model, A.rows(), A.cols());
  if (!(A.array() > 0).any()) {
    throw InputError(
        "--dataset: all pixels of the images selected are 0, so there is nothing to factorise; "
        "choose other rows");
  }
}

Factors initialFactors(const Hyperparameters& model, const Matrix& A) {
  checkStart(model, A);
  if (model.init != Initialisation::File) return initialise(model, A);
  Factors factors = readFactors(model.initFile, model.model, static_cast<int>(model.ranks.size()));
  checkFactors(factors, model.model, model.ranks, A.rows(), A.cols(), "--init " + model.initFile);
  return factors;
}

FurtherData furtherData(const DatasetPtr& data) {
  FurtherData further;
  if (data->unseen) further.heldOut = {data->unseen, &data->unseen->A};
  further.clean = data->clean;
  return further;
}

RunResult runExperiment(const Experiment& experiment, const std::vector<Change>& changes,
                        const DatasetPtr& data, const RunCallbacks& callbacks,
                        const std::vector<std::int64_t>& continuedAt) {
  RunResult run;
  run.experiment = asSaved(experiment, *data);
  run.data = data;
  run.dataChecksum = checksum(*data);

  const std::shared_ptr<const Matrix> A(data, &data->A);
  std::shared_ptr<const DataSpectrum> spectrum;
  const auto isEckartYoung = [](const EarlyStop& stop) { return stop.kind == EarlyStopKind::EckartYoung; };
  const bool needsSpectrum =
      isEckartYoung(experiment.plan.earlyStop) ||
      std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
        return change.key == "early_stop" && isEckartYoung(parseEarlyStop(change.value));
      });
  if (needsSpectrum) {
    spectrum = spectrumOf(*data, [&](double) { return !callbacks.shouldStop(); });
    if (!spectrum) throw InterruptedError();
  }

  Trainer trainer(A, experiment.model, initialFactors(experiment.model, *A), experiment.plan, spectrum);
  trainer.setFurtherData(furtherData(data));
  trainer.scheduleChanges(changes);
  trainer.start(experiment.plan.epochs);
  follow(trainer, run.history, callbacks);
  while (trainer.ending() && trainer.ending()->reason == StopReason::EarlyStop) {
    const std::int64_t epoch = run.history.back().epoch;
    if (std::find(continuedAt.begin(), continuedAt.end(), epoch) == continuedAt.end()) break;
    run.continuedAt.push_back(epoch);
    trainer.start(experiment.plan.epochs - epoch);
    follow(trainer, run.history, callbacks);
  }

  run.ending = trainer.ending().value_or(Ending{StopReason::Stopped, {}});
  run.kernel = trainer.kernel();
  run.threads = trainer.threads();
  run.final = trainer.latest();
  run.snapshots = trainer.snapshots().list();
  run.plateaus = trainer.plateaus();
  run.changes = trainer.changes();
  return run;
}

}  // namespace nmf
