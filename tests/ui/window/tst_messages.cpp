// What the window says above the charts: the buttons of its messages, and which message gives way to which.
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include "tests/ui/window/open_dialog.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/dataset/dataset_dialog.h"
#include "ui/figures/export_dialog.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Scene : Shown {
  using Shown::Shown;
  QPushButton* button(const char* name) {
    for (auto* button : window.findChildren<QPushButton*>(name))
      if (button->isVisible()) return button;
    return nullptr;
  }
  void click(const char* name) { QTest::mouseClick(button(name), Qt::LeftButton); }
};

/// Stops early soon after its beginning, whatever the rank does.
Experiment earlyEnding() {
  Experiment experiment = endlessExperiment();
  experiment.plan.earlyStop = {EarlyStopKind::Plateau, 1};
  experiment.plan.plateau.open = experiment.plan.plateau.close = 1000;
  experiment.plan.plateau.min = 50;
  return experiment;
}

}  // namespace

/// In the place of what would open a file manager.
class FileManager : public QObject {
  Q_OBJECT
 public:
  FileManager() : path_(qgetenv("PATH")) {
    QFile program(folder_.filePath("xdg-open"));  // where there is none the window does not ask for it
    if (program.open(QIODevice::WriteOnly)) program.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    qputenv("PATH", folder_.path().toLocal8Bit() + ':' + path_);
    QDesktopServices::setUrlHandler("file", this, "open");
  }
  ~FileManager() override {
    QDesktopServices::unsetUrlHandler("file");
    qputenv("PATH", path_);
  }
  QStringList opened;

 public slots:
  void open(const QUrl& url) { opened << url.toLocalFile(); }

 private:
  QTemporaryDir folder_;
  QByteArray path_;
};

class TestMessages : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }
  void init() { sandbox_.forget(); }
  void aSaveDoesNotTakeTheQuestionOfTheRunAway();
  void theFolderOfASaveOpens();
  void aFolderThatNothingOpensIsNamed();
  void aSaveThatFailedGoesElsewhere();
  void whatIsWrongWithTheDataLeadsToTheDialog();

 private:
  UiSandbox sandbox_;
};

void TestMessages::aSaveDoesNotTakeTheQuestionOfTheRunAway() {
  Scene shown(earlyEnding());
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  QTRY_VERIFY2(shown.message().startsWith("Stopped early"), qPrintable(shown.message()));
  QVERIFY(!shown.save().isEmpty());
  QVERIFY(!shown.save().isEmpty());  // twice is not more
  QVERIFY2(shown.message().contains("was saved to"), qPrintable(shown.message()));
  shown.press("messageClose");
  QVERIFY2(shown.message().startsWith("Stopped early"), qPrintable(shown.message()));
  const std::size_t before = shown.records();
  QVERIFY(shown.button("messageContinue"));
  shown.click("messageContinue");
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > before, kPatience);
  QVERIFY2(shown.message().isEmpty(), qPrintable(shown.message()));
  // With another run it is over, also where it is covered.
  QVERIFY(!shown.window.findChild<QWidget*>("messageBar")->isVisible());
  shown.key(Qt::Key_Period, Qt::ControlModifier);
  QVERIFY(shown.reach(RunState::Finished));
  shown.window.findChild<QAction*>("actionUndo")->trigger();  // early stopping is back in the panel
  shown.key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
  QTRY_VERIFY_WITH_TIMEOUT(shown.message().startsWith("Stopped early"), kPatience);
  QVERIFY(!shown.save().isEmpty());
  shown.key(Qt::Key_R, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Running, kPatience);
  QVERIFY2(shown.message().isEmpty(), qPrintable(shown.message()));
}

void TestMessages::theFolderOfASaveOpens() {
  FileManager files;
  Scene shown(smallExperiment(20));
  QVERIFY(shown.exposed && shown.train());
  const QString folder = shown.save();
  QVERIFY(!folder.isEmpty());
  shown.click("messageOpenFolder");
  QTRY_COMPARE(files.opened.size(), 1);
  QCOMPARE(QFileInfo(files.opened[0]).absoluteFilePath(), folder);
  QVERIFY(shown.message().isEmpty());
  // That of exported figures too.
  shown.window.setFocus();
  QVERIFY(
      withDialog<ExportDialog>([&] { shown.key(Qt::Key_E, Qt::ControlModifier); },
                               [&](ExportDialog* dialog) {
                                 dialog->findChild<QLineEdit*>("folder")->setText(sandbox_.path("figures"));
                                 QTest::mouseClick(dialog->findChild<QPushButton*>("export"), Qt::LeftButton);
                                 QTRY_VERIFY_WITH_TIMEOUT(!dialog->isVisible(), kPatience);
                               }));
  QTRY_VERIFY2(shown.message().contains("exported to"), qPrintable(shown.message()));
  shown.click("messageOpenFolder");
  QTRY_COMPARE(files.opened.value(1), sandbox_.path("figures"));
}

void TestMessages::aFolderThatNothingOpensIsNamed() {
#ifndef Q_OS_LINUX
  QSKIP("Elsewhere there always is a program for it.");
#endif
  const QByteArray path = qgetenv("PATH");
  const auto back = qScopeGuard([&] { qputenv("PATH", path); });
  Scene shown(smallExperiment(20));
  QVERIFY(shown.exposed && shown.train());
  const QString folder = shown.save();
  qputenv("PATH", sandbox_.path("no programs").toLocal8Bit());
  shown.click("messageOpenFolder");
  QTRY_VERIFY2(shown.message().contains(folder), qPrintable(shown.message()));
  shown.click("messageCopyPath");
  QCOMPARE(QGuiApplication::clipboard()->text(), folder);
}

void TestMessages::aSaveThatFailedGoesElsewhere() {
  const QString blocked = sandbox_.path("in the way"), elsewhere = sandbox_.path("elsewhere");
  QFile file(blocked);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QVERIFY(QDir().mkpath(elsewhere));
  QSettings().setValue("save/folder", blocked);
  Scene shown(smallExperiment(20));
  QVERIFY(shown.exposed && shown.train());
  QSignalSpy failed(&shown.window.session(), &RunSession::saveFailed);
  shown.key(Qt::Key_S, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatience);
  QVERIFY2(shown.message().contains("in the way"), qPrintable(shown.message()));
  QSignalSpy saved(&shown.window.session(), &RunSession::saved);
  QVERIFY(withDialog<QFileDialog>([&] { shown.click("messageSaveIn"); },
                                  [&](QFileDialog* dialog) {
                                    dialog->findChild<QLineEdit*>("fileNameEdit")->setText(elsewhere);
                                    static_cast<QDialog*>(dialog)->accept();
                                  }));
  QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
  QCOMPARE(QFileInfo(saved[0][0].toString()).absolutePath(), QFileInfo(elsewhere).absoluteFilePath());
  QVERIFY2(shown.message().contains("was saved to"), qPrintable(shown.message()));
}

void TestMessages::whatIsWrongWithTheDataLeadsToTheDialog() {
  // One picture among those of a folder cannot be read.
  const QString folder = sandbox_.path("pictures");
  QVERIFY(QDir().mkpath(folder));
  for (int i = 0; i < 4; ++i) {
    QImage image(6, 6, QImage::Format_Grayscale8);
    image.fill(40 * i + 20);
    QVERIFY(image.save(folder + QStringLiteral("/%1.png").arg(i)));
  }
  QFile broken(folder + "/broken.png");
  QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("nothing") > 0);
  broken.close();
  Experiment experiment = smallExperiment();
  experiment.data.dataset = folder.toStdString();
  experiment.data.rows.reset();
  experiment.model.ranks = {2, 1};
  Scene shown(experiment);
  QVERIFY(shown.exposed);
  QTRY_VERIFY_WITH_TIMEOUT(shown.button("messageDataDetails"), kPatience);
  shown.click("messageDataDetails");
  auto* dialog = shown.window.findChild<DatasetDialog*>();
  QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
  QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QWidget*>("dataNoteList"), kPatience);
}

QTEST_MAIN(TestMessages)
#include "tst_messages.moc"
