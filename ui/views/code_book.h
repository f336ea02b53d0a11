#pragma once

#include <functional>
#include <optional>

#include "core/data/dataset.h"
#include "core/training/snapshot.h"

namespace nmf::ui {

/// The codes of all images of one data set at one snapshot.
struct CodeBook {
  DatasetPtr data;  ///< null where it is not at hand
  SnapshotPtr snapshot;
  Matrix codes;             ///< P = W1 ... WL (m x rL)
  Eigen::VectorXf largest;  ///< rL: the largest code of each component
  Eigen::VectorXf mean;     ///< rL
};

/// Computes the codes by blocks of rows; empty once `cancelled` returns true. Needs fits(data, factors),
/// where there is data.
std::optional<CodeBook> makeCodeBook(DatasetPtr data, SnapshotPtr snapshot,
                                     const std::function<bool()>& cancelled = {});

/// The rows of `codes` whose image has `label`; all rows if `label` is empty or the data have no labels.
Matrix codesOfLabel(const CodeBook& book, std::optional<int> label);

}  // namespace nmf::ui
