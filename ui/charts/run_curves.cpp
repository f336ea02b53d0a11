#include "ui/charts/run_curves.h"

#include <QCoreApplication>
#include <algorithm>

namespace nmf::ui {

std::vector<Change> changeMarks(const Hyperparameters& model, std::vector<Change> changes,
                                const std::vector<std::int64_t>& resumedAt) {
  if (!usesGradient(model.model) || model.optimizer != Optimizer::Adam) return changes;
  for (const std::int64_t epoch : resumedAt) changes.push_back({epoch, "went on", "Adam begins anew"});
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return a.epoch < b.epoch; });
  return changes;
}

void addFurtherCurves(RunCurves& run, bool heldOut, bool clean) {
  // The series live in the history and share its life.
  const auto curve = [&run](const char* name, const ErrorSeries& series) {
    return std::make_shared<const ErrorCurve>(
        ErrorCurve{QCoreApplication::translate("RunCurves", name), {run.history, &series}});
  };
  if (heldOut) run.heldOut = curve("held out", run.history->heldOut());
  if (clean) run.clean = curve("against clean", run.history->clean());
}

}  // namespace nmf::ui
