#include <cstddef>

#include "core/data/idx.h"
#include "tests/fuzz/memory_file.h"

namespace {

constexpr std::uint8_t gzipFirst = 0x1f, gzipSecond = 0x8b;

void requireWhole(const nmf::IdxArray& array) {
  const auto product = nmf::checkedProduct(array.shape, nmf::maximumUnpackedBytes);
  fuzz::require(product && static_cast<std::size_t>(*product) == array.data.size() && *product > 0);
}

}  // namespace

// The same bytes from memory and as a file, where they may also be packed: both must say the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::MemoryFile file;
  const std::string name = file.path();
  file.set({data, size});
  nmf::IdxArray fromMemory, fromFile;
  const std::string memoryAnswer = fuzz::answer([&] { fromMemory = nmf::parseIdx({data, size}, name); });
  const std::string fileAnswer = fuzz::answer([&] { fromFile = nmf::readIdx(name); });
  if (memoryAnswer.empty()) requireWhole(fromMemory);
  if (fileAnswer.empty()) {
    requireWhole(fromFile);
    fuzz::require(nmf::looksLikeIdx(name));
    fuzz::answer([&] { nmf::readIdxImages(name, name); });
  }
  const bool packed = size >= 2 && data[0] == gzipFirst && data[1] == gzipSecond;
  if (!packed) {
    fuzz::require(memoryAnswer == fileAnswer);
    fuzz::require(fromMemory.shape == fromFile.shape && fromMemory.data == fromFile.data);
  }
  return 0;
}
