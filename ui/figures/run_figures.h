#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/experiment/run_result.h"

namespace nmf::ui {

/// Writes the figures of a run (curves, factor heat maps, signatures, signatures over time, reconstructions)
/// into `folder` in each of `formats` ("png", "svg", "pdf"), painted by the same code as the window, in the
/// paper theme. Needs a QApplication (the offscreen platform will do: the charts are widgets). Returns the
/// files written; throws EnvironmentError when a file cannot be written.
std::vector<std::filesystem::path> writeRunFigures(const RunResult& run, const std::filesystem::path& folder,
                                                   const std::vector<std::string>& formats);

}  // namespace nmf::ui
