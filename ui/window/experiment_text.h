#pragma once

#include <QString>

#include "core/experiment/experiment.h"
#include "core/experiment/run_result.h"

namespace nmf::ui {

/// The experiment in words: "deep, ranks 40, 20, Adam at 0.01, 10,000 epochs, seed 0".
QString inWords(const Experiment& experiment);

/// "strokes: 2,000 images of 28 × 28".
QString dataInWords(const Dataset& data);

/// The caption of exported figures: the experiment, the data and what the run reached.
QString captionOf(const RunResult& run);

}  // namespace nmf::ui
