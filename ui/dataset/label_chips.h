#pragma once

#include <QWidget>
#include <vector>

#include "ui/dataset/data_preview.h"

class QLabel;
class QLineEdit;
class QScrollArea;
class QToolButton;

namespace nmf::ui {

/// The labels of a data set with their counts, to press those that are kept. None pressed keeps all.
class LabelChips : public QWidget {
  Q_OBJECT
 public:
  explicit LabelChips(QWidget* parent = nullptr);

  /// Keeps what is pressed; `kept` is pressed where there were no labels before.
  void setLabels(const std::vector<LabelCount>& labels, const std::vector<int>& kept);
  void setKept(const std::vector<int>& kept);
  /// In rising order; empty: all.
  std::vector<int> kept() const;

 signals:
  void edited();

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void place();
  void showKept();
  void find(const QString& text);

  std::vector<LabelCount> labels_;
  std::vector<QToolButton*> chips_;
  QLabel* summary_;
  QToolButton* all_;
  QLineEdit* search_;
  QScrollArea* scroll_;
  QWidget* room_;
};

}  // namespace nmf::ui
