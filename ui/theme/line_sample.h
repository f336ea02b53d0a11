#pragma once

#include <QPainter>
#include <QPen>

namespace nmf::ui {

/// The length of a line's sample beside type of the usual size: enough for every dash of runDash().
inline constexpr double kLineSample = 26;

/// The length at which a sample of `pen` shows its whole pattern of dashes; 0 where it has none.
double wholeSample(const QPen& pen);

/// Draws a sample of a line. It begins amid the first dash, so that a gap comes early and no pattern looks
/// like a solid line.
void paintLineSample(QPainter& painter, const QPointF& left, double length, QPen pen);

}  // namespace nmf::ui
