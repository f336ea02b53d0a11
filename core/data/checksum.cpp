#include <tbb/parallel_for.h>

#include <QCryptographicHash>
#include <algorithm>

#include "core/data/dataset_request.h"

namespace nmf {
namespace {

constexpr auto algorithm = QCryptographicHash::Sha1;
constexpr std::int64_t blockBytes = std::int64_t{4} << 20;

}  // namespace

// The SHA-1 of the shape and of the SHA-1s of blocks of 4 MiB, which are taken in parallel: 200 MB in a fifth
// of a second. It tells data sets apart; it is no signature.
std::string checksum(const Dataset& dataset) {
  const char* bytes = reinterpret_cast<const char*>(dataset.A.data());
  const std::int64_t size = dataset.A.size() * std::int64_t{sizeof(float)};
  const std::int64_t blocks = (size + blockBytes - 1) / blockBytes;
  std::vector<QByteArray> digests(static_cast<std::size_t>(blocks));
  tbb::parallel_for(std::int64_t{0}, blocks, [&](std::int64_t block) {
    const std::int64_t begin = block * blockBytes;
    QCryptographicHash hash(algorithm);
    hash.addData(QByteArrayView(bytes + begin, std::min(blockBytes, size - begin)));
    digests[static_cast<std::size_t>(block)] = hash.result();
  });
  const std::string shape = std::to_string(dataset.A.rows()) + " images of " + text(dataset.shape) + "\n";
  QCryptographicHash hash(algorithm);
  hash.addData(QByteArrayView(shape.data(), static_cast<qsizetype>(shape.size())));
  for (const QByteArray& digest : digests) hash.addData(digest);
  return hash.result().toHex().toStdString();
}

}  // namespace nmf
