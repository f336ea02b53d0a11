#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "core/metrics/epoch_record.h"
#include "ui/charts/quantity.h"

namespace nmf::ui {

/// What a quantity is, for a tool tip: its name, its formula, and the formula with the numbers of a record in
/// it. Holds only numbers that were recorded or follow from such. `record`: empty while there is none;
/// `ranks`: r1..rL of the run, empty where not known.
QString formulaText(Quantity quantity, const std::optional<EpochRecord>& record,
                    const std::vector<int>& ranks);

}  // namespace nmf::ui
