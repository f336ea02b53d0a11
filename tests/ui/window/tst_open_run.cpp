// Opening result folders in the window.
#include <QFile>
#include <QFileInfo>
#include <QMenu>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>
#include <cmath>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/views/signatures_view.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Scene : Shown {
  using Shown::Shown;
  QString fieldProblem() { return window.findChild<QLabel*>("dataset_problem")->text(); }
  QString status() { return window.statusBar()->currentMessage(); }
};

bool write(const QString& path, const QByteArray& text) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

QByteArray smallTable() {
  QByteArray text;
  for (int i = 0; i < 12; ++i) {
    QByteArrayList values;
    for (int j = 0; j < 16; ++j) values << QByteArray::number((i * j) % 7 / 7.0);
    text += values.join(',') + '\n';
  }
  return text;
}

}  // namespace

class TestOpenRun : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void aFolderIsReadAndRemembered();
  void aBrokenFolderIsOneSentenceAndChangesNothing();
  void withoutItsDataTheRunIsShownAndNoFieldIsBlamed();
  void aNameIsShownAsItIs();

 private:
  UiSandbox sandbox_;
};

void TestOpenRun::aFolderIsReadAndRemembered() {
  Scene shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  const QString folder = shown.save();
  QVERIFY(!folder.isEmpty());
  QSettings().remove("recent/paths");
  shown.window.openPath(folder);
  QVERIFY2(shown.status().contains("Reading"), qPrintable(shown.status()));
  QVERIFY(shown.recent().isEmpty());  // not yet
  QTRY_VERIFY_WITH_TIMEOUT(shown.window.session().opened(), kPatience);
  QTRY_COMPARE(shown.recent(), QStringList{folder});
  QVERIFY2(shown.status().isEmpty(), qPrintable(shown.status()));
}

void TestOpenRun::aBrokenFolderIsOneSentenceAndChangesNothing() {
  Scene shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  const QString folder = shown.save();
  QVERIFY(write(folder + "/metrics.csv", "this is no table\n1;2;3\n"));
  const std::uint64_t run = shown.window.session().run();
  QSettings().remove("recent/paths");
  QSignalSpy failed(&shown.window.session(), &RunSession::openFailed);
  shown.window.openPath(folder);
  QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
  QVERIFY2(shown.message().contains("metrics.csv"), qPrintable(shown.message()));
  QVERIFY(!shown.message().contains('\n'));
  QVERIFY(!shown.window.findChild<QWidget*>("messageChooseData"));
  QVERIFY2(shown.fieldProblem().isEmpty(), qPrintable(shown.fieldProblem()));
  QVERIFY(shown.recent().isEmpty());
  QVERIFY(shown.status().isEmpty());
  // What was shown is still there.
  QVERIFY(!shown.window.session().opened());
  QCOMPARE(shown.window.session().run(), run);
  QCOMPARE(shown.records(), 31U);
  QCOMPARE(shown.state(), RunState::Finished);
}

void TestOpenRun::withoutItsDataTheRunIsShownAndNoFieldIsBlamed() {
  const QString table = sandbox_.path("images.csv");
  QVERIFY(write(table, smallTable()));
  QString folder;
  {
    Experiment experiment = smallExperiment(20);
    experiment.data.dataset = table.toStdString();
    experiment.data.rows.reset();
    experiment.data.imageShape = ImageShape{2, 8, 1};  // not what would be guessed
    Scene shown(experiment);
    QVERIFY(shown.exposed);
    QVERIFY(shown.train());
    folder = shown.save();
    QVERIFY(!folder.isEmpty());
  }
  QVERIFY(QFile::remove(table));
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
  shown.window.openPath(folder);
  QTRY_VERIFY_WITH_TIMEOUT(shown.message().contains("without its images"), kPatience);
  QVERIFY2(shown.message().contains("'Data set'") && !shown.message().contains("--dataset"),
           qPrintable(shown.message()));
  QVERIFY(shown.window.session().opened());
  QCOMPARE(shown.records(), 21U);
  QVERIFY2(shown.fieldProblem().isEmpty(), qPrintable(shown.fieldProblem()));
  QVERIFY(!shown.window.findChild<QWidget*>("messageChooseData"));
  // What cannot be run takes the place of nothing.
  for (const auto& [key, modifiers] : {std::pair(Qt::Key_R, Qt::KeyboardModifiers(Qt::ControlModifier)),
                                       std::pair(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier),
                                       std::pair(Qt::Key_F10, Qt::KeyboardModifiers())}) {
    QSignalSpy refused(&shown.window.session(), &RunSession::problem);
    shown.key(key, modifiers);
    QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, kPatience);
    QVERIFY2(shown.message().contains("images.csv"), qPrintable(shown.message()));
    QCOMPARE(shown.state(), RunState::Finished);
    QVERIFY(shown.window.session().opened());
    QCOMPARE(shown.records(), 21U);
  }
  // The signatures need no data, only the shape of its images, which the folder tells.
  auto* signatures = shown.window.findChild<SignaturesView*>();
  QVERIFY(signatures && signatures->isVisible());
  QTRY_VERIFY(signatures->preparations() > 0);
  const QSizeF tile = signatures->grid().pictureSize();
  QVERIFY2(std::abs(tile.width() / tile.height() - 4) < 0.1, qPrintable(QString::number(tile.width())));
  // Once the data is there again, it is run on.
  QVERIFY(write(table, smallTable()));
  shown.key(Qt::Key_R, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(!shown.window.session().opened(), kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
  QCOMPARE(shown.records(), 21U);
}

/// Though it could be taken for HTML.
void TestOpenRun::aNameIsShownAsItIs() {
  const QString name = "<b>x<b> &.csv", table = sandbox_.path(name);
  QVERIFY(write(table, smallTable()));
  Experiment experiment = smallExperiment(20);
  experiment.data.dataset = table.toStdString();
  experiment.data.rows.reset();
  Scene shown(experiment);
  QVERIFY(shown.exposed);
  QTRY_VERIFY_WITH_TIMEOUT(shown.window.session().data(), kPatience);
  for (const char* label : {"statusData", "startText"}) {
    const auto* words = shown.window.findChild<QLabel*>(label);
    QVERIFY2(words->text().contains("<b>x<b> &"), qPrintable(words->text()));
    QVERIFY2(words->textFormat() == Qt::PlainText, label);
  }
  QCOMPARE(shown.window.findChild<QLabel*>("messageText")->textFormat(), Qt::PlainText);
}

QTEST_MAIN(TestOpenRun)
#include "tst_open_run.moc"
