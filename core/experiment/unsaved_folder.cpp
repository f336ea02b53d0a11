#include "core/experiment/unsaved_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

#include "core/errors.h"

namespace nmf {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLock = "lock";
constexpr std::string_view kHalfMade = ".new-";

/// The lock of a folder, or -1 where another process holds it or it cannot be had.
int lockOf(const fs::path& folder) {
  const int lock = ::open((folder / kLock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return -1;
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  ::close(lock);
  return -1;
}

}  // namespace

fs::path unsavedRoot() {
  const auto environment = [](const char* variable) {
    const char* value = std::getenv(variable);
    return fs::path(value ? value : "");
  };
  fs::path state = environment("XDG_STATE_HOME");
  if (!state.is_absolute()) state = environment("HOME") / ".local" / "state";
  return state.is_absolute() ? state / "nmf-explorer" / "unsaved" : fs::path();
}

UnsavedFolder UnsavedFolder::create(const fs::path& root) {
  std::error_code error;
  fs::create_directories(root, error);
  if (error) throw EnvironmentError("cannot make the folder '" + root.string() + "': " + error.message());
  std::string made = (root / (std::string(kHalfMade) + "XXXXXX")).string();
  if (!::mkdtemp(made.data()))
    throw EnvironmentError("cannot make a folder in '" + root.string() +
                           "': " + std::generic_category().message(errno));
  const int lock = lockOf(made);
  // Names sort by time; what mkdtemp drew tells those of one instant apart.
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const fs::path path =
      root / (std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count()) + "-" +
              made.substr(made.size() - 6));
  if (lock >= 0) fs::rename(made, path, error);
  if (lock < 0 || error) {
    const std::string reason = error ? error.message() : "the folder cannot be locked";
    if (lock >= 0) ::close(lock);
    fs::remove_all(made, error);
    throw EnvironmentError("cannot make the folder '" + path.string() + "': " + reason);
  }
  return {path, lock};
}

std::vector<UnsavedFolder> UnsavedFolder::claimLeft(const fs::path& root) {
  std::vector<UnsavedFolder> left;
  std::error_code error;
  for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (!at->is_directory(ignored) || at->is_symlink(ignored)) continue;
    const int lock = lockOf(at->path());
    if (lock < 0) continue;
    UnsavedFolder folder(at->path(), lock);
    if (at->path().filename().string().starts_with(kHalfMade)) {
      folder.remove();
    } else {
      left.push_back(std::move(folder));
    }
  }
  std::sort(left.begin(), left.end(),
            [](const UnsavedFolder& a, const UnsavedFolder& b) { return a.path_ > b.path_; });
  return left;
}

UnsavedFolder::UnsavedFolder(UnsavedFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::exchange(other.lock_, -1)) {}

UnsavedFolder& UnsavedFolder::operator=(UnsavedFolder&& other) noexcept {
  letGo();
  path_ = std::exchange(other.path_, {});
  lock_ = std::exchange(other.lock_, -1);
  return *this;
}

UnsavedFolder::~UnsavedFolder() {
  letGo();
}

void UnsavedFolder::letGo() {
  if (lock_ >= 0) ::close(std::exchange(lock_, -1));
}

void UnsavedFolder::remove() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
  letGo();
  path_.clear();
}

}  // namespace nmf
