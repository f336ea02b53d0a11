#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/experiment/number_text.h"
#include "core/experiment/option.h"

namespace nmf {

/// What all options say of themselves.
struct OptionText {
  std::string key;
  OptionGroup group;
  std::string valueName;
  std::string help;
  std::string fallback = {};  ///< empty: the text of the default value
  std::vector<std::string> formulas = {};
};

/// A part of the settings to read and write.
template <typename T>
using Place = std::function<T&(Settings&)>;

template <typename T>
const T& valueAt(const Place<T>& place, const Settings& settings) {
  return place(const_cast<Settings&>(settings));  // a Place only points; nothing is written here
}

/// Which numbers an option takes.
struct NumberRange {
  double least = 0;
  bool open = false;  ///< `least` itself is excluded
  double most = 0;    ///< where > least: the largest value taken
  bool mostOpen = false;
};

/// "a number > 0", "a number >= 0 and < 1".
std::string describe(const NumberRange& range);
/// Throws InputError unless `value` lies in `range`.
void checkRange(double value, const NumberRange& range, const std::string& shown);

Option numberOption(const OptionText& text, const Place<double>& place, const NumberRange& range);

/// A whole number >= least (and <= most where most > least). Where `zeroWord` is not empty, it stands for 0.
Option integerOption(const OptionText& text, const std::function<std::int64_t(const Settings&)>& get,
                     const std::function<void(Settings&, std::int64_t)>& set, std::int64_t least,
                     std::int64_t most, const std::string& zeroWord = {});

/// A seed as JSON: a whole number from 0 to 2^64 - 1. Throws InputError.
std::uint64_t seedFromJson(const nlohmann::ordered_json& value);

Option flagOption(const OptionText& text, const Place<bool>& place);

/// A value with a text form of its own; in JSON the same text, or null for `unset` where that is not nothing.
Option textOption(const OptionText& text, const std::function<std::string(const Settings&)>& format,
                  const std::function<void(Settings&, const std::string&)>& parse,
                  const std::string& nullWord = {}, bool nullable = false);

/// A list of whole numbers, commas between them; in JSON a list. `emptyWord` is the text of the empty list.
Option integerListOption(const OptionText& text, const Place<std::vector<int>>& place, int least,
                         const std::string& emptyWord);
/// A list of numbers >= 0.
Option numberListOption(const OptionText& text, const Place<std::vector<double>>& place,
                        const std::string& emptyWord);

/// "a, b or c"
std::string orList(const std::vector<std::string>& words);

/// The value whose word(value) is `text`. Throws InputError naming the choices.
template <typename E>
E parseWord(const std::string& text, const std::vector<E>& values) {
  std::vector<std::string> words;
  for (const E value : values) {
    if (text == word(value)) return value;
    words.emplace_back(word(value));
  }
  throw InputError(inQuotes(text) + " is not one of " + orList(words) + suggestion(text, words));
}

/// One of several words, each the word(value) of an enumeration.
template <typename E>
Option choiceOption(const OptionText& text, const Place<E>& place, const std::vector<E>& values) {
  return textOption(
      text, [place](const Settings& s) { return std::string(word(valueAt(place, s))); },
      [place, values](Settings& s, const std::string& value) { place(s) = parseWord(value, values); });
}

/// Adds a condition: `scope` and `whyNot` as in Option.
Option when(Option option, const std::string& scope, std::function<std::string(const Experiment&)> whyNot);
/// Marks an option that may change while a run is going.
Option live(Option option);
/// Marks an option that a sweep may not vary.
Option fixed(Option option);

}  // namespace nmf
