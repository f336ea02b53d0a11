#pragma once

#include <string>
#include <vector>

#include "core/data/dataset_request.h"
#include "core/data/image_source.h"

namespace nmf {

/// Whether `folder` holds Oxford Flowers102: setid.mat, imagelabels.mat, and the pictures in jpg/ or in
/// 102flowers.tgz.
bool hasFlowers(const std::string& folder);

/// The flowers' names; entry L is the name of label L, from 1 to 102, and entry 0 is empty.
std::vector<std::string> flowerNames();

/// Opens one split of Flowers102 (Nilsback & Zisserman 2008): 1,020 pictures for training, 1,020 for
/// validation, 6,149 for testing, in the order of setid.mat, labels 1 to 102. Throws InputError naming the
/// file when one is missing, damaged or does not fit the others; the archive, where that is what there is, is
/// read when the first picture is asked for.
ImageSourcePtr openFlowers(const std::string& folder, Split split);

}  // namespace nmf
