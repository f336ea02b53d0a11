#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/data/dataset.h"
#include "core/model/hyperparameters.h"
#include "core/training/snapshot.h"

namespace nmf::ui {

/// What the picture views paint: one epoch of one run. All parts are immutable and shared with the worker.
struct RunFrame {
  std::uint64_t run = 0;  ///< the run's number; frames of an older run are not shown
  Model model = Model::Deep;
  DatasetPtr data;       ///< null: nothing loaded
  SnapshotPtr snapshot;  ///< null: nothing trained yet
  bool live = true;      ///< the newest epoch, not one chosen on the timeline
  /// The epoch that was asked for, which the snapshot is nearest to; -1: none, there is no run.
  std::int64_t epoch = -1;
  std::optional<ImageShape> shape = std::nullopt;  ///< of the images, where it is known without `data`
};

/// The shape of the images: that of the data, else the one known without it, else the likeliest for the
/// factors.
ImageShape imageShape(const RunFrame& frame);

}  // namespace nmf::ui
