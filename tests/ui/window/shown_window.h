#pragma once

#include <QAbstractSpinBox>
#include <QAction>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/ui/window/ui_sandbox.h"
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
  /// Trains a new run to its end.
  bool train() {
    window.startRun();
    return reach(RunState::Finished);
  }
  bool reach(RunState wanted) {
    return QTest::qWaitFor([&] { return state() == wanted; }, kPatience);
  }
  /// Types into a field of the experiment panel.
  void type(const char* field, const QString& text) {
    auto* edit = window.findChild<QLineEdit*>(field);
    if (!edit) edit = window.findChild<QAbstractSpinBox*>(field)->findChild<QLineEdit*>();
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
  }
  /// The folder that Ctrl+S wrote; empty: none.
  QString save() {
    QSignalSpy saved(&window.session(), &ui::RunSession::saved);
    key(Qt::Key_S, Qt::ControlModifier);
    const bool done = QTest::qWaitFor([&] { return saved.count() == 1; }, kPatience);
    return done ? QFileInfo(saved[0][0].toString()).absoluteFilePath() : QString();
  }
  /// The paths of File > Open recent.
  QStringList recent() {
    auto* menu = window.findChild<QMenu*>("menuRecent");
    emit menu->aboutToShow();
    QStringList paths;
    for (const QAction* action : menu->actions())
      if (action->data().isValid()) paths << action->data().toString();
    return paths;
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
