#pragma once

#include <QString>
#include <QWidget>

namespace nmf::ui {

/// The control of one parameter. Its value is the option's text, the same as on the command line.
class ValueEdit : public QWidget {
  Q_OBJECT
 public:
  explicit ValueEdit(QWidget* parent = nullptr);

  virtual QString text() const = 0;
  /// Shows `text`; emits nothing.
  virtual void setText(const QString& text) = 0;
  /// The control that takes the focus and carries the object name, the accessible name and the tool tip.
  virtual QWidget* control() const = 0;

 signals:
  /// The person has changed something, perhaps only half of a number.
  void edited();
  /// The person is done: Enter, leaving the field, a choice, a step.
  void committed();

 protected:
  /// Puts controls side by side into this widget.
  void arrange(std::initializer_list<QWidget*> controls);
};

}  // namespace nmf::ui
