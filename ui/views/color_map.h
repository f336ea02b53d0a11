#pragma once

#include <QImage>
#include <QRgb>
#include <QString>
#include <QStringList>
#include <array>

namespace nmf::ui {

enum class ColorMapKind {
  Gray,      ///< black to white
  Ink,       ///< white to black, for paper
  Viridis,   ///< non-negative data (van der Walt & Smith 2015)
  Cividis,   ///< as viridis, the same to colour-blind eyes (Nunez, Anderton & Renslow 2018)
  Inferno,   ///< magnitudes of errors
  Diverging  ///< signed values, blue below and orange above a neutral zero
};

/// A colour map of kLevels colours whose lightness L* (CIELAB) is monotone; that of Diverging rises to the
/// middle and falls behind it.
class ColorMap {
 public:
  static constexpr int kLevels = 512;

  /// The one map of this kind; built once from a few control colours, interpolated monotonically in CIELAB.
  static const ColorMap& of(ColorMapKind kind);

  ColorMapKind kind() const { return kind_; }
  const std::array<QRgb, kLevels>& colors() const { return colors_; }

  /// The colour at `position` in [0, 1]; clamped outside, and NaN gives the first colour.
  QRgb color(double position) const {
    const double scaled = position * kLevels;
    return colors_[scaled >= kLevels ? kLevels - 1 : scaled > 0 ? static_cast<int>(scaled) : 0];
  }

 private:
  explicit ColorMap(ColorMapKind kind);

  ColorMapKind kind_;
  std::array<QRgb, kLevels> colors_;
};

/// The name a person reads, e.g. "Viridis".
QString colorMapName(ColorMapKind kind);

/// CIELAB L* (0 to 100) of an sRGB colour, white point D65.
double lightness(QRgb color);

/// An interval of values that a colour map or an axis spans.
struct ValueRange {
  double low = 0;
  double high = 1;
  double span() const { return high > low ? high - low : 1; }
  double position(double value) const { return (value - low) / span(); }
  bool operator==(const ValueRange&) const = default;
};

}  // namespace nmf::ui
