#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/experiment/settings.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace nmf::app {

/// The options of an experiment on a command's parser, `--config` and `--preset` included.
class ExperimentArguments {
 public:
  enum class RunOptions { With, Without };

  ExperimentArguments(CLI::App& parser, RunOptions runOptions);

  /// The settings that the parsed options describe. Throws InputError.
  Settings settings() const;
  /// The preset's name; empty where none was given.
  std::string preset() const;

 private:
  std::vector<std::pair<std::string, CLI::Option*>> options_;  ///< by key
  CLI::Option* config_;
  CLI::Option* preset_;
};

/// Adds an option that takes one text, the last where it is given several times.
CLI::Option* addTextOption(CLI::App& parser, const std::string& name, const std::string& valueName,
                           const std::string& help);

/// The option's text; empty where it was not given. Throws InputError where an option's name stands for the
/// value.
std::string textOf(const CLI::Option& option);

}  // namespace nmf::app
