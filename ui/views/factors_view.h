#pragma once

#include <QImage>
#include <vector>

#include "ui/views/heat_map.h"
#include "ui/views/picture_view.h"

class QComboBox;

namespace nmf::ui {

/// All factors as heat maps with colour scales: W (or W1..WL) and H (or H1..HL).
class FactorsView : public PictureView {
  Q_OBJECT
 public:
  explicit FactorsView(QWidget* parent = nullptr);

  QString figureTitle() const override { return tr("Factors"); }
  QString figureName() const override { return QStringLiteral("factors"); }
  QSizeF figureSize() const override { return {640, 520}; }

  /// As painted last.
  const std::vector<HeatMap>& maps() const { return maps_; }

 protected:
  void prepare() override;
  double leastHeight(double width, const Theme& theme) const override;
  void paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) override;
  bool needsData() const override { return false; }

 private:
  void applyOptions();
  QString describe(const QPointF& position) const;

  QComboBox* colorChooser_;
  QComboBox* reductionChooser_;
  QComboBox* scaleChooser_;
  HeatMapOptions options_;
  SnapshotPtr shown_;  // keeps alive what the maps point into
  std::vector<HeatMap> maps_;
  std::vector<QImage> images_;  // the cells as rendered last, one a map
};

}  // namespace nmf::ui
