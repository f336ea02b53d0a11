#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/data/dataset_request.h"
#include "core/data/image_source.h"

namespace nmf {

/// How many rows are taken where `--rows` does not say.
inline constexpr std::int64_t defaultRows = 2000;

/// The rows of the source that the request selects, in their order: labels kept, then shuffled, then the
/// range cut out, which is the first `usual` rows, or all if fewer, where the request has none. Throws
/// InputError naming the option when labels are asked of a source without them, no image has one of them, or
/// the range is empty, reversed, or past the end.
std::vector<std::int64_t> selectRows(const SourceFacts& facts, const DatasetRequest& request,
                                     std::int64_t usual = defaultRows);

/// The images of an open source that the request selects, cropped, resized and with noise: what loadDataset
/// does once it has opened the source that the request names, but for what is held out: nothing is kept back.
/// `usual` as in selectRows. Throws like loadDataset.
Dataset selectImages(ImageSource& source, const DatasetRequest& request,
                     const std::function<bool(double)>& progress = {}, std::int64_t usual = defaultRows);

}  // namespace nmf
