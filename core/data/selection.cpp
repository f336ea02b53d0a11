#include "core/data/selection.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/data/random_stream.h"
#include "core/errors.h"

namespace nmf {
namespace {

std::vector<std::int64_t> rowsWithLabels(const SourceFacts& facts, const std::vector<int>& wanted) {
  if (facts.labels.empty()) {
    throw InputError("--labels: " + facts.name + " has no labels, so leave the option out.");
  }
  const std::set<int> there(facts.labels.begin(), facts.labels.end());
  for (const int label : wanted) {
    if (there.contains(label)) continue;
    throw InputError("--labels: no image of " + facts.name + " has label " + std::to_string(label) +
                     ", its labels go from " + std::to_string(*there.begin()) + " to " +
                     std::to_string(*there.rbegin()) + ".");
  }
  const std::set<int> kept(wanted.begin(), wanted.end());
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < facts.count; ++row) {
    if (kept.contains(facts.labels[static_cast<std::size_t>(row)])) rows.push_back(row);
  }
  return rows;
}

}  // namespace

std::vector<std::int64_t> selectRows(const SourceFacts& facts, const DatasetRequest& request,
                                     std::int64_t usual) {
  std::vector<std::int64_t> rows;
  if (request.labels.empty()) {
    rows.resize(static_cast<std::size_t>(facts.count));
    std::iota(rows.begin(), rows.end(), std::int64_t{0});
  } else {
    rows = rowsWithLabels(facts, request.labels);
  }
  if (request.shuffle) {
    RandomStream random(*request.shuffle);
    for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random.below(i)]);
  }
  const auto count = static_cast<std::int64_t>(rows.size());
  const RowRange range = request.rows.value_or(RowRange{0, std::min(usual, count)});
  if (range.begin < 0 || range.begin >= range.end) {
    throw InputError("--rows " + text(range) +
                     " selects nothing: A:B with 0 <= A < B <= " + std::to_string(count) + " is needed.");
  }
  if (range.end > count) {
    throw InputError("--rows " + text(range) + " goes past the end: " + facts.name + " has " +
                     std::to_string(count) + (count == 1 ? " image" : " images") +
                     (request.labels.empty() ? "" : " with the labels kept") +
                     ", so at most 0:" + std::to_string(count) + ".");
  }
  return {rows.begin() + range.begin, rows.begin() + range.end};
}

}  // namespace nmf
