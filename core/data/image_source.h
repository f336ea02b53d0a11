#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/picture.h"

namespace nmf {

/// What is known of a source before any of its images is selected.
struct SourceFacts {
  std::string name;    ///< see Dataset
  std::string source;  ///< see Dataset
  std::int64_t count = 0;
  std::optional<ImageShape> shape;  ///< of every image; empty when they may differ
  std::int64_t rowValues = 0;  ///< where images are bare rows, whose shape only a person knows: their values
  std::vector<int> labels;     ///< `count` entries, or empty
  std::vector<std::string> labelNames;
  std::string scaling;
  std::vector<std::string> notes;
  std::optional<ImageShape> usualSize;  ///< what pictures are resized to unless `--resize` says otherwise
  std::string
      cacheKey;  ///< where not empty, what tells these pictures apart from all others: they are kept decoded
};

/// Images that were found, unpacked or can be drawn, one at a time and from many threads at once. A format or
/// generator makes one; selection, cropping, resizing and noise are the same for all of them (see
/// loadDataset).
class ImageSource {
 public:
  virtual ~ImageSource() = default;
  const SourceFacts& facts() const { return facts_; }

  /// Does what must be done before the first call of picture(): unpacking an archive, say. Does nothing the
  /// second time, and is not asked for when all pictures that are wanted were kept decoded.
  virtual void prepare(const std::function<bool(double)>& /*progress*/) {}

  /// Image `row` in [0, count); empty when it cannot be read (a damaged picture among good ones).
  virtual std::optional<Picture> picture(std::int64_t row) const = 0;

  /// Writes image `row` as shape.pixels() floats in [0, 1], channel-first. Only for sources whose shape is
  /// known.
  virtual void writeRow(std::int64_t row, float* out) const { writeFloats(picture(row).value(), out); }

  /// The place of image `row` in words, for the list of what was skipped.
  virtual std::string title(std::int64_t row) const { return "image " + std::to_string(row); }

 protected:
  explicit ImageSource(SourceFacts facts) : facts_(std::move(facts)) {}

 private:
  SourceFacts facts_;
};

using ImageSourcePtr = std::unique_ptr<ImageSource>;

/// Images of one shape held as bytes, channel-first: `count` times shape.pixels().
class ByteImages final : public ImageSource {
 public:
  ByteImages(SourceFacts facts, std::vector<std::uint8_t> bytes);
  std::optional<Picture> picture(std::int64_t row) const override;
  void writeRow(std::int64_t row, float* out) const override;

 private:
  std::vector<std::uint8_t> bytes_;
};

/// Images of one shape held as a matrix with values in [0, 1].
class MatrixImages final : public ImageSource {
 public:
  MatrixImages(SourceFacts facts, Matrix values);
  std::optional<Picture> picture(std::int64_t row) const override;
  void writeRow(std::int64_t row, float* out) const override;

 private:
  Matrix values_;
};

}  // namespace nmf
