#pragma once

#include "ui/views/picture_view.h"
#include "ui/views/signature_sheet.h"
#include "ui/views/tile_cache.h"

class QCheckBox;
class QComboBox;
class QScrollBar;

namespace nmf::ui {

/// Every row of H (or of a layer's effective signatures) as an image in a grid.
class SignaturesView : public PictureView {
  Q_OBJECT
 public:
  explicit SignaturesView(QWidget* parent = nullptr);

  QString figureTitle() const override;
  QString figureName() const override { return QStringLiteral("signatures"); }
  QSizeF figureSize() const override;

  /// The layer shown: 0 is the last one (H), else 1..L.
  void setLayer(int layer);
  /// The row of H that is shown large, or -1: the grid.
  int enlarged() const { return enlarged_; }
  void setEnlarged(int row);

 protected:
  void dataChanged() override;
  void snapshotChanged() override;
  void prepare() override;
  void paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) override;

 private:
  QRectF gridArea() const;
  int tileAt(const QPointF& position) const;
  QString describe(int row) const;
  bool handleKey(QKeyEvent* event);
  void paintEnlarged(QPainter& painter, const QRectF& area, const Theme& theme);

  QComboBox* layerChooser_;
  QComboBox* contrastChooser_;
  QComboBox* orderChooser_;
  QComboBox* colorChooser_;
  QScrollBar* scrollBar_;
  SignatureSheet sheet_;
  TileCache cache_;
  int selected_ = 0;
  int hovered_ = -1;
  int enlarged_ = -1;
};

}  // namespace nmf::ui
