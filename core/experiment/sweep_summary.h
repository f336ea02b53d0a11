#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/experiment/result_table.h"
#include "core/experiment/sweep.h"

namespace nmf {

/// The columns of the table that sums up a sweep, a line for every finished point: varied keys, final
/// metrics, stop_reason, folder, index. A final metric that has the name of a varied key is called final_...
ResultTable emptyTable(const Sweep& sweep);

/// Adds the line of one point. `summary` is its summary.json, `folder` the name of its result folder.
void addRow(ResultTable& table, const SweepPoint& point, const nlohmann::ordered_json& summary,
            const std::string& folder);

/// "summary.csv", or "summary-I-of-N.csv".
std::string summaryName(const Shard& shard);

/// Joins the shards' tables in `folder` into summary.csv and summary.tex, in the order of the points, and
/// returns the table. Throws InputError where a shard is missing or the shards do not belong together;
/// EnvironmentError.
ResultTable collectShards(const std::filesystem::path& folder);

}  // namespace nmf
