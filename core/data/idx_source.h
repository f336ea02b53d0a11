#pragma once

#include <optional>
#include <string>

#include "core/data/dataset_request.h"
#include "core/data/idx.h"
#include "core/data/image_source.h"

namespace nmf {

/// The two files of one split in a folder laid out like MNIST's.
struct IdxFiles {
  std::string images;
  std::string labels;  ///< empty when there is no labels file
};

/// The files of `split` in `folder`, packed or not, by the names that MNIST and its successors use
/// (train-images-idx3-ubyte, t10k-images-idx3-ubyte...); empty when the images are not there. There is no
/// validation split.
std::optional<IdxFiles> idxFilesIn(const std::string& folder, Split split);

/// The splits that `folder` has.
std::vector<Split> idxSplitsIn(const std::string& folder);

/// Opens one images file and, where `files.labels` is not empty, its labels. Throws as readIdxImages.
ImageSourcePtr openIdx(const IdxFiles& files, const std::string& name, const ReadProgress& progress,
                       std::vector<std::string> labelNames = {});

}  // namespace nmf
