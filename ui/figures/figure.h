#pragma once

#include <QRectF>
#include <QSizeF>
#include <QString>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "core/training/snapshot.h"
#include "ui/theme/theme.h"

class QPainter;

namespace nmf::ui {

/// How the numbers behind a figure are kept in a file.
enum class FigureData { None, Csv, Npz };

/// Which of the numbers.
struct DataExtent {
  bool whole = false;  ///< CSV: every record, rather than those in view
  /// NPZ: every epoch of these, rather than the one shown; empty: that one.
  std::vector<SnapshotPtr> snapshots;
};

/// Something that can be painted on any device: the screen, a PNG, an SVG, a PDF, the clipboard. Charts and
/// views both are figures, so one export serves all, and what is exported is what is seen.
class Figure {
 public:
  virtual ~Figure() = default;

  /// The name in menus, e.g. "Relative error".
  virtual QString figureTitle() const = 0;
  /// The base name of files, e.g. "relative_error".
  virtual QString figureName() const = 0;
  /// Brings what is painted up to date, for the size may depend on it.
  virtual void prepareFigure() {}
  /// The size at which the figure reads well, in points (1/72 inch) of the page and logical pixels of a PNG
  /// at 1x.
  virtual QSizeF figureSize() const = 0;
  /// The height that reads well where the figure is `width` wide in `theme`, whose type may be large and
  /// keeps its size; what is shown finds room, however narrow.
  virtual double figureHeight(const Theme&, double width) const {
    return width * figureSize().height() / figureSize().width();
  }
  /// Paints the figure into `area` of the painter's logical coordinates in the colours of `theme`.
  virtual void paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) = 0;

  /// Whether it shows something else at another epoch of the timeline.
  virtual bool changesOverTime() const { return false; }
  /// The epoch that is painted now, for what is said about it; empty: the whole run.
  virtual std::optional<std::int64_t> shownEpoch() const { return {}; }
  /// Calls `paint` while the figure shows the epoch of `snapshot`; then it shows again what it showed before.
  virtual void atEpoch(const SnapshotPtr&, const std::function<void()>& paint) { paint(); }

  virtual FigureData dataFormat() const { return FigureData::None; }
  /// Writes the numbers behind the figure into a new file. Throws EnvironmentError.
  virtual void writeData(const std::filesystem::path&, const DataExtent&) {}
};

}  // namespace nmf::ui
