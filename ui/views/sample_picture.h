#pragma once

#include <QString>
#include <vector>

#include "core/data/dataset.h"
#include "core/training/snapshot.h"
#include "ui/views/term_row.h"

namespace nmf::ui {

/// One image and what the factors make of it.
struct SamplePicture {
  int row = 0;
  Eigen::VectorXf original;        ///< n values, a row of A
  Eigen::VectorXf reconstruction;  ///< n values, that row of M
  double relativeError = 0;        ///< ||a - m||^2 / ||a||^2; NaN for an all-zero image
  std::vector<Term> terms;         ///< of m = sum_k p_k h_k with p the image's code
};

/// The code of image `row`: that row of P = W1 W2 ... WL (rL values), without forming P.
Eigen::VectorXf sampleCode(const Factors& factors, Eigen::Index row);

/// Reconstructs image `row`. Needs fits(data, factors).
SamplePicture pictureSample(const Dataset& data, const Factors& factors, int row);

/// "7", or the label's name where known; empty without labels.
QString sampleLabel(const Dataset& data, int row);

}  // namespace nmf::ui
