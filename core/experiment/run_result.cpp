#include "core/experiment/run_result.h"

#include "core/data/value_scaling.h"
#include "core/model/factors.h"

namespace nmf {

ImageShape imageShape(const RunResult& run) {
  return run.data ? run.data->shape : imageShape(run.final, run.shape);
}

ImageShape imageShape(const SnapshotPtr& snapshot, const std::optional<ImageShape>& known) {
  if (!snapshot) return known.value_or(ImageShape{});
  const auto pixels = rightFactor(snapshot->factors).cols();
  return known && known->pixels() == pixels ? *known : likeliestShape(pixels);
}

}  // namespace nmf
