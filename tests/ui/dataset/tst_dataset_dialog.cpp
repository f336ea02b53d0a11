#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QUrl>
#include <set>

#include "tests/ui/dataset/data_files.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/dataset/data_preview.h"
#include "ui/dataset/dataset_dialog.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

/// The window with its dialog open.
struct Shown {
  explicit Shown(const Experiment& experiment = smallExperiment()) : window(experiment) {
    window.show();
    window.activateWindow();
    exposed = QTest::qWaitForWindowExposed(&window) && QTest::qWaitForWindowActive(&window);
  }

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
    const auto stage = [this] { return dialog->preview().stage(); };
    QTest::qWait(250);  // typing rests
    return QTest::qWaitFor(
        [&] { return stage() == DataPreview::Stage::Ready || stage() == DataPreview::Stage::Failed; },
        kPatience);
  }
  bool failed() { return dialog->preview().stage() == DataPreview::Stage::Failed; }
  QString text(const char* name) {
    const auto* label = of<QLabel>(name);
    return label->isVisible() ? label->text() : QString();
  }
  bool canUse() {
    return of<QPushButton>("dataUse")->isEnabled() && of<QPushButton>("dataUseAndRun")->isEnabled();
  }
  RunState state() { return window.session().state(); }
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

  MainWindow window;
  DatasetDialog* dialog = nullptr;
  bool exposed = false;
};

}  // namespace

class TestDatasetDialog : public QObject {
  Q_OBJECT

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
  void opensByButtonKeyAndCard();
  void fromStrokesToARunOnTwoLabelsWithNoise();
  void whatWasLookedAtIsNotLoadedAgain();
  void cancelLeavesEverythingAsItWas();
  void anArrayOfAnNpzIsAskedFor();
  void theShapeOfACsvIsAskedFor();
  void aBrokenFileIsOneSentence();
  void badFieldsAreSaidInline_data();
  void badFieldsAreSaidInline();
  void sizeGrayAndCropReachThePictures();
  void skippedPicturesAreListed();
  void manyLabelsCanBeSearched();
  void optionsCanBeCopied();
  void enterUsesWhatWasJustTyped();
  void showsWhatThePanelHas();
  void usedPathsAreOfferedAgain();
  void droppedDataIsUsedOrAskedFor();
  void theRunGoesOnMeanwhile();
  void everythingHasANameAndIsReachedByTab();
  void fitsASmallScreen();

 private:
  UiSandbox sandbox_;
};

void TestDatasetDialog::opensByButtonKeyAndCard() {
  Shown shown;
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
  Shown shown(experiment);
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
  Shown shown;
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
  Shown shown(experiment);
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

void TestDatasetDialog::anArrayOfAnNpzIsAskedFor() {
  const QString path = sandbox_.path("two.npz");
  writeTwoArrays(path);
  Shown shown(smallExperiment(5));
  QVERIFY(shown.exposed && shown.openDialog());
  shown.drop(shown.dialog, path);
  QVERIFY(shown.settles());
  QVERIFY(shown.failed() && !shown.canUse());
  QCOMPARE(shown.text("data_array_problem"), QString("Choose the array that holds the images."));
  QVERIFY(shown.text("dataProblem").isEmpty());
  auto* array = shown.of<QComboBox>("data_array");
  QCOMPARE(array->count(), 3);
  QCOMPARE(array->itemText(1), QString("houses (20 x 12 x 12, float32)"));
  array->setFocus();
  QTest::keyClick(array, Qt::Key_Down);
  QVERIFY(shown.settles());
  QVERIFY(shown.canUse());
  QCOMPARE(shown.dialog->preview().labels().size(), std::size_t{4});
  QTest::keyClick(array, Qt::Key_Down);
  QVERIFY(shown.settles());
  QVERIFY(!shown.isShown("dataLabels"));
  shown.click("dataUse");
  QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog->isVisible(), kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
  QCOMPARE(shown.data()->A.rows(), 20);
  // The panel has no field for the array, and says it.
  auto* unseen = shown.window.findChild<QLabel*>("dataUnseen");
  QVERIFY(unseen->isVisible() && unseen->text().contains("houses"));
  auto* dataset = shown.window.findChild<QComboBox*>("dataset");
  dataset->setCurrentIndex(dataset->findData("swimmer"));
  QVERIFY(!unseen->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(shown.data() && shown.data()->name == "swimmer", kPatience);
}

void TestDatasetDialog::theShapeOfACsvIsAskedFor() {
  const QString path = sandbox_.path("odd.csv");
  writeCsv(path, 25, 90);
  Shown shown(smallExperiment(5));
  QVERIFY(shown.exposed);
  // Dropped onto the window: it opens the dialog, because something is to be asked.
  const DatasetRequest panel = shown.panelData();
  shown.drop(&shown.window, path);
  QTRY_VERIFY_WITH_TIMEOUT(shown.dialogIsOpen(), kPatience);
  QVERIFY(shown.panelData() == panel);
  QVERIFY(shown.settles());
  QVERIFY2(shown.text("data_image_shape_problem").contains("90 values"),
           qPrintable(shown.text("data_image_shape_problem")));
  QVERIFY(shown.of<QComboBox>("data_image_shape")->findData("9x10") >= 0);
  shown.type("data_image_shape", "9x11");
  QVERIFY(shown.settles());
  QVERIFY(shown.text("data_image_shape_problem").contains("99 values") && !shown.canUse());
  shown.type("data_image_shape", "9x10");
  QVERIFY(shown.settles());
  QVERIFY(shown.canUse());
  QCOMPARE(shown.dialog->preview().pictures()->shape, (ImageShape{9, 10, 1}));
  shown.click("dataUseAndRun");
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
  QCOMPARE(shown.data()->shape, (ImageShape{9, 10, 1}));

  // A square is taken for one, and can be said to be none.
  writeCsv(sandbox_.path("square.csv"), 25, 16);
  QVERIFY(shown.openDialog());
  shown.dialog->choosePath(sandbox_.path("square.csv"));
  QVERIFY(shown.settles());
  QVERIFY(shown.canUse() && shown.isShown("data_image_shape"));
  shown.choose("swimmer");
  QVERIFY(shown.settles());
  QVERIFY(!shown.isShown("data_image_shape"));  // asked only where it cannot be known
}

void TestDatasetDialog::aBrokenFileIsOneSentence() {
  const QString path = sandbox_.path("broken.npy");
  writeText(path, "\x93NUMPY and nothing that follows");
  Shown shown;
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

void TestDatasetDialog::badFieldsAreSaidInline_data() {
  QTest::addColumn<QString>("field");
  QTest::addColumn<QString>("value");
  QTest::addColumn<QString>("part");
  QTest::newRow("rows that are no rows") << "data_rows"
                                         << "many"
                                         << "A:B";
  QTest::newRow("rows past the end") << "data_rows"
                                     << "0:9999"
                                     << "at most 0:500";
  QTest::newRow("a seed that is none") << "data_shuffle"
                                       << "x"
                                       << "whole number";
  QTest::newRow("a size that is none") << "data_resize"
                                       << "64"
                                       << "64x64";
  QTest::newRow("too much noise") << "data_noise"
                                  << "salt-pepper"
                                  << "0 < P <= 1";
}

void TestDatasetDialog::badFieldsAreSaidInline() {
  QFETCH(QString, field);
  QFETCH(QString, value);
  QFETCH(QString, part);
  Shown shown;
  QVERIFY(shown.exposed && shown.openDialog());
  shown.choose("planted");
  QVERIFY(shown.settles());
  const QByteArray name = field.toUtf8(), problem = name + "_problem";
  if (field == "data_noise") {
    auto* noise = shown.of<QComboBox>("data_noise");
    noise->setCurrentIndex(noise->findData(value));
    auto* amount = shown.of<QAbstractSpinBox>("data_noise_amount");
    amount->setFocus();
    amount->selectAll();
    QTest::keyClicks(amount, "7");
  } else {
    shown.type(name, value);
  }
  QTRY_VERIFY2_WITH_TIMEOUT(shown.text(problem).contains(part), qPrintable(shown.text(problem)), kPatience);
  QTRY_VERIFY(!shown.canUse());
  if (field == "data_noise") {
    shown.of<QComboBox>("data_noise")->setCurrentIndex(0);
  } else {
    shown.of<QLineEdit>(name)->selectAll();
    QTest::keyClick(shown.of<QLineEdit>(name), Qt::Key_Delete);
  }
  QTRY_VERIFY_WITH_TIMEOUT(shown.canUse(), kPatience);
  QVERIFY(shown.text(problem).isEmpty());
}

void TestDatasetDialog::sizeGrayAndCropReachThePictures() {
  writePictures(sandbox_.path("pets"), 4);
  Shown shown;
  QVERIFY(shown.exposed && shown.openDialog());
  shown.dialog->choosePath(sandbox_.path("pets"));
  QVERIFY(shown.settles());
  QCOMPARE(shown.dialog->preview().pictures()->shape, (ImageShape{8, 6, 3}));
  QVERIFY(shown.of<QToolButton>("dataLabel_0")->text().startsWith("cat"));
  shown.check("data_center_crop");
  QVERIFY(shown.settles());
  QCOMPARE(shown.dialog->preview().pictures()->shape, (ImageShape{6, 6, 3}));
  shown.check("data_grayscale");
  shown.type("data_resize", "5x4");
  QVERIFY(shown.settles());
  QCOMPARE(shown.dialog->preview().pictures()->shape, (ImageShape{5, 4, 1}));
  QCOMPARE(shown.of<QLineEdit>("dataCommand")->text().section(' ', 2),
           QString("--resize 5x4 --grayscale --center-crop"));
  shown.choose("strokes");
  QVERIFY(shown.settles());
  QVERIFY(!shown.of<QWidget>("data_grayscale")->isEnabled());
  QVERIFY(shown.of<QLineEdit>("data_resize")->text().isEmpty());
}

void TestDatasetDialog::skippedPicturesAreListed() {
  const QString folder = sandbox_.path("holes");
  writePictures(folder, 40);
  writeText(folder + "/dog/0001.png", "no");
  writeText(folder + "/dog/0030.png", "no");
  Shown shown;
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

void TestDatasetDialog::manyLabelsCanBeSearched() {
  QByteArray text("label,a,b,c,d\n");
  for (int row = 0; row < 90; ++row) text += QByteArray::number(row % 30) + ",0.1,0.2,0.3,0.4\n";
  writeText(sandbox_.path("many.csv"), text);
  Shown shown;
  QVERIFY(shown.exposed && shown.openDialog());
  shown.dialog->choosePath(sandbox_.path("many.csv"));
  QVERIFY(shown.settles());
  QVERIFY(shown.isShown("dataLabelsFind"));
  shown.click("dataLabel_5");
  shown.type("dataLabelsFind", "29");
  QVERIFY(shown.isShown("dataLabel_29") && shown.isShown("dataLabel_5"));  // what is kept stays in sight
  QVERIFY(!shown.isShown("dataLabel_4"));
  shown.click("dataLabel_29");
  QVERIFY(shown.settles());
  QCOMPARE(shown.dialog->preview().selected(), 6);
  QVERIFY(shown.text("dataLabelsKept").contains("2 of 30"));
}

void TestDatasetDialog::optionsCanBeCopied() {
  Shown shown;
  QVERIFY(shown.exposed && shown.openDialog());
  shown.choose("strokes");
  QVERIFY(shown.settles());
  shown.click("dataLabel_3");
  shown.type("data_shuffle", "4");
  shown.click("dataRowsAll");
  QCOMPARE(shown.of<QLineEdit>("data_rows")->text(), QString("0:1000"));
  shown.click("dataCommandCopy");
  QCOMPARE(QGuiApplication::clipboard()->text(),
           QString("--dataset strokes --rows 0:1000 --shuffle 4 --labels 3"));
}

void TestDatasetDialog::enterUsesWhatWasJustTyped() {
  Shown shown;
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

void TestDatasetDialog::showsWhatThePanelHas() {
  Experiment experiment = smallExperiment();
  experiment.data.split = Split::Test;
  experiment.data.shuffle = 12;
  experiment.data.labels = {4, 9};
  experiment.data.noise = {NoiseKind::Missing, 0.25};
  Shown shown(experiment);
  QVERIFY(shown.exposed && shown.openDialog());
  QVERIFY(shown.settles());
  QCOMPARE(shown.of<QComboBox>("data_split")->currentData().toString(), QString("test"));
  QCOMPARE(shown.of<QLineEdit>("data_shuffle")->text(), QString("12"));
  QVERIFY(shown.of<QToolButton>("dataLabel_9")->isChecked());
  QCOMPARE(shown.of<QComboBox>("data_noise")->currentData().toString(), QString("missing"));
  QCOMPARE(shown.dialog->preview().selected(), 120);
  shown.click("dataLabelsAll");
  auto* split = shown.of<QComboBox>("data_split");
  split->setFocus();
  QTest::keyClick(split, Qt::Key_Home);
  QVERIFY(shown.settles());
  QCOMPARE(shown.of<QLineEdit>("dataCommand")->text(),
           QString("--dataset strokes --rows 0:120 --shuffle 12 --noise missing:0.25"));
}

void TestDatasetDialog::usedPathsAreOfferedAgain() {
  writePictures(sandbox_.path("again"), 2);
  {
    Shown shown;
    QVERIFY(shown.exposed && shown.openDialog());
    shown.dialog->choosePath(sandbox_.path("again"));
    shown.click("dataUse");
    QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog->isVisible(), kPatience);
  }
  Shown shown;
  QVERIFY(shown.exposed && shown.openDialog());
  shown.choose("again");
  QVERIFY(shown.settles());
  QCOMPARE(shown.dialog->preview().selected(), 4);
}

void TestDatasetDialog::droppedDataIsUsedOrAskedFor() {
  writePictures(sandbox_.path("plain"), 10);
  writeText(sandbox_.path("bad.npy"), "nothing");
  Shown shown;
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
  Shown shown(endlessExperiment());
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
  Shown shown;
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
  Shown shown;
  QVERIFY(shown.exposed && shown.openDialog());
  QVERIFY(shown.settles());
  QVERIFY(shown.dialog->minimumSizeHint().width() <= 1000);
  QVERIFY2(shown.dialog->minimumSizeHint().height() <= 600,
           qPrintable(QString::number(shown.dialog->minimumSizeHint().height())));
}

QTEST_MAIN(TestDatasetDialog)
#include "tst_dataset_dialog.moc"
