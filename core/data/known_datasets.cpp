#include "core/data/known_datasets.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "core/data/flowers.h"
#include "core/data/idx_source.h"
#include "core/data/npy_source.h"
#include "core/data/planted.h"
#include "core/data/strokes.h"
#include "core/data/swimmer.h"
#include "core/errors.h"

namespace nmf {
namespace {

struct Entry {
  const char* name;
  const char* title;
  const char* description;
  bool builtIn;
};
constexpr std::array entries{
    Entry{"strokes", "strokes", "The ten digits drawn as pen strokes, 10,000 images of 28 x 28.", true},
    Entry{"swimmer", "swimmer",
          "256 swimmers of 32 x 32 made of a torso and 16 limb parts (Donoho & Stodden).", true},
    Entry{"planted", "planted", "500 images of 20 x 20 made from known non-negative factors of rank 10.",
          true},
    Entry{"fashion-mnist", "Fashion-MNIST",
          "60,000 and 10,000 pictures of clothing of 28 x 28 in ten classes.", false},
    Entry{"mnist", "MNIST", "60,000 and 10,000 handwritten digits of 28 x 28.", false},
    Entry{"flowers102", "Oxford Flowers102", "8,189 colour photographs of 102 kinds of flowers.", false},
};

const Entry* entryOf(const std::string& name) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return name == e.name; });
  return found == entries.end() ? nullptr : found;
}

std::string environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value ? value : "";
}

std::string cacheRoot() {
  const std::string configured = environment("XDG_CACHE_HOME");
  // The specification says that relative paths in this variable are to be ignored.
  return configured.starts_with('/') ? configured : environment("HOME") + "/.cache";
}

// Keras's folder of data sets.
std::string kerasFolder() {
  const std::string configured = environment("KERAS_HOME");
  return (configured.empty() ? environment("HOME") + "/.keras" : configured) + "/datasets/";
}

// Where Keras keeps MNIST; empty when it is not there.
std::string kerasMnist(const std::string& name) {
  const std::string path = kerasFolder() + "mnist.npz";
  std::error_code ignored;
  return name == "mnist" && std::filesystem::is_regular_file(path, ignored) ? path : std::string();
}

std::vector<std::string> fashionLabels() {
  return {"T-shirt/top", "trouser", "pullover", "dress", "coat",
          "sandal",      "shirt",   "sneaker",  "bag",   "ankle boot"};
}

// The first folder searched that has the split's images.
std::string folderWith(const std::string& name, Split split) {
  for (const std::string& folder : searchedFolders(name)) {
    if (idxFilesIn(folder, split)) return folder;
  }
  return {};
}

// The splits that a built-in data set has.
std::vector<Split> builtInSplits(const std::string& name) {
  if (name == "strokes") return {Split::Train, Split::Validation, Split::Test};
  return {Split::Train};
}

ImageSourcePtr openMnistLike(const Entry& entry, Split split, const ReadProgress& progress) {
  const std::string name = entry.name;
  if (split == Split::Validation) {
    throw InputError("--split val: " + std::string(entry.title) +
                     " has no validation images, its splits are train and test.");
  }
  const std::string folder = folderWith(name, split);
  if (!folder.empty()) {
    const auto labelNames = name == "fashion-mnist" ? fashionLabels() : std::vector<std::string>();
    return openIdx(*idxFilesIn(folder, split), name, progress, labelNames);
  }
  if (const std::string keras = kerasMnist(name); !keras.empty()) return openNpz(keras, {}, split, {});
  const Split other = split == Split::Train ? Split::Test : Split::Train;
  const std::string otherFolder = folderWith(name, other);
  if (!otherFolder.empty()) {
    throw InputError("--split " + std::string(word(split)) + ": of " + entry.title + " only the " +
                     word(other) + " images are on this machine (in " + otherFolder + "): choose --split " +
                     word(other) + ".");
  }
  const std::string remedy = name == "fashion-mnist"
                                 ? "install the package dataset-fashion-mnist or run"
                                 : "put its four IDX files into " + cacheFolder(name) + " or run";
  throw InputError("--dataset " + name + ": the files of " + entry.title + " are not on this machine; " +
                   remedy + " 'nmf-explorer datasets fetch " + name + "'.");
}

ImageSourcePtr openFlowersHere(Split split) {
  const std::string name = "flowers102";
  for (const std::string& folder : searchedFolders(name)) {
    if (hasFlowers(folder)) return openFlowers(folder, split);
  }
  throw InputError(
      "--dataset flowers102: the files of Oxford Flowers102 are not on this machine; put 102flowers.tgz, "
      "setid.mat and imagelabels.mat into " +
      cacheFolder(name) + " or run 'nmf-explorer datasets fetch flowers102'.");
}

}  // namespace

bool isKnownDataset(const std::string& name) {
  return entryOf(name) != nullptr;
}

std::string knownDatasetNames() {
  std::string names;
  for (const Entry& entry : entries) names += (names.empty() ? "" : ", ") + std::string(entry.name);
  return names;
}

std::string cacheFolder(const std::string& name) {
  return cacheRoot() + "/nmf-explorer/" + name;
}

std::vector<std::string> searchedFolders(const std::string& name) {
  std::vector<std::string> folders{cacheFolder(name)};
  const std::string home = environment("HOME");
  // torchvision keeps a folder of its own naming in a root, and these are the roots that people choose.
  const std::string raw = name == "fashion-mnist" ? "/FashionMNIST/raw"
                          : name == "mnist"       ? "/MNIST/raw"
                                                  : "/flowers-102";
  for (const std::string& root : {std::string("data"), std::string("datasets"), std::string("."),
                                  std::string("../data"), home + "/data", home + "/datasets", home + "/Data",
                                  cacheRoot(), home + "/.cache/torch", home + "/.torch"}) {
    folders.push_back(root + raw);
  }
  for (const std::string& root :
       {home + "/datasets/", home + "/data/", kerasFolder(), std::string("/usr/share/datasets/")}) {
    folders.push_back(root + name);
  }
  const std::string testData = environment("NMF_EXPLORER_TEST_DATA");
  if (!testData.empty()) folders.push_back(testData + "/" + name);
  return folders;
}

ImageSourcePtr openKnownDataset(const std::string& name, Split split, const ReadProgress& progress) {
  const Entry& entry = *entryOf(name);
  if (entry.builtIn) {
    const std::vector<Split> splits = builtInSplits(name);
    if (std::find(splits.begin(), splits.end(), split) == splits.end()) {
      throw InputError("--split " + std::string(word(split)) + ": " + name + " has only the split train.");
    }
  }
  if (name == "strokes") return openStrokes(split);
  if (name == "swimmer") return openSwimmer();
  if (name == "planted") return openPlanted();
  if (name == "flowers102") return openFlowersHere(split);
  return openMnistLike(entry, split, progress);
}

std::string defaultDataset() {
  for (const char* name : {"mnist", "fashion-mnist"}) {
    if (!folderWith(name, Split::Train).empty() || !kerasMnist(name).empty()) return name;
  }
  return "strokes";
}

std::vector<KnownDataset> knownDatasets() {
  std::vector<KnownDataset> known;
  for (const Entry& entry : entries) {
    KnownDataset dataset{entry.name, entry.description, entry.builtIn, {}, {}};
    if (entry.name == std::string("flowers102")) {
      for (const std::string& folder : searchedFolders(entry.name)) {
        if (!hasFlowers(folder)) continue;
        dataset.folder = folder;
        dataset.splits = {Split::Train, Split::Validation, Split::Test};
        break;
      }
    } else if (entry.builtIn) {
      dataset.splits = builtInSplits(entry.name);
    } else {
      for (const Split split : {Split::Train, Split::Test}) {
        const std::string folder = folderWith(entry.name, split);
        if (folder.empty()) continue;
        if (dataset.folder.empty()) dataset.folder = folder;
        dataset.splits.push_back(split);
      }
      if (const std::string keras = kerasMnist(entry.name); dataset.splits.size() < 2 && !keras.empty()) {
        dataset.folder = keras;
        dataset.splits = {Split::Train, Split::Test};
      }
    }
    known.push_back(std::move(dataset));
  }
  return known;
}

}  // namespace nmf
