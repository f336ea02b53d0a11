#pragma once

#include "core/data/dataset_request.h"
#include "core/data/idx.h"
#include "core/data/image_source.h"

namespace nmf {

/// Opens what the request's `dataset` names, a known name or a path, by what is found there and not by the
/// ending alone. Throws InputError when there is no such thing, when it cannot be read, or when `--split`,
/// `--array` or `--image-shape` do not fit it.
ImageSourcePtr openSource(const DatasetRequest& request, const ReadProgress& progress);

}  // namespace nmf
