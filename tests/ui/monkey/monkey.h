#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QRandomGenerator>
#include <QStringList>
#include <QWindow>
#include <functional>
#include <memory>

#include "ui/window/main_window.h"

class QAction;

namespace nmf::test {

/// Does what a person could do, at random: runs, pauses, scrubs, clicks, types, zooms, drops files, opens and
/// leaves menus and dialogs, resizes, closes the window and opens another. The same seed does the same as far
/// as the run under the window keeps the same pace.
class Monkey : public QObject {
 public:
  /// `open` makes a window; `files` are dropped now and then.
  Monkey(quint32 seed, int actions, std::function<std::unique_ptr<ui::MainWindow>()> open, QStringList files);
  /// Until all actions are done, with the event loop running; false where it cannot go on.
  bool run(int patience);

  int done() const { return done_; }
  /// How often each kind of action was done.
  QHash<QString, int> kinds() const { return kinds_; }
  int windows() const { return windows_; }
  ui::MainWindow& window() { return *window_; }

 private:
  void act();
  void next();
  void openWindow();
  bool inDialog();
  void trigger();
  void click();
  void drag();
  void dragAlong(const QList<QPoint>& points, Qt::KeyboardModifiers modifiers);
  void wheel();
  void type();
  void timeline();
  void transport();
  void edit();
  void drop();
  void resize();
  void note(const char* kind);
  int below(int limit) { return static_cast<int>(random_.bounded(limit)); }
  bool chance(int percent) { return below(100) < percent; }
  QWidget* top() const;
  QWidget* randomWidget(QWidget* within);
  void press(QPointer<QWindow> window, const QPoint& at, Qt::MouseButton button, bool twice);

  QRandomGenerator random_;
  const int actions_;
  const std::function<std::unique_ptr<ui::MainWindow>()> open_;
  const QStringList files_;
  std::unique_ptr<ui::MainWindow> window_;
  QHash<QString, int> kinds_;
  QPointer<QWidget> lastTop_;
  bool goesOn_ = false;
  int done_ = 0, windows_ = 0, depth_ = 0, sameTop_ = 0, pause_ = 0;
  int loopLevel_ = -1;  // of the event loop in which the action under way was begun
};

}  // namespace nmf::test
