#pragma once

#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QTest>
#include <QWindow>

namespace nmf::test {

/// The menu that is open on top; null: none.
inline QMenu* openMenu() {
  return qobject_cast<QMenu*>(QApplication::activePopupWidget());
}

/// What the menu key does: the window asks whatever has the focus for its context menu.
inline QMenu* pressMenuKey(QWidget* focused) {
  QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(), QPoint());
  QApplication::sendEvent(focused->window()->windowHandle(), &event);
  return openMenu();
}

/// Goes down the open menu to the entry that begins with `text` and presses `key` there; whether there is
/// one.
inline bool chooseByKeys(const QString& text, Qt::Key key = Qt::Key_Return) {
  QMenu* menu = openMenu();
  if (!menu) return false;
  for (qsizetype i = 0; i < menu->actions().size(); ++i) {
    QTest::keyClick(menu, Qt::Key_Down);
    if (!menu->activeAction() || !menu->activeAction()->text().startsWith(text)) continue;
    QTest::keyClick(menu, key);
    return true;
  }
  return false;
}

}  // namespace nmf::test
