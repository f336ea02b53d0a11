#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"

namespace nmf {

enum class Split { Train, Validation, Test };
const char* word(Split split);  ///< "train", "val", "test"

/// A half-open range of rows, A:B.
struct RowRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  bool operator==(const RowRange&) const = default;
};

enum class NoiseKind { None, Gaussian, SaltPepper, Missing };

/// `gaussian:S`, `salt-pepper:P`, `missing:P`; seeded, clamped to [0, 1].
struct Noise {
  NoiseKind kind = NoiseKind::None;
  double amount = 0;  ///< S > 0 (standard deviation) or 0 < P <= 1 (share of pixels)
  bool operator==(const Noise&) const = default;
};

/// The seed of the noise in a run with `seed`; 0 without noise, so that the images are the same for any seed.
inline std::uint64_t noiseSeedOf(const Noise& noise, std::uint64_t seed) {
  return noise.kind == NoiseKind::None ? 0 : seed;
}

/// Images kept back from training, for the held-out error.
struct HeldOut {
  /// 0: none; else 0 < share < 1 of the rows selected. Which, is drawn with the shuffle's seed (0 where there
  /// is none), not the run's, so that runs which differ in their seed are compared on the same images.
  double share = 0;
  /// Instead of a share: images of the test split, selected alike (labels, shuffle, noise), the first as many
  /// as there are to train on, or all if fewer.
  bool testSplit = false;
  bool any() const { return share > 0 || testSplit; }
  bool operator==(const HeldOut&) const = default;
};

/// Which data to load and how to select from it. Order: source and split, labels, shuffle, rows, then per
/// image centre crop, resize, grayscale, then noise; last, what is held out is kept back.
struct DatasetRequest {
  std::string dataset;  ///< a known name or a path; empty: the default data (see defaultDataset())
  Split split = Split::Train;
  std::optional<RowRange> rows;          ///< empty: 0:2000, or all if there are fewer
  std::optional<std::uint64_t> shuffle;  ///< seed
  std::vector<int> labels;               ///< labels to keep; empty: all
  std::string array;                     ///< name of an array of an .npz
  std::optional<ImageShape> imageShape;  ///< of .npy and .csv rows
  std::optional<ImageShape> resize;      ///< height and width (channels ignored)
  bool grayscale = false;
  bool centerCrop = false;
  Noise noise;
  std::uint64_t noiseSeed = 0;  ///< noiseSeedOf() the run
  HeldOut heldOut;              ///< those images are in Dataset::unseen, the others in Dataset::A
  bool operator==(const DatasetRequest&) const = default;
};

/// "mnist" if its training images are on this machine (a folder with the test images alone serves `--split
/// test`, but makes no default), else "fashion-mnist" if it is, else "strokes".
std::string defaultDataset();

/// What a known name means on this machine.
struct KnownDataset {
  std::string name;         ///< "strokes", "swimmer", "planted", "fashion-mnist", "mnist", "flowers102"
  std::string description;  ///< one sentence
  bool builtIn = false;
  std::string folder;         ///< where its files were found; empty when they are not here (or built in)
  std::vector<Split> splits;  ///< the splits that can be loaded on this machine now; empty when none can
};
std::vector<KnownDataset> knownDatasets();

/// Loads, selects and scales. `progress` gets a share in [0, 1] and returns false to cancel (then an
/// InputError "cancelled" is thrown). Throws InputError with one sentence naming the file or option, what is
/// wrong and what would be right; EnvironmentError when reading fails for outside reasons.
Dataset loadDataset(const DatasetRequest& request, const std::function<bool(double)>& progress = {});

/// A checksum (hex) of the shape and the values of A: what a run was trained on.
std::string checksum(const Dataset& dataset);

// The texts of the options, which config.json uses too. Each parser throws InputError with one sentence that
// names the option, what was given and what would be right; each text function gives what its parser reads
// back.

/// "100:350".
RowRange parseRowRange(const std::string& text);
std::string text(const RowRange& rows);

/// "none", "gaussian:0.1", "salt-pepper:0.05", "missing:0.3".
Noise parseNoise(const std::string& text);
std::string text(const Noise& noise);

/// "28x28" or "64x64x3" (height x width x channels); `option` is the one named in errors.
ImageShape parseImageShape(const std::string& text, const std::string& option = "--image-shape");
/// "28x28", or "64x64x3" for colour.
std::string text(const ImageShape& shape);

/// "64x64" (height x width), for --resize.
ImageShape parseImageSize(const std::string& text, const std::string& option = "--resize");

/// "train", "val" or "test"; word(split) is its inverse.
Split parseSplit(const std::string& text);

/// "3,7".
std::vector<int> parseLabels(const std::string& text);
std::string labelsText(const std::vector<int>& labels);

/// The name of the data set, or of its file: "faces.npz".
std::string shortName(const DatasetRequest& request);

}  // namespace nmf
