#pragma once

#include <QString>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/data/dataset.h"

namespace nmf::ui {

/// The images of one label.
struct LabelFacts {
  int label = 0;
  QString name;
  std::int64_t count = 0;
  Eigen::VectorXf mean;  ///< n values
};

/// What a person should know of a data set before factorising it.
struct DatasetFacts {
  DatasetPtr data;
  Eigen::VectorXf mean;            ///< the mean image, n values
  double zeroShare = 0;            ///< entries of A that are exactly 0, in [0, 1]
  double meanValue = 0;            ///< of all entries
  std::vector<LabelFacts> labels;  ///< by label; empty without labels
};

/// One pass over A; empty once `cancelled` returns true.
std::optional<DatasetFacts> computeDatasetFacts(DatasetPtr data, const std::function<bool()>& cancelled = {});

/// The facts as lines of text: name and size, scaling, zeros, notes.
QStringList describeDataset(const DatasetFacts& facts);

/// The pictures that were left out, by name, as rich text for a tool tip; empty when there are none.
QString describeSkipped(const Dataset& data);

}  // namespace nmf::ui
