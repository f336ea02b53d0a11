#pragma once

#include <filesystem>
#include <functional>

#include "core/experiment/result_folder.h"
#include "core/experiment/runner.h"
#include "core/experiment/sweep.h"

namespace nmf {

/// What a sweep reports and asks while it goes on.
struct SweepCallbacks {
  RunCallbacks run;
  /// Before each point that is trained: the point.
  std::function<void(const SweepPoint&)> starting = [](const SweepPoint&) {};
  /// After each point: its folder, and whether it was finished by an earlier start.
  std::function<void(const SweepPoint&, const std::filesystem::path&, bool)> finished =
      [](const SweepPoint&, const std::filesystem::path&, bool) {};
  FigureWriter figures;
};

/// How much of a sweep there is now.
struct SweepOutcome {
  int finished = 0;  ///< points with a result folder
  int failed = 0;    ///< points whose training failed; they are tried again at the next start
  bool interrupted = false;
};

/// Trains the points of `shard` that have no finished result folder in `folder` yet, and writes summary.csv
/// and summary.tex (a shard: summary-I-of-N.csv) anew after each. An interrupted point leaves nothing: it is
/// trained whole the next time. All points are checked against their data before the first is trained. Throws
/// InputError, EnvironmentError, InterruptedError.
SweepOutcome runSweep(const Sweep& sweep, const Shard& shard, const std::filesystem::path& folder,
                      const SweepCallbacks& callbacks);

}  // namespace nmf
