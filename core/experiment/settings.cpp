#include "core/experiment/settings.h"

#include <algorithm>

#include "core/errors.h"
#include "core/experiment/experiment_check.h"
#include "core/experiment/number_text.h"
#include "core/experiment/option.h"

namespace nmf {

using Json = nlohmann::ordered_json;

namespace {

/// A reader's sentence with the name of what was read before it. Checks of other rooms begin with the option
/// itself.
std::string named(const std::string& origin, const std::string& name, const std::string& sentence) {
  const std::string subject = sentence.starts_with("--") ? sentence : name + ": " + sentence;
  return origin.empty() ? subject : origin + ": " + subject;
}

std::vector<std::string> knownKeys() {
  std::vector<std::string> keys{"changes", "continued_at"};
  for (const Option& option : optionTable()) keys.push_back(option.key);
  return keys;
}

std::vector<Change> changesFromJson(const Json& list, const std::string& origin) {
  const auto wrong = [&origin](const std::string& what) {
    throw InputError(origin + ": changes: " + what +
                     R"(; give a list such as [{"epoch": 100, "key": "learning_rate", "value": 0.001}])");
  };
  if (!list.is_array()) wrong(describeJson(list) + " is not a list");
  std::vector<Change> changes;
  for (const Json& entry : list) {
    if (!entry.is_object()) wrong(describeJson(entry) + " is not an object");
    for (const auto& [key, value] : entry.items())
      if (key != "epoch" && key != "key" && key != "value") wrong(inQuotes(key) + " is not known");
    if (!entry.contains("epoch") || !entry["epoch"].is_number_integer() ||
        entry["epoch"].get<std::int64_t>() < 0)
      wrong("'epoch' must be a whole number >= 0");
    if (!entry.contains("key") || !entry["key"].is_string()) wrong("'key' must be a string");
    if (!entry.contains("value")) wrong("'value' is missing");
    Change change;
    change.epoch = entry["epoch"].get<std::int64_t>();
    change.key = entry["key"].get<std::string>();
    const Option* option = findOption(change.key);
    if (!option || !option->live) wrong(inQuotes(change.key) + " cannot change while a run is going");
    Settings scratch;
    try {
      option->fromJson(scratch, entry["value"]);
    } catch (const InputError& error) {
      throw InputError(named(origin + ": changes", change.key, error.what()));
    }
    change.value = option->format(scratch);
    changes.push_back(std::move(change));
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return a.epoch < b.epoch; });
  return changes;
}

std::vector<std::int64_t> epochsFromJson(const Json& list, const std::string& name) {
  const auto isEpoch = [](const Json& entry) {
    return entry.is_number_integer() && entry.get<std::int64_t>() >= 0;
  };
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), isEpoch))
    throw InputError(name + ": " + describeJson(list) + " is not a list of epochs; give one such as [5360]");
  return list.get<std::vector<std::int64_t>>();
}

}  // namespace

const std::vector<std::string>& keysAboutTheRun() {
  static const std::vector<std::string> keys{"program",  "version",    "checksum",  "threads_used", "kernel",
                                             "finished", "resumed_at", "bookmarks", "picture_shape"};
  return keys;
}

bool SettingsBuilder::isOverridden(const std::string& key, Layer layer) const {
  const auto at = given_.find(key);
  return at != given_.end() && at->second.layer > layer;
}

void SettingsBuilder::note(const std::string& key, const std::string& name, Layer layer) {
  if (!isOverridden(key, layer)) given_[key] = {layer, name};
}

void SettingsBuilder::set(const std::string& key, const std::string& text, const std::string& name,
                          Layer layer) {
  const Option* option = findOption(key);
  if (!option) throw InputError("unknown option " + inQuotes(key) + suggestion(key, knownKeys()));
  Settings scratch;  // for a value that is overridden, but has to be right all the same
  try {
    option->parse(isOverridden(key, layer) ? scratch : settings_, text);
  } catch (const InputError& error) {
    throw InputError(named({}, name, error.what()));
  }
  note(key, name, layer);
}

void SettingsBuilder::setJson(const Json& object, const std::string& origin, Layer layer) {
  if (!object.is_object())
    throw InputError(origin + ": " + describeJson(object) + " is not an object with an experiment's keys");
  for (const auto& [key, value] : object.items()) {
    if (key == "changes") {
      settings_.changes = changesFromJson(value, origin);
      continue;
    }
    if (key == "continued_at") {
      settings_.continuedAt = epochsFromJson(value, origin + ": " + key);
      continue;
    }
    const auto& passed = keysAboutTheRun();
    if (std::find(passed.begin(), passed.end(), key) != passed.end()) continue;
    const Option* option = findOption(key);
    if (!option) throw InputError(origin + ": unknown key " + inQuotes(key) + suggestion(key, knownKeys()));
    Settings scratch;
    try {
      option->fromJson(isOverridden(key, layer) ? scratch : settings_, value);
    } catch (const InputError& error) {
      throw InputError(named(origin, key, error.what()));
    }
    note(key, origin + ": " + key, layer);
  }
}

void SettingsBuilder::settleApplicability(Settings& settings) const {
  const auto layerOf = [this](const char* key) {
    const auto at = given_.find(key);
    return at == given_.end() ? Layer::Preset : at->second.layer;
  };
  const Layer chosen = std::max(layerOf("model"), layerOf("init"));
  const Settings defaults;
  for (const Option& option : optionTable()) {
    const std::string why = option.whyNot(settings.experiment);
    const auto at = given_.find(option.key);
    if (why.empty() || at == given_.end()) continue;
    const Given& given = at->second;
    const Json byDefault = option.toJson(defaults);
    // A configuration holds all keys, also those that mean nothing in it; only a value that was chosen is a
    // mistake.
    const bool harmless =
        given.layer != Layer::Explicit && (given.layer < chosen || option.toJson(settings) == byDefault);
    if (!harmless) throw InputError(given.name + " does not apply here: " + why);
    option.fromJson(settings, byDefault);
  }
}

Settings SettingsBuilder::finish() const {
  Settings settings = settings_;
  Experiment& experiment = settings.experiment;
  if (!isSet("ranks"))
    experiment.model.ranks = isLayered(experiment.model.model) ? std::vector{20, 10} : std::vector{10};
  settleApplicability(settings);
  experiment.data.noiseSeed = noiseSeedOf(experiment.data.noise, experiment.model.seed);
  checkExperiment(experiment);
  return settings;
}

Json toJson(const Experiment& experiment) {
  Settings settings;
  settings.experiment = experiment;
  Json object = Json::object();
  for (const Option& option : optionTable())
    if (!option.isRunOnly()) object[option.key] = option.toJson(settings);
  return object;
}

Json toJson(const std::vector<Change>& changes) {
  Json list = Json::array();
  for (const Change& change : changes) {
    Json value = change.value;
    if (const Option* option = findOption(change.key)) {
      Settings scratch;
      option->parse(scratch, change.value);
      value = option->toJson(scratch);
    }
    list.push_back({{"epoch", change.epoch}, {"key", change.key}, {"value", value}});
  }
  return list;
}

Settings settingsFromJson(const Json& object, const std::string& origin) {
  SettingsBuilder builder;
  builder.setJson(object, origin, SettingsBuilder::Layer::Config);
  try {
    return builder.finish();
  } catch (const InputError& error) {
    const std::string sentence = error.what();
    throw InputError(sentence.starts_with(origin) ? sentence : origin + ": " + sentence);
  }
}

}  // namespace nmf
