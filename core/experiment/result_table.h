#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nmf {

/// A table of results: a line a run. What sums up a sweep and what the window compares.
struct ResultTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< as many fields as columns; empty: does not exist
};

/// The last record's metrics that every such table holds, by their names in summary.json: epochs, seconds,
/// relative_error...
const std::vector<std::string>& finalMetrics();

/// The column of a final metric beside columns of settings: where a setting has the same name
/// (cosine_separation, epochs) it is called final_...
std::string metricColumn(const std::string& metric, const std::vector<std::string>& settings);

/// As CSV (RFC 4180, lines end with \n) and as a LaTeX table that needs no package, numbers to four digits
/// there.
std::string toCsv(const ResultTable& table);
std::string toLatex(const ResultTable& table);

/// A field as it reads in a LaTeX table and on the screen: fractions to four digits that count, whole numbers
/// and words as they are.
std::string readableField(const std::string& text);

/// Reads what toCsv wrote. Throws InputError naming `name`.
ResultTable tableFromCsv(std::string_view text, const std::string& name);

}  // namespace nmf
