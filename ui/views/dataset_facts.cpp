#include "ui/views/dataset_facts.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <map>

#include "core/data/bytes.h"
#include "ui/views/picture_text.h"
#include "ui/views/sample_picture.h"

namespace nmf::ui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("DatasetFacts", text);
}

}  // namespace

std::optional<DatasetFacts> computeDatasetFacts(DatasetPtr data, const std::function<bool()>& cancelled) {
  const Matrix& A = data->A;
  const bool labelled = data->labels.size() == static_cast<std::size_t>(A.rows());
  struct Sum {
    std::int64_t count = 0;
    int firstRow = 0;
    VectorD sum;
  };
  std::map<int, Sum> sums;
  VectorD total = VectorD::Zero(A.cols());
  std::int64_t zeros = 0;
  for (Eigen::Index row = 0; row < A.rows(); ++row) {
    if (row % 512 == 0 && cancelled && cancelled()) return std::nullopt;
    zeros += (A.row(row).array() == 0.0f).count();
    Sum& sum = sums[labelled ? data->labels[static_cast<std::size_t>(row)] : 0];
    if (sum.count++ == 0) {
      sum.firstRow = static_cast<int>(row);
      sum.sum = VectorD::Zero(A.cols());
    }
    sum.sum += A.row(row).transpose().cast<double>();
  }
  DatasetFacts facts;
  for (const auto& [label, sum] : sums) {
    total += sum.sum;
    if (!labelled) continue;
    facts.labels.push_back({label, sampleLabel(*data, sum.firstRow), sum.count,
                            (sum.sum / static_cast<double>(sum.count)).cast<float>()});
  }
  const double rows = static_cast<double>(std::max<Eigen::Index>(1, A.rows()));
  facts.mean = (total / rows).cast<float>();
  facts.zeroShare = A.size() > 0 ? static_cast<double>(zeros) / static_cast<double>(A.size()) : 0;
  facts.meanValue = A.size() > 0 ? total.sum() / static_cast<double>(A.size()) : 0;
  facts.data = std::move(data);
  return facts;
}

QStringList describeDataset(const DatasetFacts& facts) {
  const Dataset& data = *facts.data;
  const ImageShape& shape = data.shape;
  QStringList lines;
  lines << QString::fromStdString(data.name);
  lines << tr("%1 images of %2 × %3 pixels, %4")
               .arg(grouped(data.A.rows()))
               .arg(shape.height)
               .arg(shape.width)
               .arg(shape.channels == 3 ? tr("colour") : tr("gray"));
  if (!data.scaling.empty()) lines << tr("values %1").arg(QString::fromStdString(data.scaling));
  lines << tr("mean value %1, %2 zeros").arg(shortNumber(facts.meanValue), percent(facts.zeroShare));
  constexpr std::int64_t kOne = sizeof(float);
  lines << tr("A takes %1").arg(QString::fromStdString(sizeText(data.A.size() * kOne)));
  if (data.clean) lines << tr("with noise; the clean images are kept beside");
  for (const std::string& note : data.notes) lines << QString::fromStdString(note);
  return lines;
}

QString describeSkipped(const Dataset& data) {
  if (data.skipped.empty()) return {};
  constexpr std::size_t kMostNames = 30;  // what a tool tip has room for
  QStringList lines{tr("Unreadable pictures that were left out:")};
  for (std::size_t i = 0; i < std::min(kMostNames, data.skipped.size()); ++i)
    lines << QString::fromStdString(data.skipped[i]).simplified().toHtmlEscaped();
  if (data.skipped.size() > kMostNames)
    lines << tr("and %1 more").arg(grouped(static_cast<qint64>(data.skipped.size() - kMostNames)));
  return lines.join(QStringLiteral("<br>"));
}

}  // namespace nmf::ui
