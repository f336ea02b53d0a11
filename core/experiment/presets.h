#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace nmf {

/// An experiment prepared under a name, and a lesson: the keys in which it differs from the defaults, and
/// what to look for. Texts say what was measured, on Fashion-MNIST and on the test images of MNIST.
struct Preset {
  std::string name;        ///< for --preset
  std::string title;       ///< for lists and menus
  std::string text;        ///< a few sentences: what it is and what to look for
  std::string json;        ///< an object with an experiment's keys
  std::string then = {};   ///< the preset to compare it with: to be run with this one pinned; empty: none
  bool followsUp = false;  ///< reached by `then` of another one only; no lesson to begin with
};

/// All presets, in the order of the lessons.
const std::vector<Preset>& presets();

/// The preset called `name`, or null.
const Preset* findPreset(const std::string& name);

/// The lesson after the one that the preset `name` belongs to, or null.
const Preset* nextLesson(const std::string& name);

/// The preset's keys. Throws InputError naming the presets there are.
nlohmann::ordered_json presetJson(const std::string& name);

}  // namespace nmf
