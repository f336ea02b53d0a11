#pragma once

#include <cmath>
#include <vector>

#include "core/data/image_source.h"
#include "tests/fuzz/answer.h"

namespace fuzz {

/// What every accepted source of images promises: counts that agree, and pixels in [0, 1] by either way to
/// them.
inline void requireImages(const nmf::ImageSource& source) {
  const nmf::SourceFacts& facts = source.facts();
  require(facts.count > 0 && facts.shape && facts.shape->pixels() > 0);
  require(facts.labels.empty() || static_cast<std::int64_t>(facts.labels.size()) == facts.count);
  const auto pixels = static_cast<std::size_t>(facts.shape->pixels());
  std::vector<float> direct(pixels), drawn(pixels);
  for (const std::int64_t row : {std::int64_t{0}, facts.count / 2, facts.count - 1}) {
    source.writeRow(row, direct.data());
    const auto picture = source.picture(row);
    require(picture && picture->shape == *facts.shape);
    nmf::writeFloats(*picture, drawn.data());
    for (std::size_t i = 0; i < pixels; ++i) {
      require(direct[i] >= 0 && direct[i] <= 1);
      require(std::abs(direct[i] - drawn[i]) < 1e-5F);
    }
  }
}

}  // namespace fuzz
