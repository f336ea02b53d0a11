#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace nmf {

/// A file of rows of one size that only grows; each row carries a check sum, so that what a crash leaves at
/// the end is told from a row. Private to autosaving; what other programs read is metrics.csv.
class RowLog {
 public:
  /// A new file at `path` for rows of `rowBytes`. When it would exceed `maxBytes` every second row in it
  /// goes, and from then on only every second is taken, again and again. Throws EnvironmentError naming the
  /// file.
  RowLog(std::filesystem::path path, std::size_t rowBytes, std::int64_t maxBytes);
  ~RowLog();
  RowLog(const RowLog&) = delete;
  RowLog& operator=(const RowLog&) = delete;

  /// Appends rows that lie one after the other in `rows`. All of them are in the file or none: throws
  /// EnvironmentError (disk full), and may be called again with the same rows.
  void append(std::string_view rows);
  /// Has what was appended on the disk.
  void sync();

  /// Every how many rows one is kept; 1 until the file was too large.
  std::int64_t stride() const { return stride_; }
  /// Rows given so far, kept or not.
  std::int64_t taken() const { return taken_; }

  /// The rows in a file one after the other, up to the first that is not whole. Throws InputError where it is
  /// no such file or its rows have another size.
  static std::string read(const std::filesystem::path& path, std::size_t rowBytes);
  /// The last whole row in a file, without reading the others; empty where there is none. Throws as read().
  static std::string readLast(const std::filesystem::path& path, std::size_t rowBytes);

 private:
  void write(std::string_view bytes);
  void halve();
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_;
  std::size_t rowBytes_;
  std::int64_t maxBytes_;
  int file_ = -1;
  std::int64_t size_ = 0;   ///< of the file
  std::int64_t taken_ = 0;  ///< rows given so far
  std::int64_t stride_ = 1;
};

}  // namespace nmf
