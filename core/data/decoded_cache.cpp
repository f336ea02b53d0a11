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
    : path_(cachePath(key)), shape_(shape) {
  const std::vector<std::int64_t> rows{count, 1 + shape.pixels()};
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path_, ignored)) {
    try {
      file_ = readFile(path_);
      const NpyArray array = parseNpy(file_, path_);
      if (array.type == NpyType::UInt8 && !array.fortranOrder && array.shape == rows) {
        rowsAt_ = file_.size() - array.data.size();
        return;
      }
    } catch (const std::exception&) {
      // Decoding again replaces it.
    }
  }
  const std::string header = npyHeaderText(NpyType::UInt8, rows);
  file_.assign(header.begin(), header.end());
  rowsAt_ = file_.size();
  file_.resize(rowsAt_ + static_cast<std::size_t>(rows[0] * rows[1]));
}

std::optional<Picture> DecodedCache::picture(std::int64_t row) const {
  if (!has(row)) return std::nullopt;
  const auto first = file_.begin() + static_cast<std::ptrdiff_t>(begin(row)) + 1;
  return Picture{shape_, {first, first + shape_.pixels()}, {}};
}

void DecodedCache::writeRow(std::int64_t row, float* out) const {
  const std::uint8_t* from = file_.data() + begin(row) + 1;
  const int pixels = shape_.pixels();
  for (int i = 0; i < pixels; ++i) out[i] = static_cast<float>(from[i]) / 255.0F;
}

void DecodedCache::put(std::int64_t row, const Picture& picture) {
  if (picture.shape != shape_ || picture.bytes.empty()) return;
  std::uint8_t* to = file_.data() + begin(row);
  std::copy(picture.bytes.begin(), picture.bytes.end(), to + 1);
  *to = 1;
}

std::string DecodedCache::save() const {
  const QString path = QString::fromStdString(path_);
  QDir().mkpath(QFileInfo(path).path());
  QSaveFile file(path);
  const auto size = static_cast<qint64>(file_.size());
  const bool written = file.open(QIODevice::WriteOnly) &&
                       file.write(reinterpret_cast<const char*>(file_.data()), size) == size && file.commit();
  if (written) return {};
  return "The decoded pictures could not be kept for the next time: " + file.errorString().toStdString() +
         ".";
}

}  // namespace nmf
