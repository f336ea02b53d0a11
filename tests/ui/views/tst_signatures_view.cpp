#include <QBuffer>
#include <QComboBox>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <numeric>

#include "tests/ui/views/bars.h"
#include "tests/ui/views/pictures.h"
#include "ui/views/signature_sheet.h"
#include "ui/views/signatures_over_time.h"
#include "ui/views/signatures_view.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::test;

class TestSignaturesView : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void energiesAreThoseOfTheRankOneParts_data() {
    QTest::addColumn<QVector<int>>("ranks");
    QTest::addColumn<int>("layer");
    QTest::addColumn<bool>("layerWise");
    QTest::newRow("one layer") << QVector<int>{7} << 1 << false;
    QTest::newRow("deep, layer 1") << QVector<int>{9, 5} << 1 << false;
    QTest::newRow("deep, layer 2") << QVector<int>{9, 5} << 2 << false;
    QTest::newRow("three layers, layer 2") << QVector<int>{9, 6, 4} << 2 << false;
    QTest::newRow("three layers, layer 3") << QVector<int>{9, 6, 4} << 3 << false;
    QTest::newRow("layer-wise, layer 1") << QVector<int>{9, 5} << 1 << true;
  }
  void energiesAreThoseOfTheRankOneParts() {
    QFETCH(QVector<int>, ranks);
    QFETCH(int, layer);
    QFETCH(bool, layerWise);
    const DatasetPtr data = barData(30);
    const SnapshotPtr snapshot = randomSnapshot(*data, {ranks.begin(), ranks.end()}, 3, 11, layerWise);
    MatrixD P = snapshot->factors.W[0].cast<double>();
    for (int l = 1; l < layer; ++l)
      P = (P * snapshot->factors.W[static_cast<std::size_t>(l)].cast<double>()).eval();
    const MatrixD S = layerSignatures(snapshot->factors, layer).cast<double>();
    const std::vector<double> energies = componentEnergies(snapshot->factors, layer);
    QCOMPARE(energies.size(), static_cast<std::size_t>(S.rows()));
    for (Eigen::Index i = 0; i < S.rows(); ++i) {
      const double expected = (P.col(i) * S.row(i)).squaredNorm();
      QVERIFY(std::abs(energies[static_cast<std::size_t>(i)] - expected) < 1e-4 * expected);
    }
  }

  void sheetSortsByEnergyAndSharesAddUp() {
    const DatasetPtr data = barData(30);
    const SnapshotPtr snapshot = randomSnapshot(*data, {9, 6}, 3, 5);
    SignatureOptions options;
    options.byEnergy = true;
    const SignatureSheet sheet(snapshot, data->shape, options);
    QCOMPARE(sheet.count(), 6);
    double total = 0;
    for (int i = 0; i < 6; ++i) {
      total += sheet.energyShare(sheet.rowAt(i));
      if (i > 0) QVERIFY(sheet.energyShare(sheet.rowAt(i)) <= sheet.energyShare(sheet.rowAt(i - 1)));
    }
    QVERIFY(std::abs(total - 1) < 1e-9);
  }

  void contrastIsOwnOrCommon() {
    const DatasetPtr data = barData(30);
    auto snapshot = std::make_shared<Snapshot>(*randomSnapshot(*data, {4}, 3, 5));
    snapshot->factors.H[0].row(0).setZero();
    snapshot->factors.H[0].row(1) *= 3;
    SignatureOptions options;
    const SignatureSheet own(snapshot, data->shape, options);
    QCOMPARE(own.range(0), (ValueRange{0, 1}));  // a dead row is black, not noise
    QVERIFY(own.range(1).high > 2 * own.range(2).high);
    options.commonContrast = true;
    const SignatureSheet common(snapshot, data->shape, options);
    QCOMPARE(common.range(0), common.range(1));
    QCOMPARE(common.range(1), own.range(1));
  }

  void oneSentenceWithoutDataOrSnapshot() {
    SignaturesView view;
    view.resize(400, 300);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const QImage empty = view.grab().toImage();
    view.setFrame(frameOf(barData(20), nullptr));
    const QImage loaded = view.grab().toImage();
    QVERIFY(empty != loaded);
    QCOMPARE(view.preparations(), 0);
  }

  void hiddenViewDoesNoWork() {
    const DatasetPtr data = barData(20);
    SignaturesView view;
    view.resize(400, 300);
    for (int i = 0; i < 5; ++i)
      view.setFrame(frameOf(data, randomSnapshot(*data, {10, 6}, i, static_cast<unsigned>(i))));
    QTest::qWait(50);
    QCOMPARE(view.preparations(), 0);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_COMPARE(view.preparations(), 1);
    view.hide();
    view.setFrame(frameOf(data, randomSnapshot(*data, {10, 6}, 9, 9)));
    QTest::qWait(50);
    QCOMPARE(view.preparations(), 1);
  }

  void repaintsOnlyWhatChanged() {
    const DatasetPtr data = barData(20);
    const RunFrame frame = frameOf(data, randomSnapshot(*data, {10, 6}, 1, 1));
    SignaturesView view;
    view.resize(400, 300);
    view.setFrame(frame);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_COMPARE(view.preparations(), 1);
    view.setFrame(frame);  // the same again
    view.setTheme(darkTheme());
    QTest::qWait(50);
    QCOMPARE(view.preparations(), 1);
  }

  void dropsFramesOfAnOlderRun() {
    const DatasetPtr data = barData(20);
    SignaturesView view;
    view.setFrame(frameOf(data, randomSnapshot(*data, {6}, 100, 1), 5, Model::GradientDescent));
    view.setFrame(frameOf(data, randomSnapshot(*data, {6}, 900, 2), 4, Model::GradientDescent));
    QCOMPARE(view.frame().run, std::uint64_t(5));
    QCOMPARE(view.frame().snapshot->epoch, std::int64_t(100));
    view.setFrame(frameOf(data, randomSnapshot(*data, {6}, 0, 3), 6, Model::GradientDescent));
    QCOMPARE(view.frame().snapshot->epoch, std::int64_t(0));
  }

  void clickEnlargesAndEscapeReturns() {
    const DatasetPtr data = barData(20);
    SignaturesView view;
    view.resize(500, 400);
    view.setFrame(frameOf(data, randomSnapshot(*data, {10, 6}, 1, 1)));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_COMPARE(view.preparations(), 1);
    auto* canvas = view.findChild<QWidget*>("signaturesCanvas");
    QTest::mouseClick(canvas, Qt::LeftButton, {}, view.grid().tile(3).center().toPoint());
    QCOMPARE(view.enlarged(), 3);
    QTest::keyClick(canvas, Qt::Key_Right);
    QCOMPARE(view.enlarged(), 4);
    QTest::keyClick(canvas, Qt::Key_Escape);
    QCOMPARE(view.enlarged(), -1);
    QTest::keyClick(canvas, Qt::Key_Return);
    QCOMPARE(view.enlarged(), 4);
    QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->rect().center());
    QCOMPARE(view.enlarged(), -1);
  }

  void layersCanBeChosen() {
    const DatasetPtr data = barData(20);
    SignaturesView view;
    view.resize(500, 400);
    view.setFrame(frameOf(data, randomSnapshot(*data, {12, 7, 5}, 1, 1)));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    auto* chooser = view.findChild<QComboBox*>("signatureLayer");
    QVERIFY(chooser->isVisible());
    QCOMPARE(chooser->count(), 3);
    QCOMPARE(chooser->currentData().toInt(), 3);
    QTRY_COMPARE(view.preparations(), 1);
    const QImage last = view.grab().toImage();
    QTest::keyClick(chooser, Qt::Key_End);  // the first layer comes last
    QCOMPARE(view.layer(), 1);
    QVERIFY(view.grid().rows() * view.grid().columns() >= 12);
    QVERIFY(view.grab().toImage() != last);
    // A model of one layer has nothing to choose.
    view.setFrame(frameOf(data, randomSnapshot(*data, {5}, 1, 1), 2, Model::Multiplicative));
    QVERIFY(!chooser->isVisible());
    QVERIFY(!view.grab().isNull());
  }

  void manySignaturesScroll() {
    const DatasetPtr data = barData(20);
    SignaturesView view;
    view.resize(300, 200);
    view.setFrame(frameOf(data, randomSnapshot(*data, {400}, 1, 1), 1, Model::Multiplicative));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    auto* scroll = view.findChild<QScrollBar*>("signatureScroll");
    QTRY_VERIFY(scroll->isVisible());
    QVERIFY(scroll->maximum() > 0);
    QVERIFY(view.grid().pictureSize().width() >= 28);
    auto* canvas = view.findChild<QWidget*>("signaturesCanvas");
    for (int i = 0; i < 60; ++i) QTest::keyClick(canvas, Qt::Key_Down);
    QCOMPARE(scroll->value(), scroll->maximum());
  }

  void everyControlIsNamed() {
    SignaturesView view;
    checkControls(view);
  }

  void figureIsPaintedWithoutAWindow_data() { deviceRows(); }
  void figureIsPaintedWithoutAWindow() {
    QFETCH(QString, device);
    const DatasetPtr data = barData(20, 3);
    SignaturesView view;
    view.setFrame(frameOf(data, randomSnapshot(*data, {10, 6}, 1, 1)));
    checkFigure(view, device);
  }

  void overTimeChoosesFirstAndLastAndSpreads() {
    const DatasetPtr data = barData(20);
    std::vector<SnapshotPtr> snapshots;
    for (std::int64_t epoch = 0; epoch < 1000; epoch += 10) {
      snapshots.push_back(randomSnapshot(*data, {30}, epoch, static_cast<unsigned>(epoch)));
    }
    SignaturesOverTimeFigure figure(snapshots, data->shape, 6, 12);
    const std::vector<std::int64_t> epochs = figure.epochs();
    QCOMPARE(epochs.size(), std::size_t(6));
    QCOMPARE(epochs.front(), std::int64_t(0));
    QCOMPARE(epochs.back(), std::int64_t(990));
    for (std::size_t i = 1; i < epochs.size(); ++i) QVERIFY(epochs[i] > epochs[i - 1]);
    QVERIFY(epochs[3] < 450);  // the early ones are the denser
    for (const char* device : {"png", "svg", "pdf"}) checkFigure(figure, device);
    SignaturesOverTimeFigure none({}, data->shape);
    checkFigure(none, "png");
    SignaturesOverTimeFigure few({snapshots[0], snapshots[5]}, data->shape);
    QCOMPARE(few.epochs(), (std::vector<std::int64_t>{0, 50}));
  }
};

QTEST_MAIN(TestSignaturesView)
#include "tst_signatures_view.moc"
