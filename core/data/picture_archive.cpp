#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

#include "core/data/bytes.h"
#include "core/data/picture_collection.h"
#include "core/data/picture_file.h"
#include "core/errors.h"

namespace nmf {
namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 20;
constexpr std::int64_t maximumMembers = 1'000'000;

struct FreeArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};

class PictureArchive {
 public:
  PictureArchive(const std::string& path, const ReadProgress& progress, std::int64_t limit)
      : path_(path),
        progress_(progress),
        limit_(limit),
        fileBytes_(std::max<std::int64_t>(1, fileSize(path))),
        handle_(archive_read_new()) {
    if (!handle_) throw EnvironmentError("There is not enough memory to open an archive.");
    archive_read_support_filter_gzip(handle_.get());
    archive_read_support_format_zip(handle_.get());
    archive_read_support_format_tar(handle_.get());
    if (archive_read_open_filename(handle_.get(), path.c_str(), blockBytes) != ARCHIVE_OK) refuseForm();
  }

  std::vector<PictureFile> read() {
    std::vector<PictureFile> files;
    for (std::int64_t members = 0;; ++members) {
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(handle_.get(), &entry);
      if (status == ARCHIVE_EOF) break;
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) members == 0 ? refuseForm() : refuseDamage();
      if (members == maximumMembers) {
        throw InputError(path_ + " has more than " + std::to_string(maximumMembers) +
                         " members, the most that is read.");
      }
      const std::string name = checkedName(entry);
      if (archive_entry_filetype(entry) != AE_IFREG) continue;
      const bool wanted =
          isPictureName(name) && !fileName(name).starts_with('.') && !name.starts_with("__MACOSX/");
      const QByteArray content = unpack(name, wanted);
      if (wanted) files.push_back({name, {}, content});
      if (progress_ && !progress_(share())) throw InputError("cancelled");
    }
    std::sort(files.begin(), files.end(),
              [](const PictureFile& a, const PictureFile& b) { return a.name < b.name; });
    return files;
  }

 private:
  [[noreturn]] void refuseForm() const {
    throw InputError(path_ + " is not an archive that is read: a zip, tar or tgz of pictures is needed.");
  }
  [[noreturn]] void refuseDamage() const {
    throw InputError(path_ + " is damaged or truncated: it cannot be unpacked.");
  }

  // The compressed bytes consumed so far as a share of the file.
  double share() const {
    const auto consumed = static_cast<double>(archive_filter_bytes(handle_.get(), -1));
    return std::clamp(consumed / static_cast<double>(fileBytes_), 0.0, 1.0);
  }

  std::string checkedName(archive_entry* entry) const {
    const char* pathname = archive_entry_pathname_utf8(entry);
    if (!pathname) pathname = archive_entry_pathname(entry);
    std::string name = pathname ? pathname : "";
    std::replace(name.begin(), name.end(), '\\', '/');
    const auto refuse = [&](const std::string& why) {
      throw InputError(path_ + " is refused: its member '" + name.substr(0, 80) + "' " + why + ".");
    };
    if (name.empty()) refuse("has no name");
    if (name.starts_with('/') || (name.size() > 1 && name[1] == ':')) refuse("has an absolute path");
    if (("/" + name + "/").find("/../") != std::string::npos) refuse("leads out of the archive");
    const auto type = archive_entry_filetype(entry);
    if (archive_entry_hardlink(entry) || archive_entry_symlink(entry) || type == AE_IFLNK)
      refuse("is a link");
    if (type != AE_IFREG && type != AE_IFDIR) refuse("is neither a file nor a folder");
    while (name.starts_with("./")) name.erase(0, 2);
    return name;
  }

  // Reads the member to its end, counting all of it against the limit, and keeps it where it is wanted.
  QByteArray unpack(const std::string& name, bool wanted) {
    QByteArray content;
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    for (;;) {
      const int status = archive_read_data_block(handle_.get(), &block, &size, &offset);
      if (status == ARCHIVE_EOF) return content;
      if (status != ARCHIVE_OK) {
        if (archive_read_has_encrypted_entries(handle_.get()) > 0)
          throw InputError(path_ + " is encrypted: an archive without a password is needed.");
        refuseDamage();
      }
      unpacked_ += static_cast<std::int64_t>(size);
      // A sparse member can claim to begin far into a file of zeros.
      if (unpacked_ > limit_ || (wanted && offset != content.size())) {
        throw InputError(path_ + " is refused at member '" + name.substr(0, 80) +
                         "': it unpacks to more than " + sizeText(limit_) + " or has holes.");
      }
      if (wanted) content.append(static_cast<const char*>(block), static_cast<qsizetype>(size));
    }
  }

  std::string path_;
  const ReadProgress& progress_;
  std::int64_t limit_;
  std::int64_t fileBytes_;
  std::unique_ptr<archive, FreeArchive> handle_;
  std::int64_t unpacked_ = 0;
};

}  // namespace

std::vector<PictureFile> picturesInArchive(const std::string& path, const ReadProgress& progress,
                                           std::int64_t limit) {
  return PictureArchive(path, progress, limit).read();
}

}  // namespace nmf
