#include "core/experiment/result_table.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "core/errors.h"

namespace nmf {

namespace {

std::string csvField(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string latexText(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '\\':
        escaped += "\\textbackslash{}";
        break;
      case '~':
        escaped += "\\textasciitilde{}";
        break;
      case '^':
        escaped += "\\textasciicircum{}";
        break;
      case '<':
        escaped += "\\textless{}";
        break;
      case '>':
        escaped += "\\textgreater{}";
        break;
      case '|':
        escaped += "\\textbar{}";
        break;
      case '_':
      case '%':
      case '&':
      case '#':
      case '$':
      case '{':
      case '}':
        escaped += std::string("\\") + c;
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

/// A table is for reading, the CSV for computing.
std::string latexField(const std::string& text) {
  return text.empty() ? "--" : latexText(readableField(text));
}

}  // namespace

const std::vector<std::string>& finalMetrics() {
  static const std::vector<std::string> metrics{"epochs",         "seconds",      "relative_error",   "error",
                                                "effective_rank", "nuclear_rank", "cosine_separation"};
  return metrics;
}

std::string metricColumn(const std::string& metric, const std::vector<std::string>& settings) {
  const bool taken = std::find(settings.begin(), settings.end(), metric) != settings.end();
  return taken ? "final_" + metric : metric;
}

std::string readableField(const std::string& text) {
  const bool isFraction = text.find_first_of(".e") != std::string::npos;
  double value = 0;
  const std::string plus = text.starts_with('+') ? "+" : "";
  const auto [end, error] = std::from_chars(text.data() + plus.size(), text.data() + text.size(), value);
  if (!isFraction || error != std::errc{} || end != text.data() + text.size()) return text;
  char digits[48];
  return plus +
         std::string(digits,
                     std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 4).ptr);
}

std::string toCsv(const ResultTable& table) {
  std::string text;
  const auto line = [&text](const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) text += ',';
      text += csvField(fields[i]);
    }
    text += '\n';
  };
  line(table.columns);
  for (const auto& row : table.rows) line(row);
  return text;
}

std::string toLatex(const ResultTable& table) {
  std::string text = "\\begin{tabular}{" + std::string(table.columns.size(), 'l') + "}\n\\hline\n";
  const auto line = [&text](const std::vector<std::string>& fields, const auto& show) {
    for (std::size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : " & ") + show(fields[i]);
    text += " \\\\\n";
  };
  line(table.columns, latexText);
  text += "\\hline\n";
  for (const auto& row : table.rows) line(row, latexField);
  return text + "\\hline\n\\end{tabular}\n";
}

ResultTable tableFromCsv(std::string_view text, const std::string& name) {
  ResultTable table;
  std::vector<std::string> fields(1);
  bool inQuoted = false;
  const auto endLine = [&] {
    if (table.columns.empty()) {
      table.columns = std::move(fields);
    } else if (fields.size() == table.columns.size()) {
      table.rows.push_back(std::move(fields));
    } else {
      throw InputError(name + ": line " + std::to_string(table.rows.size() + 2) + " has " +
                       std::to_string(fields.size()) + " fields; the header has " +
                       std::to_string(table.columns.size()));
    }
    fields.assign(1, {});
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inQuoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      inQuoted = !inQuoted;
    } else if (c == ',' && !inQuoted) {
      fields.emplace_back();
    } else if (c == '\n' && !inQuoted) {
      endLine();
    } else {
      fields.back() += c;
    }
  }
  if (inQuoted || fields.size() > 1 || !fields.back().empty())
    throw InputError(name + ": its last line is not complete; run its part of the sweep again");
  if (table.columns.empty()) throw InputError(name + ": is empty; run its part of the sweep again");
  return table;
}

}  // namespace nmf
