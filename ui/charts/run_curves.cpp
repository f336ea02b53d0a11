#include "ui/charts/run_curves.h"

#include <QCoreApplication>

namespace nmf::ui {

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
