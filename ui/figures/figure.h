#pragma once

#include <QRectF>
#include <QSizeF>
#include <QString>

#include "ui/theme/theme.h"

class QPainter;

namespace nmf::ui {

/// Something that can be painted on any device: the screen, a PNG, an SVG, a PDF, the clipboard. Charts and
/// views both are figures, so one export serves all, and what is exported is what is seen.
class Figure {
 public:
  virtual ~Figure() = default;

  /// The name in menus, e.g. "Relative error".
  virtual QString figureTitle() const = 0;
  /// The base name of files, e.g. "relative_error".
  virtual QString figureName() const = 0;
  /// The size at which the figure reads well, in points (1/72 inch) of the page and logical pixels of a PNG
  /// at 1x.
  virtual QSizeF figureSize() const = 0;
  /// Paints the figure into `area` of the painter's logical coordinates in the colours of `theme`.
  virtual void paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) = 0;
};

}  // namespace nmf::ui
