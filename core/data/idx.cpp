#include "core/data/idx.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "core/data/gzip_stream.h"
#include "core/errors.h"
#include "core/model/huge_pages.h"

namespace nmf {
namespace {

constexpr int unsignedByte = 0x08;
constexpr int maximumDimensions = 4;
constexpr std::size_t blockBytes = std::size_t{4} << 20;

// Up to `size` bytes into `out`; fewer only at the end of the file.
using Reader = std::function<std::size_t(std::uint8_t* out, std::size_t size)>;

const char* elementName(int code) {
  switch (code) {
    case unsignedByte:
      return "unsigned bytes";
    case 0x09:
      return "signed bytes";
    case 0x0b:
      return "16-bit integers";
    case 0x0c:
      return "32-bit integers";
    case 0x0d:
      return "32-bit floats";
    case 0x0e:
      return "64-bit floats";
    default:
      return nullptr;
  }
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
  std::string words;
  for (const std::int64_t length : shape) words += (words.empty() ? "" : " x ") + std::to_string(length);
  return words;
}

std::vector<std::int64_t> readShape(const Reader& read, const std::string& name) {
  std::array<std::uint8_t, 4> magic{};
  const std::size_t got = read(magic.data(), magic.size());
  if (got == 0) throw InputError(name + " is empty: an IDX file of images is needed.");
  if (got < magic.size()) throw InputError(name + " is truncated: it ends within its IDX header.");
  if (magic[0] != 0 || magic[1] != 0 || !elementName(magic[2]) || magic[3] == 0) {
    throw InputError(
        name +
        " is not an IDX file: it does not begin with the magic number 00 00 08 and the number of "
        "dimensions.");
  }
  if (magic[2] != unsignedByte) {
    throw InputError(name + " holds " + elementName(magic[2]) + ": an IDX file of unsigned bytes is needed.");
  }
  if (magic[3] > maximumDimensions) {
    throw InputError(name + " has " + std::to_string(magic[3]) +
                     " dimensions: an IDX file of 1 to 4 is needed.");
  }
  std::vector<std::int64_t> shape;
  for (int dimension = 0; dimension < magic[3]; ++dimension) {
    std::array<std::uint8_t, 4> length{};
    if (read(length.data(), length.size()) < length.size()) {
      throw InputError(name + " is truncated: it ends within its IDX header.");
    }
    shape.push_back(std::int64_t{length[0]} << 24 | length[1] << 16 | length[2] << 8 | length[3]);
  }
  return shape;
}

// What is known of a file before it is read.
struct FileFacts {
  std::int64_t bytes = 0;
  bool packed = false;
  // Deflate's limit: no byte of it unpacks to more.
  static constexpr std::int64_t mostPerPackedByte = 1032;
  std::int64_t mostUnpacked() const { return packed ? bytes * mostPerPackedByte : bytes; }
};

IdxArray readArray(const Reader& read, const std::string& name, const FileFacts& file,
                   const ReadProgress& progress) {
  IdxArray array;
  array.shape = readShape(read, name);
  const std::string declared = "its header declares " + shapeText(array.shape) + " bytes";
  const auto size = checkedProduct(array.shape, maximumUnpackedBytes);
  if (!size) {
    throw InputError(name + " has absurd dimensions: " + declared + ", and at most " +
                     sizeText(maximumUnpackedBytes) + " are read.");
  }
  if (*size == 0) throw InputError(name + " holds nothing: " + declared + ".");
  const auto headerBytes = static_cast<std::int64_t>(4 + 4 * array.shape.size());
  const auto refuseTruncated = [&](std::int64_t got) {
    throw InputError(name + " is truncated: " + declared + ", and " + std::to_string(got) + " are there.");
  };
  const auto refuseTooLong = [&] {
    throw InputError(name + " is too long: " + declared + ", and more are there.");
  };
  if (!file.packed) {
    const std::int64_t there = file.bytes - headerBytes;
    if (there < *size) refuseTruncated(there);
    if (there > *size) refuseTooLong();
  }
  // What MNIST takes, where so much can be there, then doubling: memory follows what has really been
  // unpacked.
  const std::size_t believed =
      std::clamp<std::size_t>(static_cast<std::size_t>(file.mostUnpacked()), 1, 16 * blockBytes);
  while (static_cast<std::int64_t>(array.data.size()) < *size) {
    const std::size_t had = array.data.size();
    if (array.data.size() == array.data.capacity()) {
      array.data.reserve(std::min(static_cast<std::size_t>(*size), std::max(2 * had, believed)));
      preferHugePages(array.data.data(), array.data.capacity());
    }
    const std::size_t step =
        std::min({static_cast<std::size_t>(*size), array.data.capacity(), had + blockBytes}) - had;
    array.data.resize(had + step);
    const std::size_t got = read(array.data.data() + had, step);
    if (got < step) refuseTruncated(static_cast<std::int64_t>(had + got));
    if (progress && !progress(static_cast<double>(array.data.size()) / static_cast<double>(*size))) {
      throw InputError("cancelled");
    }
  }
  std::uint8_t beyond = 0;
  if (read(&beyond, 1) != 0) refuseTooLong();
  return array;
}

void replaceFirst(std::string& text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), by);
}

}  // namespace

IdxArray readIdx(const std::string& path, const ReadProgress& progress) {
  GzipStream stream(path);
  // Looking at the first byte lets zlib decide what the file is; only then is its size on the disk worth
  // comparing.
  std::uint8_t first = 0;
  bool waiting = stream.read(&first, 1) == 1;
  const Reader read = [&](std::uint8_t* out, std::size_t size) -> std::size_t {
    if (size == 0) return 0;
    if (!waiting) return stream.read(out, size);
    waiting = false;
    out[0] = first;
    return 1 + stream.read(out + 1, size - 1);
  };
  return readArray(read, path, {fileSize(path), stream.packed()}, progress);
}

IdxArray parseIdx(ByteView file, const std::string& name) {
  const FileFacts facts{static_cast<std::int64_t>(file.size()), false};
  const Reader read = [&](std::uint8_t* out, std::size_t wanted) {
    const std::size_t got = std::min(wanted, file.size());
    std::copy_n(file.begin(), got, out);
    file = file.subspan(got);
    return got;
  };
  return readArray(read, name, facts, {});
}

IdxImages readIdxImages(const std::string& imagePath, const std::string& labelPath,
                        const ReadProgress& progress) {
  IdxImages result;
  result.images = readIdx(imagePath, progress);
  const auto& shape = result.images.shape;
  if (shape.size() != 3) {
    throw InputError(imagePath + " has " + std::to_string(shape.size()) +
                     (shape.size() == 1 ? " dimension" : " dimensions") +
                     ": images have three, their number, height and width.");
  }
  constexpr std::int64_t maximumPixels = 1 << 28;
  if (!checkedProduct(std::array{shape[1], shape[2]}, maximumPixels)) {
    throw InputError(imagePath + " has images of " + std::to_string(shape[1]) + " x " +
                     std::to_string(shape[2]) + " pixels: that is too large.");
  }
  if (labelPath.empty()) return result;
  const IdxArray labels = readIdx(labelPath);
  if (labels.shape.size() != 1) {
    throw InputError(labelPath + " has " + std::to_string(labels.shape.size()) +
                     " dimensions: labels have one.");
  }
  if (labels.shape[0] != shape[0]) {
    throw InputError(labelPath + " holds " + std::to_string(labels.shape[0]) + " labels and " +
                     fileName(imagePath) + " " + std::to_string(shape[0]) +
                     " images: there must be as many.");
  }
  result.labels.assign(labels.data.begin(), labels.data.end());
  return result;
}

std::string labelsBeside(const std::string& imagePath) {
  const std::filesystem::path path(imagePath);
  std::string name = path.filename().string();
  if (name.find("images") == std::string::npos) return {};
  replaceFirst(name, "images", "labels");
  replaceFirst(name, "idx3", "idx1");
  constexpr std::string_view packed = ".gz";
  const std::string bare = name.ends_with(packed) ? name.substr(0, name.size() - packed.size()) : name;
  for (const std::string& candidate : {name, bare, bare + std::string(packed)}) {
    const auto labels = path.parent_path() / candidate;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(labels, ignored)) return labels.string();
  }
  return {};
}

bool looksLikeIdx(const std::string& path) {
  try {
    GzipStream stream(path);
    std::array<std::uint8_t, 4> magic{};
    return stream.read(magic.data(), magic.size()) == magic.size() && magic[0] == 0 && magic[1] == 0 &&
           elementName(magic[2]) && magic[3] >= 1 && magic[3] <= maximumDimensions;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace nmf
