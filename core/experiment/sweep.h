#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/experiment/settings.h"

namespace nmf {

/// No sweep has more points than this.
inline constexpr std::int64_t kMostSweepPoints = 100'000;

/// One experiment of a sweep.
struct SweepPoint {
  int index = 0;                    ///< from 1, in the order of the grid
  std::vector<std::string> values;  ///< of the varied keys, as the options' texts
  Settings settings;
};

/// A grid of experiments.
struct Sweep {
  std::vector<std::string> keys;   ///< the varied ones, in the file's order; the last varies fastest
  std::vector<SweepPoint> points;  ///< never empty
};

/// The grid that lists in a configuration span. A key whose value is a list anyway (ranks, layer_weights,
/// labels) spans it by a list of lists only. Every point is checked as far as that is possible without its
/// data. A fixed key that does not apply to the model of a point is dropped there. Throws InputError;
/// `origin` begins the sentence.
Sweep expandSweep(const nlohmann::ordered_json& object, const std::string& origin);

/// A part of a sweep, I of N: every N-th point from the I-th on.
struct Shard {
  int index = 1;
  int count = 1;
  bool isWhole() const { return count == 1; }
  bool holds(const SweepPoint& point) const { return (point.index - index) % count == 0; }
};

/// "I/N". Throws InputError.
Shard parseShard(const std::string& text);

}  // namespace nmf
