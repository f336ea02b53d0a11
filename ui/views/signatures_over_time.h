#pragma once

#include <vector>

#include "core/data/dataset.h"
#include "core/training/snapshot.h"
#include "ui/figures/figure.h"
#include "ui/views/color_map.h"

namespace nmf::ui {

/// How the signatures came to be: a row for each chosen epoch, a column for each row of H.
class SignaturesOverTimeFigure : public Figure {
 public:
  /// Chooses at most `maxRows` of `snapshots` (by epoch), the first and the last among them, spread evenly
  /// over the square root of the epoch. At most `maxColumns` signatures are drawn, those of most energy at
  /// the end.
  SignaturesOverTimeFigure(const std::vector<SnapshotPtr>& snapshots, ImageShape shape, int maxRows = 8,
                           int maxColumns = 20);

  QString figureTitle() const override;
  QString figureName() const override { return QStringLiteral("signatures_over_time"); }
  QSizeF figureSize() const override;
  double figureHeight(const Theme& theme, double width) const override;
  void paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) override;

  /// The epochs of the rows.
  std::vector<std::int64_t> epochs() const;

 private:
  /// How tiles fill a room: columns that would be too narrow side by side go on below, in further blocks of
  /// rows.
  struct Blocks {
    int count = 1, columns = 0;
    QSizeF tile;
    double height = 0;  // of one block
  };
  Blocks blocksIn(const QSizeF& room, const Theme& theme, int count) const;
  double labelWidth(const Theme& theme) const;
  QString heading() const;

  std::vector<SnapshotPtr> rows_;
  std::vector<int> columns_;
  int count_ = 0;
  ImageShape shape_;
};

}  // namespace nmf::ui
