#include "ui/views/weight_panel.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSlider>
#include <algorithm>
#include <cmath>

#include "ui/views/picture_text.h"

namespace nmf::ui {
namespace {

constexpr int kSteps = 200;

int stepOf(double weight) {
  return static_cast<int>(std::lround(weight * kSteps));
}

}  // namespace

WeightPanel::WeightPanel(QWidget* parent) : QScrollArea(parent) {
  setObjectName("weightPanel");
  setAccessibleName(tr("Weights of the components"));
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  verticalScrollBar()->setObjectName("weightScroll");
  verticalScrollBar()->setAccessibleName(tr("Scroll weights"));
  verticalScrollBar()->setToolTip(tr("More components"));
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(8, 2, 8, 8);
  grid_ = new QGridLayout;
  grid_->setHorizontalSpacing(6);
  grid_->setVerticalSpacing(3);
  grid_->setColumnStretch(1, 1);
  column->addLayout(grid_);
  column->addStretch(1);
  setWidget(content);
}

void WeightPanel::setCount(int count) {
  while (this->count() > count) {
    const Row row = rows_.back();
    rows_.pop_back();
    set_.pop_back();
    for (QWidget* part : {static_cast<QWidget*>(row.picture), static_cast<QWidget*>(row.slider),
                          static_cast<QWidget*>(row.value)}) {
      grid_->removeWidget(part);
      delete part;
    }
  }
  while (this->count() < count) {
    const int k = this->count();
    Row row;
    row.picture = new QLabel(widget());
    row.slider = new QSlider(Qt::Horizontal, widget());
    row.value = new QLabel(widget());
    row.name = subscripted(QStringLiteral("h%1").arg(k + 1));
    row.slider->setObjectName(QStringLiteral("weight%1").arg(k + 1));
    row.slider->setAccessibleName(tr("Weight of component %1").arg(k + 1));
    row.slider->setToolTip(
        tr("The weight of component %1, as a share of the largest that any image has.").arg(k + 1));
    row.slider->setRange(0, kSteps);
    row.slider->setPageStep(kSteps / 10);
    row.slider->setMinimumWidth(60);
    row.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    grid_->addWidget(row.picture, k, 0);
    grid_->addWidget(row.slider, k, 1);
    grid_->addWidget(row.value, k, 2);
    showValue(row);
    connect(row.slider, &QSlider::valueChanged, this, [this, row] {
      showValue(row);
      emit weightsChanged();
    });
    rows_.push_back(row);
    set_.push_back(0);
  }
  fitToFont();
}

void WeightPanel::changeEvent(QEvent* event) {
  QScrollArea::changeEvent(event);
  if (event->type() == QEvent::FontChange) fitToFont();
}

void WeightPanel::fitToFont() {
  const int value = fontMetrics().horizontalAdvance(QStringLiteral("h₀₀₀ 100 %"));
  for (const Row& row : rows_) row.value->setMinimumWidth(value);
  constexpr int kPictureAndGaps = 28 + 2 * 8 + 2 * 6, kSlider = 80;
  setFixedWidth(value + kPictureAndGaps + kSlider + verticalScrollBar()->sizeHint().width());
}

void WeightPanel::showValue(const Row& row) {
  row.value->setText(tr("%1 %2 %").arg(row.name).arg(row.slider->value() * 100 / kSteps));
}

void WeightPanel::setPicture(int component, const QPixmap& picture) {
  rows_[static_cast<std::size_t>(component)].picture->setPixmap(picture);
}

std::vector<double> WeightPanel::weights() const {
  std::vector<double> weights;
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    const int step = rows_[k].slider->value();
    weights.push_back(step == stepOf(set_[k]) ? set_[k] : static_cast<double>(step) / kSteps);
  }
  return weights;
}

void WeightPanel::setWeights(const std::vector<double>& weights) {
  for (std::size_t k = 0; k < std::min(weights.size(), rows_.size()); ++k) {
    const QSignalBlocker blocker(rows_[k].slider);
    set_[k] = std::clamp(weights[k], 0.0, 1.0);
    rows_[k].slider->setValue(stepOf(set_[k]));
    showValue(rows_[k]);
  }
}

}  // namespace nmf::ui
