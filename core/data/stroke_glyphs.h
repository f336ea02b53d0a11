#pragma once

#include <span>
#include <vector>

namespace nmf {

/// A point of a glyph: x to the right, y down, the glyph's box being [0, 1] x [0, 1].
struct GlyphPoint {
  double x = 0;
  double y = 0;
};

/// One movement of the pen, a smooth curve through its points; the next begins anew (a corner, or the pen was
/// lifted).
using GlyphStroke = std::vector<GlyphPoint>;

/// One way of writing a digit.
using Glyph = std::vector<GlyphStroke>;

/// The ways of writing `digit` (0 to 9); at least one.
std::span<const Glyph> glyphsOf(int digit);

}  // namespace nmf
