#include "ui/views/pixels.h"

#include <QPaintEngine>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace nmf::ui {

Resampler::Resampler(int in, int out) : in_(in), out_(out) {
  taps_.reserve(static_cast<std::size_t>(out));
  // In units of 1 / (in * out), so that all edges are whole numbers and equal pixels get equal treatment.
  for (long o = 0; o < out; ++o) {
    const long begin = o * in, end = (o + 1) * in;
    Taps taps;
    taps.first = static_cast<int>(begin / out);
    taps.weights = static_cast<int>(weights_.size());
    for (long i = taps.first; i * out < end; ++i) {
      const long covered = std::min(end, (i + 1) * out) - std::max(begin, i * out);
      weights_.push_back(static_cast<float>(covered) / static_cast<float>(in));
      ++taps.count;
    }
    taps_.push_back(taps);
  }
}

void Resampler::apply(const float* source, int sourceStride, float* target, int targetStride) const {
  for (int o = 0; o < out_; ++o) {
    const Taps& taps = taps_[static_cast<std::size_t>(o)];
    const float* from = source + static_cast<std::ptrdiff_t>(taps.first) * sourceStride;
    if (taps.count == 1) {
      target[static_cast<std::ptrdiff_t>(o) * targetStride] = *from;
      continue;
    }
    float sum = 0;
    for (int k = 0; k < taps.count; ++k) {
      sum += weights_[static_cast<std::size_t>(taps.weights + k)] *
             from[static_cast<std::ptrdiff_t>(k) * sourceStride];
    }
    target[static_cast<std::ptrdiff_t>(o) * targetStride] = sum;
  }
}

void Resampler::applyRows(const float* source, float* target, int width) const {
  for (int o = 0; o < out_; ++o) {
    const Taps& taps = taps_[static_cast<std::size_t>(o)];
    const float* from = source + static_cast<std::ptrdiff_t>(taps.first) * width;
    float* to = target + static_cast<std::ptrdiff_t>(o) * width;
    if (taps.count == 1) {
      std::copy(from, from + width, to);
      continue;
    }
    std::fill(to, to + width, 0.0f);
    for (int k = 0; k < taps.count; ++k, from += width) {
      const float weight = weights_[static_cast<std::size_t>(taps.weights + k)];
      for (int x = 0; x < width; ++x) to[x] += weight * from[x];
    }
  }
}

namespace {

/// height x width values resampled to `size`; rows first, so that the wide pass runs over contiguous memory.
std::vector<float> resampled(const float* values, const Resampler& vertical, const Resampler& horizontal) {
  const int height = vertical.out(), width = horizontal.in();
  std::vector<float> tall(static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
  vertical.applyRows(values, tall.data(), width);
  if (horizontal.out() == width) return tall;
  std::vector<float> result(static_cast<std::size_t>(height) * static_cast<std::size_t>(horizontal.out()));
  for (int y = 0; y < height; ++y) {
    horizontal.apply(tall.data() + static_cast<std::ptrdiff_t>(y) * width, 1,
                     result.data() + static_cast<std::ptrdiff_t>(y) * horizontal.out(), 1);
  }
  return result;
}

}  // namespace

QImage renderValues(const float* values, int height, int width, const QSize& size, ValueRange range,
                    const ColorMap& map) {
  const std::vector<float> fine = resampled(values, {height, size.height()}, {width, size.width()});
  QImage image(size, QImage::Format_RGB32);
  const float scale = static_cast<float>(ColorMap::kLevels / range.span());
  const float low = static_cast<float>(range.low);
  const auto& colors = map.colors();
  const float* from = fine.data();
  for (int y = 0; y < size.height(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < size.width(); ++x, ++from) {
      const float level = (*from - low) * scale;
      // Written so that NaN takes the first colour.
      line[x] = colors[level >= ColorMap::kLevels - 1 ? ColorMap::kLevels - 1
                       : level > 0                    ? static_cast<std::size_t>(level)
                                                      : 0];
    }
  }
  return image;
}

QImage renderPicture(const float* pixels, const ImageShape& shape, const QSize& size, ValueRange range,
                     const ColorMap& map) {
  if (shape.channels != 3) return renderValues(pixels, shape.height, shape.width, size, range, map);
  const Resampler vertical(shape.height, size.height()), horizontal(shape.width, size.width());
  const std::ptrdiff_t plane = static_cast<std::ptrdiff_t>(shape.height) * shape.width;
  const std::vector<float> red = resampled(pixels, vertical, horizontal),
                           green = resampled(pixels + plane, vertical, horizontal),
                           blue = resampled(pixels + 2 * plane, vertical, horizontal);
  const float scale = static_cast<float>(255 / range.span()), low = static_cast<float>(range.low);
  const auto level = [&](float value) {
    const float scaled = (value - low) * scale + 0.5f;
    return scaled >= 255 ? 255 : scaled > 0 ? static_cast<int>(scaled) : 0;
  };
  QImage image(size, QImage::Format_RGB32);
  std::size_t i = 0;
  for (int y = 0; y < size.height(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < size.width(); ++x, ++i)
      line[x] = qRgb(level(red[i]), level(green[i]), level(blue[i]));
  }
  return image;
}

double deviceScale(const QPainter& painter) {
  const QPaintEngine* engine = painter.paintEngine();
  const bool raster =
      engine && (engine->type() == QPaintEngine::Raster || engine->type() == QPaintEngine::X11 ||
                 engine->type() == QPaintEngine::OpenGL2);
  if (!raster) return 4;
  return std::clamp(std::abs(painter.deviceTransform().m11()), 0.25, 8.0);
}

QRectF snapToDevice(const QPainter& painter, const QRectF& area) {
  const QPaintEngine* engine = painter.paintEngine();
  if (!engine || engine->type() != QPaintEngine::Raster) return area;
  const QTransform transform = painter.deviceTransform();
  if (transform.type() > QTransform::TxScale) return area;
  const QRectF device = transform.mapRect(area);
  const QRectF whole(std::round(device.left()), std::round(device.top()),
                     std::max(1.0, std::round(device.width())), std::max(1.0, std::round(device.height())));
  return transform.inverted().mapRect(whole);
}

QSize devicePixels(const QPainter& painter, const QRectF& area) {
  const double scale = deviceScale(painter);
  const auto pixels = [&](double length) {
    return std::clamp(static_cast<int>(std::lround(length * scale)), 1, 4096);
  };
  return {pixels(area.width()), pixels(area.height())};
}

void drawFramed(QPainter& painter, const QRectF& target, const QImage& image) {
  painter.drawImage(target, image);
  const double width = std::min(1.0, 1 / deviceScale(painter));
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(QColor(128, 128, 128, 110), width));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(target.adjusted(width / 2, width / 2, -width / 2, -width / 2));
  painter.restore();
}

}  // namespace nmf::ui
