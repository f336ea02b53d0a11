#include "ui/session/run_preparation.h"

#include "core/experiment/runner.h"

namespace nmf::ui {

DatasetRequest effectiveRequest(const Experiment& experiment) {
  DatasetRequest request = experiment.data;
  if (request.dataset.empty()) request.dataset = defaultDataset();
  request.noiseSeed = noiseSeedOf(request.noise, experiment.model.seed);
  return request;
}

std::unique_ptr<Trainer> makeTrainer(const Experiment& experiment, const LoadedData& loaded) {
  const Matrix& A = loaded.data->A;
  checkHyperparameters(experiment.model, A.rows(), A.cols());
  checkTrainingPlan(experiment.plan);
  return makeTrainer(experiment, loaded, initialFactors(experiment.model, A));
}

std::unique_ptr<Trainer> makeTrainer(const Experiment& experiment, const LoadedData& loaded, Factors start) {
  const Matrix& A = loaded.data->A;
  // The trainer shares the matrix inside the data set and keeps the whole of it alive.
  auto trainer = std::make_unique<Trainer>(std::shared_ptr<const Matrix>(loaded.data, &A), experiment.model,
                                           std::move(start), experiment.plan, loaded.spectrum);
  trainer->setFurtherData(furtherData(loaded.data));
  trainer->setBackground(true);  // the window goes first
  return trainer;
}

}  // namespace nmf::ui
