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

  std::optional<Picture> picture(std::int64_t row) const;

  /// Keeps a picture of the cache's shape with 8 bits; any other is left out. Different rows may be put by
  /// different threads.
  void put(std::int64_t row, const Picture& picture);

  /// Writes the file, whole or not at all. Returns a sentence saying why it could not; empty when it was.
  std::string save() const;

 private:
  std::string path_;
  std::int64_t count_;
  ImageShape shape_;
  Bytes rows_;  // count times 1 + pixels: whether the row is there, then its bytes
};

}  // namespace nmf
