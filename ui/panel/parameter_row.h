#pragma once

#include <QWidget>

#include "core/experiment/option.h"
#include "ui/panel/value_edit.h"

class QLabel;

namespace nmf::ui {

class Badge;

/// One parameter of the experiment panel: its name, its control, its badge, and below them the one sentence
/// that says what is wrong with its value.
class ParameterRow : public QWidget {
  Q_OBJECT
 public:
  /// `option` comes from optionTable(); takes `edit`.
  ParameterRow(const Option& option, const QString& label, ValueEdit* edit, QWidget* parent = nullptr);

  const Option& option() const { return option_; }
  ValueEdit* edit() const { return edit_; }
  QString label() const;

  /// For a form outside of the panel: the objects' names begin with `prefix`, and there is no badge.
  void leavePanel(const QString& prefix);

  /// Shows the value that `settings` has.
  void show(const Settings& settings);
  /// Puts the value shown into `settings`. Throws InputError.
  void read(Settings& settings) const;

  /// Shows `sentence` below the control; empty: nothing is wrong.
  void setProblem(const QString& sentence);
  const QString& problem() const { return problem_; }
  /// Disables the control and says why in its tool tip; empty: it can be used.
  void setReason(const QString& reason);
  const QString& reason() const { return reason_; }
  /// What its tool tip puts in for the symbols of its formulas; empty: nothing.
  void setNumbers(const QString& numbers);
  /// `byEnter`: pressing Enter in the row puts the value into effect.
  void setPending(bool pending, bool byEnter);
  bool isPending() const;

 signals:
  void edited();
  void committed();
  /// Enter was pressed in the row; comes after committed().
  void entered();

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void describe();

  const Option& option_;
  ValueEdit* edit_;
  QLabel *label_, *message_;
  Badge* badge_;
  QString problem_, reason_, numbers_;
};

}  // namespace nmf::ui
