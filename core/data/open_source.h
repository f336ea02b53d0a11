#pragma once

#include "core/data/dataset_request.h"
#include "core/data/idx.h"
#include "core/data/image_source.h"
#include "core/data/npz.h"

namespace nmf {

/// What a person can choose from in a data set before it is opened.
struct SourceChoices {
  std::vector<Split> splits;     ///< those on this machine; empty where there is nothing to choose
  std::vector<NpzEntry> arrays;  ///< those of an .npz; empty for anything else
  bool arrayBySplit =
      false;  ///< an .npz that names its arrays by the split, as Keras does: none need be named
};

/// Looks at names, headers and the listing of a folder only. Throws as openSource where the data set does not
/// exist or is damaged already there.
SourceChoices choicesIn(const std::string& dataset);

/// Why there is nothing but the split train to choose in a data set: "swimmer has only the split train".
/// Empty where there is, or where it cannot be told.
std::string whyOnlyTrain(const std::string& dataset);

/// Opens what the request's `dataset` names, a known name or a path, by what is found there and not by the
/// ending alone. Throws InputError when there is no such thing, when it cannot be read, or when `--split`,
/// `--array` or `--image-shape` do not fit it.
ImageSourcePtr openSource(const DatasetRequest& request, const ReadProgress& progress);

}  // namespace nmf
