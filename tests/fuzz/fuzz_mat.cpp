#include <cstddef>

#include "core/data/mat.h"
#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t unpackedLimit = 8 << 20;
  std::vector<nmf::MatArray> arrays;
  fuzz::answer([&] { arrays = nmf::parseMat({data, size}, "input", unpackedLimit); });
  for (const nmf::MatArray& array : arrays) {
    const auto product = nmf::checkedProduct(array.shape, nmf::maximumUnpackedBytes);
    fuzz::require(array.shape.size() >= 2 && product);
    fuzz::require(static_cast<std::size_t>(*product) == array.values.size());
  }
  if (arrays.empty()) return 0;
  static const fuzz::MemoryFile file;
  file.set({data, size});
  const auto whole = [&] { nmf::readMatIntegers(file.path(), arrays.front().name); };
  fuzz::answer(whole);
  return 0;
}
