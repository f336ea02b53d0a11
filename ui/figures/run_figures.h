#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/experiment/run_result.h"
#include "core/metrics/data_spectrum.h"

namespace nmf::ui {

/// Writes the figures of a run into `folder` in each of `formats` ("png", "svg", "pdf"), painted by the same
/// code as the window, in the paper theme: `curves` (all four) and each one alone, `factors`, `signatures`,
/// `signatures_over_time` and `reconstructions`; those that need images only where the data is at hand.
/// `spectrum` is that of the data; null: the references that follow from it are left out.
/// Needs a QApplication (the offscreen platform will do: the charts are widgets) and its thread. Returns the
/// files written; throws InputError for an unknown format and EnvironmentError when a file cannot be written.
std::vector<std::filesystem::path> writeRunFigures(const RunResult& run, const std::filesystem::path& folder,
                                                   const std::vector<std::string>& formats,
                                                   std::shared_ptr<const DataSpectrum> spectrum = nullptr);

}  // namespace nmf::ui
