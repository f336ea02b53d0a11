#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace nmf {

/// Reads a file front to back, unpacking it when it is gzip (by its first bytes, not its name) and checking
/// gzip's own checksum at the end. A stream holds one file handle and a buffer of fixed size, whatever the
/// file declares.
class GzipStream {
 public:
  /// Throws InputError naming `path` when it is not a readable file.
  explicit GzipStream(const std::string& path);
  ~GzipStream();
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  /// Up to `size` bytes into `out`; fewer only at the end. Throws InputError naming the file when the packed
  /// data is truncated or damaged, EnvironmentError when reading fails.
  std::size_t read(std::uint8_t* out, std::size_t size);

  /// Whether the file is gzip; known after the first read.
  bool packed() const;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  std::string path_;
};

}  // namespace nmf
