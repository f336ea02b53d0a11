#include "core/experiment/number_text.h"

#include <charconv>
#include <cmath>
#include <system_error>

#include "core/errors.h"

namespace nmf {
namespace {

/// Reads all of `text` as a T; says whether it could.
template <typename T>
std::errc read(std::string_view text, T& value) {
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && at != end) return std::errc::invalid_argument;
  return error;
}

}  // namespace

double parseNumber(std::string_view text) {
  // from_chars takes no leading plus sign, which people write in exponents and now and then before a number.
  if (text.size() > 1 && text.front() == '+' && text[1] != '-' && text[1] != '+') text.remove_prefix(1);
  double value = 0;
  const std::errc error = read(text, value);
  if (error == std::errc::result_out_of_range)
    throw InputError(inQuotes(text) + " is beyond what a number can hold");
  if (error != std::errc{}) throw InputError(inQuotes(text) + " is not a number");
  if (!std::isfinite(value)) throw InputError(inQuotes(text) + " is not a finite number");
  return value;
}

std::int64_t parseInteger(std::string_view text) {
  std::int64_t value = 0;
  const std::errc error = read(text, value);
  if (error == std::errc::result_out_of_range) throw InputError(inQuotes(text) + " is beyond 64 bits");
  if (error != std::errc{}) throw InputError(inQuotes(text) + " is not a whole number");
  return value;
}

std::uint64_t parseSeed(std::string_view text) {
  std::uint64_t value = 0;
  const std::errc error = read(text, value);
  if (error == std::errc::result_out_of_range) throw InputError(inQuotes(text) + " is beyond 64 bits");
  if (error != std::errc{}) throw InputError(inQuotes(text) + " is not a whole number >= 0");
  return value;
}

std::vector<std::string_view> splitAtCommas(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::string formatNumber(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc{} ? std::string(buffer, end) : std::string();
}

std::string inQuotes(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  std::string result = "'";
  for (const char c : text.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  if (text.size() > kLongest) result += "...";
  return result + "'";
}

}  // namespace nmf
