#include "core/experiment/sweep.h"

#include <algorithm>

#include "core/errors.h"
#include "core/experiment/number_text.h"
#include "core/experiment/option.h"

namespace nmf {

using Json = nlohmann::ordered_json;

namespace {

/// One direction of the grid.
struct Axis {
  const Option* option;
  std::vector<Json> values;
};

bool isListOfLists(const Json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const Json& v) { return v.is_array(); });
}

/// Whether a key's value spans the grid rather than being a value.
bool spans(const Option& option, const Json& value) {
  return option.list ? isListOfLists(value) : value.is_array();
}

std::vector<Axis> takeAxes(Json& object, const std::string& origin) {
  std::vector<Axis> axes;
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  for (const std::string& key : keys) {
    const Option* option = findOption(key);
    if (!option || !spans(*option, object[key])) continue;
    const Json& list = object[key];
    if (!option->varies) throw InputError(origin + ": " + key + " cannot vary over a sweep; give one value");
    if (list.empty()) throw InputError(origin + ": " + key + " has an empty list; give at least one value");
    axes.push_back({option, std::vector<Json>(list.begin(), list.end())});
    object.erase(key);
  }
  return axes;
}

std::int64_t countPoints(const std::vector<Axis>& axes, const std::string& origin) {
  std::int64_t count = 1;
  for (const Axis& axis : axes) {
    count *= static_cast<std::int64_t>(axis.values.size());
    if (count > kMostSweepPoints)
      throw InputError(origin + ": the lists span more than " + std::to_string(kMostSweepPoints) +
                       " points; shorten them");
  }
  return count;
}

}  // namespace

Sweep expandSweep(const Json& object, const std::string& origin) {
  if (!object.is_object())
    throw InputError(origin + ": " + describeJson(object) + " is not an object with an experiment's keys");
  Json fixedKeys = object;
  const std::vector<Axis> axes = takeAxes(fixedKeys, origin);
  const std::int64_t count = countPoints(axes, origin);

  Sweep sweep;
  for (const Axis& axis : axes) sweep.keys.push_back(axis.option->key);
  SettingsBuilder common;
  common.setJson(fixedKeys, origin, SettingsBuilder::Layer::Preset);
  for (std::int64_t index = 1; index <= count; ++index) {
    Json varied = Json::object();
    std::int64_t rest = index - 1;
    for (std::size_t a = axes.size(); a-- > 0;) {
      const auto& values = axes[a].values;
      varied[axes[a].option->key] = values[static_cast<std::size_t>(rest) % values.size()];
      rest /= static_cast<std::int64_t>(values.size());
    }
    SettingsBuilder builder = common;
    const std::string name = axes.empty() ? origin : origin + ": point " + std::to_string(index);
    builder.setJson(varied, name, SettingsBuilder::Layer::Config);
    SweepPoint point;
    point.index = static_cast<int>(index);
    try {
      point.settings = builder.finish();
    } catch (const InputError& error) {
      const std::string sentence = error.what();
      throw InputError(sentence.starts_with(origin) ? sentence : name + ": " + sentence);
    }
    for (const Axis& axis : axes) point.values.push_back(axis.option->format(point.settings));
    sweep.points.push_back(std::move(point));
  }
  return sweep;
}

Shard parseShard(const std::string& text) {
  const std::size_t slash = text.find('/');
  try {
    if (slash == std::string::npos) throw InputError("");
    const std::int64_t index = parseInteger(std::string_view(text).substr(0, slash));
    const std::int64_t count = parseInteger(std::string_view(text).substr(slash + 1));
    if (count < 1 || count > kMostSweepPoints || index < 1 || index > count) throw InputError("");
    return {static_cast<int>(index), static_cast<int>(count)};
  } catch (const InputError&) {
    throw InputError("--shard: " + inQuotes(text) +
                     " is no part of a sweep; give I/N with 1 <= I <= N, such as 2/8");
  }
}

}  // namespace nmf
