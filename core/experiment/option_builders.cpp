#include "core/experiment/option_builders.h"

#include <limits>

namespace nmf {

using Json = nlohmann::ordered_json;

std::string describe(const NumberRange& range) {
  std::string text = std::string("a number ") + (range.open ? "> " : ">= ") + formatNumber(range.least);
  if (range.most > range.least)
    text += std::string(range.mostOpen ? " and < " : " and <= ") + formatNumber(range.most);
  return text;
}

void checkRange(double value, const NumberRange& range, const std::string& shown) {
  const bool low = range.open ? !(value > range.least) : !(value >= range.least);
  const bool high =
      range.most > range.least && (range.mostOpen ? !(value < range.most) : !(value <= range.most));
  if (low || high) throw InputError(shown + " is out of range; give " + describe(range));
}

std::string orList(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return text;
}

namespace {

Option describeOption(const OptionText& text) {
  Option option;
  option.key = text.key;
  option.group = text.group;
  option.valueName = text.valueName;
  option.help = text.help;
  option.formulas = text.formulas;
  option.fallback = text.fallback;
  return option;
}

/// Fills in the default's text where none was given in words.
Option completed(Option option) {
  if (option.fallback.empty() && !option.isFlag()) option.fallback = option.format(Settings{});
  return option;
}

/// A sentence of a reader, followed by what would be right.
template <typename Read>
auto withAdvice(const std::string& advice, const Read& read) {
  try {
    return read();
  } catch (const InputError& error) {
    throw InputError(std::string(error.what()) + "; give " + advice);
  }
}

std::int64_t wholeNumber(const Json& value) {
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
    throw InputError(describeJson(value) + " is beyond 64 bits");
  if (!value.is_number_integer()) throw InputError(describeJson(value) + " is not a whole number");
  return value.get<std::int64_t>();
}

double number(const Json& value) {
  if (!value.is_number()) throw InputError(describeJson(value) + " is not a number");
  return value.get<double>();
}

}  // namespace

std::uint64_t seedFromJson(const Json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (!value.is_number_integer() || value.get<std::int64_t>() < 0)
    throw InputError(describeJson(value) + " is not a whole number >= 0");
  return static_cast<std::uint64_t>(value.get<std::int64_t>());
}

Option numberOption(const OptionText& text, const Place<double>& place, const NumberRange& range) {
  Option option = describeOption(text);
  option.format = [place](const Settings& s) { return formatNumber(valueAt(place, s)); };
  option.parse = [place, range](Settings& s, const std::string& value) {
    const double read = withAdvice(describe(range), [&] { return parseNumber(value); });
    checkRange(read, range, inQuotes(value));
    place(s) = read;
  };
  option.toJson = [place](const Settings& s) { return Json(valueAt(place, s)); };
  option.fromJson = [place, range](Settings& s, const Json& value) {
    const double read = withAdvice(describe(range), [&] { return number(value); });
    checkRange(read, range, describeJson(value));
    place(s) = read;
  };
  return completed(std::move(option));
}

Option integerOption(const OptionText& text, const std::function<std::int64_t(const Settings&)>& get,
                     const std::function<void(Settings&, std::int64_t)>& set, std::int64_t least,
                     std::int64_t most, const std::string& zeroWord) {
  std::string advice = "a whole number ";
  advice += most > least ? "from " + std::to_string(least) + " to " + std::to_string(most)
                         : ">= " + std::to_string(least);
  if (!zeroWord.empty()) advice += " or " + zeroWord;
  const auto check = [least, most, zeroWord, advice](std::int64_t value, const std::string& shown) {
    if (value == 0 && !zeroWord.empty()) return;
    if (value < least || (most > least && value > most))
      throw InputError(shown + " is out of range; give " + advice);
  };
  Option option = describeOption(text);
  option.format = [get, zeroWord](const Settings& s) {
    const std::int64_t value = get(s);
    return value == 0 && !zeroWord.empty() ? zeroWord : std::to_string(value);
  };
  option.parse = [set, check, advice, zeroWord](Settings& s, const std::string& value) {
    const std::int64_t read =
        !zeroWord.empty() && value == zeroWord ? 0 : withAdvice(advice, [&] { return parseInteger(value); });
    check(read, inQuotes(value));
    set(s, read);
  };
  option.toJson = [get](const Settings& s) { return Json(get(s)); };
  option.fromJson = [set, check, advice](Settings& s, const Json& value) {
    const std::int64_t read = withAdvice(advice, [&] { return wholeNumber(value); });
    check(read, describeJson(value));
    set(s, read);
  };
  return completed(std::move(option));
}

Option flagOption(const OptionText& text, const Place<bool>& place) {
  Option option = describeOption(text);
  option.format = [place](const Settings& s) { return std::string(valueAt(place, s) ? "true" : "false"); };
  option.parse = [place](Settings& s, const std::string& value) {
    if (value != "true" && value != "false")
      throw InputError(inQuotes(value) + " is not a choice; give true or false");
    place(s) = value == "true";
  };
  option.toJson = [place](const Settings& s) { return Json(valueAt(place, s)); };
  option.fromJson = [place](Settings& s, const Json& value) {
    if (!value.is_boolean()) throw InputError(describeJson(value) + " is not a choice; give true or false");
    place(s) = value.get<bool>();
  };
  return completed(std::move(option));
}

Option textOption(const OptionText& text, const std::function<std::string(const Settings&)>& format,
                  const std::function<void(Settings&, const std::string&)>& parse,
                  const std::string& nullWord, bool nullable) {
  Option option = describeOption(text);
  option.format = format;
  option.parse = parse;
  option.toJson = [format, nullWord, nullable](const Settings& s) {
    const std::string value = format(s);
    return nullable && value == nullWord ? Json(nullptr) : Json(value);
  };
  option.fromJson = [parse, nullWord, nullable](Settings& s, const Json& value) {
    if (nullable && value.is_null())
      parse(s, nullWord);
    else if (value.is_string())
      parse(s, value.get<std::string>());
    else
      throw InputError(describeJson(value) + " has the wrong type; give a string");
  };
  return completed(std::move(option));
}

namespace {

/// What the two kinds of lists share. `element` reads one from text, `jsonElement` one from JSON.
template <typename T>
Option listOption(const OptionText& text, const Place<std::vector<T>>& place, const std::string& emptyWord,
                  const std::function<T(std::string_view)>& element,
                  const std::function<T(const Json&)>& jsonElement,
                  const std::function<std::string(T)>& formatElement, const std::string& advice) {
  Option option = describeOption(text);
  option.list = true;
  option.format = [=](const Settings& s) {
    std::string joined;
    for (const T value : valueAt(place, s)) {
      if (!joined.empty()) joined += ',';
      joined += formatElement(value);
    }
    return joined.empty() ? emptyWord : joined;
  };
  option.parse = [=](Settings& s, const std::string& value) {
    std::vector<T> read;
    if (emptyWord.empty() || value != emptyWord)
      withAdvice(advice, [&] {
        for (const std::string_view part : splitAtCommas(value)) read.push_back(element(part));
      });
    place(s) = std::move(read);
  };
  option.toJson = [=](const Settings& s) { return Json(valueAt(place, s)); };
  option.fromJson = [=](Settings& s, const Json& value) {
    std::vector<T> read;
    withAdvice(advice, [&] {
      if (!value.is_array()) throw InputError(describeJson(value) + " is not a list");
      if (value.empty() && emptyWord.empty()) throw InputError("an empty list will not do");
      for (const Json& part : value) read.push_back(jsonElement(part));
    });
    place(s) = std::move(read);
  };
  return completed(std::move(option));
}

}  // namespace

Option integerListOption(const OptionText& text, const Place<std::vector<int>>& place, int least,
                         const std::string& emptyWord) {
  const auto inRange = [least](std::int64_t value, const std::string& shown) {
    if (value < least || value > std::numeric_limits<int>::max())
      throw InputError(shown + " is out of range");
    return static_cast<int>(value);
  };
  std::string advice = "whole numbers >= " + std::to_string(least) + " with commas between them";
  if (!emptyWord.empty()) advice += ", or " + emptyWord;
  return listOption<int>(
      text, place, emptyWord,
      [inRange](std::string_view part) { return inRange(parseInteger(part), inQuotes(part)); },
      [inRange](const Json& part) { return inRange(wholeNumber(part), describeJson(part)); },
      [](int value) { return std::to_string(value); }, advice);
}

Option numberListOption(const OptionText& text, const Place<std::vector<double>>& place,
                        const std::string& emptyWord) {
  const auto inRange = [](double value, const std::string& shown) {
    if (!(value >= 0)) throw InputError(shown + " is out of range");
    return value;
  };
  return listOption<double>(
      text, place, emptyWord,
      [inRange](std::string_view part) { return inRange(parseNumber(part), inQuotes(part)); },
      [inRange](const Json& part) { return inRange(number(part), describeJson(part)); },
      [](double value) { return formatNumber(value); },
      "numbers >= 0 with commas between them" + (emptyWord.empty() ? "" : ", or " + emptyWord));
}

Option when(Option option, const std::string& scope, std::function<std::string(const Experiment&)> whyNot) {
  option.scope = scope;
  option.whyNot = std::move(whyNot);
  return option;
}

Option live(Option option) {
  option.live = true;
  return option;
}

Option fixed(Option option) {
  option.varies = false;
  return option;
}

}  // namespace nmf
