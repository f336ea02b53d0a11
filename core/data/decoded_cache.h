#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/bytes.h"
#include "core/data/image_source.h"

namespace nmf {

/// Pictures of one source as they are after decoding, cropping and resizing, kept in the user's cache folder
/// so that the second opening need not decode them again. A file that is damaged, or was made from other
/// pictures, counts as none.
class DecodedCache {
 public:
  /// `key` names the pictures and what was done to them; `count` and `shape` what is kept. Reads the file if
  /// there is one.
  DecodedCache(const std::string& key, std::int64_t count, const ImageShape& shape);

  const ImageShape& shape() const { return shape_; }
  bool has(std::int64_t row) const { return file_[begin(row)] == 1; }
  std::optional<Picture> picture(std::int64_t row) const;
  /// Writes a picture that is there as shape().pixels() floats in [0, 1].
  void writeRow(std::int64_t row, float* out) const;

  /// Keeps a picture of the cache's shape with 8 bits; any other is left out. Different rows may be put by
  /// different threads.
  void put(std::int64_t row, const Picture& picture);

  /// Writes the file, whole or not at all. Returns a sentence saying why it could not; empty when it was.
  std::string save() const;

 private:
  /// The place of a row in file_: whether the picture is there, then its bytes.
  std::size_t begin(std::int64_t row) const {
    return rowsAt_ + static_cast<std::size_t>(row) * (1 + static_cast<std::size_t>(shape_.pixels()));
  }

  std::string path_;
  ImageShape shape_;
  Bytes file_;  // as it lies on the disk: a .npy header, then the rows
  std::size_t rowsAt_ = 0;
};

}  // namespace nmf
