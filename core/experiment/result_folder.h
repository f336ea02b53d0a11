#pragma once

#include <filesystem>
#include <functional>

#include "core/experiment/run_result.h"

namespace nmf {

/// Paints the figures of a run into a folder; the window's code, handed down by the caller.
using FigureWriter = std::function<void(const RunResult& run, const std::filesystem::path& folder)>;

/// Writes the result folder `out.out`/YYYYmmdd_HHMMSS[-TAG][-2...]: config.json, metrics.csv, factors.npz,
/// snapshots.npz, plateaus.json, summary.json, figures/. It appears whole or not at all (written aside, then
/// renamed). Returns its absolute path. Throws EnvironmentError (disk full, no permission), naming the path.
std::filesystem::path writeResultFolder(const RunResult& run, const OutputOptions& out,
                                        const FigureWriter& figures);

/// Reads a result folder back, `data` not loaded. Throws InputError naming the file and what is wrong with
/// it.
RunResult readResultFolder(const std::filesystem::path& folder);

}  // namespace nmf
