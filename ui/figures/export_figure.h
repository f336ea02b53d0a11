#pragma once

#include <QImage>
#include <QString>
#include <filesystem>

#include "ui/figures/figure.h"

namespace nmf::ui {

enum class FigureFormat { Png, Svg, Pdf };

/// "png", "svg", "pdf"; also the file name's extension.
QString extension(FigureFormat format);

/// How a figure is exported.
struct ExportOptions {
  double scale = 1;  ///< PNG: pixels per logical pixel, 1 to 4
  double dpi = 0;    ///< PNG: the density written into the file; 0: 72 * scale, so that the size in print is
                     ///< figureSize()
  Theme theme = paperTheme();
  QString caption;  ///< printed below the figure, wrapped; empty: none
};

/// The figure as pixels, of figureSize() (plus the caption's lines) times `options.scale`.
QImage renderFigure(Figure& figure, const ExportOptions& options = {});

/// Writes the figure into `path` as a whole or not at all. SVG and PDF stay vector graphics.
/// Throws EnvironmentError naming the path when it cannot be written.
void exportFigure(Figure& figure, const std::filesystem::path& path, FigureFormat format,
                  const ExportOptions& options = {});

/// Puts the figure on the clipboard as a PNG.
void copyFigure(Figure& figure, const ExportOptions& options = {});

}  // namespace nmf::ui
