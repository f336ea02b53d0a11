#include "core/data/open_source.h"

#include <algorithm>
#include <cctype>
#include <exception>
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
                   " has no splits; all its images are in train.");
}

bool holdsFiles(const std::string& folder) {
  return !idxSplitsIn(folder).empty() || hasFlowers(folder);
}

// Where torchvision has put its files below a root that the person chose: the folder itself when there are
// none.
std::string filesBelow(const std::string& root) {
  std::vector<std::string> found;
  for (const char* inside : {"raw", "MNIST/raw", "FashionMNIST/raw", "flowers-102"}) {
    const std::string folder = (std::filesystem::path(root) / inside).string();
    if (holdsFiles(folder)) found.push_back(folder);
  }
  if (found.size() > 1) {
    throw InputError("--dataset " + root + " holds several data sets: give one of them, " + found[0] +
                     " or " + found[1] + ".");
  }
  return found.empty() ? root : found.front();
}

// What the files in `folder` are called: torchvision's own folder "raw" lies in one that has the name.
std::string nameOf(const std::string& folder) {
  const std::filesystem::path path(folder);
  return path.filename() == "raw" && path.has_parent_path() ? fileName(path.parent_path().string())
                                                            : fileName(folder);
}

ImageSourcePtr openFolder(const DatasetRequest& request, const ReadProgress& progress) {
  const std::string folder = holdsFiles(request.dataset) ? request.dataset : filesBelow(request.dataset);
  const std::vector<Split> splits = idxSplitsIn(folder);
  if (!splits.empty()) {
    if (const auto files = idxFilesIn(folder, request.split))
      return openIdx(*files, nameOf(folder), progress);
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

bool isNpzName(const std::string& path) {
  return lowerEnding(path) == ".npz";
}

bool isArchiveName(const std::string& path) {
  const std::string ending = lowerEnding(path);
  if (ending == ".gz") return lowerEnding(path.substr(0, path.size() - ending.size())) == ".tar";
  return ending == ".zip" || ending == ".tgz" || ending == ".tar";
}

ImageSourcePtr openFile(const DatasetRequest& request, const ReadProgress& progress) {
  const std::string& path = request.dataset;
  const std::string ending = lowerEnding(path);
  if (isNpzName(path)) {
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

std::vector<Split> splitsIn(const std::string& folder) {
  const std::string files = holdsFiles(folder) ? folder : filesBelow(folder);
  if (hasFlowers(files)) return {Split::Train, Split::Validation, Split::Test};
  return idxSplitsIn(files);
}

[[noreturn]] void refuseNothing(const std::string& dataset, const std::error_code& failure) {
  if (failure && failure != std::errc::no_such_file_or_directory)
    throw InputError("--dataset " + dataset + " cannot be opened: " + failure.message() + ".");
  throw InputError("--dataset " + dataset + " is neither a known data set (" + knownDatasetNames() +
                   ") nor an existing file or folder.");
}

}  // namespace

SourceChoices choicesIn(const std::string& asked) {
  const std::string dataset = asked.empty() ? defaultDataset() : asked;
  SourceChoices choices;
  std::error_code failure;
  if (isKnownDataset(dataset)) {
    for (const KnownDataset& known : knownDatasets()) {
      if (known.name == dataset) choices.splits = known.splits;
    }
  } else if (std::filesystem::is_directory(dataset, failure)) {
    choices.splits = splitsIn(dataset);
  } else if (!std::filesystem::exists(dataset, failure)) {
    refuseNothing(dataset, failure);
  } else if (isNpzName(dataset)) {
    choices.arrays = npzEntries(dataset);
    choices.arrayBySplit = isKerasNpz(dataset);
    if (choices.arrayBySplit) choices.splits = {Split::Train, Split::Test};
  }
  return choices;
}

std::string whyOnlyTrain(const std::string& asked) {
  const std::string dataset = asked.empty() ? defaultDataset() : asked;
  try {
    const std::vector<Split> splits = choicesIn(dataset).splits;
    if (splits == std::vector{Split::Train}) return dataset + " has only the split train";
    return splits.empty() && !isKnownDataset(dataset) ? dataset + " has no splits" : std::string();
  } catch (const std::exception&) {
    return {};  // who opens it says more
  }
}

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
  } else {
    refuseNothing(named.dataset, failure);
  }
  const auto& shape = source->facts().shape;
  if (!named.array.empty() && !isNpzName(named.dataset))
    throw InputError("--array applies to .npz files only, so leave it out for " + named.dataset + ".");
  if (named.imageShape && shape && *named.imageShape != *shape) {
    throw InputError("--image-shape " + text(*named.imageShape) + " contradicts " + named.dataset +
                     ", whose images are " + text(*shape) + ": leave the option out.");
  }
  return source;
}

}  // namespace nmf
