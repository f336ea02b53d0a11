#include <cstddef>

#include "core/data/csv.h"
#include "tests/fuzz/images.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::optional<nmf::ImageShape> shapes[] = {std::nullopt, nmf::ImageShape{2, 3, 1},
                                                   nmf::ImageShape{1, 2, 3}};
  for (const auto& shape : shapes) {
    fuzz::answer([&] { fuzz::requireImages(*nmf::parseCsv({data, size}, "input", shape)); });
  }
  return 0;
}
