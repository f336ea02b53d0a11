#include "core/data/idx_source.h"

#include <array>
#include <filesystem>

namespace nmf {

std::optional<IdxFiles> idxFilesIn(const std::string& folder, Split split) {
  if (split == Split::Validation) return std::nullopt;
  const std::string stem = split == Split::Train ? "train" : "t10k";
  for (const std::string name : {"-images-idx3-ubyte", "-images.idx3-ubyte"}) {
    for (const std::string ending : {"", ".gz"}) {
      const auto path = std::filesystem::path(folder) / (stem + name + ending);
      std::error_code ignored;
      if (std::filesystem::is_regular_file(path, ignored))
        return IdxFiles{path.string(), labelsBeside(path.string())};
    }
  }
  return std::nullopt;
}

std::vector<Split> idxSplitsIn(const std::string& folder) {
  std::vector<Split> splits;
  for (const Split split : {Split::Train, Split::Test}) {
    if (idxFilesIn(folder, split)) splits.push_back(split);
  }
  return splits;
}

ImageSourcePtr openIdx(const IdxFiles& files, const std::string& name, const ReadProgress& progress,
                       std::vector<std::string> labelNames) {
  IdxImages read = readIdxImages(files.images, files.labels, progress);
  SourceFacts facts;
  facts.name = name;
  facts.source = files.images;
  facts.count = read.images.shape[0];
  facts.shape = ImageShape{static_cast<int>(read.images.shape[1]), static_cast<int>(read.images.shape[2]), 1};
  facts.labels = std::move(read.labels);
  facts.labelNames = std::move(labelNames);
  facts.scaling = "divided by 255";
  return std::make_unique<ByteImages>(std::move(facts), std::move(read.images.data));
}

}  // namespace nmf
