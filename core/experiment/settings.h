#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/experiment/experiment.h"

namespace nmf {

/// Everything the table of options describes: the experiment, what a run writes, and what to replay.
struct Settings {
  Experiment experiment;
  OutputOptions output;
  std::vector<Change> changes;  ///< made while an earlier run was running; each acts again at its epoch
  std::vector<std::int64_t> continuedAt = {};  ///< where it went on after early stopping, and does so again
  bool operator==(const Settings&) const = default;
};

/// Collects settings from a preset, a configuration file and explicit options, in this order of precedence,
/// whatever the order of the calls within one layer; then settles what depends on several options.
class SettingsBuilder {
 public:
  /// Later layers override earlier ones.
  enum class Layer { Preset, Config, Explicit };

  /// Sets one option from its text. Throws InputError "`name`: ...".
  void set(const std::string& key, const std::string& text, const std::string& name,
           Layer layer = Layer::Explicit);

  /// Sets options from a JSON object. `origin` (a file's name, say) begins every sentence of the InputErrors:
  /// an unknown key, with the nearest known one; a wrong type; a bad value. What the program writes about a
  /// run (version, checksum...) is passed over.
  void setJson(const nlohmann::ordered_json& object, const std::string& origin, Layer layer);

  /// The settled settings: defaults that depend on the model; an InputError for an explicit option which does
  /// not apply (one from an earlier layer that the choice of another model made pointless is dropped); ranges
  /// checked.
  Settings finish() const;

  /// Whether any layer has set `key`.
  bool isSet(const std::string& key) const { return given_.contains(key); }

 private:
  struct Given {
    Layer layer;
    std::string name;  ///< how a message calls it
  };
  bool isOverridden(const std::string& key, Layer layer) const;
  void note(const std::string& key, const std::string& name, Layer layer);
  void settleApplicability(Settings& settings) const;

  Settings settings_;
  std::map<std::string, Given> given_;
};

/// The experiment as JSON with all its keys in the order of the table; run-only options are not part of it.
nlohmann::ordered_json toJson(const Experiment& experiment);

/// `changes` as config.json holds them; values have the type of their key.
nlohmann::ordered_json toJson(const std::vector<Change>& changes);

/// The experiment that a JSON object describes, as SettingsBuilder reads it.
Settings settingsFromJson(const nlohmann::ordered_json& object, const std::string& origin);

/// Keys that the program writes into config.json about a run and passes over when it reads one.
const std::vector<std::string>& keysAboutTheRun();

}  // namespace nmf
