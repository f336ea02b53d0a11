#include <QAbstractButton>
#include <QPlainTextEdit>
#include <QToolButton>
#include <algorithm>
#include <set>

#include "tests/ui/dataset/shown_dialog.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

class TestDatasetDialog : public DialogTest {
  Q_OBJECT

 private slots:
  void opensByButtonKeyAndCard();
  void fromStrokesToARunOnTwoLabelsWithNoise();
  void whatWasLookedAtIsNotLoadedAgain();
  void cancelLeavesEverythingAsItWas();
  void aBrokenFileIsOneSentence();
  void skippedPicturesAreListed();
  void enterUsesWhatWasJustTyped();
  void usedPathsAreOfferedAgain();
  void droppedDataIsUsedOrAskedFor();
  void theRunGoesOnMeanwhile();
  void everythingHasANameAndIsReachedByTab();
  void fitsASmallScreen();
};

void TestDatasetDialog::opensByButtonKeyAndCard() {
  ShownDialog shown;
  QVERIFY(shown.exposed);
  QTRY_VERIFY_WITH_TIMEOUT(shown.data(), kPatience);
  for (const char* name : {"chooseData", "startData"}) {
    QTest::mouseClick(shown.window.findChild<QPushButton*>(name), Qt::LeftButton);
    QVERIFY(shown.dialogIsOpen());
    QVERIFY(!shown.dialog->isModal());
    QTest::keyClick(shown.dialog, Qt::Key_Escape);
    QVERIFY(!shown.dialog->isVisible());
  }
  QVERIFY(shown.openDialog());
}

void TestDatasetDialog::fromStrokesToARunOnTwoLabelsWithNoise() {
  Experiment experiment = smallExperiment(20);
  experiment.data.dataset = "swimmer";
  experiment.data.rows.reset();
  ShownDialog shown(experiment);
  QVERIFY(shown.exposed && shown.openDialog());
  shown.choose("strokes");
  QVERIFY(shown.settles());
  QVERIFY2(shown.text("dataFacts").contains("10,000"), qPrintable(shown.text("dataFacts")));
  QVERIFY(shown.of<QToolButton>("dataLabel_3")->text().contains("1,000"));
  const DatasetPtr before = shown.dialog->preview().pictures();
  shown.click("dataLabel_3");
  shown.click("dataLabel_7");
  auto* noise = shown.of<QComboBox>("data_noise");
  noise->setFocus();
  QTest::keyClick(noise, Qt::Key_Down);
  QVERIFY(shown.settles());
  const DatasetPtr noisy = shown.dialog->preview().pictures();
  QVERIFY(noisy != before && noisy->clean && noisy->A != *noisy->clean);
  QVERIFY(shown.text("dataFacts").contains("clean"));
  shown.type("data_rows", "0:150");
  shown.click("dataUseAndRun");
  QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog->isVisible(), kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
  QCOMPARE(shown.data()->A.rows(), 150);
  const std::set<int> labels(shown.data()->labels.begin(), shown.data()->labels.end());
  QCOMPARE(labels, (std::set<int>{3, 7}));
  QVERIFY(shown.data()->clean);
  QCOMPARE(shown.window.findChild<QLineEdit*>("labels")->text(), QString("3,7"));
  QCOMPARE(shown.window.findChild<QLineEdit*>("rows")->text(), QString("0:150"));
  QCOMPARE(QString::fromStdString(text(shown.window.session().experiment().data.noise)),
           QString("gaussian:0.1"));
}

void TestDatasetDialog::whatWasLookedAtIsNotLoadedAgain() {
  ShownDialog shown;
  QVERIFY(shown.exposed && shown.openDialog());
  shown.choose("planted");
  QVERIFY(shown.settles());
  const DatasetPtr whole = shown.dialog->preview().whole();
  shown.click("dataUse");
  QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog->isVisible(), kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
  QVERIFY(shown.data() == whole);
  QVERIFY(!shown.dialog->preview().whole());  // a closed dialog holds no memory
  QCOMPARE(shown.window.session().history()->size(), 0U);
}

void TestDatasetDialog::cancelLeavesEverythingAsItWas() {
  Experiment experiment = smallExperiment();
  experiment.data.labels = {1, 2};
  ShownDialog shown(experiment);
  QVERIFY(shown.exposed);
  QTRY_VERIFY_WITH_TIMEOUT(shown.data(), kPatience);
  const DatasetPtr before = shown.data();
  const DatasetRequest panel = shown.panelData();
  QVERIFY(shown.openDialog());
  QVERIFY(shown.settles());
  QVERIFY(shown.of<QToolButton>("dataLabel_1")->isChecked());
  QVERIFY(!shown.of<QToolButton>("dataLabel_3")->isChecked());
  shown.choose("swimmer");
  QVERIFY(shown.settles());
  shown.type("data_rows", "0:20");
  shown.click("dataCancel");
  QVERIFY(!shown.dialog->isVisible());
  QTest::qWait(300);
  QVERIFY(shown.data() == before);
  QVERIFY(shown.panelData() == panel);
  QVERIFY(shown.openDialog());
  QVERIFY(shown.settles());
  QCOMPARE(shown.text("dataFacts").contains("strokes"), true);
}

void TestDatasetDialog::aBrokenFileIsOneSentence() {
  const QString path = sandbox_.path("broken.npy");
  writeText(path, "\x93NUMPY and nothing that follows");
  ShownDialog shown;
  QVERIFY(shown.exposed && shown.openDialog());
  shown.dialog->choosePath(path);
  QVERIFY(shown.settles());
  QVERIFY(shown.failed() && !shown.canUse());
  const QString sentence = shown.text("dataProblem");
  QVERIFY2(sentence.contains("broken.npy") && !sentence.contains('\n') && sentence.endsWith('.'),
           qPrintable(sentence));
  shown.choose("planted");
  QVERIFY(shown.settles());
  QVERIFY(shown.canUse());
  QVERIFY(shown.text("dataProblem").isEmpty());
}

void TestDatasetDialog::skippedPicturesAreListed() {
  const QString folder = sandbox_.path("holes");
  writePictures(folder, 40);
  writeText(folder + "/dog/0001.png", "no");
  writeText(folder + "/dog/0030.png", "no");
  ShownDialog shown;
  QVERIFY(shown.exposed && shown.openDialog());
  shown.dialog->choosePath(folder);
  QVERIFY(shown.settles());
  QVERIFY2(shown.text("dataNotes").contains("2 unreadable pictures"), qPrintable(shown.text("dataNotes")));
  QVERIFY(shown.canUse());
  auto* notes = shown.of<QLabel>("dataNotes");
  QVERIFY(!shown.isShown("dataNoteList"));
  emit notes->linkActivated("#skipped");
  QVERIFY(shown.isShown("dataNoteList"));
  QCOMPARE(shown.of<QPlainTextEdit>("dataNoteList")->toPlainText().split('\n').size(), 2);
  QVERIFY(shown.of<QPlainTextEdit>("dataNoteList")->toPlainText().contains("dog/0030.png"));
}

void TestDatasetDialog::enterUsesWhatWasJustTyped() {
  ShownDialog shown;
  QVERIFY(shown.exposed && shown.openDialog());
  shown.choose("planted");
  QVERIFY(shown.settles());
  shown.type("data_rows", "10:33");
  QTest::keyClick(shown.of<QLineEdit>("data_rows"), Qt::Key_Return);  // before the look at it has begun
  QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog->isVisible(), kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
  QCOMPARE(shown.data()->A.rows(), 23);

  // What turns out not to be there is said, and the dialog stays.
  QVERIFY(shown.openDialog());
  QVERIFY(shown.settles());
  shown.type("data_rows", "10:9999");
  QTest::keyClick(shown.of<QLineEdit>("data_rows"), Qt::Key_Return);
  QVERIFY(shown.settles());
  QVERIFY(shown.dialog->isVisible() && !shown.canUse());
  QVERIFY(!shown.text("data_rows_problem").isEmpty());
}

void TestDatasetDialog::usedPathsAreOfferedAgain() {
  writePictures(sandbox_.path("again"), 2);
  {
    ShownDialog shown;
    QVERIFY(shown.exposed && shown.openDialog());
    shown.dialog->choosePath(sandbox_.path("again"));
    shown.click("dataUse");
    QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog->isVisible(), kPatience);
    QCOMPARE(shown.recent(), QStringList{sandbox_.path("again")});
  }
  ShownDialog shown;
  QVERIFY(shown.exposed && shown.openDialog());
  shown.choose("again");
  QVERIFY(shown.settles());
  QCOMPARE(shown.dialog->preview().selected(), 4);
  // What is built in has no path to be opened from.
  shown.choose("swimmer");
  QVERIFY(shown.settles());
  shown.click("dataUse");
  QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog->isVisible(), kPatience);
  QCOMPARE(shown.recent(), QStringList{sandbox_.path("again")});
}

void TestDatasetDialog::droppedDataIsUsedOrAskedFor() {
  writePictures(sandbox_.path("plain"), 10);
  writeText(sandbox_.path("bad.npy"), "nothing");
  ShownDialog shown;
  QVERIFY(shown.exposed);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
  shown.drop(&shown.window, sandbox_.path("plain"));
  QTRY_VERIFY_WITH_TIMEOUT(shown.data() && shown.data()->name == "plain", kPatience);
  QVERIFY(!shown.window.findChild<DatasetDialog*>());
  // What cannot be read changes nothing.
  shown.drop(&shown.window, sandbox_.path("bad.npy"));
  const auto* message = shown.window.findChild<QLabel*>("messageText");
  QTRY_VERIFY_WITH_TIMEOUT(message->isVisible() && message->text().contains("bad.npy"), kPatience);
  QCOMPARE(QString::fromStdString(shown.panelData().dataset), sandbox_.path("plain"));
  QCOMPARE(shown.state(), RunState::Idle);
}

void TestDatasetDialog::theRunGoesOnMeanwhile() {
  ShownDialog shown(endlessExperiment());
  QVERIFY(shown.exposed);
  shown.window.startRun();
  QTRY_VERIFY_WITH_TIMEOUT(shown.window.session().history()->size() > 10, kPatience);
  QVERIFY(shown.openDialog());
  shown.choose("planted");
  QVERIFY(shown.settles());
  QCOMPARE(shown.state(), RunState::Running);
  shown.click("dataUse");
  QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog->isVisible(), kPatience);
  QCOMPARE(shown.state(), RunState::Running);
  QCOMPARE(QString::fromStdString(shown.data()->name), QString("strokes"));
  QVERIFY(shown.window.findChild<QWidget*>("waitingChanges")->isVisible());
  QTest::mouseClick(shown.window.findChild<QPushButton*>("restartWithChanges"), Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(shown.data() && shown.data()->name == "planted", kPatience);
}

void TestDatasetDialog::everythingHasANameAndIsReachedByTab() {
  ShownDialog shown;
  QVERIFY(shown.exposed && shown.openDialog());
  QVERIFY(shown.settles());
  QStringList order;
  for (int i = 0; i < 60; ++i) {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    const QWidget* focus = QApplication::focusWidget();
    QVERIFY(focus && shown.dialog->isAncestorOf(focus));
    if (order.contains(focus->objectName())) break;
    QVERIFY2(!focus->objectName().isEmpty(), focus->metaObject()->className());
    const auto* button = qobject_cast<const QAbstractButton*>(focus);
    QVERIFY2(!focus->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
             qPrintable(focus->objectName()));
    order << focus->objectName();
  }
  const QStringList wanted{"dataSources", "dataFile",    "dataFolder",  "data_split",
                           "data_rows",   "dataLabel_0", "dataLabel_9", "data_resize",
                           "data_noise",  "dataCommand", "dataUse",     "dataCancel"};
  qsizetype last = -1;
  // From the sources on, whichever control was first.
  std::rotate(order.begin(), std::find(order.begin(), order.end(), QString("dataSources")), order.end());
  for (const QString& name : wanted) {
    const qsizetype at = order.indexOf(name);
    QVERIFY2(at > last, qPrintable(name + " in " + order.join(' ')));
    last = at;
  }
}

void TestDatasetDialog::fitsASmallScreen() {
  ShownDialog shown;
  QVERIFY(shown.exposed && shown.openDialog());
  QVERIFY(shown.settles());
  QVERIFY(shown.dialog->minimumSizeHint().width() <= 1000);
  QVERIFY2(shown.dialog->minimumSizeHint().height() <= 600,
           qPrintable(QString::number(shown.dialog->minimumSizeHint().height())));
}

QTEST_MAIN(TestDatasetDialog)
#include "tst_dataset_dialog.moc"
