#include "core/experiment/staged_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>

#include "core/data/bytes.h"
#include "core/errors.h"
#include "core/experiment/result_files.h"

namespace nmf {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error) {
  throw EnvironmentError(what + " '" + path.string() + "': " + std::generic_category().message(error));
}

/// Has a folder's entries on the disk. Some file systems cannot, which harms nothing here.
void syncFolder(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

/// Renames without ever replacing. False where `to` exists.
bool renameToNew(const fs::path& from, const fs::path& to) {
#ifdef RENAME_NOREPLACE
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno == EEXIST) return false;
  if (errno != EINVAL && errno != ENOSYS) fail("cannot name the folder", to, errno);
#endif
  // A file system without that flag: look first. A rename onto a folder that is not empty fails anyway.
  std::error_code error;
  if (fs::exists(fs::symlink_status(to, error))) return false;
  if (::rename(from.c_str(), to.c_str()) == 0) return true;
  if (errno == EEXIST || errno == ENOTEMPTY) return false;
  fail("cannot name the folder", to, errno);
}

/// The outermost folder that making `path` would make; empty when it is there.
fs::path outermostMissing(fs::path path) {
  std::error_code error;
  fs::path missing;
  while (!path.empty() && !fs::exists(path, error)) {
    missing = path;
    if (path == path.parent_path()) break;
    path = path.parent_path();
  }
  return missing;
}

}  // namespace

StagedFolder::StagedFolder(const fs::path& parent) : parent_(fs::absolute(parent).lexically_normal()) {
  if (!parent_.has_filename()) parent_ = parent_.parent_path();
  firstMade_ = outermostMissing(parent_);
  std::error_code error;
  fs::create_directories(parent_, error);
  if (error) fail("cannot make the folder", parent_, error.value());
  std::string pattern = (parent_ / ".unfinished-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) {
    const int reason = errno;
    if (!firstMade_.empty()) fs::remove_all(firstMade_, error);
    fail("cannot make a folder in", parent_, reason);
  }
  path_ = pattern;
}

StagedFolder::~StagedFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  // The folders made for it go too, while they are empty: others may have begun to use them.
  if (firstMade_.empty()) return;
  for (fs::path folder = parent_;; folder = folder.parent_path()) {
    if (::rmdir(folder.c_str()) != 0 || folder == firstMade_) return;
  }
}

fs::path StagedFolder::publish(const std::string& name) {
  // mkdtemp keeps others out; a result is as open as the person's umask says.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::chmod(path_.c_str(), 0777 & ~mask);
  syncFolder(path_);
  for (int attempt = 1;; ++attempt) {
    const fs::path target = parent_ / (attempt == 1 ? name : name + "-" + std::to_string(attempt));
    if (!renameToNew(path_, target)) continue;
    path_.clear();
    syncFolder(parent_);
    return target;
  }
}

void writeTextFile(const fs::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) fail("cannot write", path, errno);
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      const int reason = errno;
      ::close(file);
      fail("cannot write", path, reason);
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  const int synced = ::fsync(file) == 0 || errno == EINVAL || errno == EROFS ? 0 : errno;
  const int closed = ::close(file) == 0 ? 0 : errno;
  if (synced) fail("cannot write", path, synced);
  if (closed) fail("cannot write", path, closed);
}

void copyFiles(const fs::path& from, const fs::path& to) {
  for (const fs::directory_entry& file : fs::directory_iterator(from)) {
    const Bytes bytes = readFile(file.path().string());
    writeTextFile(to / file.path().filename(), {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
}

void replaceFile(const fs::path& path, std::string_view text) {
  std::string name = ".";
  name += path.filename().string() + "." + std::to_string(::getpid());
  const fs::path aside = path.parent_path() / name;
  std::error_code error;
  fs::remove(aside, error);
  try {
    writeTextFile(aside, text);
    fs::rename(aside, path, error);
    if (error) fail("cannot write", path, error.value());
  } catch (...) {
    fs::remove(aside, error);
    throw;
  }
}

}  // namespace nmf
