#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/bytes.h"
#include "core/model/matrix.h"

namespace nmf {

/// The element types of NumPy's .npy files that are read; others (objects, strings, complex...) are refused
/// by name.
enum class NpyType { Bool, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Float32, Float64 };

/// Bytes an element of this type takes.
int sizeOf(NpyType type);

/// "float32", "uint8"...
const char* word(NpyType type);

/// An array in a .npy file: what the header says, and a view of the elements as the file holds them. The
/// bytes must outlive the view. Use toFloats, toIntegers or toMatrix to have the elements in C order and this
/// machine's byte order.
struct NpyArray {
  NpyType type = NpyType::Float32;
  bool bigEndian = false;
  bool fortranOrder = false;
  std::vector<std::int64_t> shape;  ///< empty for a single number
  ByteView data;                    ///< count() * sizeOf(type) bytes
  std::int64_t count() const;
};

/// The header alone, checked: sizes multiply without overflow, and below maximumUnpackedBytes.
struct NpyHeader {
  NpyType type = NpyType::Float32;
  bool bigEndian = false;
  bool fortranOrder = false;
  std::vector<std::int64_t> shape;
  std::int64_t dataOffset = 0;  ///< bytes before the first element
  std::int64_t dataBytes = 0;   ///< bytes that the elements take
};

/// Bytes that must be there before npyHeaderLength can tell how long the header is.
inline constexpr std::int64_t npyPrefixBytes = 12;

/// The length of magic, version, length field and header text, from the first npyPrefixBytes bytes. `name` is
/// how the sentence of the InputError, thrown on anything but NumPy's format 1.0, 2.0 or 3.0, calls the file.
std::int64_t npyHeaderLength(ByteView start, const std::string& name);

/// Reads the header from bytes that begin with the whole of it. Throws InputError as above.
NpyHeader parseNpyHeader(ByteView start, const std::string& name);

/// Reads a whole .npy file held in memory (format: https://numpy.org/neps/nep-0001-npy-format.html). Throws
/// InputError with one sentence that begins with `name` when it is anything but one array of a type above,
/// complete to the byte.
NpyArray parseNpy(ByteView file, const std::string& name);

/// The elements as float, in C order.
std::vector<float> toFloats(const NpyArray& array);

/// `count` elements from index `first` of the C order on, as float, written to `out`. Safe to call from many
/// threads.
void copyFloats(const NpyArray& array, std::int64_t first, std::int64_t count, float* out);

/// The elements as integers, in C order. Throws InputError naming `name` when one is not a whole number in
/// range.
std::vector<std::int64_t> toIntegers(const NpyArray& array, const std::string& name);

/// A two-dimensional array as a matrix (rows x columns). Throws InputError naming `name` when it has not two
/// dimensions.
Matrix toMatrix(const NpyArray& array, const std::string& name);

/// The header of a .npy file in C order and this machine's byte order; the elements follow it. Its length is
/// a multiple of 64, as NumPy writes it.
std::string npyHeaderText(NpyType type, const std::vector<std::int64_t>& shape);

}  // namespace nmf
