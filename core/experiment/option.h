#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/experiment/settings.h"

namespace nmf {

/// The headings under which options are listed.
enum class OptionGroup { Data, Model, Start, Optimisation, Stopping, Recording, Output };
const char* title(OptionGroup group);

/// One option: the same on the command line, in JSON, in a sweep, in the window's tool tips and in
/// config.json. Readers throw InputError with a sentence that begins with the value; the caller puts the
/// option's name before it.
struct Option {
  std::string key;  ///< in JSON, e.g. "learning_rate"
  OptionGroup group;
  std::string valueName;  ///< in help, e.g. "A:B"; empty for a flag
  std::string help;       ///< what it does to the mathematics or the data, with its values
  std::string fallback;   ///< the default in words, for help
  /// Where its values are updates of the factors, one line for each: "gd: x ← ...".
  std::vector<std::string> formulas;
  /// What stands for the symbols of those formulas, or of the term of the loss, in an experiment: "η = 0.01".
  std::function<std::string(const Settings&)> numbers = {};
  /// How it reads in the short name of a run; unset: a word speaks for itself, a number comes with the key.
  std::function<std::string(const Settings&)> phrase = {};
  std::string scope;   ///< where it applies, e.g. "gd, deep"; empty: everywhere
  bool live = false;   ///< may change while a run is going
  bool varies = true;  ///< may span a grid in a sweep
  bool list = false;   ///< its JSON value is a list

  std::function<std::string(const Settings&)> format;
  std::function<void(Settings&, const std::string&)> parse;
  std::function<nlohmann::ordered_json(const Settings&)> toJson;
  std::function<void(Settings&, const nlohmann::ordered_json&)> fromJson;

  /// Why it means nothing in an experiment; empty where it applies.
  std::function<std::string(const Experiment&)> whyNot = [](const Experiment&) { return std::string(); };

  bool isFlag() const { return valueName.empty(); }
  bool isRunOnly() const { return group == OptionGroup::Output; }
  /// "--learning-rate"
  std::string flag() const;
};

/// All options, in the order of config.json and of help.
const std::vector<Option>& optionTable();

/// The option with this key, or null.
const Option* findOption(std::string_view key);

/// The candidate nearest to `word` by edit distance, where one is near enough to be what was meant; else
/// empty.
std::string nearestWord(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean 'ranks'?" or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

/// A JSON value in words for a message: "a list", "the string 'x'".
std::string describeJson(const nlohmann::ordered_json& value);

}  // namespace nmf
