#include "core/experiment/run_comparison.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "core/experiment/number_text.h"
#include "core/experiment/option.h"

namespace nmf {
namespace {

Settings settingsOf(const ComparedRun& run) {
  Settings settings;
  settings.experiment = run.experiment;
  return settings;
}

std::string optionText(const Option& option, const ComparedRun& run) {
  if (!option.whyNot(run.experiment).empty()) return {};
  std::string text = option.format(settingsOf(run));
  for (const Change& change : run.changes)
    if (change.key == option.key)
      text += ", " + change.value + " after epoch " + std::to_string(change.epoch);
  return text;
}

std::string numberField(double value) {
  return std::isfinite(value) ? formatNumber(value) : std::string();
}

/// A float by its own shortest digits, as in metrics.csv.
std::string numberField(float value) {
  if (!std::isfinite(value)) return {};
  std::array<char, 48> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

std::string metricField(const EpochRecord& record, const std::string& metric) {
  if (metric == "epochs") return std::to_string(record.epoch);
  if (metric == "seconds") return numberField(record.seconds);
  if (metric == "relative_error") return numberField(record.relativeError);
  if (metric == "error") return numberField(record.error);
  if (metric == "effective_rank") return numberField(record.effectiveRank);
  if (metric == "nuclear_rank") return numberField(record.nuclearRank);
  return metric == "cosine_separation" ? numberField(record.cosineSeparation) : std::string();
}

/// Whether a final metric is given against the baseline too.
bool isMeasured(const std::string& metric) {
  return metric == "relative_error" || metric == "effective_rank";
}

std::string againstBaseline(const ComparedRun& run, const ComparedRun& baseline, const std::string& metric) {
  if (!run.last || !baseline.last) return {};
  const double difference = metric == "relative_error"
                                ? run.last->relativeError - baseline.last->relativeError
                                : run.last->effectiveRank - baseline.last->effectiveRank;
  return (difference > 0 ? "+" : "") + numberField(difference);
}

std::string baseName(const ComparedRun& run) {
  std::string ranks;
  for (const int rank : run.experiment.model.ranks)
    ranks += (ranks.empty() ? " " : ",") + std::to_string(rank);
  return word(run.experiment.model.model) + ranks;
}

/// A setting of `run` as a short name says it; empty where it means nothing there.
std::string phrase(const Option& option, const ComparedRun& run) {
  const std::string value = optionText(option, run);
  if (value.empty()) return {};
  if (option.phrase) return option.phrase(settingsOf(run));
  const bool isWord = value.find_first_of("0123456789") == std::string::npos && value.size() > 3;
  if (isWord) return value;
  std::string name = option.key;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name + " " + value;
}

/// The settings in which `run` differs from `other`, short.
std::string differences(const ComparedRun& run, const ComparedRun& other) {
  constexpr int kMost = 2;
  int count = 0;
  std::string text;
  for (const std::string& key : differingSettings({run, other})) {
    if (key == "model" || key == "ranks") continue;  // in the name already
    const std::string said = phrase(*findOption(key), run);
    if (said.empty()) continue;
    if (++count > kMost) break;
    text += " " + said;
  }
  return text;
}

bool isTaken(const std::string& name, const std::vector<ComparedRun>& runs) {
  return std::any_of(runs.begin(), runs.end(), [&name](const ComparedRun& run) { return run.name == name; });
}

/// Whether `word` stands in `text` as a word of its own; the ranks 40,20 are one, and so is a file's name.
bool hasWord(const std::string& text, const std::string& word) {
  const auto joins = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || byte >= 0x80 || c == '_' || c == ',' || c == '.';
  };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !joins(text[at - 1])) && (end == text.size() || !joins(text[end]))) return true;
  }
  return false;
}

}  // namespace

std::string settingText(const ComparedRun& run, const std::string& key) {
  const Option* option = findOption(key);
  return option ? optionText(*option, run) : std::string();
}

std::vector<std::string> differingSettings(const std::vector<ComparedRun>& runs) {
  std::vector<std::string> keys;
  for (const Option& option : optionTable()) {
    if (option.isRunOnly()) continue;
    std::set<std::string> texts;
    for (const ComparedRun& run : runs) {
      if (!option.whyNot(run.experiment).empty()) continue;
      texts.insert(optionText(option, run));
    }
    if (texts.size() > 1) keys.push_back(option.key);
  }
  return keys;
}

void setNewest(ComparedRun& run, const History& history) {
  if (!history.empty()) run.last = history.back();
  if (!history.heldOut().empty()) run.heldOutError = history.heldOut().value.back();
  if (!history.clean().empty()) run.cleanError = history.clean().value.back();
}

ResultTable compareRuns(const std::vector<ComparedRun>& runs) {
  const std::vector<std::string> keys = differingSettings(runs);
  int sigmas = 0;
  bool plateaus = false, heldOut = false, clean = false;
  for (const ComparedRun& run : runs) {
    heldOut = heldOut || run.heldOutError;
    clean = clean || run.cleanError;
    if (run.last) sigmas = std::max(sigmas, run.last->sigmaCount);
    plateaus = plateaus || !run.plateaus.empty();
  }
  ResultTable table;
  table.columns.emplace_back("run");
  table.columns.insert(table.columns.end(), keys.begin(), keys.end());
  const auto baseline =
      std::find_if(runs.begin(), runs.end(), [](const ComparedRun& run) { return run.baseline; });
  for (const std::string& metric : finalMetrics()) {
    table.columns.push_back(metricColumn(metric, keys));
    if (baseline != runs.end() && isMeasured(metric)) table.columns.push_back(metric + "_vs_baseline");
  }
  if (heldOut) table.columns.emplace_back("held_out_error");
  if (clean) table.columns.emplace_back("clean_error");
  if (plateaus)
    for (const char* name : {"plateau_start", "plateau_end", "plateau_level"})
      table.columns.emplace_back(name);
  for (int k = 1; k <= sigmas; ++k) table.columns.push_back("sigma_" + std::to_string(k));
  table.columns.emplace_back("stop_reason");

  for (const ComparedRun& run : runs) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row.push_back(run.name);
    for (const std::string& key : keys) row.push_back(settingText(run, key));
    for (const std::string& metric : finalMetrics()) {
      row.push_back(run.last ? metricField(*run.last, metric) : std::string());
      if (baseline != runs.end() && isMeasured(metric))
        row.push_back(againstBaseline(run, *baseline, metric));
    }
    const auto optional = [](const std::optional<double>& value) {
      return value ? numberField(*value) : std::string();
    };
    if (heldOut) row.push_back(optional(run.heldOutError));
    if (clean) row.push_back(optional(run.cleanError));
    if (plateaus) {
      const Plateau* first = run.plateaus.empty() ? nullptr : &run.plateaus.front();
      row.push_back(first ? std::to_string(first->start) : std::string());
      row.push_back(first && first->end ? std::to_string(*first->end) : std::string());
      row.push_back(first ? numberField(first->level) : std::string());
    }
    for (int k = 0; k < sigmas; ++k)
      row.push_back(run.last && k < run.last->sigmaCount
                        ? numberField(run.last->sigma[static_cast<std::size_t>(k)])
                        : std::string());
    row.push_back(run.ending);
  }
  return table;
}

std::string tellingName(const ComparedRun& run, const std::vector<ComparedRun>& others) {
  const std::string base = baseName(run);
  std::string name = base;
  // A run of the same name tells which settings are worth saying; one that differs in none is the same run.
  for (const ComparedRun& other : others)
    if (other.name == name && baseName(other) == base) name += differences(run, other);
  return name;
}

std::vector<std::string> legendNames(const std::vector<ComparedRun>& runs) {
  std::set<std::string> sources;
  for (const ComparedRun& run : runs) sources.insert(run.experiment.data.dataset);
  std::vector<std::string> names;
  for (const ComparedRun& run : runs) {
    const std::string data = shortName(run.experiment.data);
    const bool isSaid = sources.size() < 2 || data.empty() || hasWord(run.name, data);
    names.push_back(isSaid ? run.name : run.name + " on " + data);
  }
  return names;
}

std::string distinctName(const ComparedRun& run, const std::vector<ComparedRun>& others) {
  const std::string stem = tellingName(run, others);
  std::string name = stem;
  for (int number = 2; isTaken(name, others); ++number) name = stem + " (" + std::to_string(number) + ")";
  return name;
}

}  // namespace nmf
