#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nmf {

// Numbers as text, the same in every locale. All readers take the whole text or nothing.

/// A finite number, e.g. "1e-3". Throws InputError ("'nan' is not a finite number").
double parseNumber(std::string_view text);

/// A whole number, e.g. "-3". Throws InputError, also where 64 bits do not hold it.
std::int64_t parseInteger(std::string_view text);

/// A seed: a whole number from 0 to 2^64 - 1. Throws InputError.
std::uint64_t parseSeed(std::string_view text);

/// The parts between commas; "" has one part, the empty one.
std::vector<std::string_view> splitAtCommas(std::string_view text);

/// The shortest text that parseNumber reads back to the same double.
std::string formatNumber(double value);

/// `text` in quotes, cut to a length that a sentence can hold, control characters replaced.
std::string inQuotes(std::string_view text);

}  // namespace nmf
