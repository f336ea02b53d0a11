#pragma once

#include <QFont>
#include <QHash>
#include <QRectF>
#include <QString>
#include <QVector>
#include <utility>
#include <vector>

#include "ui/theme/theme.h"
#include "ui/views/color_map.h"
#include "ui/views/sample_picture.h"
#include "ui/views/tile_cache.h"

class QPainter;

namespace nmf::ui {

/// How the difference between image and reconstruction is drawn.
enum class ErrorMap {
  Absolute,  ///< |a - m|, for colour the root mean square over the channels
  Signed     ///< a - m, for colour its mean over the channels
};

/// Images of one data set beside what one snapshot makes of them, as pictures. Each is computed when first
/// painted.
class ReconstructionSheet {
 public:
  ReconstructionSheet() = default;
  /// Needs fits(data, factors).
  ReconstructionSheet(DatasetPtr data, SnapshotPtr snapshot, ErrorMap errorMap);

  explicit operator bool() const { return data_ != nullptr; }
  const SamplePicture& sample(int row);

  /// Painted parts are placed by the caller; the scale of the error maps is common to all rows in `shown`.
  void setShown(const std::vector<int>& shown);
  ValueRange errorRange() const { return errorRange_; }

  /// Original (clean, where the data has noise), reconstruction and error map of one image, with captions and
  /// the colour scale.
  void paintFocus(QPainter& painter, const QRectF& area, const Theme& theme, int row);
  /// The height that paintFocus() uses of `area`.
  double focusHeight(const QSizeF& area, const Theme& theme, double deviceScale, int row);
  /// The height in which paintFocus() and paintComposition() show all they have, in a figure `width` wide.
  double leastFocus(double width, const Theme& theme, int row);
  double leastComposition(double width, const Theme& theme) const;
  /// The largest components of one image: signature, weight, and a bar for its share.
  void paintComposition(QPainter& painter, const QRectF& area, const Theme& theme, int row);

  /// How a strip of samples fills an area: each sample is a column of three pictures and a caption.
  struct Strip {
    int columns = 0;
    int bands = 0;
    QSizeF picture;
    QSizeF cell;  ///< one sample, gaps included
    int capacity() const { return columns * bands; }
    QRectF place(const QRectF& area, int i) const;
  };
  /// The pictures are as large as goes with room for `wanted` samples.
  Strip stripFor(const QSizeF& area, const Theme& theme, double deviceScale, int wanted) const;
  /// The height that `wanted` samples need in a figure `width` wide.
  double leastStrip(double width, const Theme& theme, int wanted) const;
  /// Paints `rows` and returns where each of them is.
  QVector<QRectF> paintStrip(QPainter& painter, const QRectF& area, const Theme& theme, const Strip& strip,
                             const std::vector<int>& rows, int current);

  /// Rendered pictures so far, for tests.
  int rendered() const { return cache_.rendered(); }

 private:
  enum class Part { Original, Clean, Reconstruction, Error, Signature };
  void paintPart(QPainter& painter, const QRectF& area, int index, Part part, bool large);
  /// How the parts of one image fill an area: beside each other, or in lines where their names need it.
  struct Focus {
    int columns = 1, lines = 1;
    QSizeF picture;
    QFont font;    ///< of the names
    double names;  ///< a line of them
    double heading;
  };
  Focus focusFor(const QSizeF& area, const Theme& theme, double deviceScale, int row);
  std::vector<std::pair<Part, QString>> focusParts() const;
  QString focusHeading(int row);
  Strip bandedStrip(int bands, double side, double width, const Theme& theme, double deviceScale) const;
  std::vector<float> errorValues(const SamplePicture& picture) const;
  const ColorMap& errorColors() const;

  DatasetPtr data_;
  SnapshotPtr snapshot_;
  ErrorMap errorMap_ = ErrorMap::Absolute;
  ValueRange errorRange_;
  QHash<int, SamplePicture> samples_;
  TileCache cache_;
};

}  // namespace nmf::ui
