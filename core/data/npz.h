#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/data/npy.h"

namespace nmf {

/// The arrays of a NumPy .npz file (a zip of .npy members), read whole into memory and checked.
class Npz {
 public:
  /// The arrays' names, without ".npy", in the file's order.
  std::vector<std::string> names() const;
  bool contains(const std::string& name) const;
  /// A view into this object, valid while it lives. Throws InputError naming the file and the arrays it has
  /// when `name` is not among them.
  NpyArray array(const std::string& name) const;
  /// How errors about an array call it: "factors.npz: array 'W1'".
  std::string title(const std::string& name) const;

 private:
  friend class NpzReader;
  struct Member {
    std::string name;
    Bytes bytes;
  };
  std::string path_;
  std::vector<Member> members_;
};

/// Reads all arrays of the .npz at `path`, or only those named in `wanted`. What is unpacked is bounded by
/// what each member's .npy header declares and by maximumUnpackedBytes in all. Throws InputError naming the
/// file when it is no zip archive, holds no array, is truncated, encrypted or corrupt, or when a member is
/// not a whole .npy array.
Npz readNpz(const std::string& path, const std::vector<std::string>& wanted = {});

/// The same from memory; `name` stands for the path in errors.
Npz readNpz(ByteView file, const std::string& name, const std::vector<std::string>& wanted = {});

/// The names, without ".npy", of the arrays in the .npz at `path`. Throws like readNpz.
std::vector<std::string> npzNames(const std::string& path);

/// What the header of an array says, for a list to choose from.
struct NpzEntry {
  std::string name;
  std::vector<std::int64_t> shape;  ///< empty for a single number, and for what cannot be read
  std::string words;                ///< "3 x 28 x 28, uint8", or why it cannot be read
  bool images = false;              ///< whether it may hold images: it has two to four dimensions
};

/// The arrays in the .npz at `path`, from their headers alone. Throws like readNpz; an array of a type that
/// is not read is listed as such.
std::vector<NpzEntry> npzEntries(const std::string& path);

/// Writes a .npz that numpy.load opens: members stored uncompressed, the same bytes for the same arrays.
/// Every function throws EnvironmentError naming the file when writing fails (disk full, no permission). The
/// file is complete only after finish(); one that is destroyed before stays incomplete on the disk.
class NpzWriter {
 public:
  explicit NpzWriter(const std::string& path);
  ~NpzWriter();
  NpzWriter(const NpzWriter&) = delete;
  NpzWriter& operator=(const NpzWriter&) = delete;

  /// A float32 array of the matrix's two dimensions.
  void add(const std::string& name, const Matrix& values);
  /// A one-dimensional int64 array.
  void add(const std::string& name, std::span<const std::int64_t> values);

  /// A float32 array of any shape in pieces: begin, then append until shape's product of values is written,
  /// in C order.
  void begin(const std::string& name, const std::vector<std::int64_t>& shape);
  void append(std::span<const float> values);

  void finish();

 private:
  void openMember(const std::string& name, NpyType type, const std::vector<std::int64_t>& shape);
  void write(ByteView bytes);
  [[noreturn]] void fail() const;

  struct Archive;
  std::unique_ptr<Archive> archive_;
  std::string path_;
  std::int64_t missing_ = 0;  ///< bytes of the open member not written yet
};

}  // namespace nmf
