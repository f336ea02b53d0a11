#include <QCryptographicHash>
#include <algorithm>

#include "core/data/dataset_request.h"

namespace nmf {

std::string checksum(const Dataset& dataset) {
  QCryptographicHash hash(QCryptographicHash::Blake2b_160);
  const std::string shape = std::to_string(dataset.A.rows()) + " images of " + text(dataset.shape) + "\n";
  hash.addData(QByteArrayView(shape.data(), static_cast<qsizetype>(shape.size())));
  hash.addData(QByteArrayView(reinterpret_cast<const char*>(dataset.A.data()),
                              static_cast<qsizetype>(dataset.A.size()) * qsizetype{sizeof(float)}));
  return hash.result().toHex().toStdString();
}

}  // namespace nmf
