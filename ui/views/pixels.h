#pragma once

#include <QImage>
#include <QRectF>
#include <QSize>
#include <vector>

#include "core/data/dataset.h"
#include "ui/views/color_map.h"

class QPainter;

namespace nmf::ui {

/// Area averaging of a row of `in` values to `out` values: each result is the mean over the interval it
/// covers. A whole multiple repeats values (crisp pixels), any other enlargement has soft edges of one pixel,
/// a reduction averages all it covers, so no pixel is uneven and none is lost.
class Resampler {
 public:
  Resampler(int in, int out);
  int in() const { return in_; }
  int out() const { return out_; }
  /// `target[o * targetStride]` for all o from `source[i * sourceStride]`.
  void apply(const float* source, int sourceStride, float* target, int targetStride) const;
  /// Whole rows: `target` row o (of `width` values) from rows of `source`.
  void applyRows(const float* source, float* target, int width) const;

 private:
  struct Taps {
    int first = 0;
    int count = 0;
    int weights = 0;  // where they start in weights_
  };
  int in_;
  int out_;
  std::vector<Taps> taps_;
  std::vector<float> weights_;
};

/// height x width values (row-major) as a picture of `size` pixels through the colour map.
QImage renderValues(const float* values, int height, int width, const QSize& size, ValueRange range,
                    const ColorMap& map);

/// One image of a data set or a signature: gray through the colour map, colour (channel-first) as it is, with
/// `range` mapped to [0, 255].
QImage renderPicture(const float* pixels, const ImageShape& shape, const QSize& size, ValueRange range,
                     const ColorMap& map);

/// Device pixels in a logical one; a fixed fine value for vector devices, whose readers blur enlarged
/// bitmaps.
double deviceScale(const QPainter& painter);

/// `area` moved to whole device pixels of the painter.
QRectF snapToDevice(const QPainter& painter, const QRectF& area);

/// The device pixels that `area` covers, at least 1 x 1 and at most 4096 a side.
QSize devicePixels(const QPainter& painter, const QRectF& area);

/// Draws a picture into `target` with a thin outline, without which a white one would not be seen on white.
void drawFramed(QPainter& painter, const QRectF& target, const QImage& image);

}  // namespace nmf::ui
