#pragma once

#include <QWidget>

#include "core/data/dataset.h"
#include "ui/views/tile_cache.h"
#include "ui/views/tile_grid.h"

namespace nmf::ui {

/// The first pictures of a data set side by side, gray or in colour, each with its label below where there
/// are labels. Without a data set it shows a sentence in their place.
class PictureTiles : public QWidget {
  Q_OBJECT
 public:
  explicit PictureTiles(QWidget* parent = nullptr);

  void setData(DatasetPtr dataset);
  DatasetPtr data() const { return data_; }
  /// What is said where there are no pictures.
  void setMessage(const QString& message);
  QString message() const { return message_; }
  QSize sizeHint() const override { return {420, 380}; }
  QSize minimumSizeHint() const override { return {200, 140}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  TileGrid grid() const;
  QString labelOf(int image) const;

  DatasetPtr data_;
  QString message_;
  TileCache cache_;
};

}  // namespace nmf::ui
