#pragma once

#include <QWidget>
#include <functional>
#include <optional>
#include <utility>

#include "ui/theme/theme.h"

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace nmf::ui {

/// One line above the charts for what a person should know: never a box in the way, and each message once. It
/// stays until it is closed, answered or outdated. One that asks what becomes of the run is only covered by
/// what is said of other things meanwhile, and comes back.
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

  /// How what is said reads in the window; every message passes through it.
  void setWording(std::function<QString(const QString&)> wording) { wording_ = std::move(wording); }
  void showMessage(Topic topic, Kind kind, const QString& text, const QVector<Action>& actions = {});
  void clear();
  /// Takes away what is said about `topic`.
  void outdate(Topic topic);
  QString text() const;
  void setTheme(const Theme& theme);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Message {
    Topic topic;
    Kind kind;
    QString text;
    QVector<Action> actions;
  };

  void display(const Message& message);
  void hideMessage();
  void dismiss();

  QLabel *icon_, *text_;
  QHBoxLayout* buttons_;
  QToolButton* close_;
  Kind kind_ = Kind::Info;
  std::optional<Message> shown_, covered_;
  Theme theme_;
  std::function<QString(const QString&)> wording_;
};

}  // namespace nmf::ui
