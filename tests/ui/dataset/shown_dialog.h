#pragma once

#include <QComboBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QTest>
#include <QUrl>

#include "tests/ui/dataset/data_files.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/dataset/data_preview.h"
#include "ui/dataset/dataset_dialog.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/window/main_window.h"

namespace nmf::test {

using namespace nmf::ui;

/// The window with its dialog open.
struct ShownDialog : Shown {
  explicit ShownDialog(const Experiment& experiment = smallExperiment()) : Shown(experiment) {}

  bool openDialog() {
    window.activateWindow();
    if (!QTest::qWaitForWindowActive(&window)) return false;
    QTest::keyClick(&window, Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    return dialogIsOpen();
  }
  bool dialogIsOpen() {
    dialog = window.findChild<DatasetDialog*>();
    return dialog && QTest::qWaitForWindowExposed(dialog) && QTest::qWaitForWindowActive(dialog);
  }
  template <typename Control>
  Control* of(const char* name) {
    return dialog->findChild<Control*>(name);
  }
  bool isShown(const char* name) {
    const auto* widget = of<QWidget>(name);
    return widget && widget->isVisible();
  }
  void click(const char* name) { QTest::mouseClick(of<QWidget>(name), Qt::LeftButton); }
  void check(const char* name) {
    auto* box = of<QWidget>(name);
    QTest::mouseClick(box, Qt::LeftButton, {},
                      QPoint(8, box->height() / 2));  // its mark, not the room behind it
  }
  void choose(const QString& source) {
    auto* list = of<QListWidget>("dataSources");
    for (int i = 0; i < list->count(); ++i) {
      if (list->item(i)->text().section('\n', 0, 0) != source) continue;
      list->scrollToItem(list->item(i));
      QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(i)).center());
      return;
    }
    QFAIL(qPrintable("no source " + source));
  }
  void type(const char* name, const QString& text) {
    auto* line = of<QLineEdit>(name);
    if (!line) line = of<QComboBox>(name)->lineEdit();
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, text);
  }
  /// Waits until the look at the data has come to its end.
  bool settles() {
    return QTest::qWaitFor([this] { return !dialog->isLooking(); }, kPatience) &&
           dialog->preview().stage() != DataPreview::Stage::Nothing;
  }
  bool failed() { return dialog->preview().stage() == DataPreview::Stage::Failed; }
  QString text(const char* name) {
    const auto* label = of<QLabel>(name);
    return label->isVisible() ? label->text() : QString();
  }
  bool canUse() {
    return of<QPushButton>("dataUse")->isEnabled() && of<QPushButton>("dataUseAndRun")->isEnabled();
  }
  DatasetPtr data() { return window.session().data(); }
  DatasetRequest panelData() {
    return window.findChild<ExperimentPanel*>()->experiment().value_or(Experiment{}).data;
  }
  void drop(QWidget* target, const QString& path) {
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(10, 10), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &event);
  }

  DatasetDialog* dialog = nullptr;
};

/// Nothing of the person's own is read or written, and no box interrupts.
class DialogTest : public QObject {
  Q_OBJECT

 protected:
  UiSandbox sandbox_;

 private slots:
  void init() {
    sandbox_.forget();
    qputenv("HOME", sandbox_.path("home").toUtf8());
    qputenv("XDG_CACHE_HOME", sandbox_.path("cache").toUtf8());
    qunsetenv("NMF_EXPLORER_TEST_DATA");
  }
  void cleanup() {
    for (QWidget* widget : QApplication::topLevelWidgets()) QVERIFY(!qobject_cast<QMessageBox*>(widget));
  }
};

}  // namespace nmf::test
