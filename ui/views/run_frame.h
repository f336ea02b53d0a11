#pragma once

#include <cstdint>
#include <memory>
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
};

}  // namespace nmf::ui
