#pragma once

#include <functional>
#include <vector>

#include "core/data/dataset.h"
#include "core/training/snapshot.h"

namespace nmf::ui {

/// How well each image is reconstructed by one snapshot.
struct SampleErrors {
  DatasetPtr data;
  SnapshotPtr snapshot;
  std::vector<double> relative;  ///< ||a_i - m_i||^2 / ||a_i||^2 for each row of A; NaN for an all-zero image
};

/// Whether the factors' outer sizes are those of the data (m rows on the left, n columns on the right).
bool fits(const Dataset& data, const Factors& factors);

/// The relative errors of all images, M formed by blocks of rows only. Gives up, with no errors, once
/// `cancelled`. Needs fits(data, factors).
SampleErrors computeSampleErrors(DatasetPtr data, SnapshotPtr snapshot,
                                 const std::function<bool()>& cancelled = {});

/// The rows among `candidates` by error, largest first if `worstFirst`; those without an error are left out.
/// At most `count`; equal errors in the order of rows.
std::vector<int> rankSamples(const SampleErrors& errors, const std::vector<int>& candidates, bool worstFirst,
                             std::size_t count);

}  // namespace nmf::ui
