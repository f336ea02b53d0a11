#include "core/data/strokes.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/data/random_stream.h"
#include "core/data/stroke_glyphs.h"

// Compiled without contraction of a * b + c, and with sums, products, quotients and square roots only, which
// IEEE 754 rounds in one way: so the pictures are the same on every machine.

namespace nmf {
namespace {

constexpr int segmentsPerPiece = 6;

// One writer's hand for one image: everything that is the same for all points of a digit.
struct Hand {
  double width = 0, height = 0;     // of the glyph's box, in pixels
  double slant = 0;                 // x shift per unit of height
  double bendX = 0, bendY = 0;      // curvature of lines that should be straight
  double cosine = 1, sine = 0;      // rotation
  double centerX = 0, centerY = 0;  // of the box, in pixels
  double radius = 0, pressure = 0;  // of the pen, in pixels; its relative change along a stroke
  double softness = 0;              // width of the edge, in pixels
  double wobble = 0;                // of each point, in units of the box

  explicit Hand(int digit, RandomStream& random) {
    height = 18.8 + 2.2 * random.bell();
    width = height * (0.76 + 0.24 * random.bell()) * (digit == 1 ? 0.8 : 1.0);
    slant = 0.14 + 0.48 * random.bell();
    bendX = 0.34 * random.bell();
    bendY = 0.26 * random.bell();
    const double halfTangent = 0.11 * random.bell();
    const double norm = 1 + halfTangent * halfTangent;
    cosine = (1 - halfTangent * halfTangent) / norm;
    sine = 2 * halfTangent / norm;
    centerX = strokeSide / 2.0 + 1.6 * random.bell();
    centerY = strokeSide / 2.0 + 1.3 * random.bell();
    radius = 1.25 + 0.55 * random.bell();
    pressure = 0.35 * random.bell();
    softness = 1.15 + 0.25 * random.bell();
    wobble = 0.085;
  }

  GlyphPoint toPixels(GlyphPoint point) const {
    double x = point.x - 0.5, y = point.y - 0.5;
    x += bendX * (y * y - 0.1);
    y += bendY * (x * x - 0.1);
    x *= width;
    y *= height;
    x -= slant * y;
    return {centerX + cosine * x - sine * y, centerY + sine * x + cosine * y};
  }
};

// The Catmull-Rom curve through b and c, between them.
GlyphPoint between(GlyphPoint a, GlyphPoint b, GlyphPoint c, GlyphPoint d, double t) {
  const auto along = [t](double p, double q, double r, double s) {
    const double cubic = -p + 3 * q - 3 * r + s;
    const double square = 2 * p - 5 * q + 4 * r - s;
    return 0.5 * (((cubic * t + square) * t + (r - p)) * t + 2 * q);
  };
  return {along(a.x, b.x, c.x, d.x), along(a.y, b.y, c.y, d.y)};
}

GlyphPoint mirrored(GlyphPoint end, GlyphPoint next) {
  return {2 * end.x - next.x, 2 * end.y - next.y};
}

std::vector<GlyphPoint> flattened(const GlyphStroke& points) {
  std::vector<GlyphPoint> line{points.front()};
  const std::size_t last = points.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    const GlyphPoint before = i > 0 ? points[i - 1] : mirrored(points[0], points[1]);
    const GlyphPoint after = i + 1 < last ? points[i + 2] : mirrored(points[last], points[last - 1]);
    for (int step = 1; step <= segmentsPerPiece; ++step) {
      line.push_back(
          between(before, points[i], points[i + 1], after, static_cast<double>(step) / segmentsPerPiece));
    }
  }
  return line;
}

using Coverage = std::array<double, strokeSide * strokeSide>;

// Raises the coverage of the pixels near the segment from a to b drawn with a round pen.
void drawSegment(Coverage& coverage, GlyphPoint a, GlyphPoint b, double radius, double softness) {
  const double reach = radius + softness;
  const auto first = [](double at) { return std::clamp(static_cast<int>(std::floor(at)), 0, strokeSide); };
  const int left = first(std::min(a.x, b.x) - reach), right = first(std::max(a.x, b.x) + reach + 1);
  const int top = first(std::min(a.y, b.y) - reach), bottom = first(std::max(a.y, b.y) + reach + 1);
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double square = std::max(dx * dx + dy * dy, 1e-12);
  for (int row = top; row < bottom; ++row) {
    for (int column = left; column < right; ++column) {
      const double px = column + 0.5 - a.x, py = row + 0.5 - a.y;
      const double along = std::clamp((px * dx + py * dy) / square, 0.0, 1.0);
      const double ex = px - along * dx, ey = py - along * dy;
      const double covered = 0.5 + (radius - std::sqrt(ex * ex + ey * ey)) / softness;
      double& pixel = coverage[static_cast<std::size_t>(row * strokeSide + column)];
      pixel = std::max(pixel, std::min(covered, 1.0));
    }
  }
}

class Strokes final : public ImageSource {
 public:
  Strokes(SourceFacts facts, std::uint64_t seed) : ImageSource(std::move(facts)), seed_(seed) {}
  std::optional<Picture> picture(std::int64_t row) const override {
    const StrokeImage image = draw(row);
    return Picture{*facts().shape, {image.begin(), image.end()}, {}};
  }
  void writeRow(std::int64_t row, float* out) const override {
    for (const std::uint8_t byte : draw(row)) *out++ = static_cast<float>(byte) / 255.0F;
  }

 private:
  StrokeImage draw(std::int64_t row) const {
    return drawDigit(facts().labels[static_cast<std::size_t>(row)], seed_, static_cast<std::uint64_t>(row));
  }
  std::uint64_t seed_;
};

}  // namespace

StrokeImage drawDigit(int digit, std::uint64_t seed, std::uint64_t number) {
  RandomStream random(seed, number);
  const auto ways = glyphsOf(digit);
  const Glyph& glyph = ways[random.below(ways.size())];
  const Hand hand(digit, random);
  Coverage coverage{};
  GlyphPoint lastEnd{}, lastEndMoved{};
  for (const GlyphStroke& stroke : glyph) {
    GlyphStroke moved;
    for (const GlyphPoint& point : stroke) {
      // A corner is where the stroke before ended: it must move as that did, or the line would break.
      const bool corner = moved.empty() && point.x == lastEnd.x && point.y == lastEnd.y;
      const GlyphPoint shifted{point.x + hand.wobble * random.bell(), point.y + hand.wobble * random.bell()};
      moved.push_back(corner ? lastEndMoved : hand.toPixels(shifted));
    }
    lastEnd = stroke.back();
    lastEndMoved = moved.back();
    const std::vector<GlyphPoint> line = flattened(moved);
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      const double progress = static_cast<double>(i) / static_cast<double>(line.size() - 1) - 0.5;
      drawSegment(coverage, line[i], line[i + 1], hand.radius * (1 + hand.pressure * progress),
                  hand.softness);
    }
  }
  StrokeImage image;
  std::transform(coverage.begin(), coverage.end(), image.begin(),
                 [](double covered) { return static_cast<std::uint8_t>(255 * covered + 0.5); });
  return image;
}

int strokeDigit(std::int64_t row, std::uint64_t seed) {
  RandomStream random(~seed, static_cast<std::uint64_t>(row / 10));
  std::array<int, 10> order{};
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size() - 1; i > 0; --i) std::swap(order[i], order[random.below(i + 1)]);
  return order[static_cast<std::size_t>(row % 10)];
}

ImageSourcePtr openStrokes(Split split) {
  constexpr std::int64_t trainCount = 10'000, otherCount = 2'000;
  const std::uint64_t seed = split == Split::Train ? 1 : split == Split::Validation ? 2 : 3;
  SourceFacts facts;
  facts.name = "strokes";
  facts.source = "built in: the ten digits drawn as pen strokes";
  facts.count = split == Split::Train ? trainCount : otherCount;
  facts.shape = ImageShape{strokeSide, strokeSide, 1};
  facts.scaling = "divided by 255";
  facts.labels.resize(static_cast<std::size_t>(facts.count));
  for (std::int64_t row = 0; row < facts.count; ++row)
    facts.labels[static_cast<std::size_t>(row)] = strokeDigit(row, seed);
  return std::make_unique<Strokes>(std::move(facts), seed);
}

}  // namespace nmf
