#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace nmf::ui {

/// How the window looks: the theme that was chosen or the system's, which it follows, and presentation mode.
/// Applies itself to the application's palette; the choice is remembered.
class Appearance : public QObject {
  Q_OBJECT
 public:
  enum class Choice { System, Light, Dark };

  /// `window`: where it hears that the system's theme has changed.
  explicit Appearance(QWidget* window);

  const Theme& theme() const { return theme_; }
  Choice choice() const { return choice_; }
  void setChoice(Choice choice);
  bool presenting() const { return presenting_; }
  void setPresenting(bool presenting);
  /// The rules for the parts of the window that a palette does not reach.
  QString styleSheet() const;

 signals:
  void changed(const nmf::ui::Theme& theme);

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void apply();
  void followSystem();
  void followPalette();

  Theme theme_;
  Choice choice_ = Choice::System;
  bool presenting_ = false;
  bool systemIsDark_;
};

}  // namespace nmf::ui
