#pragma once

#include <QVector>

#include "ui/panel/value_edit.h"

class QComboBox;
class QLineEdit;
class QToolButton;

namespace nmf::ui {

/// One of several words whose list changes with the data; `free`: or any other text. `empty`: what no choice
/// stands for.
class ListEdit : public ValueEdit {
  Q_OBJECT
 public:
  struct Item {
    QString word, label;
    bool enabled = true;
    bool operator==(const Item&) const = default;
  };
  ListEdit(bool free, const QString& placeholder, const QString& empty = {}, QWidget* parent = nullptr);
  /// Keeps the value.
  void setItems(const QVector<Item>& items);
  int count() const;
  QString text() const override;
  void setText(const QString& text) override;
  QWidget* control() const override;

 private:
  QComboBox* box_;
  QVector<Item> items_;
  QString text_, empty_;
};

/// "A:B" with a button that takes all rows.
class RowsEdit : public ValueEdit {
  Q_OBJECT
 public:
  explicit RowsEdit(QWidget* parent = nullptr);
  /// The rows that there are to choose from; 0: not known.
  void setCount(std::int64_t count);
  QString text() const override;
  void setText(const QString& text) override;
  QWidget* control() const override;
  QToolButton* button() const { return all_; }

 private:
  QLineEdit* line_;
  QToolButton* all_;
  std::int64_t count_ = 0;
};

}  // namespace nmf::ui
