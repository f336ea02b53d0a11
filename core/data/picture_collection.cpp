#include "core/data/picture_collection.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "core/data/bytes.h"
#include "core/data/picture_file.h"
#include "core/errors.h"

namespace nmf {
namespace {

class Pictures final : public ImageSource {
 public:
  Pictures(SourceFacts facts, std::vector<PictureFile> files)
      : ImageSource(std::move(facts)), files_(std::move(files)) {}

  std::optional<Picture> picture(std::int64_t row) const override {
    const PictureFile& file = files_[static_cast<std::size_t>(row)];
    return file.path.empty() ? readPicture(file.content) : readPictureFile(file.path);
  }
  std::string title(std::int64_t row) const override { return files_[static_cast<std::size_t>(row)].name; }

 private:
  std::vector<PictureFile> files_;
};

// The folders that all names begin with, and the "/" after them.
std::size_t commonFolders(const std::vector<PictureFile>& files) {
  const std::string& first = files.front().name;
  std::size_t common = first.rfind('/');
  common = common == std::string::npos ? 0 : common + 1;
  for (const PictureFile& file : files) {
    while (common > 0 && file.name.compare(0, common, first, 0, common) != 0) {
      const std::size_t before = common > 1 ? first.rfind('/', common - 2) : std::string::npos;
      common = before == std::string::npos ? 0 : before + 1;
    }
  }
  return common;
}

void labelByFolder(SourceFacts& facts, const std::vector<PictureFile>& files) {
  const std::size_t common = commonFolders(files);
  const auto labelOf = [common](const PictureFile& file) {
    const std::size_t slash = file.name.find('/', common);
    return slash == std::string::npos ? std::string(".") : file.name.substr(common, slash - common);
  };
  std::map<std::string, int> numbers;
  for (const PictureFile& file : files) numbers.emplace(labelOf(file), 0);
  if (numbers.size() < 2) return;
  for (auto& [name, number] : numbers) {
    number = static_cast<int>(facts.labelNames.size());
    facts.labelNames.push_back(name);
  }
  for (const PictureFile& file : files) facts.labels.push_back(numbers.at(labelOf(file)));
}

}  // namespace

std::vector<PictureFile> picturesInFolder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<PictureFile> files;
  std::error_code failure;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, failure);
  if (failure) throw InputError("--dataset " + folder + " cannot be read: " + failure.message() + ".");
  for (; at != fs::recursive_directory_iterator(); at.increment(failure)) {
    const bool hidden = at->path().filename().string().starts_with('.');
    std::error_code ignored;
    if (at->is_directory(ignored)) {
      if (hidden) at.disable_recursion_pending();
      continue;
    }
    const std::string path = at->path().string();
    if (hidden || !at->is_regular_file(ignored) || !isPictureName(path)) continue;
    files.push_back({fs::path(path).lexically_relative(folder).generic_string(), path, {}});
  }
  if (failure) throw EnvironmentError(folder + " could not be read to its end: " + failure.message() + ".");
  std::sort(files.begin(), files.end(),
            [](const PictureFile& a, const PictureFile& b) { return a.name < b.name; });
  return files;
}

ImageSourcePtr openPictures(std::vector<PictureFile> files, const std::string& source) {
  if (files.empty()) {
    throw InputError("--dataset " + source +
                     " has no picture in it: PNG, JPEG, BMP, WebP, TIFF or PGM files are needed.");
  }
  SourceFacts facts;
  facts.name = fileName(source);
  facts.source = source;
  facts.count = static_cast<std::int64_t>(files.size());
  facts.scaling = "divided by 255";
  labelByFolder(facts, files);
  return std::make_unique<Pictures>(std::move(facts), std::move(files));
}

}  // namespace nmf
