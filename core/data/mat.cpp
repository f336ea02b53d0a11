#include "core/data/mat.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

#include "core/errors.h"

namespace nmf {
namespace {

// Element types and array classes by their numbers in the format's description.
enum ElementType : std::uint32_t {
  Int8 = 1,
  UInt8 = 2,
  Int16 = 3,
  UInt16 = 4,
  Int32 = 5,
  UInt32 = 6,
  Single = 7,
  Double = 9,
  Int64 = 12,
  UInt64 = 13,
  MatrixElement = 14,
  Compressed = 15
};
constexpr std::uint32_t firstNumericClass = 6, lastNumericClass = 15;
constexpr std::uint32_t complexFlag = 0x0800;
constexpr std::size_t headerBytes = 128;
constexpr std::size_t maximumDimensions = 32;

struct Element {
  std::uint32_t type = 0;
  ByteView data;
};

std::size_t sizeOfElement(std::uint32_t type) {
  switch (type) {
    case Int8:
    case UInt8:
      return 1;
    case Int16:
    case UInt16:
      return 2;
    case Int32:
    case UInt32:
    case Single:
      return 4;
    case Double:
    case Int64:
    case UInt64:
      return 8;
    default:
      return 0;
  }
}

class MatReader {
 public:
  MatReader(const std::string& name, std::int64_t limit) : name_(name), left_(limit) {}

  std::vector<MatArray> read(ByteView file) {
    if (file.size() < headerBytes) fail("it is shorter than a MATLAB 5 header");
    const char* order = reinterpret_cast<const char*>(file.data()) + headerBytes - 2;
    const bool little = std::memcmp(order, "IM", 2) == 0, big = std::memcmp(order, "MI", 2) == 0;
    if (!little && !big) {
      throw InputError(name_ + " is not a MATLAB 5 file: save it with -v6 or -v7.");
    }
    swapped_ = little != (std::endian::native == std::endian::little);
    if (number<std::uint16_t>(file.subspan(headerBytes - 4)) != 0x0100) {
      throw InputError(name_ + " is in another MATLAB version than 5: save it with -v6 or -v7.");
    }
    std::vector<MatArray> arrays;
    ByteView rest = file.subspan(headerBytes);
    while (!rest.empty()) readTop(take(rest, true), arrays);
    return arrays;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw InputError(name_ + " is not a whole MATLAB 5 file: " + why + ".");
  }

  template <typename T>
  T number(ByteView from) const {
    std::array<std::uint8_t, sizeof(T)> bytes;
    std::copy_n(from.begin(), sizeof(T), bytes.begin());
    if (swapped_) std::reverse(bytes.begin(), bytes.end());
    return std::bit_cast<T>(bytes);
  }

  // Takes one element, with the padding to 8 bytes behind it, off `rest`. Packed elements at the top have no
  // padding.
  Element take(ByteView& rest, bool top) {
    if (rest.size() < 8) fail("it ends within a tag");
    const auto word = number<std::uint32_t>(rest);
    Element element;
    if (word >> 16 != 0) {  // type and up to 4 bytes of data share 8 bytes
      const std::uint32_t size = word >> 16;
      element.type = word & 0xffff;
      if (size > 4) fail("a short element declares " + std::to_string(size) + " bytes");
      element.data = rest.subspan(4, size);
      rest = rest.subspan(8);
      return element;
    }
    const std::uint64_t size = number<std::uint32_t>(rest.subspan(4));
    element.type = word;
    if (size > rest.size() - 8) {
      fail("an element declares " + std::to_string(size) + " bytes and " + std::to_string(rest.size() - 8) +
           " are there");
    }
    element.data = rest.subspan(8, size);
    const std::uint64_t padded = top && word == Compressed ? size : (size + 7) / 8 * 8;
    rest = rest.subspan(8 + std::min<std::uint64_t>(padded, rest.size() - 8));
    return element;
  }

  void readTop(const Element& element, std::vector<MatArray>& arrays) {
    if (element.type == MatrixElement) {
      if (auto array = readMatrix(element.data)) arrays.push_back(std::move(*array));
    } else if (element.type == Compressed) {
      const Bytes unpacked = inflated(element.data);
      ByteView rest = unpacked;
      const Element inner = take(rest, false);
      if (inner.type == Compressed) fail("a packed element lies within another");
      readTop(inner, arrays);
    } else if (sizeOfElement(element.type) == 0) {
      fail("it has an element of unknown type " + std::to_string(element.type));
    }
  }

  // A matrix element: flags, dimensions, name and values; empty when it is not a real numeric array.
  std::optional<MatArray> readMatrix(ByteView rest) {
    if (rest.empty()) return std::nullopt;
    const Element flags = take(rest, false);
    if (flags.type != UInt32 || flags.data.size() != 8) fail("an array has no flags");
    const auto word = number<std::uint32_t>(flags.data);
    const std::uint32_t arrayClass = word & 0xff;
    const bool numeric = arrayClass >= firstNumericClass && arrayClass <= lastNumericClass;
    if (!numeric || (word & complexFlag)) return std::nullopt;

    MatArray array;
    const Element dimensions = take(rest, false);
    const std::size_t count = dimensions.data.size() / 4;
    if (dimensions.type != Int32 || dimensions.data.size() % 4 != 0 || count < 2 ||
        count > maximumDimensions) {
      fail("an array has no dimensions");
    }
    for (std::size_t i = 0; i < count; ++i)
      array.shape.push_back(number<std::int32_t>(dimensions.data.subspan(4 * i)));
    const Element title = take(rest, false);
    if (title.type != Int8) fail("an array has no name");
    array.name.assign(title.data.begin(), title.data.end());

    const Element values = take(rest, false);
    const std::size_t size = sizeOfElement(values.type);
    if (size == 0)
      fail("array '" + shownName(array) + "' has values of unknown type " + std::to_string(values.type));
    const auto expected = checkedProduct(array.shape, maximumUnpackedBytes);
    if (!expected || static_cast<std::size_t>(*expected) * size != values.data.size()) {
      fail("array '" + shownName(array) + "' has other dimensions than values");
    }
    array.values.reserve(static_cast<std::size_t>(*expected));
    for (std::size_t at = 0; at < values.data.size(); at += size) {
      array.values.push_back(value(values.type, values.data.subspan(at)));
    }
    return array;
  }

  double value(std::uint32_t type, ByteView from) const {
    switch (type) {
      case Int8:
        return number<std::int8_t>(from);
      case UInt8:
        return number<std::uint8_t>(from);
      case Int16:
        return number<std::int16_t>(from);
      case UInt16:
        return number<std::uint16_t>(from);
      case Int32:
        return number<std::int32_t>(from);
      case UInt32:
        return number<std::uint32_t>(from);
      case Single:
        return number<float>(from);
      case Int64:
        return static_cast<double>(number<std::int64_t>(from));
      case UInt64:
        return static_cast<double>(number<std::uint64_t>(from));
      default:
        return number<double>(from);
    }
  }

  Bytes inflated(ByteView packed) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
      throw EnvironmentError("There is not enough memory to unpack " + name_ + ".");
    struct End {
      z_stream& stream;
      ~End() { inflateEnd(&stream); }
    } const end{stream};
    stream.next_in = const_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    Bytes unpacked;
    for (int status = Z_OK; status != Z_STREAM_END;) {
      const std::size_t had = unpacked.size();
      const std::size_t step = std::min<std::size_t>(std::max<std::size_t>(had, 1 << 14), 1 << 24);
      unpacked.resize(had + step);
      stream.next_out = unpacked.data() + had;
      stream.avail_out = static_cast<uInt>(step);
      status = inflate(&stream, Z_NO_FLUSH);
      const std::size_t got = step - stream.avail_out;
      unpacked.resize(had + got);
      if (status != Z_OK && status != Z_STREAM_END) fail("a packed element is damaged or truncated");
      left_ -= static_cast<std::int64_t>(got);
      if (left_ < 0) fail("its packed elements hold more than can be believed");
    }
    return unpacked;
  }

  static std::string shownName(const MatArray& array) { return array.name.substr(0, 63); }

  const std::string& name_;
  std::int64_t left_;
  bool swapped_ = false;
};

}  // namespace

std::vector<MatArray> parseMat(ByteView file, const std::string& name, std::int64_t limit) {
  return MatReader(name, limit).read(file);
}

std::vector<std::int64_t> readMatIntegers(const std::string& path, const std::string& array) {
  constexpr std::int64_t largestFile = std::int64_t{16} << 20;
  const Bytes bytes = readFile(path, largestFile);
  for (const MatArray& candidate : parseMat(bytes, path)) {
    if (candidate.name != array) continue;
    std::vector<std::int64_t> whole;
    for (const double value : candidate.values) {
      if (!(std::abs(value) < 9e15) || std::trunc(value) != value) {
        throw InputError(path + ": array '" + array + "' must hold whole numbers.");
      }
      whole.push_back(static_cast<std::int64_t>(value));
    }
    return whole;
  }
  throw InputError(path + " has no numeric array '" + array + "'.");
}

}  // namespace nmf
