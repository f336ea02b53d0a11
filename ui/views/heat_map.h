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
/// (the sizes of blocks differ by at most one). Needs limits >= 1.
Matrix reduceBlocks(const Matrix& values, Eigen::Index maxRows, Eigen::Index maxColumns, Reduction reduction);

/// The value at `quantile` (0 to 1) of the entries in ascending order; 0 for none.
float quantileOf(const Matrix& values, double quantile);

struct HeatMapOptions {
  ColorMapKind colors = ColorMapKind::Viridis;
  Reduction reduction = Reduction::Mean;
  double quantile = 1;  ///< the colour scale ends at this quantile of the cells
};

/// One factor, ready to be painted.
struct HeatMap {
  QString name;                    ///< "W₁"
  QString rowName;                 ///< what a row is, e.g. "image"
  QString columnName;              ///< what a column is, e.g. "component"
  bool left = true;                ///< a W (else an H)
  const Matrix* values = nullptr;  ///< kept alive by the snapshot
  Matrix cells;                    ///< reduced
  ValueRange range;                ///< of the colours
  bool clipped = false;            ///< whether some cells are above range.high
  QRectF plot;                     ///< where the cells were painted last

  bool isReduced() const { return values && cells.size() < values->size(); }
  /// The entry of the matrix at a point of `plot`: row, column from 0. Needs plot to contain it.
  std::pair<Eigen::Index, Eigen::Index> entryAt(const QPointF& position) const;
};

/// The maps of all factors in the order of factorNames(), reduced to as many cells as a large screen can
/// show.
std::vector<HeatMap> heatMaps(Model model, const Factors& factors, const HeatMapOptions& options);

/// Where each map goes in `area`: the W side by side above the H, in the order of the maps; all below each
/// other where they are too narrow for the names of their axes and the area is high enough.
std::vector<QRectF> heatMapAreas(const std::vector<HeatMap>& maps, const QRectF& area, const Theme& theme);
/// The height that the maps need, `width` wide.
double heatMapsHeight(const std::vector<HeatMap>& maps, double width, const Theme& theme);

/// Paints name, cells, axes and colour scale into `area`, and remembers `plot`. `image` holds the rendered
/// cells and serves again while it has the size that is needed.
void paintHeatMap(QPainter& painter, const QRectF& area, const Theme& theme, HeatMap& map,
                  const HeatMapOptions& options, QImage& image, bool onScreen);

}  // namespace nmf::ui
