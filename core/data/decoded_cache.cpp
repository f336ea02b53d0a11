#include "core/data/decoded_cache.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <algorithm>
#include <filesystem>

#include "core/data/known_datasets.h"
#include "core/data/npy.h"
#include "core/errors.h"

namespace nmf {
namespace {

std::string cachePath(const std::string& key) {
  const QByteArray digest =
      QCryptographicHash::hash(QByteArray::fromStdString(key), QCryptographicHash::Sha1).toHex();
  return cacheFolder("decoded") + "/" + digest.toStdString() + ".npy";
}

}  // namespace

DecodedCache::DecodedCache(const std::string& key, std::int64_t count, const ImageShape& shape)
    : path_(cachePath(key)), count_(count), shape_(shape) {
  const std::int64_t stride = 1 + shape.pixels();
  const auto size = static_cast<std::size_t>(count * stride);
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path_, ignored)) {
    try {
      Bytes file = readFile(path_);
      const NpyArray array = parseNpy(file, path_);
      if (array.type == NpyType::UInt8 && !array.fortranOrder &&
          array.shape == std::vector<std::int64_t>{count, stride}) {
        rows_.assign(array.data.begin(), array.data.end());
        return;
      }
    } catch (const std::exception&) {
      // Decoding again replaces it.
    }
  }
  rows_.assign(size, 0);
}

std::optional<Picture> DecodedCache::picture(std::int64_t row) const {
  const auto begin = rows_.begin() + row * (1 + shape_.pixels());
  if (*begin != 1) return std::nullopt;
  return Picture{shape_, {begin + 1, begin + 1 + shape_.pixels()}, {}};
}

void DecodedCache::put(std::int64_t row, const Picture& picture) {
  if (picture.shape != shape_ || picture.bytes.empty()) return;
  const auto begin = rows_.begin() + row * (1 + shape_.pixels());
  std::copy(picture.bytes.begin(), picture.bytes.end(), begin + 1);
  *begin = 1;
}

std::string DecodedCache::save() const {
  const QString path = QString::fromStdString(path_);
  QDir().mkpath(QFileInfo(path).path());
  QSaveFile file(path);
  const std::string header = npyHeaderText(NpyType::UInt8, {count_, 1 + shape_.pixels()});
  const bool written =
      file.open(QIODevice::WriteOnly) &&
      file.write(header.data(), static_cast<qint64>(header.size())) == static_cast<qint64>(header.size()) &&
      file.write(reinterpret_cast<const char*>(rows_.data()), static_cast<qint64>(rows_.size())) ==
          static_cast<qint64>(rows_.size()) &&
      file.commit();
  if (written) return {};
  return "The decoded pictures could not be kept for the next time: " + file.errorString().toStdString() +
         ".";
}

}  // namespace nmf
