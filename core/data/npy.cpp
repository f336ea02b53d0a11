#include "core/data/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

#include "core/errors.h"

namespace nmf {
namespace {

constexpr std::string_view magic("\x93NUMPY", 6);
constexpr std::int64_t maximumHeaderLength = 1 << 16;
constexpr std::size_t maximumDimensions = 32;

struct TypeEntry {
  NpyType type;
  const char* code;  // kind and size, as in a descr
  const char* word;
  int size;
};
constexpr std::array types{
    TypeEntry{NpyType::Bool, "b1", "bool", 1},       TypeEntry{NpyType::Int8, "i1", "int8", 1},
    TypeEntry{NpyType::UInt8, "u1", "uint8", 1},     TypeEntry{NpyType::Int16, "i2", "int16", 2},
    TypeEntry{NpyType::UInt16, "u2", "uint16", 2},   TypeEntry{NpyType::Int32, "i4", "int32", 4},
    TypeEntry{NpyType::UInt32, "u4", "uint32", 4},   TypeEntry{NpyType::Int64, "i8", "int64", 8},
    TypeEntry{NpyType::UInt64, "u8", "uint64", 8},   TypeEntry{NpyType::Float32, "f4", "float32", 4},
    TypeEntry{NpyType::Float64, "f8", "float64", 8},
};

const TypeEntry& entry(NpyType type) {
  return *std::find_if(types.begin(), types.end(), [type](const TypeEntry& e) { return e.type == type; });
}

// Reads the Python literal of a header: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }.
class HeaderText {
 public:
  HeaderText(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  NpyHeader parse() {
    NpyHeader header;
    bool descr = false, order = false, shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr" && !descr) {
        readType(header);
        descr = true;
      } else if (key == "fortran_order" && !order) {
        header.fortranOrder = boolean();
        order = true;
      } else if (key == "shape" && !shape) {
        header.shape = tuple();
        shape = true;
      } else {
        fail();
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpace();
    if (at_ != text_.size() || !descr || !order || !shape) fail();
    return header;
  }

 private:
  [[noreturn]] void fail() const {
    throw InputError(name_ +
                     " has a damaged .npy header: it must name descr, fortran_order and shape, once each.");
  }
  void skipSpace() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool accept(char wanted) {
    skipSpace();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void expect(char wanted) {
    if (!accept(wanted)) fail();
  }
  std::string quoted() {
    skipSpace();
    if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"')) fail();
    const char quote = text_[at_++];
    const std::size_t end = text_.find(quote, at_);
    if (end == std::string_view::npos) fail();
    const std::string word(text_.substr(at_, end - at_));
    at_ = end + 1;
    return word;
  }
  bool boolean() {
    skipSpace();
    for (const auto& [word, value] : {std::pair<std::string_view, bool>{"True", true}, {"False", false}}) {
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return value;
      }
    }
    fail();
  }
  std::vector<std::int64_t> tuple() {
    std::vector<std::int64_t> numbers;
    expect('(');
    while (!accept(')')) {
      skipSpace();
      std::int64_t number = 0;
      const char* begin = text_.data() + at_;
      const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
      if (error != std::errc() || number < 0 || numbers.size() == maximumDimensions) {
        throw InputError(name_ + " has an impossible shape in its .npy header.");
      }
      at_ += static_cast<std::size_t>(end - begin);
      numbers.push_back(number);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return numbers;
  }
  void readType(NpyHeader& header) {
    skipSpace();
    if (at_ < text_.size() && text_[at_] == '[') {
      throw InputError(name_ + " holds a structured array: a plain array of numbers is needed.");
    }
    const std::string descr = quoted();
    const std::string code = descr.empty() ? descr : descr.substr(1);
    const auto known =
        std::find_if(types.begin(), types.end(), [&code](const TypeEntry& e) { return code == e.code; });
    const char byteOrder = descr.empty() ? ' ' : descr[0];
    if (known != types.end() && std::string_view("<>|=").find(byteOrder) != std::string_view::npos) {
      header.type = known->type;
      header.bigEndian = byteOrder == '>' || (byteOrder == '=' && std::endian::native == std::endian::big);
      return;
    }
    std::string kind = "elements of type '" + descr.substr(0, 20) + "'";
    if (code.starts_with('O')) kind = "Python objects";
    if (code.starts_with('U') || code.starts_with('S')) kind = "text";
    if (code.starts_with('c')) kind = "complex numbers";
    if (code == "f2") kind = "float16 numbers";
    throw InputError(name_ + " holds " + kind +
                     ": an array of float32, float64, bool or integers is needed.");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  const std::string& name_;
};

template <typename T>
T load(const std::uint8_t* from, bool swapped) {
  std::array<std::uint8_t, sizeof(T)> bytes;
  std::memcpy(bytes.data(), from, sizeof(T));
  if (swapped) std::reverse(bytes.begin(), bytes.end());
  return std::bit_cast<T>(bytes);
}

// Calls use(index in C order, value) for the elements `first` to `first + count`.
template <typename T, typename Use>
void visitAs(const NpyArray& array, std::int64_t first, std::int64_t count, const Use& use) {
  const bool swapped = sizeof(T) > 1 && array.bigEndian != (std::endian::native == std::endian::big);
  const std::uint8_t* data = array.data.data();
  if (!array.fortranOrder || array.shape.size() < 2) {
    for (std::int64_t i = 0; i < count; ++i) {
      use(i, load<T>(data + (first + i) * static_cast<std::int64_t>(sizeof(T)), swapped));
    }
    return;
  }
  // In Fortran order the first index runs fastest: keep the C-order position and its place in the file side
  // by side.
  const std::size_t dimensions = array.shape.size();
  std::vector<std::int64_t> index(dimensions), stride(dimensions);
  for (std::int64_t rest = first, d = static_cast<std::int64_t>(dimensions) - 1; d >= 0; --d) {
    const auto at = static_cast<std::size_t>(d);
    if (array.shape[at] == 0) return;
    index[at] = rest % array.shape[at];
    rest /= array.shape[at];
  }
  std::int64_t place = 0, step = 1;
  for (std::size_t d = 0; d < dimensions; ++d) {
    stride[d] = step;
    place += index[d] * step;
    step *= array.shape[d];
  }
  for (std::int64_t i = 0; i < count; ++i) {
    use(i, load<T>(data + place * static_cast<std::int64_t>(sizeof(T)), swapped));
    for (std::size_t d = dimensions; d-- > 0;) {
      place += stride[d];
      if (++index[d] < array.shape[d]) break;
      place -= index[d] * stride[d];
      index[d] = 0;
    }
  }
}

template <typename Use>
void visit(const NpyArray& array, std::int64_t first, std::int64_t count, const Use& use) {
  switch (array.type) {
    case NpyType::Bool:
    case NpyType::UInt8:
      return visitAs<std::uint8_t>(array, first, count, use);
    case NpyType::Int8:
      return visitAs<std::int8_t>(array, first, count, use);
    case NpyType::Int16:
      return visitAs<std::int16_t>(array, first, count, use);
    case NpyType::UInt16:
      return visitAs<std::uint16_t>(array, first, count, use);
    case NpyType::Int32:
      return visitAs<std::int32_t>(array, first, count, use);
    case NpyType::UInt32:
      return visitAs<std::uint32_t>(array, first, count, use);
    case NpyType::Int64:
      return visitAs<std::int64_t>(array, first, count, use);
    case NpyType::UInt64:
      return visitAs<std::uint64_t>(array, first, count, use);
    case NpyType::Float32:
      return visitAs<float>(array, first, count, use);
    case NpyType::Float64:
      return visitAs<double>(array, first, count, use);
  }
}

}  // namespace

int sizeOf(NpyType type) {
  return entry(type).size;
}

const char* word(NpyType type) {
  return entry(type).word;
}

std::int64_t NpyArray::count() const {
  std::int64_t product = 1;
  for (const std::int64_t length : shape) product *= length;
  return product;
}

std::int64_t npyHeaderLength(ByteView start, const std::string& name) {
  const bool begins =
      start.size() >= magic.size() && std::memcmp(start.data(), magic.data(), magic.size()) == 0;
  if (!begins) throw InputError(name + " is not a NumPy array: it does not begin with the .npy magic.");
  if (start.size() < static_cast<std::size_t>(npyPrefixBytes)) {
    throw InputError(name + " is truncated: it ends within its .npy header.");
  }
  const int major = start[6];
  if (major < 1 || major > 3 || start[7] != 0) {
    throw InputError(name + " is in NumPy format " + std::to_string(major) + "." + std::to_string(start[7]) +
                     ": formats 1.0, 2.0 and 3.0 are read.");
  }
  const bool wide = major > 1;
  std::int64_t length = start[8] | start[9] << 8;
  if (wide) length |= static_cast<std::int64_t>(start[10]) << 16 | static_cast<std::int64_t>(start[11]) << 24;
  if (length > maximumHeaderLength) throw InputError(name + " has a .npy header of absurd length.");
  return std::max(npyPrefixBytes, length + (wide ? 12 : 10));
}

NpyHeader parseNpyHeader(ByteView start, const std::string& name) {
  const std::int64_t length = npyHeaderLength(start, name);
  if (static_cast<std::int64_t>(start.size()) < length) {
    throw InputError(name + " is truncated: it ends within its .npy header.");
  }
  const std::size_t textAt = start[6] > 1 ? 12 : 10;
  const char* text = reinterpret_cast<const char*>(start.data()) + textAt;
  NpyHeader header = HeaderText({text, static_cast<std::size_t>(length) - textAt}, name).parse();
  std::vector<std::int64_t> factors = header.shape;
  factors.push_back(sizeOf(header.type));
  const auto bytes = checkedProduct(factors, maximumUnpackedBytes);
  if (!bytes) {
    throw InputError(name + " declares an array of more than " + sizeText(maximumUnpackedBytes) +
                     ", the most that is read.");
  }
  header.dataOffset = length;
  header.dataBytes = *bytes;
  return header;
}

NpyArray parseNpy(ByteView file, const std::string& name) {
  NpyHeader header = parseNpyHeader(file, name);
  const std::int64_t there = static_cast<std::int64_t>(file.size()) - header.dataOffset;
  if (there != header.dataBytes) {
    throw InputError(name +
                     (there < header.dataBytes ? " is truncated: its header declares "
                                               : " is too long: its header declares ") +
                     std::to_string(header.dataBytes) + " bytes of elements and " + std::to_string(there) +
                     " are there.");
  }
  return {header.type, header.bigEndian, header.fortranOrder, std::move(header.shape),
          file.subspan(static_cast<std::size_t>(header.dataOffset))};
}

void copyFloats(const NpyArray& array, std::int64_t first, std::int64_t count, float* out) {
  visit(array, first, count, [out](std::int64_t i, auto value) { out[i] = static_cast<float>(value); });
}

std::vector<float> toFloats(const NpyArray& array) {
  std::vector<float> values(static_cast<std::size_t>(array.count()));
  copyFloats(array, 0, array.count(), values.data());
  return values;
}

std::vector<std::int64_t> toIntegers(const NpyArray& array, const std::string& name) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(array.count()));
  visit(array, 0, array.count(), [&](std::int64_t i, auto value) {
    bool whole = true;
    if constexpr (std::is_floating_point_v<decltype(value)>) {
      whole = std::abs(value) < 9e18 && std::trunc(value) == value;
    } else if constexpr (std::is_same_v<decltype(value), std::uint64_t>) {
      whole = value <= static_cast<std::uint64_t>(INT64_MAX);
    }
    if (!whole)
      throw InputError(name + " must hold whole numbers, and element " + std::to_string(i) + " is not one.");
    values[static_cast<std::size_t>(i)] = static_cast<std::int64_t>(value);
  });
  return values;
}

Matrix toMatrix(const NpyArray& array, const std::string& name) {
  if (array.shape.size() != 2) {
    throw InputError(name + " has " + std::to_string(array.shape.size()) + " dimensions: a matrix has two.");
  }
  Matrix matrix(array.shape[0], array.shape[1]);
  copyFloats(array, 0, array.count(), matrix.data());
  return matrix;
}

std::string npyHeaderText(NpyType type, const std::vector<std::int64_t>& shape) {
  const char order = sizeOf(type) == 1 ? '|' : std::endian::native == std::endian::little ? '<' : '>';
  std::string dictionary =
      std::string("{'descr': '") + order + entry(type).code + "', 'fortran_order': False, 'shape': (";
  for (std::size_t d = 0; d < shape.size(); ++d) {
    dictionary += std::to_string(shape[d]) + (d + 1 < shape.size() ? ", " : shape.size() == 1 ? "," : "");
  }
  dictionary += "), }";
  constexpr std::size_t before = 10, alignment = 64;
  const std::size_t total = (before + dictionary.size() + 1 + alignment - 1) / alignment * alignment;
  dictionary.resize(total - before - 1, ' ');
  dictionary += '\n';
  std::string header(magic);
  header += '\x01';
  header += '\0';
  header += static_cast<char>(dictionary.size() & 0xff);
  header += static_cast<char>(dictionary.size() >> 8);
  return header + dictionary;
}

}  // namespace nmf
