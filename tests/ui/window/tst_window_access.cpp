// Ways into the window for everybody: keys, Tab, accessible names, recent files and dropped ones.
#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDropEvent>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QTabWidget>
#include <QTest>
#include <QTextBrowser>
#include <QUrl>
#include <set>

#include "tests/ui/window/open_dialog.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/charts_panel.h"
#include "ui/figures/export_dialog.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/views/timeline.h"
#include "ui/views/view.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

/// What Qt makes inside its own controls is Qt's.
bool isQts(const QWidget* widget) {
  if (widget->objectName().startsWith("qt_")) return true;
  for (const QWidget* at = widget->parentWidget(); at; at = at->parentWidget()) {
    if (at->inherits("QComboBoxPrivateContainer") || at->inherits("QAbstractSpinBox") ||
        at->inherits("QComboBox"))
      return true;
  }
  return widget->inherits("QComboBoxPrivateContainer") || widget->inherits("QToolBarExtension");
}

/// The name that a screen reader says.
QString spokenName(const QWidget* widget) {
  if (!widget->accessibleName().isEmpty()) return widget->accessibleName();
  if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) return button->text();
  return {};
}

QStringList withoutName(const QWidget& window) {
  QStringList wanting;
  for (const QWidget* widget : window.findChildren<QWidget*>()) {
    if (widget->focusPolicy() == Qt::NoFocus || isQts(widget)) continue;
    if (widget->inherits("QSplitterHandle") || widget->inherits("QScrollArea")) continue;
    if (qobject_cast<const QLabel*>(widget)) continue;  // a name would hide the text, which is what is said
    if (spokenName(widget).isEmpty() || widget->objectName().isEmpty())
      wanting << QString("%1 '%2' in '%3'")
                     .arg(widget->metaObject()->className(), widget->objectName(),
                          widget->parentWidget() ? widget->parentWidget()->objectName() : QString());
  }
  return wanting;
}

void drop(QWidget& window, const QString& path) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(path)});
  QDragEnterEvent enter(window.rect().center(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&window, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent event(QPointF(window.rect().center()), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&window, &event);
}

}  // namespace

class TestWindowAccess : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void aKeyStartsAnewFromAnotherSeed() {
    Shown shown(smallExperiment(60));
    QVERIFY(shown.exposed);
    QVERIFY(shown.train());
    const auto last = [&] { return shown.window.session().history()->back().relativeError; };
    const RunSession& session = shown.window.session();
    const std::uint64_t seed = session.experiment().model.seed, run = session.run();
    const double before = last();
    shown.key(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(session.run() != run && shown.state() == RunState::Finished, kPatience);
    QVERIFY(session.experiment().model.seed != seed);
    QCOMPARE(shown.window.findChild<ExperimentPanel*>()->experiment()->model.seed,
             session.experiment().model.seed);
    QCOMPARE(shown.records(), 61U);
    QVERIFY(last() != before);
  }

  void everyControlHasAName() {
    Shown shown(smallExperiment(60));
    QVERIFY(shown.exposed);
    QVERIFY(shown.train());
    const QStringList wanting = withoutName(shown.window);
    QVERIFY2(wanting.isEmpty(), qPrintable(wanting.join("\n")));
    for (const char* opener : {"actionOpenData", "actionShortcuts", "actionCurves", "actionAbout"}) {
      shown.action(opener)->trigger();
      for (QDialog* dialog : shown.window.findChildren<QDialog*>()) {
        const QStringList more = withoutName(*dialog);
        QVERIFY2(more.isEmpty(), qPrintable(QString(opener) + ": " + more.join("\n")));
        dialog->close();
      }
    }
    QStringList more;
    const auto look = [&](ExportDialog* dialog) {
      more = withoutName(*dialog);
      dialog->reject();
    };
    QVERIFY(withDialog<ExportDialog>([&] { QTest::keyClick(&shown.window, Qt::Key_E, Qt::ControlModifier); },
                                     look));
    QVERIFY2(more.isEmpty(), qPrintable("export: " + more.join("\n")));
  }

  void tabReachesEveryVisibleControlAndComesRound() {
    Shown shown(smallExperiment(60));
    QVERIFY(shown.exposed);
    QVERIFY(shown.train());
    std::set<QWidget*> wanted;
    for (QWidget* widget : shown.window.findChildren<QWidget*>()) {
      if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && widget->isEnabled() &&
          widget->window() == &shown.window && !isQts(widget) && !widget->focusProxy())
        wanted.insert(widget);
    }
    QVERIFY2(wanted.size() > 20, qPrintable(QString::number(wanted.size())));
    shown.window.setFocus();
    std::set<QWidget*> reached;
    for (int i = 0; i < 400; ++i) {
      QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &shown.window, Qt::Key_Tab);
      if (QWidget* now = QApplication::focusWidget()) reached.insert(now);
    }
    for (QWidget* widget : wanted)
      QVERIFY2(reached.contains(widget),
               qPrintable(QString(widget->metaObject()->className()) + " " + widget->objectName()));
  }

  void tabGoesDownThePanel() {
    Shown shown(smallExperiment());
    QVERIFY(shown.exposed);
    auto* panel = shown.window.findChild<ExperimentPanel*>();
    // Each next control of the panel is below the one before, or beside it to the right.
    QWidget* at = panel->findChild<QWidget*>("presets");
    QVERIFY(at);
    at->setFocus();
    QPoint before;
    int seen = 0;
    for (int i = 0; i < 80; ++i) {
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
      QWidget* now = QApplication::focusWidget();
      if (!now || !panel->isAncestorOf(now)) break;
      // Where it lies in the form, whatever has been scrolled meanwhile.
      const QWidget* form = now;
      while (form->parentWidget() && form->parentWidget() != panel &&
             form->parentWidget()->objectName() != "qt_scrollarea_viewport")
        form = form->parentWidget();
      const QPoint here = now->mapTo(form, QPoint());
      if (seen > 0)
        QVERIFY2(here.y() > before.y() - 8 || here.x() > before.x(),
                 qPrintable(now->objectName() + QString(" at %1").arg(here.y())));
      before = here;
      ++seen;
    }
    QVERIFY(seen > 8);
  }

  void theShortcutSheetListsEveryKey() {
    Shown shown(smallExperiment());
    QVERIFY(shown.exposed);
    QTest::keyClick(&shown.window, Qt::Key_Slash, Qt::ControlModifier);
    auto* text = shown.window.findChild<QTextBrowser*>("shortcutsDialogText");
    QVERIFY(text);
    int keys = 0;
    for (const QAction* action : shown.window.actions()) {
      if (action->shortcut().isEmpty()) continue;
      QVERIFY2(text->toPlainText().contains(action->shortcut().toString(QKeySequence::NativeText)),
               qPrintable(action->objectName()));
      QVERIFY2(text->toPlainText().contains(action->toolTip()), qPrintable(action->objectName()));
      ++keys;
    }
    QVERIFY(keys > 15);
  }

  void theKeysOfTheChartsAndTheHelpWorkFromTheWindow() {
    Shown shown(smallExperiment(60));
    QVERIFY(shown.exposed);
    QVERIFY(shown.train());
    auto* charts = shown.window.findChild<ChartsPanel*>();
    auto* timeline = shown.window.findChild<Timeline*>("timeline");
    QVERIFY(charts->follows() && !charts->logX() && !timeline->isLogarithmic());
    shown.key(Qt::Key_F, Qt::ControlModifier);
    QVERIFY(!charts->follows());
    shown.key(Qt::Key_L, Qt::ControlModifier);
    QVERIFY(charts->logX() && timeline->isLogarithmic());
    shown.key(Qt::Key_F, Qt::ControlModifier);
    QVERIFY(charts->follows());
    shown.key(Qt::Key_L, Qt::ControlModifier);
    QVERIFY(!charts->logX() && !timeline->isLogarithmic());
    shown.key(Qt::Key_F1);
    auto* help = shown.window.findChild<QTextBrowser*>("curvesDialogText");
    QVERIFY(help && help->isVisible());
    QVERIFY2(help->toPlainText().contains("effective rank", Qt::CaseInsensitive),
             qPrintable(help->toPlainText()));
    QTest::keyClick(help, Qt::Key_Escape);
    QTRY_VERIFY(!shown.window.findChild<QTextBrowser*>("curvesDialogText"));
  }

  void noTwoActionsShareAKey() {
    Shown shown(smallExperiment());
    QVERIFY(shown.exposed);
    QHash<QString, QString> taken;
    for (const QAction* action : shown.window.actions()) {
      for (const QKeySequence& key : action->shortcuts()) {
        const QString other = taken.value(key.toString());
        // Run and Pause are one key by design: one of them is enabled at a time.
        if (QSet<QString>{other, action->objectName()} == QSet<QString>{"actionRun", "actionPause"}) continue;
        QVERIFY2(other.isEmpty(), qPrintable(key.toString() + ": " + other + ", " + action->objectName()));
        taken[key.toString()] = action->objectName();
      }
    }
  }

  void ctrlCCopiesTheFigureInUse() {
    Shown shown(smallExperiment(60));
    QVERIFY(shown.exposed);
    QVERIFY(shown.train());
    QApplication::clipboard()->clear();
    auto* chart = shown.window.findChild<Chart*>();
    chart->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(QApplication::clipboard()->mimeData()->hasFormat("image/png"));
    QCOMPARE(QApplication::clipboard()->image().size(), (chart->figureSize() * 2).toSize());

    QApplication::clipboard()->clear();
    auto* view = qobject_cast<View*>(shown.window.findChild<QTabWidget*>("pictures")->currentWidget());
    QVERIFY(view);
    for (QWidget* child : view->findChildren<QWidget*>()) {
      if (!(child->focusPolicy() & Qt::TabFocus) || !child->isVisible()) continue;
      child->setFocus();
      break;
    }
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(QApplication::clipboard()->mimeData()->hasFormat("image/png"));
    QCOMPARE(QApplication::clipboard()->image().width(), qRound(view->figureSize().width() * 2));
  }

  void whatWasOpenedIsListedAndMissingFilesAreDisabled() {
    const QString config = sandbox_.path("seven.json");
    {
      QFile file(config);
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write(R"({"dataset": "strokes", "rows": "0:90", "model": "mu", "ranks": [5], "seed": 7})");
    }
    {
      Shown shown(smallExperiment());
      QVERIFY(shown.exposed);
      auto* menu = shown.window.findChild<QMenu*>("menuRecent");
      emit menu->aboutToShow();
      QVERIFY(!menu->actions().first()->isEnabled());  // nothing yet
      shown.window.openPath(config);
      QCOMPARE(shown.window.findChild<ExperimentPanel*>()->experiment()->model.seed, 7U);
    }
    Shown shown(smallExperiment());
    QVERIFY(shown.exposed);
    auto* menu = shown.window.findChild<QMenu*>("menuRecent");
    emit menu->aboutToShow();
    QVERIFY(menu->actions().first()->text().contains("seven.json"));
    menu->actions().first()->trigger();
    QCOMPARE(shown.window.findChild<ExperimentPanel*>()->experiment()->model.seed, 7U);
    QFile::remove(config);
    emit menu->aboutToShow();
    QVERIFY(!menu->actions().first()->isEnabled());
    QVERIFY(menu->actions().first()->text().contains("not there"));
    menu->actions().last()->trigger();
    emit menu->aboutToShow();
    QCOMPARE(menu->actions().size(), 1);
  }

  void dropsConfigurationsFoldersAndData() {
    Shown shown(smallExperiment(60));
    QVERIFY(shown.exposed);
    auto* panel = shown.window.findChild<ExperimentPanel*>();
    QVERIFY(shown.train());
    shown.action("actionSave")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(shown.window.session().savedRecords() == 61, kPatience);
    const QString folder =
        sandbox_.path("results/") +
        QDir(sandbox_.path("results")).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name).last();

    QFile file(sandbox_.path("dropped.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"dataset": "strokes", "rows": "0:90", "model": "mu", "ranks": [5], "seed": 9})");
    file.close();
    drop(shown.window, file.fileName());
    QCOMPARE(panel->experiment()->model.seed, 9U);

    drop(shown.window, folder);
    QTRY_VERIFY_WITH_TIMEOUT(shown.window.session().opened(), kPatience);
    QCOMPARE(shown.window.session().history()->size(), 61U);
    QCOMPARE(panel->experiment()->model.seed, 0U);

    QFile table(sandbox_.path("images.csv"));
    QVERIFY(table.open(QIODevice::WriteOnly));
    for (int i = 0; i < 12; ++i) {
      QByteArrayList values;
      for (int j = 0; j < 16; ++j) values << QByteArray::number((i * j) % 7 / 7.0);
      table.write(values.join(',') + '\n');
    }
    table.close();
    drop(shown.window, table.fileName());
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(panel->experiment()->data.dataset), table.fileName(),
                              kPatience);
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestWindowAccess)
#include "tst_window_access.moc"
