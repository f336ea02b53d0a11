#include "tests/fuzz/mat_seeds.h"

#include <cstdint>

namespace fuzz {
namespace {

class MatFile {
 public:
  explicit MatFile(bool big) : big_(big) {}

  std::string number(std::uint64_t value, int size) const {
    std::string bytes;
    for (int i = 0; i < size; ++i) {
      const int shift = 8 * (big_ ? size - 1 - i : i);
      bytes += static_cast<char>(value >> shift & 0xff);
    }
    return bytes;
  }
  std::string element(std::uint32_t type, const std::string& data) const {
    return number(type, 4) + number(data.size(), 4) + data + std::string((8 - data.size() % 8) % 8, '\0');
  }
  std::string shortElement(std::uint32_t type, const std::string& data) const {
    return number(data.size() << 16 | type, 4) + data + std::string(4 - data.size(), '\0');
  }
  std::string header() const {
    std::string text = "MATLAB 5.0 MAT-file";
    text.resize(124, ' ');
    return text + number(0x0100, 2) + (big_ ? "MI" : "IM");
  }
  // A 2 x 3 array; `type` is that of its values, of `size` bytes each.
  std::string array(const std::string& name, std::uint32_t arrayClass, std::uint32_t type, int size) const {
    std::string values;
    for (std::uint64_t i = 0; i < 6; ++i) values += number(i, size);
    return element(
        14, element(6, number(arrayClass, 4) + number(0, 4)) + element(5, number(2, 4) + number(3, 4)) +
                (name.size() <= 4 ? shortElement(1, name) : element(1, name)) + element(type, values));
  }
  std::string packed(const std::string& stream) const {
    return number(15, 4) + number(stream.size(), 4) + stream;
  }

 private:
  bool big_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> matSeeds(
    bool bigEndian, const std::function<std::string(const std::string&)>& compress) {
  const MatFile file(bigEndian);
  struct Kind {
    const char* name;
    std::uint32_t arrayClass, type;
    int size;
  };
  constexpr Kind kinds[] = {{"double", 6, 9, 8},   {"single", 7, 7, 4},  {"int8", 8, 1, 1},
                            {"uint8", 9, 2, 1},    {"int16", 10, 3, 2},  {"uint16", 11, 4, 2},
                            {"int32", 12, 5, 4},   {"uint32", 13, 6, 4}, {"int64", 14, 12, 8},
                            {"uint64", 15, 13, 8}, {"text", 4, 4, 2}};
  std::vector<std::pair<std::string, std::string>> files;
  std::string all = file.header();
  for (const Kind& kind : kinds) {
    const std::string array = file.array(kind.name, kind.arrayClass, kind.type, kind.size);
    files.emplace_back(kind.name, file.header() + array);
    files.emplace_back(std::string(kind.name) + "-packed", file.header() + file.packed(compress(array)));
    all += array;
  }
  files.emplace_back("all", all);
  return files;
}

}  // namespace fuzz
