#pragma once

#include <QPixmap>
#include <QScrollArea>
#include <vector>

class QLabel;
class QSlider;
class QGridLayout;

namespace nmf::ui {

/// A slider for the weight of each component, from 0 to the largest that any image has.
class WeightPanel : public QScrollArea {
  Q_OBJECT
 public:
  explicit WeightPanel(QWidget* parent = nullptr);

  int count() const { return static_cast<int>(rows_.size()); }
  /// As many sliders as there are components; new ones stand at 0.
  void setCount(int count);
  /// A small picture of the component's signature.
  void setPicture(int component, const QPixmap& picture);
  /// The weights as shares of the largest code of each component, in [0, 1]. Emits nothing when set.
  /// They are what was set, and not the step of the slider next to it, until it is moved.
  std::vector<double> weights() const;
  void setWeights(const std::vector<double>& weights);

 signals:
  void weightsChanged();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Row {
    QLabel* picture;
    QSlider* slider;
    QLabel* value;
    QString name;
  };
  void showValue(const Row& row);
  void fitToFont();

  QGridLayout* grid_;
  std::vector<Row> rows_;
  std::vector<double> set_;  // the weights as they were set
};

}  // namespace nmf::ui
