#include <algorithm>

#include "core/experiment/option_builders.h"
#include "core/experiment/option_groups.h"
#include "core/experiment/output_options.h"

namespace nmf {
namespace {

constexpr std::size_t kLongestTag = 100;

bool isTagCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

void parseTag(Settings& settings, const std::string& text) {
  const bool safe = text.size() <= kLongestTag && std::all_of(text.begin(), text.end(), isTagCharacter) &&
                    (text.empty() || text.front() != '.');
  if (!safe)
    throw InputError(inQuotes(text) + " cannot be part of a folder's name; use at most " +
                     std::to_string(kLongestTag) +
                     " letters, digits, '-', '_' and '.', not beginning with '.'");
  settings.output.name = text;
}

void parseOut(Settings& settings, const std::string& text) {
  if (text.empty()) throw InputError("the empty name is no folder; give one such as results");
  if (text.find('\0') != std::string::npos) throw InputError(inQuotes(text) + " is not a path");
  settings.output.out = text;
}

std::string formatFigures(const Settings& settings) {
  std::string joined;
  for (const std::string& format : settings.output.figures) joined += (joined.empty() ? "" : ",") + format;
  return joined.empty() ? "none" : joined;
}

void parseFigures(Settings& settings, const std::string& text) {
  static const std::vector<std::string> kFormats{"png", "svg", "pdf"};
  std::vector<std::string> formats;
  if (text != "none") {
    for (const std::string_view part : splitAtCommas(text)) {
      const std::string format(part);
      if (std::find(kFormats.begin(), kFormats.end(), format) == kFormats.end())
        throw InputError(
            inQuotes(format) +
            " is not a format for figures; give png, svg and pdf with commas between them, or none");
      if (std::find(formats.begin(), formats.end(), format) == formats.end()) formats.push_back(format);
    }
  }
  settings.output.figures = std::move(formats);
}

}  // namespace

const char* word(OutputKind kind) {
  switch (kind) {
    case OutputKind::FactorsOnly:
      return "matrix";
    case OutputKind::RecordsOnly:
      return "lists";
    case OutputKind::All:
      return "all";
  }
  return "";
}

std::vector<Option> outputOptions() {
  std::vector<Option> options{
      textOption(
          {"out", OptionGroup::Output, "DIR", "the folder in which the result folder appears"},
          [](const Settings& s) { return s.output.out; }, parseOut),
      textOption(
          {"name", OptionGroup::Output, "TAG", "ends the result folder's name: YYYYmmdd_HHMMSS-TAG", "none"},
          [](const Settings& s) { return s.output.name; }, parseTag),
      choiceOption<OutputKind>(
          {"output", OptionGroup::Output, "KIND",
           "matrix (the factors: factors.npz, snapshots.npz), lists (what was recorded: metrics.csv, "
           "plateaus.json) or all; config.json and summary.json are always written"},
          [](Settings& s) -> OutputKind& { return s.output.output; },
          {OutputKind::FactorsOnly, OutputKind::RecordsOnly, OutputKind::All}),
      textOption({"figures", OptionGroup::Output, "FORMATS",
                  "png, svg and pdf, with commas between them, or none: curves, heat maps, signatures, "
                  "reconstructions"},
                 formatFigures, parseFigures),
      flagOption({"list_skipped",
                  OptionGroup::Output,
                  {},
                  "name every picture that could not be read, a line each on stderr"},
                 [](Settings& s) -> bool& { return s.output.listSkipped; }),
      flagOption({"quiet", OptionGroup::Output, {}, "no progress on the terminal"},
                 [](Settings& s) -> bool& { return s.output.quiet; }),
  };
  for (Option& option : options) option.varies = false;
  return options;
}

}  // namespace nmf
