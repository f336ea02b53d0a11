// Every dialog on a screen that has less room than the dialog would like. Run on 1366 x 768 pixels, two and
// three of them to a logical one.
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>
#include <set>

#include "tests/ui/window/open_dialog.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/dataset/dataset_dialog.h"
#include "ui/figures/export_dialog.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

QString text(const QRect& rect) {
  return QString("%1 x %2 at %3, %4").arg(rect.width()).arg(rect.height()).arg(rect.x()).arg(rect.y());
}

QString nameOf(const QWidget* widget) {
  return QString(widget->metaObject()->className()) + ' ' + widget->objectName();
}

/// Where a widget lies on the screen, and what is wrong with that; empty: nothing.
QString offScreen(const QWidget* widget) {
  const QRect place(widget->mapToGlobal(QPoint()), widget->size());
  const QRect screen = widget->screen()->availableGeometry();
  return screen.contains(place) ? QString() : nameOf(widget) + ": " + text(place) + " of " + text(screen);
}

/// Whether it is seen, or as much of it as there is room for.
bool isSeen(const QWidget* widget) {
  QRect seen(widget->mapTo(widget->window(), QPoint()), widget->size());
  QSize room = widget->size();
  for (const QWidget* at = widget->parentWidget(); at; at = at->isWindow() ? nullptr : at->parentWidget()) {
    room = room.boundedTo(at->size());
    seen &= QRect(at->mapTo(at->window(), QPoint()), at->size());
  }
  return seen.height() >= room.height() - 1 && seen.width() >= room.width() / 2;
}

/// What is not within the screen: the dialog, or any of its buttons at the bottom.
QStringList offScreen(const QDialog* dialog, const QStringList& buttons) {
  QStringList wrong{offScreen(dialog)};
  for (const QString& name : buttons) {
    const auto* button = dialog->findChild<QPushButton*>(name);
    if (!button || !button->isVisible() || !isSeen(button)) {
      wrong << name + " is not seen";
    } else {
      wrong << offScreen(button);
    }
  }
  wrong.removeAll(QString());
  return wrong;
}

/// Goes through the dialog by Tab and back; what cannot be reached, or is not seen when it has the keyboard.
QStringList unreached(QDialog* dialog) {
  std::set<const QWidget*> wanted;
  for (const QWidget* widget : dialog->findChildren<QWidget*>()) {
    if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && widget->isEnabled() &&
        widget->window() == dialog && !widget->focusProxy() && !widget->objectName().startsWith("qt_"))
      wanted.insert(widget);
  }
  dialog->activateWindow();
  if (!QTest::qWaitFor([&] { return dialog->isAncestorOf(QApplication::focusWidget()); }))
    return {"nothing in the dialog has the keyboard"};
  QStringList wrong;
  for (const Qt::Key key : {Qt::Key_Tab, Qt::Key_Backtab}) {
    std::set<const QWidget*> reached;
    for (std::size_t i = 0; i < wanted.size() + 20; ++i) {
      QTest::keyClick(QApplication::focusWidget(), key);
      const QWidget* now = QApplication::focusWidget();
      if (!reached.insert(now).second) continue;
      if (!QTest::qWaitFor([&] { return isSeen(now); }, kPatience))
        wrong << nameOf(now) + " has the keyboard and is not seen";
    }
    for (const QWidget* widget : wanted)
      if (!reached.contains(widget)) wrong << nameOf(widget) + " is not reached";
  }
  return wrong;
}

}  // namespace

class TestSmallScreen : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void theExportDialogFits() {
    Shown shown(smallExperiment(60));
    QVERIFY(shown.exposed && shown.train());
    QStringList wrong;
    QVERIFY(withDialog<ExportDialog>(
        [&] { QTest::keyClick(&shown.window, Qt::Key_E, Qt::ControlModifier); },
        [&](ExportDialog* dialog) {
          if (!QTest::qWaitForWindowActive(dialog)) wrong << "it has no keyboard";
          wrong << offScreen(dialog, {"export", "copy", "cancel"}) << unreached(dialog);
          // Nor when there is most to say in it.
          dialog->findChild<QWidget*>("message")->show();
          dialog->findChild<QWidget*>("progress")->show();
          const QStringList buttons{"export", "copy", "cancel"};
          QTest::qWait(50);
          if (!QTest::qWaitFor([&] { return offScreen(dialog, buttons).isEmpty(); }, kPatience))
            wrong << offScreen(dialog, buttons);
        }));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }

  void theDataDialogFits() {
    Shown shown(smallExperiment());
    QVERIFY(shown.exposed);
    shown.action("actionOpenData")->trigger();
    auto* dialog = shown.window.findChild<DatasetDialog*>();
    QVERIFY(dialog && QTest::qWaitForWindowActive(dialog));
    QTRY_VERIFY_WITH_TIMEOUT(!dialog->isLooking(), kPatience);
    const QStringList buttons{"dataUse", "dataUseAndRun", "dataCancel", "dataCommandCopy"};
    QStringList wrong;
    if (!QTest::qWaitFor([&] { return offScreen(dialog, buttons).isEmpty(); }, kPatience))
      wrong << offScreen(dialog, buttons);
    wrong << unreached(dialog);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }

  void theHelpPagesFit() {
    Shown shown(smallExperiment());
    QVERIFY(shown.exposed);
    for (const QString name : {"Shortcuts", "Curves", "About"}) {
      shown.action(qPrintable("action" + name))->trigger();
      const QString page = name.toLower() + "Dialog";
      auto* dialog = shown.window.findChild<QDialog*>(page);
      QVERIFY2(dialog && QTest::qWaitForWindowActive(dialog), qPrintable(page));
      const QStringList wrong = offScreen(dialog, {page + "Close"}) + unreached(dialog);
      QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
      dialog->close();
    }
  }

  void nothingScrollsWhereThereIsRoom() {
    Shown shown(smallExperiment(60));
    QVERIFY(shown.exposed && shown.train());
    if (shown.window.screen()->availableSize().height() < 760) QSKIP("The screen has no room.");
    QVERIFY(withDialog<ExportDialog>([&] { QTest::keyClick(&shown.window, Qt::Key_E, Qt::ControlModifier); },
                                     [&](ExportDialog* dialog) {
                                       dialog->findChild<QWidget*>("message")->show();
                                       dialog->findChild<QWidget*>("progress")->show();
                                       QTest::qWait(50);
                                       for (const auto* area : dialog->findChildren<QScrollArea*>()) {
                                         QTRY_COMPARE(area->verticalScrollBar()->maximum(), 0);
                                         QTRY_COMPARE(area->horizontalScrollBar()->maximum(), 0);
                                       }
                                     }));
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestSmallScreen)
#include "tst_small_screen.moc"
