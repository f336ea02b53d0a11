#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/training/history.h"
#include "core/training/plateau.h"
#include "core/training/snapshot.h"
#include "core/training/trainer.h"

namespace nmf {

/// A run with everything that a result folder holds; what `run` and the window save and what opening a folder
/// gives.
struct RunResult {
  Experiment experiment;
  DatasetPtr data;  ///< may be null for a folder whose data is not at hand
  std::string dataChecksum;
  std::optional<ImageShape> shape;  ///< of its images where that is known without `data`
  std::vector<Change> changes;
  History history;
  std::vector<SnapshotPtr> snapshots;
  std::vector<std::int64_t> bookmarks;  ///< epochs of those that a person marked, ascending
  SnapshotPtr final;                    ///< the last good factors
  std::vector<Plateau> plateaus;
  Ending ending;
  /// The epochs at which early stopping had ended it and it went on all the same, ascending.
  std::vector<std::int64_t> continuedAt;
  /// The epochs at which it was gone on with after a restore, Adam's moments beginning anew.
  std::vector<std::int64_t> resumedAt;
  std::string kernel;
  int threads = 0;
};

/// The shape of the run's images: that of its data, else the one that its folder names, else the likeliest
/// for as many pixels as H has columns; 0 x 0 where there are no factors either.
ImageShape imageShape(const RunResult& run);
/// The same for factors whose data is not at hand; `known` counts where it fits them.
ImageShape imageShape(const SnapshotPtr& snapshot, const std::optional<ImageShape>& known);

}  // namespace nmf
