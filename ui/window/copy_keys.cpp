#include "ui/window/copy_keys.h"

#include <QShortcut>
#include <QWidget>

namespace nmf::ui {

void addCopyKeys(const QList<Figure*>& figures, const std::function<void()>& copy) {
  for (Figure* figure : figures) {
    auto* widget = dynamic_cast<QWidget*>(figure);
    if (!widget) continue;
    // Of the widget alone: the same keys in two of them would be ambiguous.
    auto* shortcut = new QShortcut(QKeySequence::Copy, widget);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    QObject::connect(shortcut, &QShortcut::activated, widget, copy);
  }
}

}  // namespace nmf::ui
