#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nmf {

/// The folder of unsaved runs: $XDG_STATE_HOME/nmf-explorer/unsaved, or ~/.local/state/nmf-explorer/unsaved.
/// Empty where there is neither.
std::filesystem::path unsavedRoot();

/// One folder in it, held by this process through a lock that the system takes back however the process ends.
/// Other processes leave a folder that is held alone.
class UnsavedFolder {
 public:
  /// Makes a folder in `root`, which is made where it is missing. Throws EnvironmentError naming the folder.
  static UnsavedFolder create(const std::filesystem::path& root);
  /// The folders that no process holds, now held by this one, newest first. What a crash left half-made is
  /// removed.
  static std::vector<UnsavedFolder> claimLeft(const std::filesystem::path& root);

  UnsavedFolder(UnsavedFolder&& other) noexcept;
  UnsavedFolder& operator=(UnsavedFolder&& other) noexcept;
  /// Lets the folder go; it stays.
  ~UnsavedFolder();

  const std::filesystem::path& path() const { return path_; }
  /// Removes it with all that is in it.
  void remove();

 private:
  UnsavedFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
  void letGo();

  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace nmf
