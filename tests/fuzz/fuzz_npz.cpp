#include <cstddef>

#include "core/data/npy_source.h"
#include "core/data/npz.h"
#include "tests/fuzz/images.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/zip_checksums.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maximumSize);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maximumSize,
                                               unsigned seed) {
  size = LLVMFuzzerMutate(data, size, maximumSize);
  // Wrong checksums are to be met as well, now and then.
  if (seed % 8 != 0) fuzz::repairZipChecksums({data, size});
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> names;
  const std::string refused = fuzz::answer([&] {
    const nmf::Npz npz = nmf::readNpz({data, size}, "input");
    names = npz.names();
    for (const std::string& name : names) {
      const nmf::NpyArray array = npz.array(name);
      fuzz::require(npz.contains(name) &&
                    nmf::toFloats(array).size() == static_cast<std::size_t>(array.count()));
    }
  });
  static const fuzz::MemoryFile file;
  file.set({data, size});
  fuzz::answer([&] { nmf::isKerasNpz(file.path()); });
  if (!refused.empty()) return 0;
  fuzz::require(!names.empty());
  for (const std::string& name : {std::string(), names.front(), names.back()}) {
    const auto open = [&] { fuzz::requireImages(*nmf::openNpz(file.path(), name, nmf::Split::Test, {})); };
    fuzz::answer(open);
  }
  return 0;
}
