#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/model/matrix.h"

namespace nmf {

/// The shape of one image. Colour images are channel-first: C x H x W.
struct ImageShape {
  int height = 0;
  int width = 0;
  int channels = 1;  ///< 1 (gray) or 3 (red, green, blue)
  int pixels() const { return height * width * channels; }
  bool operator==(const ImageShape&) const = default;
};

/// A data set as a value. Shared as const between threads.
struct Dataset {
  std::string name;    ///< e.g. "strokes", "fashion-mnist", a file's base name
  std::string source;  ///< where it came from, in words or as a path
  ImageShape shape;
  Matrix A;                              ///< m x n, values in [0, 1]; n = shape.pixels()
  std::vector<int> labels;               ///< m entries, or empty
  std::vector<std::string> labelNames;   ///< labelNames[label] where known, else empty
  std::vector<std::int64_t> sourceRows;  ///< m entries: the row's number in the source before selection
  std::string scaling;                   ///< how values were brought to [0, 1], e.g. "divided by 255"
  std::shared_ptr<const Matrix> clean;   ///< m x n before noise was added; null when there is none
  std::vector<std::string> notes;        ///< what a person should know, each one sentence
  std::vector<std::string> skipped;      ///< the names of unreadable pictures that were left out
  std::int64_t selected = 0;  ///< rows selected, those that are unreadable or were kept back included
  std::shared_ptr<const Dataset>
      unseen;  ///< images kept back for the held-out error; null when there are none
};

using DatasetPtr = std::shared_ptr<const Dataset>;

}  // namespace nmf
