#pragma once

#include <filesystem>
#include <optional>

#include "ui/charts/chart_model.h"

namespace nmf::ui {

/// Writes the curves that `chart` shows as a table: a line for each epoch that any of them has, first the
/// epoch, then a column for each curve, empty where it has no value. One run's columns are named as in
/// metrics.csv, those of several carry the run's name before that. `epochs`: only the records within; empty:
/// every one. Nothing is thinned. Numbers are the shortest that read back to the same bits. Throws
/// EnvironmentError naming `path`.
void writeChartCsv(const ChartModel& chart, const std::filesystem::path& path,
                   const std::optional<EpochRange>& epochs);

}  // namespace nmf::ui
