#pragma once

#include <QPointF>
#include <QRectF>
#include <QSize>
#include <functional>

namespace nmf::ui {

/// What a grid of equal pictures needs to know.
struct TileGridRequest {
  int count = 0;
  QSizeF area;
  QSize picture{28, 28};  ///< pixels of one picture
  double gap = 4;         ///< between tiles
  double caption = 12;    ///< height of the line under each picture
  double smallest =
      28;  ///< the grid grows beyond the area (and is scrolled) rather than let a side fall below this
  double largest = 320;    ///< no side grows beyond this
  double deviceScale = 1;  ///< device pixels in a logical one, so that pixels can be whole
};

/// A grid whose number of columns gives the largest tiles. A picture side becomes a whole multiple of its
/// pixels where that costs little room.
class TileGrid {
 public:
  TileGrid() = default;
  explicit TileGrid(const TileGridRequest& request);

  int columns() const { return columns_; }
  int rows() const { return rows_; }
  QSizeF pictureSize() const { return picture_; }
  /// All of it, which may be higher than the area.
  double contentHeight() const { return height_; }

  /// The picture (without its caption) of tile `i`, relative to the area's top left; the grid is centred
  /// sideways.
  QRectF picture(int i) const;
  /// Picture and caption.
  QRectF tile(int i) const;
  /// The tile under `position`, or -1.
  int at(const QPointF& position) const;

 private:
  int count_ = 0;
  int columns_ = 1;
  int rows_ = 0;
  QSizeF picture_;
  double gap_ = 0;
  double caption_ = 0;
  double left_ = 0;
  double top_ = 0;
  double height_ = 0;
};

/// The least side of a tile in a figure, which cannot be scrolled: a good size, or where `height`, the
/// figure's at that side, is more than a page has, a smaller one that can still be made out.
double figureTile(const std::function<double(double side)>& height);

}  // namespace nmf::ui
