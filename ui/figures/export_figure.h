#pragma once

#include <QImage>
#include <QString>
#include <filesystem>

#include "ui/figures/caption.h"
#include "ui/figures/figure.h"

namespace nmf::ui {

enum class FigureFormat { Png, Svg, Pdf };

/// "png", "svg", "pdf"; also the file name's extension.
QString extension(FigureFormat format);

/// Widths of a page's column and of its whole text, in points, as most journals have them.
inline constexpr double kColumnWidth = 84 / 25.4 * 72, kPageWidth = 174 / 25.4 * 72;

/// How a figure is exported.
struct ExportOptions {
  double width = 0;   ///< points; type keeps its size whatever it is. 0: figureSize()'s
  double height = 0;  ///< points, without the caption; 0: what reads well at that width
  double scale = 1;   ///< PNG: pixels per point: 1 to 4, or 300/72 and 600/72 for print
  double dpi = 0;     ///< PNG: the density written into the file; 0: 72 * scale, so that it has its size
                      ///< in print
  Theme theme = paperTheme();
  Caption caption;         ///< printed below the figure, wrapped; empty: none
  double captionRoom = 0;  ///< points that a caption has at least, so that frames are of one size
};

/// The size of the figure in points without its caption. It is prepared.
QSizeF figureSizeOf(const Figure& figure, const ExportOptions& options);

/// The points that `text` takes below a figure `width` wide.
double captionHeight(const QString& text, double width, const Theme& theme);

/// The figure as pixels, of its size in points (plus the caption's lines) times `options.scale`.
QImage renderFigure(Figure& figure, const ExportOptions& options = {});

/// Writes the figure into `path` as a whole or not at all. SVG and PDF stay vector graphics.
/// Throws EnvironmentError naming the path when it cannot be written.
void exportFigure(Figure& figure, const std::filesystem::path& path, FigureFormat format,
                  const ExportOptions& options = {});

/// Puts the figure on the clipboard as a PNG.
void copyFigure(Figure& figure, const ExportOptions& options = {});

}  // namespace nmf::ui
