#pragma once

#include <QHash>
#include <QImage>
#include <QSize>
#include <functional>

namespace nmf::ui {

/// Rendered pictures by number, so that a repaint (hover, scroll) renders nothing anew.
class TileCache {
 public:
  /// The picture `key` in `size` pixels, made by `make` unless it is there in that size.
  const QImage& tile(int key, const QSize& size, const std::function<QImage()>& make) {
    QImage& image = images_[key];
    if (image.size() != size) {
      image = make();
      ++rendered_;
    }
    return image;
  }
  void clear() { images_.clear(); }
  /// How many pictures were rendered so far.
  int rendered() const { return rendered_; }

 private:
  QHash<int, QImage> images_;
  int rendered_ = 0;
};

}  // namespace nmf::ui
