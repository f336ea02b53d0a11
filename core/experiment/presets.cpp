#include "core/experiment/presets.h"

#include "core/errors.h"
#include "core/experiment/json_file.h"
#include "core/experiment/number_text.h"
#include "core/experiment/option.h"
#include "core/experiment/option_builders.h"

namespace nmf {

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all{
      {"authors-example", "The authors' example",
       "A deep factorisation of 250 images with ranks 20 and 10, trained by Adam for 10,000 epochs. Look at "
       "the "
       "effective rank beside the error.",
       R"({"model": "deep", "rows": "100:350", "ranks": [20, 10], "epochs": 10000})"},
      {"published", "The published settings",
       "A deep factorisation of 2,000 images with ranks 40 and 20, ReLU for non-negativity and Adam at 0.01, "
       "the "
       "settings of the published figures. Look at how long the effective rank waits before it climbs.",
       R"({"model": "deep", "rows": "0:2000", "ranks": [40, 20], "optimizer": "adam", "learning_rate": 0.01,
           "nonnegativity": "relu", "epochs": 20000})"},
  };
  return all;
}

nlohmann::ordered_json presetJson(const std::string& name) {
  std::vector<std::string> names;
  for (const Preset& preset : presets()) {
    if (preset.name == name) return parseJson(preset.json, "preset " + name);
    names.push_back(preset.name);
  }
  throw InputError("--preset: " + inQuotes(name) + " is not one of " + orList(names) +
                   suggestion(name, names));
}

}  // namespace nmf
