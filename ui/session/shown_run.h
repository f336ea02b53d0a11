#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/experiment/result_folder.h"
#include "core/experiment/run_result.h"
#include "core/training/run_state.h"

namespace nmf::ui {

/// All that belongs to the one run that the window shows, its trainer and its data aside; the next run begins
/// with another.
struct ShownRun {
  Experiment experiment;  ///< as it started
  Experiment inEffect;    ///< with the changes made since
  std::shared_ptr<History> history = std::make_shared<History>();
  std::vector<Plateau> plateaus;
  std::vector<Change> changes;
  std::vector<Change> pending;  ///< of a restored run: set and not in effect yet
  std::optional<Ending> ending;
  SnapshotPtr latest;
  std::vector<std::int64_t> resumedAt, continuedAt;  ///< epochs, ascending
  std::vector<std::int64_t> bookmarks;               ///< epochs, ascending
  std::size_t savedRecords = 0;                      ///< in a result folder that was written, ...
  std::vector<std::int64_t> savedBookmarks;          ///< ... and with these bookmarks
  std::shared_ptr<const RunResult> opened;           ///< set until something is trained
  std::shared_ptr<const RunResult> continued;        ///< opened, and about to be gone on with
  bool restored = false;
  bool awaitsItsData = false;  ///< opened, with factors to go on from once the data is there
};

/// A run that is to be trained from the start.
ShownRun newRun(const Experiment& experiment);
/// A run that was saved, or left unsaved and restored, then with what was `pending`.
ShownRun openedRun(const std::shared_ptr<const RunResult>& result, bool restored,
                   std::vector<Change> pending);

/// The state in which a run that was opened is shown.
RunState stateOf(const RunResult& opened);

}  // namespace nmf::ui
