#include "core/experiment/command_text.h"

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

}  // namespace

std::string commandText(const DatasetRequest& request) {
  Settings settings;
  settings.experiment.data = request;
  const Settings defaults;
  std::string command;
  for (const Option& option : optionTable()) {
    if (option.group != OptionGroup::Data) continue;
    const std::string value = option.format(settings);
    if (value == option.format(defaults)) continue;
    command += (command.empty() ? "" : " ") + option.flag();
    if (!option.isFlag()) command += " " + shellQuoted(value);
  }
  return command;
}

}  // namespace nmf
