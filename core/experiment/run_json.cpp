#include <charconv>
#include <cmath>
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "core/errors.h"
#include "core/experiment/number_text.h"
#include "core/experiment/process_memory.h"
#include "core/experiment/result_files.h"
#include "core/experiment/settings.h"

namespace nmf {

using Json = nlohmann::ordered_json;

namespace {

/// What does not exist is null.
Json numberOrNull(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

/// A float by its own shortest digits, as in metrics.csv, not by those of the double it becomes.
Json shortest(float value) {
  char digits[48];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  return std::isfinite(value) ? Json(parseNumber({digits, end})) : Json(nullptr);
}

}  // namespace

std::int64_t peakMemoryBytes() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (!line.starts_with("VmHWM:")) continue;
    const std::size_t first = line.find_first_of("0123456789");
    const std::size_t last = line.find_first_not_of("0123456789", first);
    if (first == std::string::npos) break;
    return parseInteger(std::string_view(line).substr(first, last - first)) * 1024;
  }
  return 0;
}

Json plateausJson(const std::vector<Plateau>& plateaus) {
  Json list = Json::array();
  for (const Plateau& plateau : plateaus)
    list.push_back({{"start", plateau.start},
                    {"found", plateau.found},
                    {"end", plateau.end ? Json(*plateau.end) : Json(nullptr)},
                    {"level", numberOrNull(plateau.level)},
                    {"relative_error", numberOrNull(plateau.relativeError)}});
  return Json{{"plateaus", std::move(list)}};
}

std::vector<Plateau> plateausFromJson(const Json& object, const std::string& name) {
  const auto wrong = [&name]() {
    throw InputError(
        name +
        R"(: is not a list of plateaus, {"plateaus": [{"start", "found", "end", "level", "relative_error"}]})");
  };
  if (!object.is_object() || !object.contains("plateaus") || !object["plateaus"].is_array()) wrong();
  std::vector<Plateau> plateaus;
  for (const Json& entry : object["plateaus"]) {
    if (!entry.is_object()) wrong();
    for (const char* key : {"start", "found"})
      if (!entry.contains(key) || !entry[key].is_number_integer()) wrong();
    for (const char* key : {"end", "level", "relative_error"})
      if (!entry.contains(key) || !(entry[key].is_null() || entry[key].is_number())) wrong();
    Plateau plateau;
    plateau.start = entry["start"].get<std::int64_t>();
    plateau.found = entry["found"].get<std::int64_t>();
    if (!entry["end"].is_null()) plateau.end = entry["end"].get<std::int64_t>();
    const double none = std::numeric_limits<double>::quiet_NaN();
    plateau.level = entry["level"].is_null() ? none : entry["level"].get<double>();
    plateau.relativeError = entry["relative_error"].is_null() ? none : entry["relative_error"].get<double>();
    plateaus.push_back(plateau);
  }
  return plateaus;
}

Json configJson(const RunResult& run) {
  Json object = toJson(run.experiment);
  object["changes"] = toJson(run.changes);
  if (!run.continuedAt.empty()) object["continued_at"] = run.continuedAt;
  object["program"] = "nmf-explorer";
  object["version"] = NMF_VERSION;
  object["checksum"] = run.dataChecksum;
  if (const auto shape = run.data ? run.data->shape : run.shape) object["picture_shape"] = text(*shape);
  object["threads_used"] = run.threads;
  object["kernel"] = run.kernel;
  if (!run.resumedAt.empty()) object["resumed_at"] = run.resumedAt;
  if (!run.bookmarks.empty()) object["bookmarks"] = run.bookmarks;
  return object;
}

std::optional<ImageShape> pictureShape(const Json& config, const std::string& name) {
  const auto entry = config.find("picture_shape");
  if (entry == config.end()) return {};
  if (!entry->is_string())
    throw InputError(name + ": picture_shape is not a text like \"28x28\" or \"64x64x3\"");
  return parseImageShape(entry->get<std::string>(), name + ": picture_shape");
}

Json summaryJson(const RunResult& run) {
  Json object = Json::object();
  const EpochRecord last = run.history.empty() ? EpochRecord{} : run.history.back();
  // The final metrics are of that epoch; the factors may be of an earlier one, as after a divergence.
  const std::int64_t epochs = run.history.empty() && run.final ? run.final->epoch : last.epoch;
  object["epochs"] = epochs;
  if (run.final && run.final->epoch != epochs) object["factors_epoch"] = run.final->epoch;
  object["seconds"] = last.seconds;
  object["epochs_per_second"] = last.seconds > 0 ? static_cast<double>(last.epoch) / last.seconds : 0;
  object["stop_reason"] = word(run.ending.reason);
  object["message"] = run.ending.message;
  if (!run.history.empty()) {
    object["relative_error"] = numberOrNull(last.relativeError);
    object["error"] = numberOrNull(last.error);
    object["effective_rank"] = numberOrNull(last.effectiveRank);
    object["nuclear_rank"] = numberOrNull(last.nuclearRank);
    object["cosine_separation"] = numberOrNull(last.cosineSeparation);
    for (int k = 0; k < run.experiment.plan.singularValues; ++k) {
      const float sigma = k < last.sigmaCount ? last.sigma[static_cast<std::size_t>(k)] : 0.0f;
      object["sigma_" + std::to_string(k + 1)] = shortest(sigma);
    }
  }
  // The last that were computed: those of the last epoch, unless the run diverged there.
  if (!run.history.heldOut().empty())
    object["held_out_error"] = numberOrNull(run.history.heldOut().value.back());
  if (!run.history.clean().empty()) object["clean_error"] = numberOrNull(run.history.clean().value.back());
  object["plateaus"] = run.plateaus.size();
  object["peak_memory_bytes"] = peakMemoryBytes();
  return object;
}

}  // namespace nmf
