// The keys that ask for a folder.
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/window/open_dialog.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/compare/comparison.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Scene : Shown {
  using Shown::Shown;
  /// Presses a key with Ctrl, gives the dialog a folder and takes it, or leaves it by Escape where
  /// there is none; the dialog's title.
  QString choose(Qt::Key letter, Qt::KeyboardModifiers more, const QString& folder) {
    QString title;
    withDialog<QFileDialog>([&] { key(letter, Qt::ControlModifier | more); },
                            [&](QFileDialog* dialog) {
                              title = dialog->windowTitle();
                              auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
                              name->setFocus();
                              if (folder.isEmpty()) {
                                QTest::keyClick(name, Qt::Key_Escape);
                                return;
                              }
                              name->setText(folder);
                              auto* buttons = dialog->findChild<QDialogButtonBox*>();
                              QTest::mouseClick(buttons->button(QDialogButtonBox::Open), Qt::LeftButton);
                            });
    window.activateWindow();  // for the next key
    return QTest::qWaitForWindowActive(&window) ? title : QString();
  }
  /// Saves the run as Ctrl+Shift+S does; the result folder.
  QString saveIn(const QString& folder) {
    QSignalSpy saved(&window.session(), &RunSession::saved);
    choose(Qt::Key_S, Qt::ShiftModifier, folder);
    const bool done = QTest::qWaitFor([&] { return saved.size() == 1; }, kPatience);
    return done ? QFileInfo(saved[0][0].toString()).absoluteFilePath() : QString();
  }
  const PinnedRuns& pins() { return window.findChild<Comparison*>()->pins(); }
};

}  // namespace

class TestFolderDialogs : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }
  void init() { sandbox_.forget(); }
  void aRunIsSavedInTheFolderThatIsChosen();
  void aRunIsOpenedFromItsFolder();
  void aRunIsPinnedFromItsFolder();
  void escapeChangesNothing();

 private:
  UiSandbox sandbox_;
};

void TestFolderDialogs::aRunIsSavedInTheFolderThatIsChosen() {
  Scene shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  const QString parent = sandbox_.path("saved here");
  QVERIFY(QDir().mkpath(parent));
  const QString folder = shown.saveIn(parent);
  QVERIFY2(folder.startsWith(QFileInfo(parent).canonicalFilePath() + "/"), qPrintable(folder));
  QVERIFY(QFileInfo::exists(folder + "/metrics.csv"));
  // Ctrl+S goes there from now on.
  QSignalSpy saved(&shown.window.session(), &RunSession::saved);
  shown.key(Qt::Key_S, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
  QCOMPARE(QFileInfo(saved[0][0].toString()).absolutePath(), QFileInfo(folder).absolutePath());
  QVERIFY(QFileInfo(saved[0][0].toString()).absoluteFilePath() != folder);
}

void TestFolderDialogs::aRunIsOpenedFromItsFolder() {
  QString folder;
  {
    Scene shown(smallExperiment(30));
    QVERIFY(shown.exposed);
    QVERIFY(shown.train());
    QVERIFY(QDir().mkpath(sandbox_.path("a")));
    folder = shown.saveIn(sandbox_.path("a"));
    QVERIFY(!folder.isEmpty());
  }
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
  QCOMPARE(shown.choose(Qt::Key_O, Qt::NoModifier, folder), QString("Open a result folder"));
  QTRY_VERIFY_WITH_TIMEOUT(shown.window.session().opened(), kPatience);
  QCOMPARE(shown.records(), 31U);
  QVERIFY(shown.pins().empty());
}

void TestFolderDialogs::aRunIsPinnedFromItsFolder() {
  Scene shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  QVERIFY(QDir().mkpath(sandbox_.path("b")));
  const QString folder = shown.saveIn(sandbox_.path("b"));
  QVERIFY(!folder.isEmpty());
  const std::uint64_t run = shown.window.session().run();
  QCOMPARE(shown.choose(Qt::Key_O, Qt::AltModifier, folder), QString("Open a result folder to compare"));
  QTRY_COMPARE_WITH_TIMEOUT(shown.pins().runs().size(), 1U, kPatience);
  QCOMPARE(shown.pins().runs()[0].history->size(), 31U);
  QCOMPARE(shown.window.session().run(), run);  // what was shown is still there
  QVERIFY(!shown.window.session().opened());
}

void TestFolderDialogs::escapeChangesNothing() {
  Scene shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  QSignalSpy saved(&shown.window.session(), &RunSession::saved);
  QCOMPARE(shown.choose(Qt::Key_S, Qt::ShiftModifier, {}), QString("Folder for result folders"));
  QCOMPARE(shown.choose(Qt::Key_O, Qt::NoModifier, {}), QString("Open a result folder"));
  QCOMPARE(shown.choose(Qt::Key_O, Qt::AltModifier, {}), QString("Open a result folder to compare"));
  QVERIFY(!QSettings().contains("save/folder"));
  QVERIFY(saved.empty() && shown.pins().empty());
  QVERIFY(!shown.window.session().opened());
  QCOMPARE(shown.state(), RunState::Finished);
  QVERIFY2(shown.message().isEmpty(), qPrintable(shown.message()));
}

QTEST_MAIN(TestFolderDialogs)
#include "tst_folder_dialogs.moc"
