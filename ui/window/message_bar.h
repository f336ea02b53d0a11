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
  /// What a message is about, so that it can go when that has changed.
  enum class Topic { Run, Settings, Data, Files };
  struct Action {
    QString label;
    QString objectName;
    std::function<void()> run;  ///< the message is closed first
  };

  explicit MessageBar(QWidget* parent = nullptr);

  void showMessage(Topic topic, Kind kind, const QString& text, const QVector<Action>& actions = {});
  void clear();
  /// Clears the message if it is about `topic`.
  void outdate(Topic topic);
  QString text() const;
  void setTheme(const Theme& theme);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QLabel *icon_, *text_;
  QHBoxLayout* buttons_;
  QToolButton* close_;
  Kind kind_ = Kind::Info;
  Topic topic_ = Topic::Run;
  Theme theme_;
};

}  // namespace nmf::ui
