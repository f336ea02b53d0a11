#pragma once

#include <filesystem>
#include <string>

namespace nmf {

/// A folder that appears whole or not at all: filled under a hidden name beside its place, then renamed. What
/// was filled but not published is removed on destruction.
class StagedFolder {
 public:
  /// Makes `parent` where it is missing, and a hidden folder in it. Throws EnvironmentError naming it.
  explicit StagedFolder(const std::filesystem::path& parent);
  ~StagedFolder();
  StagedFolder(const StagedFolder&) = delete;
  StagedFolder& operator=(const StagedFolder&) = delete;

  /// Where to put the files.
  const std::filesystem::path& path() const { return path_; }

  /// Gives the folder its name, `name`, or `name`-2, -3... where that exists already, and returns its
  /// absolute path.
  std::filesystem::path publish(const std::string& name);

 private:
  std::filesystem::path parent_;
  std::filesystem::path path_;
  std::filesystem::path firstMade_;  ///< the outermost folder made for `parent`; empty when none was
};

/// Writes a file that appears whole or not at all. Throws EnvironmentError naming it.
void replaceFile(const std::filesystem::path& path, std::string_view text);

}  // namespace nmf
