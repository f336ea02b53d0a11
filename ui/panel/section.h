#pragma once

#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace nmf::ui {

/// A heading that folds what is below it.
class Section : public QWidget {
  Q_OBJECT
 public:
  explicit Section(const QString& title, QWidget* parent = nullptr);

  void add(QWidget* widget);
  bool isOpen() const;
  void setOpen(bool open);

 signals:
  void toggled(bool open);

 private:
  QToolButton* header_;
  QWidget* body_;
  QVBoxLayout* rows_;
};

}  // namespace nmf::ui
