#pragma once

#include <QApplication>
#include <QDialog>
#include <QTimer>
#include <functional>

namespace nmf::test {

/// Does `open`, which waits for a dialog, and `act` to the dialog while it is open; whether there was one.
template <class Dialog = QDialog>
bool withDialog(const std::function<void()>& open, const std::function<void(Dialog*)>& act) {
  bool there = false;
  QTimer waiting;
  waiting.setInterval(20);
  QObject::connect(&waiting, &QTimer::timeout, &waiting, [&] {
    auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget());
    if (!dialog) return;
    waiting.stop();
    there = true;
    act(dialog);
    if (dialog->isVisible()) dialog->reject();
  });
  waiting.start();
  open();
  return there;
}

}  // namespace nmf::test
