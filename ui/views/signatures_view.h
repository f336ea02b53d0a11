#pragma once

#include "ui/views/picture_view.h"
#include "ui/views/signature_sheet.h"
#include "ui/views/tile_cache.h"
#include "ui/views/tile_grid.h"

class QComboBox;
class QScrollBar;

namespace nmf::ui {

/// Every row of H (or of a layer's effective signatures) as an image in a grid; one of them large on a click.
class SignaturesView : public PictureView {
  Q_OBJECT
 public:
  explicit SignaturesView(QWidget* parent = nullptr);

  QString figureTitle() const override;
  QString figureName() const override { return QStringLiteral("signatures"); }
  QSizeF figureSize() const override;

  /// The layer shown: 0 is the last one (H), else 1..L.
  int layer() const { return options_.layer; }
  void setLayer(int layer);
  /// The signature (row, from 0) that is shown large, or -1: the grid.
  int enlarged() const { return enlarged_; }
  void setEnlarged(int row);
  /// The value that is white at every epoch; 0: each epoch has a scale of its own.
  double keptMaximum() const { return options_.keptMaximum; }
  /// The grid as it lies on the screen, before scrolling.
  const TileGrid& grid() const { return grid_; }

 protected:
  void dataChanged() override;
  /// Only before there are signatures: an opened run may have them without its data.
  bool needsData() const override { return !frame().snapshot; }
  void snapshotChanged() override;
  void prepare() override;
  void paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) override;
  double leastHeight(double width, const Theme& theme) const override;
  void addShown(NpzWriter& npz) const override;
  QString figureHeading() const override;

 private:
  /// No tile is smaller than `smallest`; an index stands below those of at least `captioned`.
  TileGrid gridFor(const QSizeF& area, const Theme& theme, double scale, double smallest,
                   double captioned) const;
  TileGrid figureGrid(const QSizeF& area, const Theme& theme, double scale) const;
  double makeUpHeight(double width, const Theme& theme) const;
  void arrange();
  void applyOptions();
  /// Takes the scale of the epoch shown, for it and all others.
  void keepScale();
  int signatureCount() const;
  int positionOf(int row) const;
  int tileAt(const QPointF& position) const;
  QString describe(int row) const;
  QString layerFormula(int layer) const;
  bool handleKey(QKeyEvent* event);
  void select(int position);
  void paintGrid(QPainter& painter, const QRectF& area, const Theme& theme, const TileGrid& grid,
                 bool onScreen);
  void paintEnlarged(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen);
  void paintMakeUp(QPainter& painter, const QRectF& area, const Theme& theme);
  void paintTile(QPainter& painter, const QRectF& area, int row);

  QComboBox* layerChooser_;
  QComboBox* orderChooser_;
  QComboBox* contrastChooser_;
  QComboBox* colorChooser_;
  QScrollBar* scrollBar_;
  SignatureOptions options_;
  SignatureSheet sheet_;
  TileCache cache_;
  TileGrid grid_;
  int selected_ = 0;   // a position in the grid
  int hovered_ = -1;   // a row
  int enlarged_ = -1;  // a row
};

}  // namespace nmf::ui
