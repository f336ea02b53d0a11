#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace nmf {

/// An experiment prepared under a name: the keys in which it differs from the defaults.
struct Preset {
  std::string name;   ///< for --preset
  std::string title;  ///< for lists and menus
  std::string text;   ///< two sentences: what it is and what to look for
  std::string json;   ///< an object with an experiment's keys
};

/// All presets, in the order in which they are shown.
const std::vector<Preset>& presets();

/// The preset's keys. Throws InputError naming the presets there are.
nlohmann::ordered_json presetJson(const std::string& name);

}  // namespace nmf
