#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/errors.h"
#include "core/model/matrix.h"

namespace nmf {

/// How values of unknown range are brought to [0, 1].
struct Scaling {
  float divisor = 1;
  std::string words;  ///< see Dataset::scaling
};

/// The rule: values up to 1 stay as they are; whole numbers up to 255 are divided by 255; everything else is
/// divided by the largest.
Scaling scalingFor(float largest, bool allWhole);

/// What has been seen of the values so far; also of several stretches, joined.
struct ValueRange {
  float largest = 0;
  bool allWhole = true;
  std::int64_t firstBad = -1;  ///< index of the first negative or non-finite value, or -1
  /// Looks at `count` values that begin at `index` of all.
  void look(const float* values, std::int64_t count, std::int64_t index);
  void join(const ValueRange& other);
};

/// Throws InputError saying that `name` has a negative or non-finite value in `place` ("row 3, column 7").
[[noreturn]] void refuseValue(const std::string& name, const std::string& place, float value);

/// Thrown where rows make no square and nobody has said what shape they have.
class ImageShapeNeeded : public InputError {
 public:
  ImageShapeNeeded(const std::string& sentence, std::int64_t rowValues)
      : InputError(sentence), values(rowValues) {}
  std::int64_t values;  ///< in a row
};

/// The shape of images given as rows of `values` numbers: `asked` where `--image-shape` was given, else a
/// square. Throws InputError naming `name` when the count does not fit, ImageShapeNeeded when none was given.
ImageShape rowShape(const std::string& name, std::int64_t values, const std::optional<ImageShape>& asked);

/// Shapes that rows of `values` numbers may have, the likeliest first: gray and colour, the nearest to a
/// square before the others, sides at most 4 to 1; at most 8.
std::vector<ImageShape> likelyShapes(std::int64_t values);
/// The likeliest of them; one row of pixels where there is none.
ImageShape likeliestShape(std::int64_t values);

/// Reorders one image from H x W x C (`from`) to C x H x W (`to`).
void toChannelFirst(const float* from, const ImageShape& shape, float* to);

}  // namespace nmf
