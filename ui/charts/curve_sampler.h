#pragma once

#include <cstdint>
#include <vector>

#include "ui/charts/min_max_pyramid.h"

namespace nmf::ui {

/// Which part of the epochs is drawn on how many pixel columns.
struct SampleGrid {
  double lower = 0, upper = 1;
  bool logX = false, logY = false;
  int columns = 1;
};

/// The records that fall into each pixel column: those of column c are [bounds[c], bounds[c + 1]).
/// `bounds` has columns + 1 entries; `epochs` increase.
std::vector<std::size_t> columnBounds(const std::vector<std::int64_t>& epochs, const SampleGrid& grid);

/// A curve as it is handed to the plot.
struct SampledCurve {
  std::vector<double> epoch, value;   ///< a value that is NaN breaks the line
  std::vector<std::size_t> isolated;  ///< points of `epoch` without a neighbour to draw a line to
  std::vector<double> missing;        ///< epochs, at most one a column, where a record is not finite
  std::size_t hiddenValues = 0;       ///< visible records <= 0 on a logarithmic value axis
  std::size_t hiddenEpochs = 0;       ///< records with an epoch <= 0 on a logarithmic epoch axis
  bool thinned = false;  ///< first, minimum, maximum and last of each column instead of every record
};

/// Samples one column of records for drawing: every record while there are few; else first, minimum, maximum
/// and last of each pixel column, which paints the same pixels as every record would (Jugel et al. 2014,
/// "M4"). The neighbours just outside are included, so that the line runs on to the edges.
SampledCurve sampleCurve(const std::vector<std::int64_t>& epochs, const ValueColumn& values,
                         const MinMaxPyramid& pyramid, const SampleGrid& grid,
                         const std::vector<std::size_t>& bounds);

/// The mean of the records of `window` epochs around one record of each pixel column, or around every one
/// while there are few. Near either end of the records the window shrinks, so that it stays centred and the
/// curve begins and ends where they do. NaN where no record in it is finite.
SampledCurve meanCurve(const std::vector<std::int64_t>& epochs, const ValueColumn& values,
                       const MinMaxPyramid& pyramid, const SampleGrid& grid,
                       const std::vector<std::size_t>& bounds, std::int64_t window);

}  // namespace nmf::ui
