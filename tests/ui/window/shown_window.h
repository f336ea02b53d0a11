#pragma once

#include <QAction>
#include <QLabel>
#include <QTest>
#include <QToolButton>

#include "ui/session/run_session.h"
#include "ui/window/main_window.h"

namespace nmf::test {

/// A shown window with the keyboard.
struct Shown {
  explicit Shown(const Experiment& experiment) : window(experiment) {
    window.show();
    window.activateWindow();
    // Returned to the caller through the public member: a constructor cannot fail a test.
    exposed = QTest::qWaitForWindowExposed(&window) && QTest::qWaitForWindowActive(&window);
  }
  RunState state() { return window.session().state(); }
  std::size_t records() { return window.session().history()->size(); }
  QAction* action(const char* name) { return window.findChild<QAction*>(name); }
  void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(&window, static_cast<Qt::Key>(key), modifiers);
  }
  void press(const char* button) {
    QTest::mouseClick(window.findChild<QToolButton*>(button), Qt::LeftButton);
  }
  QString message() {
    const auto* bar = window.findChild<QWidget*>("messageBar");
    return bar->isVisible() ? window.findChild<QLabel*>("messageText")->text() : QString();
  }

  ui::MainWindow window;
  bool exposed = false;
};

}  // namespace nmf::test
