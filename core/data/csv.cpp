#include "core/data/csv.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string_view>

#include "core/data/value_scaling.h"
#include "core/errors.h"

namespace nmf {
namespace {

struct Line {
  std::string_view text;
  std::int64_t number = 0;  // in the file, from 1
};

std::vector<Line> linesOf(ByteView file, const std::string& name) {
  std::string_view rest(reinterpret_cast<const char*>(file.data()), file.size());
  constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
  if (rest.starts_with(byteOrderMark)) rest.remove_prefix(byteOrderMark.size());
  if (rest.find('\0') != std::string_view::npos)
    throw InputError(name + " is not a .csv file: it is not text.");
  std::vector<Line> lines;
  std::int64_t number = 0;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
    if (!text.empty()) lines.push_back({text, number});
  }
  if (lines.empty()) throw InputError(name + " is empty: a .csv file with one image a line is needed.");
  return lines;
}

char separatorOf(std::string_view line) {
  for (const char separator : {',', ';', '\t'}) {
    if (line.find(separator) != std::string_view::npos) return separator;
  }
  return ',';
}

std::string_view trimmed(std::string_view field) {
  while (!field.empty() && (field.front() == ' ' || field.front() == '\t')) field.remove_prefix(1);
  while (!field.empty() && (field.back() == ' ' || field.back() == '\t')) field.remove_suffix(1);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
    field = field.substr(1, field.size() - 2);
  return field;
}

// Takes the next field off `line`; false when there is none left.
bool takeField(std::string_view& line, bool& more, char separator, std::string_view& field) {
  if (!more) return false;
  const std::size_t at = line.find(separator);
  more = at != std::string_view::npos;
  field = trimmed(line.substr(0, at));
  if (more) line.remove_prefix(at + 1);
  return true;
}

std::optional<float> numberIn(std::string_view field) {
  if (field.starts_with('+')) field.remove_prefix(1);
  float value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error == std::errc::result_out_of_range && end == field.data() + field.size()) {
    // Too small for a float is 0 for a pixel; too large is not finite, and refused as such.
    double wide = 0;
    const auto again = std::from_chars(field.data(), field.data() + field.size(), wide);
    return again.ec == std::errc() ? static_cast<float>(wide) : HUGE_VALF;
  }
  if (error != std::errc() || end != field.data() + field.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> fieldsOf(std::string_view line, char separator) {
  std::vector<std::string_view> fields;
  std::string_view field;
  bool more = true;
  while (takeField(line, more, separator, field)) fields.push_back(field);
  return fields;
}

constexpr std::int64_t noColumn = -1;

std::int64_t labelColumnOf(const std::vector<std::string_view>& names) {
  for (std::size_t column = 0; column < names.size(); ++column) {
    std::string lower(names[column]);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const std::string_view known : {"label", "labels", "class", "target", "y"}) {
      if (lower == known) return static_cast<std::int64_t>(column);
    }
  }
  return noColumn;
}

bool makesImage(std::int64_t values, const std::optional<ImageShape>& shape) {
  if (shape) return values == shape->pixels();
  const auto side = std::llround(std::sqrt(static_cast<double>(values)));
  return values > 0 && side * side == values;
}

// What the first line tells.
struct Plan {
  char separator = ',';
  std::int64_t columns = 0;
  std::int64_t labelColumn = noColumn;
  bool header = false;
};

Plan planFor(const std::vector<Line>& lines, const std::optional<ImageShape>& shape) {
  Plan plan;
  plan.separator = separatorOf(lines.front().text);
  const auto fields = fieldsOf(lines.front().text, plan.separator);
  plan.columns = static_cast<std::int64_t>(fields.size());
  plan.header =
      std::any_of(fields.begin(), fields.end(), [](std::string_view field) { return !numberIn(field); });
  if (plan.header) {
    plan.labelColumn = labelColumnOf(fields);
  } else if (!makesImage(plan.columns, shape) && makesImage(plan.columns - 1, shape)) {
    plan.labelColumn = 0;
  }
  return plan;
}

[[noreturn]] void refuseField(const std::string& name, const Line& line, std::int64_t column,
                              std::string_view field) {
  throw InputError(name + ", line " + std::to_string(line.number) + ", column " + std::to_string(column + 1) +
                   ": '" + std::string(field.substr(0, 20)) + "' is not a number.");
}

[[noreturn]] void refuseLength(const std::string& name, const Line& line, std::int64_t columns,
                               std::int64_t wanted) {
  throw InputError(name + ", line " + std::to_string(line.number) + " has " + std::to_string(columns) +
                   " columns and the first line " + std::to_string(wanted) + ": all must have as many.");
}

int labelIn(const std::string& name, const Line& line, std::int64_t column, float value) {
  if (!(value >= 0 && value <= 1e6F) || std::trunc(value) != value) {
    throw InputError(name + ", line " + std::to_string(line.number) + ", column " +
                     std::to_string(column + 1) + ": a label must be a whole number from 0 up.");
  }
  return static_cast<int>(value);
}

// One line into a row of the matrix and, where there is a label column, a label.
void parseLine(const std::string& name, const Line& line, const Plan& plan, float* row, int* label) {
  std::string_view rest = line.text, field;
  bool more = true;
  std::int64_t column = 0;
  for (; takeField(rest, more, plan.separator, field); ++column) {
    if (column >= plan.columns) continue;  // counted for the message
    const auto value = numberIn(field);
    if (!value) refuseField(name, line, column, field);
    if (column == plan.labelColumn) {
      *label = labelIn(name, line, column, *value);
      continue;
    }
    if (!(*value >= 0) || !std::isfinite(*value)) {
      refuseValue(name, "line " + std::to_string(line.number) + ", column " + std::to_string(column + 1),
                  *value);
    }
    *row++ = *value;
  }
  if (column != plan.columns) refuseLength(name, line, column, plan.columns);
}

// Too few bytes for so many columns on every line: finds the line that is short.
[[noreturn]] void refuseRagged(const std::string& name, const std::vector<Line>& lines, const Plan& plan) {
  for (const Line& line : lines) {
    const auto columns = 1 + std::count(line.text.begin(), line.text.end(), plan.separator);
    if (columns != plan.columns) refuseLength(name, line, columns, plan.columns);
  }
  throw InputError(name + " has lines with empty columns: every one must be a number.");
}

}  // namespace

ImageSourcePtr parseCsv(ByteView file, const std::string& name, const std::optional<ImageShape>& shape) {
  std::vector<Line> lines = linesOf(file, name);
  const Plan plan = planFor(lines, shape);
  if (plan.header) lines.erase(lines.begin());
  if (lines.empty()) throw InputError(name + " has a header line and no image after it.");
  const bool labelled = plan.labelColumn != noColumn;
  const std::int64_t values = plan.columns - (labelled ? 1 : 0);
  if (values == 0) throw InputError(name + " has no column of pixels.");
  SourceFacts facts;
  facts.name = fileName(name);
  facts.source = name;
  facts.count = static_cast<std::int64_t>(lines.size());
  facts.shape = rowShape(name, values, shape);
  facts.rowValues = values;
  // A number and its separator take two bytes: lines that cannot all be as long as the first must not cost
  // memory.
  if (facts.count > static_cast<std::int64_t>(file.size()) / plan.columns + 1)
    refuseRagged(name, lines, plan);
  Matrix A(facts.count, values);
  facts.labels.resize(labelled ? lines.size() : 0);
  tbb::parallel_for(std::size_t{0}, lines.size(), [&](std::size_t i) {
    float* row = A.row(static_cast<Eigen::Index>(i)).data();
    parseLine(name, lines[i], plan, row, labelled ? &facts.labels[i] : nullptr);
  });
  ValueRange range;
  range.look(A.data(), A.size(), 0);
  const Scaling scaling = scalingFor(range.largest, range.allWhole);
  facts.scaling = scaling.words;
  if (scaling.divisor != 1) A /= scaling.divisor;
  if (facts.shape->channels > 1) {
    std::vector<float> pixels(static_cast<std::size_t>(values));
    for (Eigen::Index i = 0; i < A.rows(); ++i) {
      std::copy_n(A.row(i).data(), values, pixels.data());
      toChannelFirst(pixels.data(), *facts.shape, A.row(i).data());
    }
  }
  return std::make_unique<MatrixImages>(std::move(facts), std::move(A));
}

ImageSourcePtr openCsv(const std::string& path, const std::optional<ImageShape>& shape) {
  const Bytes bytes = readFile(path);
  return parseCsv(bytes, path, shape);
}

}  // namespace nmf
