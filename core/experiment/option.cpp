#include "core/experiment/option.h"

#include <algorithm>
#include <numeric>

#include "core/experiment/number_text.h"
#include "core/experiment/option_groups.h"

namespace nmf {

const char* title(OptionGroup group) {
  switch (group) {
    case OptionGroup::Data:
      return "Data";
    case OptionGroup::Model:
      return "Model";
    case OptionGroup::Start:
      return "Initial factors";
    case OptionGroup::Optimisation:
      return "Optimisation";
    case OptionGroup::Stopping:
      return "Length and stopping";
    case OptionGroup::Recording:
      return "Recording";
    case OptionGroup::Output:
      return "What a run writes";
  }
  return "";
}

std::string Option::flag() const {
  std::string name = "--" + key;
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

const std::vector<Option>& optionTable() {
  static const std::vector<Option> table = [] {
    std::vector<Option> all;
    for (const auto& group : {dataOptions(), modelOptions(), trainingOptions(), outputOptions()})
      all.insert(all.end(), group.begin(), group.end());
    return all;
  }();
  return table;
}

const Option* findOption(std::string_view key) {
  for (const Option& option : optionTable())
    if (option.key == key) return &option;
  return nullptr;
}

namespace {

/// Levenshtein's distance.
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearestWord(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongest =
      64;  // nothing of ours is longer; keeps the distance cheap on hostile input
  if (word.empty() || word.size() > kLongest) return {};
  std::string best;
  std::size_t bestDistance = word.size() / 3 + 2;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = editDistance(word, candidate);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  if (!best.empty()) return best;
  // An abbreviation that can only mean one.
  for (const std::string& candidate : candidates) {
    if (word.size() < 3 || candidate.find(word) == std::string::npos) continue;
    if (!best.empty()) return {};
    best = candidate;
  }
  return best;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string near = nearestWord(word, candidates);
  return near.empty() ? "" : "; did you mean '" + near + "'?";
}

std::string describeJson(const nlohmann::ordered_json& value) {
  switch (value.type()) {
    case nlohmann::ordered_json::value_t::null:
      return "null";
    case nlohmann::ordered_json::value_t::object:
      return "an object";
    case nlohmann::ordered_json::value_t::array:
      return "a list";
    case nlohmann::ordered_json::value_t::string:
      return "the string " + inQuotes(value.get_ref<const std::string&>());
    case nlohmann::ordered_json::value_t::boolean:
      return value.get<bool>() ? "true" : "false";
    default:
      return value.dump();
  }
}

}  // namespace nmf
