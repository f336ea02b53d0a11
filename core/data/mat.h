#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/bytes.h"

namespace nmf {

/// A real numeric array of a MATLAB file, in MATLAB's order (first index fastest).
struct MatArray {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<double> values;
};

/// Reads the real numeric arrays of a MATLAB 5 file (MATLAB's "MAT-File Format", version 5: save -v6 and
/// -v7), packed elements and both byte orders included. Arrays of another class (text, cells, structures,
/// sparse...) are left out. Every tag and size is checked before it is used; memory follows what is there,
/// and packed elements unpack to at most `limit` bytes in all (each can become a double of 8). Throws
/// InputError that begins with `name` when the file is anything else, damaged or truncated.
std::vector<MatArray> parseMat(ByteView file, const std::string& name,
                               std::int64_t limit = std::int64_t{16} << 20);

/// The array called `array` in the file at `path` as whole numbers. Throws InputError naming the file when it
/// has none of that name, or one that holds other numbers.
std::vector<std::int64_t> readMatIntegers(const std::string& path, const std::string& array);

}  // namespace nmf
