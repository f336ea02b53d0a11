#include <cstddef>
#include <cstdint>

#include "core/experiment/json_file.h"
#include "core/experiment/settings.h"
#include "core/experiment/sweep.h"
#include "tests/fuzz/answer.h"

namespace {

using Json = nlohmann::ordered_json;

// What config.json would hold for these settings.
Json configOf(const nmf::Settings& settings) {
  Json object = nmf::toJson(settings.experiment);
  object["changes"] = nmf::toJson(settings.changes);
  object["continued_at"] = settings.continuedAt;
  return object;
}

// A configuration that is accepted, written as config.json and read again, is the same experiment.
void requireRoundTrip(const Json& object) {
  const nmf::Settings settings = nmf::settingsFromJson(object, "input");
  const std::string written = configOf(settings).dump(2, ' ', false, Json::error_handler_t::replace);
  const nmf::Settings again = nmf::settingsFromJson(nmf::parseJson(written, "again"), "again");
  fuzz::require(configOf(again).dump(2, ' ', false, Json::error_handler_t::replace) == written);
}

// A few hundred points show what a hundred thousand would.
bool isSmall(const Json& object) {
  constexpr std::size_t most = 300;
  std::size_t points = 1;
  for (const auto& [key, value] : object.items()) {
    if (value.is_array()) points *= value.size() + 1;
    if (points > most) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Json object;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!fuzz::answer([&] { object = nmf::parseJson(text, "input"); }).empty()) return 0;
  const std::string refused = fuzz::answer([&] { nmf::settingsFromJson(object, "input"); });
  if (refused.empty()) requireRoundTrip(object);
  if (object.is_object() && isSmall(object)) {
    fuzz::answer([&] { fuzz::require(!nmf::expandSweep(object, "input").points.empty()); });
  }
  return 0;
}
