#pragma once

#include <string>
#include <vector>

#include "core/data/dataset_request.h"
#include "core/data/idx.h"
#include "core/data/image_source.h"

namespace nmf {

/// Whether `name` is one of the known names (see KnownDataset).
bool isKnownDataset(const std::string& name);

/// "strokes, swimmer, ..." for sentences.
std::string knownDatasetNames();

/// The folder into which this program puts data set `name`: $XDG_CACHE_HOME/nmf-explorer/NAME, or
/// ~/.cache/nmf-explorer/NAME.
std::string cacheFolder(const std::string& name);

/// Where the files of a known data set are looked for, in this order: our own cache folder, the folders that
/// its users have from torchvision and the like, the system's, and the one that NMF_EXPLORER_TEST_DATA points
/// to. That one is for tests and demonstrations and holds MNIST's test images only: they serve `--split
/// test`.
std::vector<std::string> searchedFolders(const std::string& name);

/// Opens a known data set. Throws InputError when its files, or those of the split, are not on this machine.
ImageSourcePtr openKnownDataset(const std::string& name, Split split, const ReadProgress& progress);

}  // namespace nmf
