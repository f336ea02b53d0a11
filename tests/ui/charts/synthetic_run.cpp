#include "synthetic_run.h"

#include <algorithm>
#include <cmath>

namespace nmf::ui::testing {
namespace {

double rise(double x) {
  return 1 / (1 + std::exp(-x));
}

std::shared_ptr<const DataSpectrum> syntheticSpectrum() {
  auto spectrum = std::make_shared<DataSpectrum>();
  spectrum->complete = true;
  double total = 0;
  for (int i = 0; i < 100; ++i) {
    spectrum->sigma.push_back(180.0 / (1 + 0.9 * i));
    total += spectrum->sigma.back() * spectrum->sigma.back();
  }
  spectrum->squaredNorm = total;
  double rest = total;
  spectrum->eckartYoung.push_back(1);
  for (const double sigma : spectrum->sigma) {
    rest -= sigma * sigma;
    spectrum->eckartYoung.push_back(std::max(0.0, rest / total));
  }
  spectrum->effectiveRank = 31.5;
  for (int k = 0; k <= 100; ++k) spectrum->truncatedEffectiveRank.push_back(k == 0 ? 0 : 0.6 * k + 0.4);
  return spectrum;
}

}  // namespace

EpochRecord syntheticRecord(std::int64_t epoch, int singularValues) {
  const double t = static_cast<double>(epoch), decade = std::log10(t + 1);
  const double first = rise((decade - 4.05) * 14), second = rise((decade - 4.35) * 20);
  EpochRecord record;
  record.epoch = epoch;
  record.seconds = 1e-3 * t;
  record.relativeError = 0.24 + 0.30 * (1 - first) + 0.05 * (1 - second) + 3 * std::exp(-t / 6);
  record.error = record.relativeError * 81000;
  record.effectiveRank = 17 * std::exp(-t / 10) + 4.8 + 3.5 * first + 2.8 * second;
  record.nuclearRank = 1.3 + 2.2 * first + 1.1 * second + 6 * std::exp(-t / 10);
  record.sigmaCount = singularValues;
  for (int k = 0; k < singularValues; ++k)
    record.sigma[static_cast<std::size_t>(k)] = static_cast<float>(
        180.0 / (1 + 1.1 * k) * (k == 0 ? 1 : 0.03 + 0.97 * rise((decade - 3.9 - 0.1 * k) * 10)));
  return record;
}

GrowingRun::GrowingRun() {
  curves.run = 1;
  curves.name = QStringLiteral("deep 40,20");
  curves.ranks = {40, 20};
  curves.history = history;
  curves.spectrum = syntheticSpectrum();
}

void GrowingRun::grow(std::int64_t records) {
  const std::int64_t from = history->empty() ? 0 : history->epoch().back() + 1;
  for (std::int64_t epoch = from; epoch < from + records; ++epoch) history->append(syntheticRecord(epoch));
}

RunCurves syntheticRun(std::int64_t epochs, int singularValues) {
  GrowingRun run;
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch)
    run.history->append(syntheticRecord(epoch, singularValues));
  if (epochs > 12000) {
    run.curves.plateaus = {{4840, 5360, 11000, 4.98, 0.543}};
    run.curves.changes = {{9000, "learning_rate", "0.02"}};
  }
  return run.curves;
}

}  // namespace nmf::ui::testing
