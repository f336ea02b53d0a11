#include "core/data/open_source.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "core/data/csv.h"
#include "core/data/flowers.h"
#include "core/data/idx_source.h"
#include "core/data/known_datasets.h"
#include "core/data/npy_source.h"
#include "core/data/picture_collection.h"
#include "core/data/picture_file.h"
#include "core/errors.h"

namespace nmf {
namespace {

void refuseSplit(const DatasetRequest& request) {
  if (request.split == Split::Train) return;
  throw InputError("--split " + std::string(word(request.split)) + ": " + request.dataset +
                   " has no splits, so leave the option out.");
}

ImageSourcePtr openFolder(const DatasetRequest& request, const ReadProgress& progress) {
  const std::string& folder = request.dataset;
  const std::vector<Split> splits = idxSplitsIn(folder);
  if (!splits.empty()) {
    if (const auto files = idxFilesIn(folder, request.split))
      return openIdx(*files, fileName(folder), progress);
    throw InputError("--split " + std::string(word(request.split)) + ": " + folder + " has only the split " +
                     word(splits.front()) + ".");
  }
  if (hasFlowers(folder)) return openFlowers(folder, request.split);
  refuseSplit(request);
  return openPictures(picturesInFolder(folder), folder);
}

std::string lowerEnding(const std::string& path) {
  std::string ending = std::filesystem::path(path).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

bool isArchiveName(const std::string& path) {
  const std::string ending = lowerEnding(path);
  if (ending == ".gz") return lowerEnding(path.substr(0, path.size() - ending.size())) == ".tar";
  return ending == ".zip" || ending == ".tgz" || ending == ".tar";
}

ImageSourcePtr openFile(const DatasetRequest& request, const ReadProgress& progress) {
  const std::string& path = request.dataset;
  const std::string ending = lowerEnding(path);
  if (ending == ".npz") {
    if (request.split == Split::Validation || !isKerasNpz(path)) refuseSplit(request);
    return openNpz(path, request.array, request.split, request.imageShape);
  }
  refuseSplit(request);
  if (ending == ".npy") return openNpy(path, request.imageShape);
  if (ending == ".csv" || ending == ".tsv") return openCsv(path, request.imageShape);
  if (isArchiveName(path)) return openPictures(picturesInArchive(path, progress), path);
  if (isPictureName(path)) {
    throw InputError("--dataset " + path + " is a single picture: give the folder that holds the pictures.");
  }
  return openIdx({path, labelsBeside(path)}, fileName(path), progress);
}

}  // namespace

ImageSourcePtr openSource(const DatasetRequest& request, const ReadProgress& progress) {
  DatasetRequest named = request;
  if (named.dataset.empty()) named.dataset = defaultDataset();
  ImageSourcePtr source;
  if (isKnownDataset(named.dataset)) {
    source = openKnownDataset(named.dataset, named.split, progress);
  } else if (std::error_code failure; std::filesystem::is_directory(named.dataset, failure)) {
    source = openFolder(named, progress);
  } else if (std::filesystem::exists(named.dataset, failure)) {
    source = openFile(named, progress);
  } else if (failure && failure != std::errc::no_such_file_or_directory) {
    throw InputError("--dataset " + named.dataset + " cannot be opened: " + failure.message() + ".");
  } else {
    throw InputError("--dataset " + named.dataset + " is neither a known data set (" + knownDatasetNames() +
                     ") nor an existing file or folder.");
  }
  const auto& shape = source->facts().shape;
  if (!named.array.empty() && lowerEnding(named.dataset) != ".npz")
    throw InputError("--array applies to .npz files only, so leave it out for " + named.dataset + ".");
  if (named.imageShape && shape && *named.imageShape != *shape) {
    throw InputError("--image-shape " + text(*named.imageShape) + " contradicts " + named.dataset +
                     ", whose images are " + text(*shape) + ": leave the option out.");
  }
  return source;
}

}  // namespace nmf
