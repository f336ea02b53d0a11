#pragma once

#include <QPoint>
#include <QRect>
#include <optional>

#include "ui/charts/chart.h"

namespace nmf::ui {

/// What the mouse is doing to a chart.
struct Chart::Gesture {
  enum class Kind { None, Press, Pan, Band };
  Kind kind = Kind::None;
  bool band = false;  ///< the press began with Shift: a drag draws a rubber band
  QPoint start;
  EpochRange epochs;  ///< as they were at the start
  AxisRange values;
  std::optional<QPoint> mouse;  ///< over the plot, without a button
};

}  // namespace nmf::ui
