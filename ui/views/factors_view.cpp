#include "ui/views/factors_view.h"

#include <QBoxLayout>
#include <QComboBox>

#include "ui/controls/option_box.h"
#include "ui/views/picture_text.h"

namespace nmf::ui {
namespace {

constexpr double kSide = 8, kTop = 4, kBottom = 8;  // margins

}  // namespace

FactorsView::FactorsView(QWidget* parent) : PictureView(parent) {
  setObjectName("factorsView");
  setAccessibleName(tr("Factors"));
  canvas()->setObjectName("factorsCanvas");
  canvas()->setAccessibleName(tr("Heat maps of the factors"));

  colorChooser_ = makeChooser(this, "factorColors", tr("Colours"), tr("The colour map of the entries."));
  for (ColorMapKind kind : {ColorMapKind::Viridis, ColorMapKind::Cividis, ColorMapKind::Inferno,
                            ColorMapKind::Gray, ColorMapKind::Ink}) {
    colorChooser_->addItem(colorMapName(kind), static_cast<int>(kind));
  }
  reductionChooser_ =
      makeChooser(this, "factorReduction", tr("Reduction"),
                  tr("What a cell shows where a factor has more entries than the screen has room for: "
                     "the mean of a block of entries, or the largest."));
  reductionChooser_->addItem(tr("Block means"), static_cast<int>(Reduction::Mean));
  reductionChooser_->addItem(tr("Block maxima"), static_cast<int>(Reduction::Maximum));
  scaleChooser_ =
      makeChooser(this, "factorScale", tr("Colour scale"),
                  tr("Where the colour scale ends: at the largest cell, or so that one cell in a hundred is "
                     "above it, which shows more where a few entries are very large."));
  scaleChooser_->addItem(tr("Scale to maximum"), 1.0);
  scaleChooser_->addItem(tr("Scale to 99 %"), 0.99);
  QLayout* controls = wrappingControls();
  for (QComboBox* box : {colorChooser_, reductionChooser_, scaleChooser_}) {
    controls->addWidget(box);
    connect(box, &QComboBox::currentIndexChanged, this, &FactorsView::applyOptions);
  }
  canvas()->setFocusPolicy(Qt::NoFocus);
  canvas()->toolTipAt = [this](const QPointF& position) { return describe(position); };
}

void FactorsView::applyOptions() {
  options_.colors = static_cast<ColorMapKind>(colorChooser_->currentData().toInt());
  options_.reduction = static_cast<Reduction>(reductionChooser_->currentData().toInt());
  options_.quantile = scaleChooser_->currentData().toDouble();
  invalidate();
}

void FactorsView::prepare() {
  shown_ = frame().snapshot;
  maps_ = heatMaps(frame().model, shown_->factors, options_);
  images_.assign(maps_.size(), QImage());
}

double FactorsView::leastHeight(double width, const Theme& theme) const {
  return kTop + heatMapsHeight(maps_, width - 2 * kSide, theme) + kBottom;
}

void FactorsView::paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) {
  const std::vector<QRectF> areas = heatMapAreas(maps_, area.adjusted(kSide, kTop, -kSide, -kBottom), theme);
  for (std::size_t i = 0; i < maps_.size(); ++i) {
    if (onScreen) {
      paintHeatMap(painter, areas[i], theme, maps_[i], options_, images_[i], true);
    } else {
      // The window keeps its own places and pixels.
      const QRectF plot = maps_[i].plot;
      QImage image;
      paintHeatMap(painter, areas[i], theme, maps_[i], options_, image, false);
      maps_[i].plot = plot;
    }
  }
}

QString FactorsView::describe(const QPointF& position) const {
  for (const HeatMap& map : maps_) {
    if (!map.values || !map.plot.contains(position)) continue;
    const auto [row, column] = map.entryAt(position);
    return tr("%1: %2 %3, %4 %5\n%6")
        .arg(map.name, map.rowName, grouped(row + 1), map.columnName, grouped(column + 1),
             shortNumber((*map.values)(row, column)));
  }
  return {};
}

}  // namespace nmf::ui
