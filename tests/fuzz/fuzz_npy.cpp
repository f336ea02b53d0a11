#include <cstddef>

#include "core/data/npy.h"
#include "core/data/npy_source.h"
#include "tests/fuzz/images.h"
#include "tests/fuzz/memory_file.h"

namespace {

void readEveryWay(const nmf::NpyArray& array) {
  fuzz::require(array.data.size() == static_cast<std::size_t>(array.count() * nmf::sizeOf(array.type)));
  const std::vector<float> floats = nmf::toFloats(array);
  // Any stretch must be what the whole has there.
  const std::int64_t first = array.count() / 3, count = array.count() - first;
  std::vector<float> stretch(static_cast<std::size_t>(count));
  nmf::copyFloats(array, first, count, stretch.data());
  for (std::int64_t i = 0; i < count; ++i) {
    const float a = floats[static_cast<std::size_t>(first + i)], b = stretch[static_cast<std::size_t>(i)];
    fuzz::require(a == b || (a != a && b != b));
  }
  fuzz::answer([&] { nmf::toIntegers(array, "input"); });
  fuzz::answer([&] { fuzz::require(nmf::toMatrix(array, "input").size() == array.count()); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string refused = fuzz::answer([&] { readEveryWay(nmf::parseNpy({data, size}, "input")); });
  if (!refused.empty()) return 0;
  static const fuzz::MemoryFile file;
  file.set({data, size});
  const std::optional<nmf::ImageShape> shapes[] = {std::nullopt, nmf::ImageShape{2, 3, 1},
                                                   nmf::ImageShape{1, 2, 3}};
  for (const auto& shape : shapes) {
    fuzz::answer([&] { fuzz::requireImages(*nmf::openNpy(file.path(), shape)); });
  }
  return 0;
}
