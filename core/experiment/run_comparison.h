#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/experiment/experiment.h"
#include "core/experiment/result_table.h"
#include "core/metrics/epoch_record.h"
#include "core/training/history.h"

namespace nmf {

/// One run of a comparison: how it was set up and where it stands.
struct ComparedRun {
  std::string name;
  Experiment experiment;        ///< as it started, its data set named
  std::vector<Change> changes;  ///< made while it ran
  std::optional<EpochRecord> last;
  std::optional<double> heldOutError, cleanError;  ///< the newest; empty: none were computed
  std::vector<Plateau> plateaus;
  std::string ending;     ///< word(StopReason), or "running", "paused"
  bool baseline = false;  ///< of one run at most: the others are measured against it
};

/// The keys of the settings in which the runs differ, in the order of the table of options. A setting counts
/// only among the runs in which it means something.
std::vector<std::string> differingSettings(const std::vector<ComparedRun>& runs);

/// A setting of one run in words; with what it was changed to: "0.01, 0.001 after epoch 500". Empty where it
/// means nothing in this run.
std::string settingText(const ComparedRun& run, const std::string& key);

/// Takes the newest values of `history`.
void setNewest(ComparedRun& run, const History& history);

/// A line a run: its name, the settings that differ, the final metrics (see finalMetrics()), held-out and
/// clean error, the first plateau's start, end and level, the singular values and how it ended. Fields of
/// what does not exist are empty. With a baseline, relative error and effective rank are followed by their
/// differences from its: ..._vs_baseline, signed.
ResultTable compareRuns(const std::vector<ComparedRun>& runs);

/// A short name that says what `run` is, "deep 40,20", and where one of the `others` has that name the
/// settings (at most two) in which they differ: "deep 40,20 relu".
std::string tellingName(const ComparedRun& run, const std::vector<ComparedRun>& others);
/// The same, with a number behind it where it is taken all the same.
std::string distinctName(const ComparedRun& run, const std::vector<ComparedRun>& others);

/// The names of the runs as a legend says them: with the data set where the runs are of several, "deep 40,20
/// on swimmer", unless the name has it already.
std::vector<std::string> legendNames(const std::vector<ComparedRun>& runs);

}  // namespace nmf
