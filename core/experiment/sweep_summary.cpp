#include "core/experiment/sweep_summary.h"

#include <algorithm>
#include <map>
#include <optional>
#include <system_error>

#include <nlohmann/json.hpp>

#include "core/data/bytes.h"
#include "core/errors.h"
#include "core/experiment/json_file.h"
#include "core/experiment/number_text.h"
#include "core/experiment/staged_folder.h"

namespace nmf {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

std::string fieldText(const Json& summary, std::string key) {
  constexpr std::string_view kFinal = "final_";
  if (key.starts_with(kFinal)) key.erase(0, kFinal.size());
  const auto at = summary.find(key);
  if (at == summary.end() || at->is_null()) return {};
  if (at->is_string()) return at->get<std::string>();
  return at->is_number_float() ? formatNumber(at->get<double>()) : at->dump();
}

std::size_t columnOf(const ResultTable& table, const std::string& name) {
  return static_cast<std::size_t>(std::find(table.columns.begin(), table.columns.end(), name) -
                                  table.columns.begin());
}

/// The shard that a file's name says, if any.
std::optional<Shard> shardOf(const std::string& file) {
  constexpr std::string_view kStart = "summary-", kMiddle = "-of-", kEnd = ".csv";
  const std::size_t middle = file.find(kMiddle);
  if (!file.starts_with(kStart) || !file.ends_with(kEnd) || middle == std::string::npos) return std::nullopt;
  const std::string index = file.substr(kStart.size(), middle - kStart.size());
  const std::size_t after = middle + kMiddle.size();
  if (file.size() < after + kEnd.size()) return std::nullopt;
  try {
    const Shard shard = parseShard(index + "/" + file.substr(after, file.size() - after - kEnd.size()));
    return summaryName(shard) == file ? std::optional(shard) : std::nullopt;
  } catch (const InputError&) {
    return std::nullopt;
  }
}

}  // namespace

ResultTable emptyTable(const Sweep& sweep) {
  int singularValues = 0;
  for (const SweepPoint& point : sweep.points)
    singularValues = std::max(singularValues, point.settings.experiment.plan.singularValues);
  std::vector<std::string> metrics = finalMetrics();
  const auto any = [&sweep](const auto& has) {
    return std::any_of(sweep.points.begin(), sweep.points.end(),
                       [&has](const SweepPoint& point) { return has(point.settings.experiment.data); });
  };
  if (any([](const DatasetRequest& data) { return data.heldOut.any(); }))
    metrics.emplace_back("held_out_error");
  if (any([](const DatasetRequest& data) { return data.noise.kind != NoiseKind::None; }))
    metrics.emplace_back("clean_error");
  ResultTable table;
  table.columns = sweep.keys;
  for (const std::string& metric : metrics) table.columns.push_back(metricColumn(metric, sweep.keys));
  for (int k = 1; k <= singularValues; ++k) table.columns.push_back("sigma_" + std::to_string(k));
  for (const char* last : {"stop_reason", "folder", "index"}) table.columns.emplace_back(last);
  return table;
}

void addRow(ResultTable& table, const SweepPoint& point, const Json& summary, const std::string& folder) {
  std::vector<std::string> row = point.values;
  for (std::size_t c = row.size(); c < table.columns.size(); ++c) {
    const std::string& column = table.columns[c];
    if (column == "folder")
      row.push_back(folder);
    else if (column == "index")
      row.push_back(std::to_string(point.index));
    else
      row.push_back(fieldText(summary, column));
  }
  table.rows.push_back(std::move(row));
}

std::string summaryName(const Shard& shard) {
  if (shard.isWhole()) return "summary.csv";
  return "summary-" + std::to_string(shard.index) + "-of-" + std::to_string(shard.count) + ".csv";
}

ResultTable collectShards(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw InputError(inQuotes(folder.string()) +
                     " is not a folder; give the one that the parts of a sweep wrote to");
  std::map<int, std::string> files;  // by the shard's index
  int count = 0;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string file = entry.path().filename().string();
    const auto shard = shardOf(file);
    if (!shard) continue;
    if (count != 0 && count != shard->count)
      throw InputError(inQuotes(folder.string()) + " holds parts of different sweeps, of " +
                       std::to_string(std::min(count, shard->count)) + " and of " +
                       std::to_string(std::max(count, shard->count)) + "; keep one sweep a folder");
    count = shard->count;
    files[shard->index] = file;
  }
  if (error) throw EnvironmentError("cannot read " + inQuotes(folder.string()) + ": " + error.message());
  if (files.empty())
    throw InputError(inQuotes(folder.string()) +
                     " holds no summary-I-of-N.csv; run 'sweep FILE --shard I/N' first");
  ResultTable joined;
  for (int index = 1; index <= count; ++index) {
    if (!files.contains(index))
      throw InputError(inQuotes(folder.string()) + " lacks " + summaryName({index, count}) +
                       "; run 'sweep FILE --shard " + std::to_string(index) + "/" + std::to_string(count) +
                       "' first");
    const std::string path = (folder / files[index]).string();
    const Bytes bytes = readFile(path, kLargestJson);
    ResultTable part = tableFromCsv({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
    if (index > 1 && part.columns != joined.columns)
      throw InputError(path + ": its columns are not those of " + files[1] +
                       "; the parts are of different sweeps");
    joined.columns = std::move(part.columns);
    for (auto& row : part.rows) joined.rows.push_back(std::move(row));
  }
  const std::size_t order = columnOf(joined, "index");
  if (order == joined.columns.size())
    throw InputError((folder / files[1]).string() + ": has no column 'index'; it is no part of a sweep");
  std::map<std::int64_t, std::vector<std::string>> sorted;
  for (auto& row : joined.rows) {
    const std::int64_t index = parseInteger(row[order]);
    if (!sorted.emplace(index, std::move(row)).second)
      throw InputError(inQuotes(folder.string()) + ": two parts hold the point " + std::to_string(index) +
                       "; the parts are of different sweeps");
  }
  joined.rows.clear();
  for (auto& [index, row] : sorted) joined.rows.push_back(std::move(row));
  replaceFile(folder / "summary.csv", toCsv(joined));
  replaceFile(folder / "summary.tex", toLatex(joined));
  return joined;
}

}  // namespace nmf
