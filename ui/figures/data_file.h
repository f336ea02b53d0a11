#pragma once

#include <QString>

#include "ui/figures/figure.h"

namespace nmf::ui {

/// Writes the numbers behind `figure` into `path`, which appears whole or not at all. Throws EnvironmentError
/// naming it.
void writeDataFile(Figure& figure, const QString& path, const DataExtent& extent);

}  // namespace nmf::ui
