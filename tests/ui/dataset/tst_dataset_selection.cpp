#include <QAbstractSpinBox>
#include <QClipboard>
#include <QSignalSpy>
#include <QToolButton>

#include "tests/ui/dataset/shown_dialog.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

class TestDatasetSelection : public DialogTest {
  Q_OBJECT

 private slots:
  void anArrayOfAnNpzIsAskedFor();
  void theShapeOfACsvIsAskedFor();
  void aShareIsHeldOutOfAnyData();
  void badFieldsAreSaidInline_data();
  void badFieldsAreSaidInline();
  void sizeGrayAndCropReachThePictures();
  void manyLabelsCanBeSearched();
  void optionsCanBeCopied();
  void showsWhatThePanelHas();
};

void TestDatasetSelection::anArrayOfAnNpzIsAskedFor() {
  const QString path = sandbox_.path("two.npz");
  writeTwoArrays(path);
  ShownDialog shown(smallExperiment(5));
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

void TestDatasetSelection::theShapeOfACsvIsAskedFor() {
  const QString path = sandbox_.path("odd.csv");
  writeCsv(path, 25, 90);
  ShownDialog shown(smallExperiment(5));
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

void TestDatasetSelection::aShareIsHeldOutOfAnyData() {
  ShownDialog shown(smallExperiment(5));
  QVERIFY(shown.exposed && shown.openDialog());
  shown.choose("planted");
  QVERIFY(shown.settles());
  auto* kind = shown.of<QComboBox>("data_held_out");
  QTest::keyClick(kind, Qt::Key_Down);  // a share: 0.2
  QVERIFY(shown.settles());
  shown.choose("swimmer");  // the share is no matter of the data
  QVERIFY(shown.settles());
  const DatasetPtr whole = shown.dialog->preview().whole();
  QVERIFY(whole && whole->unseen);
  QCOMPARE(whole->A.rows(), 205);
  QCOMPARE(whole->unseen->A.rows(), 51);
  QVERIFY(shown.text("dataFacts").contains("<b>256</b> images"));
  shown.click("dataUseAndRun");
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
  QCOMPARE(shown.data(), whole);  // loaded once
  QCOMPARE(shown.panelData().heldOut.share, 0.2);
  QVERIFY(!shown.window.session().history()->heldOut().empty());

  // Other data by the panel keep it too; a test split that is not there is said in the window.
  QVERIFY(shown.openDialog());
  auto* again = shown.of<QComboBox>("data_held_out");
  QVERIFY(again->currentData().toString().isEmpty());
  QTest::keyClick(again, Qt::Key_Down);  // the test split
  QVERIFY(shown.settles());
  QVERIFY(!shown.dialog->preview().whole());
  QSignalSpy problems(&shown.window.session(), &RunSession::problem);
  shown.click("dataUseAndRun");
  QTRY_COMPARE_WITH_TIMEOUT(problems.size(), 1, kPatience);
  const QString sentence = problems.first().first().toString();
  QVERIFY2(sentence.startsWith("--held-out test"), qPrintable(sentence));
}

void TestDatasetSelection::badFieldsAreSaidInline_data() {
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

void TestDatasetSelection::badFieldsAreSaidInline() {
  QFETCH(QString, field);
  QFETCH(QString, value);
  QFETCH(QString, part);
  ShownDialog shown;
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

void TestDatasetSelection::sizeGrayAndCropReachThePictures() {
  writePictures(sandbox_.path("pets"), 4);
  ShownDialog shown;
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

void TestDatasetSelection::manyLabelsCanBeSearched() {
  QByteArray text("label,a,b,c,d\n");
  for (int row = 0; row < 90; ++row) text += QByteArray::number(row % 30) + ",0.1,0.2,0.3,0.4\n";
  writeText(sandbox_.path("many.csv"), text);
  ShownDialog shown;
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

void TestDatasetSelection::optionsCanBeCopied() {
  ShownDialog shown;
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

void TestDatasetSelection::showsWhatThePanelHas() {
  Experiment experiment = smallExperiment();
  experiment.data.split = Split::Test;
  experiment.data.shuffle = 12;
  experiment.data.labels = {4, 9};
  experiment.data.noise = {NoiseKind::Missing, 0.25};
  ShownDialog shown(experiment);
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

QTEST_MAIN(TestDatasetSelection)
#include "tst_dataset_selection.moc"
