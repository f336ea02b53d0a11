// Measures how long data sets take from nothing to the matrix:
//   bench-load DATASET SPLIT [DATASET SPLIT...]
// Each is loaded whole, twice: where decoded pictures are kept (see XDG_CACHE_HOME), the second time takes
// them from there.
#include <chrono>
#include <cstdio>

#include "core/data/dataset_request.h"
#include "core/data/open_source.h"

namespace {

double secondsOf(const nmf::DatasetRequest& request, nmf::Dataset& dataset) {
  const auto begin = std::chrono::steady_clock::now();
  dataset = nmf::loadDataset(request);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void measure(const char* name, const char* split) {
  nmf::DatasetRequest request;
  request.dataset = name;
  request.split = nmf::parseSplit(split);
  request.rows = nmf::RowRange{0, nmf::openSource(request, {})->facts().count};
  nmf::Dataset dataset;
  const double first = secondsOf(request, dataset), second = secondsOf(request, dataset);
  const auto images = static_cast<double>(dataset.A.rows());
  std::printf("%s %s: %ld images of %ld values; first %.3f s (%.0f images/s), again %.3f s\n", name, split,
              static_cast<long>(dataset.A.rows()), static_cast<long>(dataset.A.cols()), first, images / first,
              second);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc % 2 == 0) {
    std::fputs("usage: bench-load DATASET SPLIT [DATASET SPLIT...]\n", stderr);
    return 2;
  }
  try {
    for (int i = 1; i + 1 < argc; i += 2) measure(argv[i], argv[i + 1]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench-load: %s\n", error.what());
    return 1;
  }
}
