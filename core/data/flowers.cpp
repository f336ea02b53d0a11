#include "core/data/flowers.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <map>

#include "core/data/mat.h"
#include "core/data/picture_collection.h"
#include "core/data/picture_file.h"
#include "core/errors.h"

namespace nmf {
namespace {

namespace fs = std::filesystem;

constexpr const char* idFile = "setid.mat";
constexpr const char* labelFile = "imagelabels.mat";
constexpr const char* archiveFile = "102flowers.tgz";
constexpr const char* pictureFolder = "jpg";
constexpr std::int64_t largestLabel = 102;

const char* arrayOf(Split split) {
  switch (split) {
    case Split::Train:
      return "trnid";
    case Split::Validation:
      return "valid";
    case Split::Test:
      return "tstid";
  }
  return "trnid";
}

std::string pictureName(std::int64_t number) {
  std::array<char, 40> name{};
  std::snprintf(name.data(), name.size(), "image_%05d.jpg", static_cast<int>(number));
  return name.data();
}

bool isFile(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// The pictures called for, in that order: from the folder where it is there, else from the archive.
std::vector<PictureFile> picturesCalled(const std::string& folder, const std::vector<std::int64_t>& numbers,
                                        const ReadProgress& progress) {
  std::vector<PictureFile> files;
  std::error_code ignored;
  const fs::path unpacked = fs::path(folder) / pictureFolder;
  if (fs::is_directory(unpacked, ignored)) {
    for (const std::int64_t number : numbers) {
      const std::string name = pictureName(number);
      files.push_back({name, (unpacked / name).string(), {}});
    }
    return files;
  }
  const std::string archive = (fs::path(folder) / archiveFile).string();
  std::map<std::string, QByteArray> contents;
  for (PictureFile& file : picturesInArchive(archive, progress))
    contents[fileName(file.name)] = std::move(file.content);
  for (const std::int64_t number : numbers) {
    const std::string name = pictureName(number);
    const auto found = contents.find(name);
    if (found == contents.end()) throw InputError(archive + " lacks " + name + ", which setid.mat names.");
    files.push_back({name, {}, found->second});
  }
  return files;
}

class Flowers final : public ImageSource {
 public:
  Flowers(SourceFacts facts, std::string folder, std::vector<std::int64_t> numbers)
      : ImageSource(std::move(facts)), folder_(std::move(folder)), numbers_(std::move(numbers)) {}

  void prepare(const std::function<bool(double)>& progress) override {
    if (files_.empty()) files_ = picturesCalled(folder_, numbers_, progress);
  }
  std::optional<Picture> picture(std::int64_t row) const override {
    const PictureFile& file = files_[static_cast<std::size_t>(row)];
    return file.path.empty() ? readPicture(file.content) : readPictureFile(file.path);
  }
  std::string title(std::int64_t row) const override {
    return pictureName(numbers_[static_cast<std::size_t>(row)]);
  }

 private:
  std::string folder_;
  std::vector<std::int64_t> numbers_;
  std::vector<PictureFile> files_;
};

// Tells apart the pictures of this folder, as they are now, from all others.
std::string stateOf(const std::string& folder, Split split) {
  std::string state = fs::absolute(folder).string() + " " + word(split);
  for (const char* part : {archiveFile, pictureFolder, idFile, labelFile}) {
    std::error_code missing;
    const auto time = fs::last_write_time(fs::path(folder) / part, missing);
    state += ' ';
    if (!missing) state += std::to_string(time.time_since_epoch().count());
  }
  return state;
}

}  // namespace

bool hasFlowers(const std::string& folder) {
  std::error_code ignored;
  const fs::path root(folder);
  return isFile(root / idFile) && isFile(root / labelFile) &&
         (isFile(root / archiveFile) || fs::is_directory(root / pictureFolder, ignored));
}

std::vector<std::string> flowerNames() {
  return {"",
          "pink primrose",
          "hard-leaved pocket orchid",
          "Canterbury bells",
          "sweet pea",
          "English marigold",
          "tiger lily",
          "moon orchid",
          "bird of paradise",
          "monkshood",
          "globe thistle",
          "snapdragon",
          "colt's foot",
          "king protea",
          "spear thistle",
          "yellow iris",
          "globe flower",
          "purple coneflower",
          "Peruvian lily",
          "balloon flower",
          "giant white arum lily",
          "fire lily",
          "pincushion flower",
          "fritillary",
          "red ginger",
          "grape hyacinth",
          "corn poppy",
          "prince of Wales feathers",
          "stemless gentian",
          "artichoke",
          "sweet William",
          "carnation",
          "garden phlox",
          "love in the mist",
          "Mexican aster",
          "alpine sea holly",
          "ruby-lipped cattleya",
          "cape flower",
          "great masterwort",
          "Siam tulip",
          "Lenten rose",
          "Barbeton daisy",
          "daffodil",
          "sword lily",
          "poinsettia",
          "bolero deep blue",
          "wallflower",
          "marigold",
          "buttercup",
          "oxeye daisy",
          "common dandelion",
          "petunia",
          "wild pansy",
          "primula",
          "sunflower",
          "pelargonium",
          "bishop of Llandaff",
          "gaura",
          "geranium",
          "orange dahlia",
          "pink-yellow dahlia",
          "cautleya spicata",
          "Japanese anemone",
          "black-eyed Susan",
          "silverbush",
          "Californian poppy",
          "osteospermum",
          "spring crocus",
          "bearded iris",
          "windflower",
          "tree poppy",
          "gazania",
          "azalea",
          "water lily",
          "rose",
          "thorn apple",
          "morning glory",
          "passion flower",
          "lotus",
          "toad lily",
          "anthurium",
          "frangipani",
          "clematis",
          "hibiscus",
          "columbine",
          "desert rose",
          "tree mallow",
          "magnolia",
          "cyclamen",
          "watercress",
          "canna lily",
          "hippeastrum",
          "bee balm",
          "ball moss",
          "foxglove",
          "bougainvillea",
          "camellia",
          "mallow",
          "Mexican petunia",
          "bromelia",
          "blanket flower",
          "trumpet creeper",
          "blackberry lily"};
}

ImageSourcePtr openFlowers(const std::string& folder, Split split) {
  const fs::path root(folder);
  const std::string idPath = (root / idFile).string(), labelPath = (root / labelFile).string();
  const std::vector<std::int64_t> numbers = readMatIntegers(idPath, arrayOf(split));
  const std::vector<std::int64_t> labels = readMatIntegers(labelPath, "labels");
  SourceFacts facts;
  for (const std::int64_t number : numbers) {
    if (number < 1 || number > static_cast<std::int64_t>(labels.size())) {
      throw InputError(idPath + " names picture " + std::to_string(number) + ", and " + labelPath +
                       " has labels for 1 to " + std::to_string(labels.size()) + ".");
    }
    const std::int64_t label = labels[static_cast<std::size_t>(number - 1)];
    if (label < 1 || label > largestLabel) {
      throw InputError(labelPath + " has the label " + std::to_string(label) + ": labels go from 1 to 102.");
    }
    facts.labels.push_back(static_cast<int>(label));
  }
  if (numbers.empty()) throw InputError(idPath + " names no picture in '" + arrayOf(split) + "'.");
  facts.name = "flowers102";
  facts.source = folder;
  facts.count = static_cast<std::int64_t>(numbers.size());
  facts.labelNames = flowerNames();
  facts.scaling = "divided by 255";
  constexpr int side = 64;
  facts.usualSize = ImageShape{side, side, 1};
  facts.cacheKey = stateOf(folder, split);
  return std::make_unique<Flowers>(std::move(facts), folder, numbers);
}

}  // namespace nmf
