#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nmf {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// No file is read, and no archive member unpacked, beyond this many bytes: 4 GiB, ten times Flowers102 as
/// floats.
inline constexpr std::int64_t maximumUnpackedBytes = std::int64_t{4} << 30;

/// The product of `factors`, or empty when one is negative or the product (of those that are not 0) is above
/// `limit`. Never overflows, so sizes read from a file can be multiplied before anything is believed.
std::optional<std::int64_t> checkedProduct(std::span<const std::int64_t> factors, std::int64_t limit);

/// The whole file. Throws InputError naming `path` when it is missing, a folder, not readable, or larger than
/// `limit` bytes; EnvironmentError when reading fails half-way.
Bytes readFile(const std::string& path, std::int64_t limit = maximumUnpackedBytes);

/// The size of a regular file in bytes; throws like readFile.
std::int64_t fileSize(const std::string& path);

/// The last part of a path: `b.gz` of `/a/b.gz`.
std::string fileName(const std::string& path);

/// A size for people: "512 bytes", "4.0 GiB".
std::string sizeText(std::int64_t bytes);

}  // namespace nmf
