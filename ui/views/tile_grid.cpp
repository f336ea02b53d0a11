#include "ui/views/tile_grid.h"

#include <algorithm>
#include <cmath>

namespace nmf::ui {

TileGrid::TileGrid(const TileGridRequest& request)
    : count_(request.count), gap_(request.gap), caption_(request.caption) {
  if (count_ <= 0) return;
  const double pw = std::max(1, request.picture.width()), ph = std::max(1, request.picture.height());
  const double width = std::max(1.0, request.area.width()), height = std::max(1.0, request.area.height());
  const double shorter = std::min(pw, ph), longer = std::max(pw, ph);
  // A picture's size is its pixels times `zoom`; find the columns that allow the largest.
  const double least = request.smallest / shorter, most = std::max(request.largest / longer, least);
  double best = 0;
  for (int columns = 1; columns <= count_; ++columns) {
    const int rows = (count_ + columns - 1) / columns;
    const double zoom = std::min((width - (columns + 1) * gap_) / columns / pw,
                                 ((height - (rows + 1) * gap_) / rows - caption_) / ph);
    if (zoom > best) {
      best = zoom;
      columns_ = columns;
    }
  }
  double zoom = best;
  if (zoom < least) {
    // Too many for the area: as many columns of the smallest size as fit, and scroll.
    columns_ = std::clamp(static_cast<int>((width - gap_) / (least * pw + gap_)), 1, count_);
    zoom = std::max(std::min(least, (width - 2 * gap_) / pw), 1 / pw);
  }
  zoom = std::min(zoom, most);
  // Whole device pixels for each picture pixel, where that costs at most an eighth of the size.
  const double device = zoom * request.deviceScale, whole = std::floor(device + 1e-6);
  if (whole >= 1 && whole >= 0.875 * device && (whole / request.deviceScale) * shorter >= request.smallest) {
    zoom = whole / request.deviceScale;
  }
  rows_ = (count_ + columns_ - 1) / columns_;
  picture_ = QSizeF(std::max(1.0, pw * zoom), std::max(1.0, ph * zoom));
  height_ = rows_ * (picture_.height() + caption_ + gap_) + gap_;
  left_ = std::max(0.0, (width - columns_ * (picture_.width() + gap_) + gap_) / 2);
  top_ = std::max(0.0, std::min(gap_, height - height_) / 2) + gap_;
}

QRectF TileGrid::picture(int i) const {
  const int row = i / columns_, column = i % columns_;
  return {
      QPointF(left_ + column * (picture_.width() + gap_), top_ + row * (picture_.height() + caption_ + gap_)),
      picture_};
}

QRectF TileGrid::tile(int i) const {
  return picture(i).adjusted(0, 0, 0, caption_);
}

int TileGrid::at(const QPointF& position) const {
  if (count_ <= 0) return -1;
  const double x = position.x() - left_, y = position.y() - top_;
  if (x < 0 || y < 0) return -1;
  const int column = static_cast<int>(x / (picture_.width() + gap_));
  const int row = static_cast<int>(y / (picture_.height() + caption_ + gap_));
  const int i = row * columns_ + column;
  return column < columns_ && i < count_ && tile(i).contains(position) ? i : -1;
}

double figureTile(const std::function<double(double side)>& height) {
  constexpr double kGood = 22, kLeast = 12, kPage = 600;
  double side = kGood;
  while (side > kLeast && height(side) > kPage) side -= 1;
  return side;
}

}  // namespace nmf::ui
