#pragma once

#include <QRectF>
#include <QString>
#include <vector>

#include "core/model/factors.h"
#include "ui/theme/theme.h"
#include "ui/views/color_map.h"

class QPainter;

namespace nmf::ui {

/// How many entries become one cell where a matrix has more of them than the screen has room for.
enum class Reduction { Mean, Maximum };

/// `values` in at most `maxRows` x `maxColumns` cells, each the mean or the maximum of a block of entries
/// (block sizes differ by at most one).
Matrix reduceBlocks(const Matrix& values, Eigen::Index maxRows, Eigen::Index maxColumns, Reduction reduction);

/// One factor, ready to be painted.
struct HeatMap {
  QString name;                    ///< "W1"
  QString rowName;                 ///< what a row is, e.g. "image"
  QString columnName;              ///< what a column is, e.g. "component"
  const Matrix* values = nullptr;  ///< kept alive by the snapshot
  Matrix cells;                    ///< reduced
  ValueRange range;                ///< of the colours
  bool clipped = false;            ///< whether larger values than range.high exist
  QRectF plot;                     ///< where the cells were painted last
};

struct HeatMapOptions {
  ColorMapKind colors = ColorMapKind::Viridis;
  Reduction reduction = Reduction::Mean;
  double quantile = 1;  ///< the colour scale ends at this quantile of the cells
};

/// The maps of all factors in the order of factorNames(), reduced to cells of at least one pixel at 1x or 2x.
std::vector<HeatMap> heatMaps(Model model, const Factors& factors, const HeatMapOptions& options);

/// Where each map goes in `area`: the W side by side above the H, in the order of the maps.
std::vector<QRectF> heatMapAreas(const std::vector<HeatMap>& maps, const QRectF& area, const Theme& theme);

/// Paints name, cells, axes and colour scale into `area`, and remembers `plot`.
void paintHeatMap(QPainter& painter, const QRectF& area, const Theme& theme, HeatMap& map,
                  const HeatMapOptions& options);

}  // namespace nmf::ui
