#pragma once

#include <QString>
#include <memory>

#include "core/experiment/experiment.h"
#include "core/experiment/run_result.h"
#include "ui/figures/caption.h"

namespace nmf::ui {

/// The experiment in words: "deep, ranks 40, 20, Adam at 0.01, 10,000 epochs, seed 0".
QString inWords(const Experiment& experiment);

/// "strokes: 2,000 images of 28 × 28".
QString dataInWords(const Dataset& data);

/// The caption of exported figures: the data, the experiment, and what `history`, the run's records, says of
/// the epoch that the figure shows or, where it shows the whole run, of the last one. `name`: what the legend
/// calls the run where others are drawn beside it, which the caption is not of; else empty.
Caption captionOf(const RunResult& run, std::shared_ptr<const History> history, const QString& name = {});

}  // namespace nmf::ui
