#pragma once

#include <QImage>
#include <QRgb>
#include <QVector>
#include <cstdint>
#include <vector>

namespace nmf::ui {

/// An opaque picture by numbers: at most 256 colours, and for each pixel, row by row, which one.
struct IndexedPicture {
  QVector<QRgb> colors;
  std::vector<std::uint8_t> pixels;
};

/// The colours of `image` as they are where there are at most 256 of them: text, curves, gray images and
/// colour maps stay exact. Where there are more, they are gathered by cutting boxes of colours after Heckbert
/// (1982), at their mean and weighted by how often each occurs, so that no pixel is further off than the
/// spread of its box. (giflib's own quantiser keeps 5 bits of each channel, which bands gray images.) No
/// dithering: noise that changes from frame to frame would be seen as motion.
IndexedPicture indexed(const QImage& image);

}  // namespace nmf::ui
