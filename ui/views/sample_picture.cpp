#include "ui/views/sample_picture.h"

#include <limits>

namespace nmf::ui {

Eigen::VectorXf sampleCode(const Factors& factors, Eigen::Index row) {
  Eigen::RowVectorXf code = factors.W.front().row(row);
  for (std::size_t l = 1; l < factors.W.size(); ++l) code = (code * factors.W[l]).eval();
  return code.transpose();
}

SamplePicture pictureSample(const Dataset& data, const Factors& factors, int row) {
  SamplePicture picture;
  picture.row = row;
  picture.original = data.A.row(row).transpose();
  const Matrix& H = rightFactor(factors);
  const Eigen::VectorXf code = sampleCode(factors, row);
  picture.reconstruction.noalias() = H.transpose() * code;
  const double norm = picture.original.squaredNorm();
  picture.relativeError = norm > 0 ? (picture.original - picture.reconstruction).squaredNorm() / norm
                                   : std::numeric_limits<double>::quiet_NaN();
  picture.terms = weightedTerms(code, H);
  return picture;
}

QString sampleLabel(const Dataset& data, int row) {
  if (static_cast<std::size_t>(row) >= data.labels.size()) return {};
  const int label = data.labels[static_cast<std::size_t>(row)];
  if (label >= 0 && static_cast<std::size_t>(label) < data.labelNames.size() &&
      !data.labelNames[static_cast<std::size_t>(label)].empty()) {
    return QString::fromStdString(data.labelNames[static_cast<std::size_t>(label)]);
  }
  return QString::number(label);
}

}  // namespace nmf::ui
