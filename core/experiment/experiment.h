#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/data/dataset_request.h"
#include "core/model/hyperparameters.h"
#include "core/training/trainer.h"

namespace nmf {

/// One experiment as a value: all options of DESIGN's table that describe it. Converts to and from JSON and
/// options.
struct Experiment {
  DatasetRequest data;
  Hyperparameters model;
  TrainingPlan plan;
  bool operator==(const Experiment&) const = default;
};

/// `matrix`: the factors; `lists`: what was recorded; `all`: both.
enum class OutputKind { FactorsOnly, RecordsOnly, All };

/// Where and what a run writes; the "run only" options.
struct OutputOptions {
  std::string out = "results";
  std::string name;
  OutputKind output = OutputKind::All;
  std::vector<std::string> figures{"png"};  ///< of png, svg, pdf; empty: none
  bool listSkipped = false;
  bool quiet = false;
  bool operator==(const OutputOptions&) const = default;
};

}  // namespace nmf
