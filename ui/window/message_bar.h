#pragma once

#include <QWidget>
#include <functional>

#include "ui/theme/theme.h"

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace nmf::ui {

/// One line above the charts for what a person should know: never a box in the way, and each message once. It
/// stays until it is closed, answered or outdated.
class MessageBar : public QWidget {
  Q_OBJECT
 public:
  enum class Kind { Info, Warning, Error };
  struct Action {
    QString label;
    QString objectName;
    std::function<void()> run;  ///< the message is closed first
  };

  explicit MessageBar(QWidget* parent = nullptr);

  void showMessage(Kind kind, const QString& text, const QVector<Action>& actions = {});
  void clear();
  QString text() const;
  void setTheme(const Theme& theme);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QLabel *icon_, *text_;
  QHBoxLayout* buttons_;
  QToolButton* close_;
  Kind kind_ = Kind::Info;
  Theme theme_;
};

}  // namespace nmf::ui
