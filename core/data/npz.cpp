#include "core/data/npz.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <ctime>
#include <stdexcept>
#include <system_error>

#include "core/errors.h"

namespace nmf {
namespace {

constexpr std::string_view suffix = ".npy";
constexpr std::size_t maximumMembers = 10'000;
constexpr std::size_t blockBytes = std::size_t{1} << 16;

struct FreeArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using ReadHandle = std::unique_ptr<archive, FreeArchive>;

ReadHandle newReader() {
  ReadHandle handle(archive_read_new());
  if (!handle) throw EnvironmentError("There is not enough memory to open an archive.");
  archive_read_support_format_zip_seekable(handle.get());
  return handle;
}

}  // namespace

// Walks through the members of an open archive; shared by the reading from a path and from memory.
class NpzReader {
 public:
  NpzReader(const std::string& path, ReadHandle handle) : path_(path), handle_(std::move(handle)) {}

  void open(const std::string& path) {
    check(archive_read_open_filename(handle_.get(), path.c_str(), blockBytes));
  }
  void open(ByteView file) { check(archive_read_open_memory(handle_.get(), file.data(), file.size())); }

  Npz read(const std::vector<std::string>& wanted) {
    Npz npz;
    npz.path_ = path_;
    std::int64_t total = 0;
    while (next()) {
      const bool skip = !wanted.empty() && std::find(wanted.begin(), wanted.end(), name_) == wanted.end();
      if (skip) continue;
      if (npz.contains(name_)) throw InputError(path_ + " holds two arrays named '" + name_ + "'.");
      npz.members_.push_back({name_, {}});
      Bytes& bytes = npz.members_.back().bytes;
      unpack(npz.title(name_), bytes);
      total += static_cast<std::int64_t>(bytes.size());
      if (total > maximumUnpackedBytes) {
        throw InputError(path_ + " holds more than " + sizeText(maximumUnpackedBytes) +
                         " in all, the most that is read.");
      }
      parseNpy(bytes, npz.title(name_));
    }
    if (npz.members_.empty() && wanted.empty()) throw InputError(path_ + " holds no .npy array.");
    return npz;
  }

  std::vector<std::string> names() {
    std::vector<std::string> found;
    while (next()) found.push_back(name_);
    if (found.empty()) throw InputError(path_ + " holds no .npy array.");
    return found;
  }

  std::vector<NpzEntry> entries() {
    std::vector<NpzEntry> found;
    while (next()) found.push_back(entry());
    if (found.empty()) throw InputError(path_ + " holds no .npy array.");
    return found;
  }

 private:
  NpzEntry entry() {
    NpzEntry entry{name_, {}, "not an array that is read", false};
    Bytes bytes;
    try {
      fill(name_, bytes, npyPrefixBytes);
      fill(name_, bytes, npyHeaderLength(bytes, name_));
      const NpyHeader header = parseNpyHeader(bytes, name_);
      entry.shape = header.shape;
      entry.words.clear();
      for (const std::int64_t length : header.shape)
        entry.words += (entry.words.empty() ? "" : " x ") + std::to_string(length);
      entry.words += (entry.words.empty() ? "a single " : ", ") + std::string(word(header.type));
      entry.images = header.shape.size() >= 2 && header.shape.size() <= 4;
    } catch (const InputError&) {  // it stays listed as not readable
    }
    return entry;
  }

  void check(int status) const {
    if (status != ARCHIVE_OK) {
      throw InputError(path_ + " is not a .npz file: it is not a zip archive, or a truncated one.");
    }
  }

  bool next() {
    for (;;) {
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(handle_.get(), &entry);
      if (status == ARCHIVE_EOF) return false;
      if (status != ARCHIVE_OK)
        throw InputError(path_ + " is a damaged .npz file: its list of members cannot be read.");
      if (++members_ > maximumMembers) {
        throw InputError(path_ + " has more than " + std::to_string(maximumMembers) +
                         " members, the most that is read.");
      }
      const char* pathname = archive_entry_pathname(entry);
      const std::string_view member = pathname ? pathname : "";
      if (member.size() <= suffix.size() || !member.ends_with(suffix)) continue;
      name_ = member.substr(0, member.size() - suffix.size());
      return true;
    }
  }

  // Grows `bytes` up to `wanted` with what the archive really gives; false when it ends before.
  bool fill(const std::string& title, Bytes& bytes, std::int64_t wanted) {
    while (static_cast<std::int64_t>(bytes.size()) < wanted) {
      const std::size_t had = bytes.size();
      const std::size_t step = std::min(static_cast<std::size_t>(wanted) - had, std::max(blockBytes, had));
      bytes.resize(had + step);
      const la_ssize_t got = archive_read_data(handle_.get(), bytes.data() + had, step);
      bytes.resize(had + static_cast<std::size_t>(std::max<la_ssize_t>(got, 0)));
      if (got < 0) {
        const bool locked = archive_read_has_encrypted_entries(handle_.get()) > 0;
        throw InputError(title + (locked ? " is encrypted: a .npz file without a password is needed."
                                         : " is damaged: it cannot be unpacked."));
      }
      if (got == 0) return false;
    }
    return true;
  }

  void unpack(const std::string& title, Bytes& bytes) {
    fill(title, bytes, npyPrefixBytes);
    const std::int64_t headerLength = npyHeaderLength(bytes, title);
    fill(title, bytes, headerLength);
    const NpyHeader header = parseNpyHeader(bytes, title);
    // One byte more than declared: enough to know that there is too much, and all of a bomb that is ever
    // unpacked.
    fill(title, bytes, header.dataOffset + header.dataBytes + 1);
  }

  std::string path_;
  ReadHandle handle_;
  std::string name_;
  std::size_t members_ = 0;
};

std::vector<std::string> Npz::names() const {
  std::vector<std::string> all;
  for (const Member& member : members_) all.push_back(member.name);
  return all;
}

bool Npz::contains(const std::string& name) const {
  return std::any_of(members_.begin(), members_.end(), [&](const Member& m) { return m.name == name; });
}

NpyArray Npz::array(const std::string& name) const {
  for (const Member& member : members_) {
    if (member.name == name) return parseNpy(member.bytes, title(name));
  }
  std::string all;
  for (const Member& member : members_) all += (all.empty() ? "" : ", ") + member.name;
  throw InputError(path_ + " has no array '" + name + "': it has " + (all.empty() ? "none" : all) + ".");
}

std::string Npz::title(const std::string& name) const {
  return path_ + ": array '" + name + "'";
}

Npz readNpz(const std::string& path, const std::vector<std::string>& wanted) {
  fileSize(path);
  NpzReader reader(path, newReader());
  reader.open(path);
  return reader.read(wanted);
}

Npz readNpz(ByteView file, const std::string& name, const std::vector<std::string>& wanted) {
  NpzReader reader(name, newReader());
  reader.open(file);
  return reader.read(wanted);
}

std::vector<std::string> npzNames(const std::string& path) {
  fileSize(path);
  NpzReader reader(path, newReader());
  reader.open(path);
  return reader.names();
}

std::vector<NpzEntry> npzEntries(const std::string& path) {
  fileSize(path);
  NpzReader reader(path, newReader());
  reader.open(path);
  return reader.entries();
}

struct NpzWriter::Archive {
  archive* handle = archive_write_new();
  ~Archive() { archive_write_free(handle); }
};

NpzWriter::NpzWriter(const std::string& path) : archive_(std::make_unique<Archive>()), path_(path) {
  archive_write_set_format_zip(archive_->handle);
  archive_write_zip_set_compression_store(archive_->handle);
  if (archive_write_open_filename(archive_->handle, path.c_str()) != ARCHIVE_OK) fail();
}

NpzWriter::~NpzWriter() = default;

void NpzWriter::fail() const {
  // libarchive's own words for a full disk are "Write error".
  const int number = archive_errno(archive_->handle);
  const char* words = archive_error_string(archive_->handle);
  const std::string why = number > 0 ? std::generic_category().message(number) : words ? words : "";
  throw EnvironmentError(path_ + " could not be written" + (why.empty() ? "" : ": " + why) + ".");
}

void NpzWriter::openMember(const std::string& name, NpyType type, const std::vector<std::int64_t>& shape) {
  if (missing_ != 0) throw std::logic_error("NpzWriter: the array before '" + name + "' is not complete");
  std::vector<std::int64_t> factors = shape;
  factors.push_back(sizeOf(type));
  const auto bytes = checkedProduct(factors, std::int64_t{1} << 50);
  if (!bytes) throw std::logic_error("NpzWriter: impossible shape for '" + name + "'");
  const std::string header = npyHeaderText(type, shape);
  const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                       &archive_entry_free);
  archive_entry_set_pathname(entry.get(), (name + std::string(suffix)).c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  // A fixed time, so that the same arrays give the same file. The second day of what a zip can tell, in any
  // time zone.
  constexpr std::time_t secondOfJanuary1980 = 315'619'200;
  archive_entry_set_mtime(entry.get(), secondOfJanuary1980, 0);
  archive_entry_set_size(entry.get(), static_cast<std::int64_t>(header.size()) + *bytes);
  if (archive_write_header(archive_->handle, entry.get()) != ARCHIVE_OK) fail();
  missing_ = static_cast<std::int64_t>(header.size()) + *bytes;
  write({reinterpret_cast<const std::uint8_t*>(header.data()), header.size()});
}

void NpzWriter::write(ByteView bytes) {
  if (static_cast<std::int64_t>(bytes.size()) > missing_)
    throw std::logic_error("NpzWriter: more values than declared");
  missing_ -= static_cast<std::int64_t>(bytes.size());
  while (!bytes.empty()) {
    const la_ssize_t written = archive_write_data(archive_->handle, bytes.data(), bytes.size());
    if (written <= 0) fail();
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void NpzWriter::add(const std::string& name, const Matrix& values) {
  begin(name, {values.rows(), values.cols()});
  append({values.data(), static_cast<std::size_t>(values.size())});
}

void NpzWriter::add(const std::string& name, std::span<const std::int64_t> values) {
  openMember(name, NpyType::Int64, {static_cast<std::int64_t>(values.size())});
  write({reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()});
}

void NpzWriter::begin(const std::string& name, const std::vector<std::int64_t>& shape) {
  openMember(name, NpyType::Float32, shape);
}

void NpzWriter::append(std::span<const float> values) {
  write({reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()});
}

void NpzWriter::finish() {
  if (missing_ != 0) throw std::logic_error("NpzWriter: the last array is not complete");
  if (archive_write_close(archive_->handle) != ARCHIVE_OK) fail();
}

}  // namespace nmf
