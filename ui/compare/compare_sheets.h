#pragma once

#include <QString>
#include <QtGlobal>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "ui/theme/theme.h"
#include "ui/views/signature_sheet.h"
#include "ui/views/tile_cache.h"
#include "ui/views/tile_grid.h"

class QPainter;

namespace nmf::ui {

/// One run's signatures in a comparison.
struct CompareSheet {
  std::uint64_t run = 0;
  QString name, epoch;  ///< the line above the signatures
  int colour = 0;       ///< index of the run's line
  SnapshotPtr snapshot;
  SignatureSheet signatures;
  TileCache tiles;
};

/// Where the signatures of several runs lie, below each other or in columns: equal tiles for all of them, in
/// the arrangement that makes them largest.
class CompareLayout {
 public:
  CompareLayout() = default;
  /// `smallest`: the least side of a tile; where that needs more height than there is, it is taken.
  CompareLayout(const std::vector<CompareSheet>& sheets, const QSizeF& area, const Theme& theme,
                double smallest, double deviceScale);

  double height() const { return height_; }
  /// How many runs stand beside each other.
  int columns() const { return columns_; }
  /// The line above sheet `s`, and its tile at position `i`; relative to the area's top left.
  QRectF heading(std::size_t s) const;
  QRectF picture(std::size_t s, int i) const;
  /// The height of the names, which take several lines where they are long.
  double names() const { return names_; }
  /// The height of the epochs below the names, where they have no room beside them; else 0.
  double epochsBelow() const { return epochsBelow_; }
  /// Sheet and position under a point; {-1, -1} where there is none.
  std::pair<int, int> at(const std::vector<CompareSheet>& sheets, const QPointF& point) const;

 private:
  struct Room;

  CompareLayout(const std::vector<CompareSheet>& sheets, const Room& room, int columns);
  /// Whether this arrangement is to be preferred to one of fewer columns.
  bool isBetterThan(const CompareLayout& other, const Room& room) const;

  TileGrid grid_;
  std::vector<QPointF> places_;  // of the sheets
  int columns_ = 1;
  double width_ = 0, names_ = 0, line_ = 0, epochsBelow_ = 0, height_ = 0;  // width_: of a column
  bool namesFit_ = true;
};

/// What lies behind the name of a run that is pointed at elsewhere.
QColor emphasisFill(const Theme& theme);

/// Paints the sheets: above each its line as in the charts, its name and its epoch. `emphasised`: the run
/// whose line is marked.
void paintSheets(QPainter& painter, std::vector<CompareSheet>& sheets, const CompareLayout& layout,
                 const Theme& theme, std::optional<std::uint64_t> emphasised = {});

}  // namespace nmf::ui
