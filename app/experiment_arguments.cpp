#include "app/experiment_arguments.h"

#include <CLI/CLI.hpp>

#include "core/errors.h"
#include "core/experiment/json_file.h"
#include "core/experiment/number_text.h"
#include "core/experiment/option.h"
#include "core/experiment/presets.h"

namespace nmf::app {
namespace {

/// CLI11 keeps the texts; they are read by the table of options after the whole line was parsed.
const CLI::callback_t kKeep = [](const CLI::results_t&) { return true; };

std::string presetNames() {
  std::string names;
  for (const Preset& preset : presets()) names += (names.empty() ? "" : ", ") + preset.name;
  return names;
}

/// "what it does (where it applies) [default]"
std::string helpOf(const Option& option) {
  std::string help = option.help;
  if (!option.scope.empty()) help += " (" + option.scope + ")";
  if (!option.fallback.empty()) help += " [" + option.fallback + "]";
  return help;
}

}  // namespace

CLI::Option* addTextOption(CLI::App& parser, const std::string& name, const std::string& valueName,
                           const std::string& help) {
  CLI::Option* option = parser.add_option(name, kKeep, help);
  option->type_name(valueName);
  option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  return option;
}

std::string textOf(const CLI::Option& option) {
  if (option.results().empty()) return {};
  const std::string& text = option.results().back();
  if (text.starts_with("--"))
    throw InputError(option.get_name() + " needs a value, " + option.get_type_name() +
                     ", and is followed by " + inQuotes(text));
  return text;
}

ExperimentArguments::ExperimentArguments(CLI::App& parser, RunOptions runOptions) {
  const char* const kStart = "Where to start from";
  config_ = addTextOption(
                parser, "--config", "FILE",
                "take the options from a JSON file, such as a result folder's config.json, or from a result "
                "folder; other options override them")
                ->group(kStart);
  preset_ =
      addTextOption(parser, "--preset", "NAME",
                    "take the options from a preset (" + presetNames() + "); other options override them")
          ->group(kStart);
  for (const Option& option : optionTable()) {
    if (option.isRunOnly() && runOptions == RunOptions::Without) continue;
    CLI::Option* added = nullptr;
    if (option.isFlag()) {
      added = parser.add_flag(option.flag(), option.help);
      added->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    } else {
      added = addTextOption(parser, option.flag(), option.valueName, helpOf(option));
    }
    added->group(title(option.group));
    options_.emplace_back(option.key, added);
  }
}

Settings ExperimentArguments::settings() const {
  using Layer = SettingsBuilder::Layer;
  SettingsBuilder builder;
  if (*preset_) {
    const std::string name = preset();
    builder.setJson(presetJson(name), "preset " + name, Layer::Preset);
  }
  if (*config_) {
    const std::string path = textOf(*config_);
    if (path.empty())
      throw InputError("--config: the empty name is no file; give a JSON file or a result folder");
    builder.setJson(readConfig(path), path, Layer::Config);
  }
  for (const auto& [key, option] : options_) {
    if (!*option) continue;
    builder.set(key, option->get_type_size() == 0 ? option->results().back() : textOf(*option),
                option->get_name());
  }
  return builder.finish();
}

std::string ExperimentArguments::preset() const {
  return textOf(*preset_);
}

}  // namespace nmf::app
