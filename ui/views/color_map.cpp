#include "ui/views/color_map.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

namespace nmf::ui {
namespace {

struct Lab {
  double L = 0, a = 0, b = 0;
};

constexpr double kWhite[3] = {0.95047, 1.0, 1.08883};  // D65

double toLinear(double encoded) {
  return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}
double toEncoded(double linear) {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}
double labCurve(double t) {
  return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}
double labCurveInverse(double f) {
  return f > 6.0 / 29 ? f * f * f : (116 * f - 16) * 27 / 24389;
}

Lab toLab(QRgb color) {
  const double r = toLinear(qRed(color) / 255.0), g = toLinear(qGreen(color) / 255.0),
               b = toLinear(qBlue(color) / 255.0);
  const double fx = labCurve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / kWhite[0]);
  const double fy = labCurve((0.2126729 * r + 0.7151522 * g + 0.0721750 * b) / kWhite[1]);
  const double fz = labCurve((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / kWhite[2]);
  return {116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

QRgb toRgb(const Lab& lab) {
  const double fy = (lab.L + 16) / 116;
  const double x = kWhite[0] * labCurveInverse(fy + lab.a / 500);
  const double y = kWhite[1] * labCurveInverse(fy);
  const double z = kWhite[2] * labCurveInverse(fy - lab.b / 200);
  const auto channel = [](double linear) {
    return static_cast<int>(std::lround(255 * std::clamp(toEncoded(linear), 0.0, 1.0)));
  };
  return qRgb(channel(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
              channel(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
              channel(0.0556434 * x - 0.2040259 * y + 1.0572252 * z));
}

/// Piecewise cubic through equidistant `y` that has no extremum between two of them (Fritsch & Carlson 1980,
/// with the harmonic mean of the neighbouring slopes), at `t` in [0, 1].
double monotoneCubic(const std::vector<double>& y, double t) {
  const int n = static_cast<int>(y.size());
  const double position = t * (n - 1);
  const int i = std::min(static_cast<int>(position), n - 2);
  const double u = position - i;
  const auto secant = [&](int k) { return y[k + 1] - y[k]; };
  const auto slope = [&](int k) {
    if (k == 0) return secant(0);
    if (k == n - 1) return secant(n - 2);
    const double before = secant(k - 1), after = secant(k);
    return before * after > 0 ? 2 * before * after / (before + after) : 0.0;
  };
  const double u2 = u * u, u3 = u2 * u;
  return (2 * u3 - 3 * u2 + 1) * y[i] + (u3 - 2 * u2 + u) * slope(i) + (3 * u2 - 2 * u3) * y[i + 1] +
         (u3 - u2) * slope(i + 1);
}

std::vector<Lab> controls(ColorMapKind kind) {
  const auto fromRgb = [](std::initializer_list<QRgb> colors) {
    std::vector<Lab> labs;
    for (QRgb color : colors) labs.push_back(toLab(color));
    return labs;
  };
  switch (kind) {
    case ColorMapKind::Viridis:
      return fromRgb({0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58,
                      0xb5de2b, 0xfde725});
    case ColorMapKind::Cividis:
      return fromRgb({0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74, 0xc3b369,
                      0xe1cc55, 0xfee838});
    case ColorMapKind::Inferno:
      return fromRgb({0x000004, 0x1b0c41, 0x4a0c6b, 0x781c6d, 0xa52c60, 0xcf4446, 0xed6925, 0xfb9b06,
                      0xf7d13d, 0xfcffa4});
    case ColorMapKind::Diverging:
      // Equal lightness at equal distance from zero, so that neither sign looks stronger.
      return {{30, 6, -44}, {62, -6, -36}, {96, 0, 0}, {62, 28, 48}, {30, 36, 40}};
    case ColorMapKind::Gray:
    case ColorMapKind::Ink:
      break;
  }
  return {};
}

}  // namespace

ColorMap::ColorMap(ColorMapKind kind) : kind_(kind) {
  const std::vector<Lab> labs = controls(kind);
  std::vector<double> L, a, b;
  for (const Lab& lab : labs) {
    L.push_back(lab.L);
    a.push_back(lab.a);
    b.push_back(lab.b);
  }
  for (int i = 0; i < kLevels; ++i) {
    const double t = static_cast<double>(i) / (kLevels - 1);
    if (labs.empty()) {
      // A pixel's value is its sRGB value, as in every image viewer.
      const int level = static_cast<int>(std::lround(255 * (kind == ColorMapKind::Ink ? 1 - t : t)));
      colors_[i] = qRgb(level, level, level);
    } else {
      colors_[i] = toRgb({monotoneCubic(L, t), monotoneCubic(a, t), monotoneCubic(b, t)});
    }
  }
}

const ColorMap& ColorMap::of(ColorMapKind kind) {
  static const ColorMap maps[] = {ColorMap(ColorMapKind::Gray),    ColorMap(ColorMapKind::Ink),
                                  ColorMap(ColorMapKind::Viridis), ColorMap(ColorMapKind::Cividis),
                                  ColorMap(ColorMapKind::Inferno), ColorMap(ColorMapKind::Diverging)};
  return maps[static_cast<int>(kind)];
}

QString colorMapName(ColorMapKind kind) {
  const auto name = [](const char* text) { return QCoreApplication::translate("ColorMap", text); };
  switch (kind) {
    case ColorMapKind::Gray:
      return name("Gray");
    case ColorMapKind::Ink:
      return name("Ink on paper");
    case ColorMapKind::Viridis:
      return name("Viridis");
    case ColorMapKind::Cividis:
      return name("Cividis");
    case ColorMapKind::Inferno:
      return name("Inferno");
    case ColorMapKind::Diverging:
      return name("Diverging");
  }
  return {};
}

double lightness(QRgb color) {
  return toLab(color).L;
}

}  // namespace nmf::ui
