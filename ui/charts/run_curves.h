#pragma once

#include <QString>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/metrics/data_spectrum.h"
#include "core/training/history.h"
#include "core/training/plateau.h"
#include "core/training/trainer.h"

namespace nmf::ui {

/// A further relative-error curve of a run, recorded at epochs of its own: of held-out images, against the
/// clean ones.
struct ErrorCurve {
  QString name;                               ///< as in the legend, e.g. "held out"
  std::shared_ptr<const ErrorSeries> series;  ///< never null
};

/// A stretch over which the rank waits, not long enough yet to be a plateau.
struct Waiting {
  std::int64_t start = 0;
  std::int64_t plateauAt = 0;  ///< the epoch at which it becomes one, if the rank goes on waiting
  bool stops = false;          ///< early stopping ends the run there
  bool operator==(const Waiting&) const = default;
};

/// Where early stopping ended the training.
struct EarlyEnd {
  std::int64_t epoch = 0;
  QString rule;    ///< in words, e.g. "plateau 1"
  QString values;  ///< what it found, in a few words
  bool operator==(const EarlyEnd&) const = default;
};

/// What the charts draw of one run. The history and the further curves live on the GUI thread and only grow.
struct RunCurves {
  std::uint64_t run = 0;
  QString name;    ///< as in legends where several runs are overlaid
  int colour = 0;  ///< index of the run's line colour and dash (Theme::line, Theme::dash)
  std::shared_ptr<const History> history;
  std::vector<int> ranks;  ///< r1..rL, for the Eckart-Young floors
  std::vector<Plateau> plateaus;
  std::optional<Waiting> waiting;
  std::vector<EarlyEnd> earlyEnds;  ///< more than one where it was trained on
  std::vector<Change> changes;
  std::shared_ptr<const DataSpectrum>
      spectrum;                               ///< null: the references are not computed (yet) and not drawn
  std::shared_ptr<const ErrorCurve> heldOut;  ///< null: none
  std::shared_ptr<const ErrorCurve> clean;    ///< null: none
};

/// What was changed while a run trained, and where it went on after a restore with Adam's moments at 0: the
/// error may leap there as it does after a change.
std::vector<Change> changeMarks(const Hyperparameters& model, std::vector<Change> changes,
                                const std::vector<std::int64_t>& resumedAt);

/// Has `run` draw the held-out and the clean error of its history, which may come while it grows. `heldOut`,
/// `clean`: whether the run has them.
void addFurtherCurves(RunCurves& run, bool heldOut, bool clean);

}  // namespace nmf::ui
