#include "core/experiment/command_text.h"

#include <functional>

#include "core/experiment/json_file.h"
#include "core/experiment/option.h"

namespace nmf {
namespace {

// In single quotes where a shell would take a character for something else.
std::string shellQuoted(const std::string& word) {
  const std::string plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=+@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// The options among the `wanted` that differ from the defaults.
std::string differences(const Settings& settings, const std::function<bool(const Option&)>& wanted) {
  const Settings defaults;
  std::string text;
  for (const Option& option : optionTable()) {
    if (!wanted(option)) continue;
    const std::string value = option.format(settings);
    if (value == option.format(defaults)) continue;
    text += (text.empty() ? "" : " ") + option.flag();
    if (!option.isFlag()) text += " " + shellQuoted(value);
  }
  return text;
}

}  // namespace

std::string commandText(const DatasetRequest& request) {
  Settings settings;
  settings.experiment.data = request;
  return differences(settings, [](const Option& option) { return option.group == OptionGroup::Data; });
}

std::string runCommand(const Experiment& experiment) {
  Settings settings;
  settings.experiment = experiment;
  const std::string options = differences(settings, [&experiment](const Option& option) {
    return !option.isRunOnly() && option.whyNot(experiment).empty();  // `run` refuses what does not apply
  });
  return "nmf-explorer run" + (options.empty() ? "" : " " + options);
}

std::string configText(const Experiment& experiment) {
  return jsonText(toJson(experiment));
}

}  // namespace nmf
