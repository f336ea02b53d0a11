#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/experiment/sweep.h"

namespace nmf {

/// The table that sums up a sweep: a line for every finished point.
struct SweepTable {
  std::vector<std::string> columns;  ///< varied keys, final metrics, stop_reason, folder, index
  std::vector<std::vector<std::string>> rows;
};

/// The columns for a sweep. A final metric that has the name of a varied key is called final_...
SweepTable emptyTable(const Sweep& sweep);

/// Adds the line of one point. `summary` is its summary.json, `folder` the name of its result folder.
void addRow(SweepTable& table, const SweepPoint& point, const nlohmann::ordered_json& summary,
            const std::string& folder);

/// As CSV (RFC 4180, lines end with \n) and as a LaTeX table that needs no package.
std::string toCsv(const SweepTable& table);
std::string toLatex(const SweepTable& table);

/// Reads what toCsv wrote. Throws InputError naming `name`.
SweepTable tableFromCsv(std::string_view text, const std::string& name);

/// "summary.csv", or "summary-I-of-N.csv".
std::string summaryName(const Shard& shard);

/// Joins the shards' tables in `folder` into summary.csv and summary.tex, in the order of the points, and
/// returns the table. Throws InputError where a shard is missing or the shards do not belong together;
/// EnvironmentError.
SweepTable collectShards(const std::filesystem::path& folder);

}  // namespace nmf
