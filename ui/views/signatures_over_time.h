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
  void paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) override;

  /// The epochs of the rows.
  std::vector<std::int64_t> epochs() const;

 private:
  std::vector<SnapshotPtr> rows_;
  std::vector<int> columns_;
  int count_ = 0;
  ImageShape shape_;
};

}  // namespace nmf::ui
