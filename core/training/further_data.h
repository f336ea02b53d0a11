#pragma once

#include <cstdint>
#include <memory>

#include "core/model/matrix.h"

namespace nmf {

/// Errors of one epoch against data other than those trained on; NaN where there are no such data.
struct FurtherRecord {
  std::int64_t epoch = 0;
  double heldOutError = 0;  ///< ||A - M||_F^2 / ||A||_F^2 of unseen images with codes fitted to them
  double cleanError = 0;    ///< ||C - M||_F^2 / ||C||_F^2, C the images before noise
};

/// Data beside those trained on.
struct FurtherData {
  std::shared_ptr<const Matrix> heldOut;  ///< images not trained on; null: none
  std::shared_ptr<const Matrix> clean;    ///< those trained on, before noise was added; null: none
  bool any() const { return heldOut || clean; }
};

}  // namespace nmf
