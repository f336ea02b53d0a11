#pragma once

#include <QString>
#include <vector>

#include "core/data/dataset.h"
#include "core/training/snapshot.h"

namespace nmf::ui {

/// One term of a reconstruction m = sum_k weight_k h_k.
struct SampleComponent {
  int index = 0;      ///< the row of H, from 0
  double weight = 0;  ///< times the signature scaled to a peak of 1
  double share = 0;   ///< of the sum over all components of weight times ||signature||
};

/// One image and what the factors make of it.
struct SamplePicture {
  int row = 0;
  Eigen::VectorXf original;                 ///< n values, a row of A
  Eigen::VectorXf reconstruction;           ///< n values, that row of M
  double relativeError = 0;                 ///< ||a - m||^2 / ||a||^2; NaN for an all-zero image
  std::vector<SampleComponent> components;  ///< by share, largest first; only those with a share above 0
};

/// The code of image `row`: that row of P = W1 W2 ... WL (rL values), without forming P.
Eigen::VectorXf sampleCode(const Factors& factors, Eigen::Index row);

/// Reconstructs image `row`. Needs fits(data, factors).
SamplePicture pictureSample(const Dataset& data, const Factors& factors, int row);

/// "7", or the label's name where known; empty without labels.
QString sampleLabel(const Dataset& data, int row);

}  // namespace nmf::ui
