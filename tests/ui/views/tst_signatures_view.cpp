#include <QBuffer>
#include <QComboBox>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>

#include "tests/ui/views/bars.h"
#include "tests/ui/views/pictures.h"
#include "tests/ui/views/shown_signatures.h"
#include "ui/views/signature_sheet.h"
#include "ui/views/signatures_over_time.h"
#include "ui/views/signatures_view.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::test;

namespace {

/// Norm and share of the energy of each signature of a layer, from the whole product in double precision.
struct Expected {
  std::vector<double> norms, shares;
};
Expected expectedOf(const Factors& factors, int layer) {
  const std::size_t l = static_cast<std::size_t>(layer);
  MatrixD P = factors.W[0].cast<double>(), S = factors.H.back().cast<double>();
  for (std::size_t i = 1; i < l; ++i) P = (P * factors.W[i].cast<double>()).eval();
  for (std::size_t i = factors.W.size(); i > l; --i) S = (factors.W[i - 1].cast<double>() * S).eval();
  Expected expected;
  double total = 0;
  for (Eigen::Index i = 0; i < S.rows(); ++i) {
    expected.norms.push_back(S.row(i).norm());
    expected.shares.push_back((P.col(i) * S.row(i)).squaredNorm());
    total += expected.shares.back();
  }
  for (double& share : expected.shares) share /= total;
  return expected;
}

/// The rows from the largest share of the energy to the smallest.
std::vector<int> byShare(const Expected& expected) {
  std::vector<int> rows(expected.shares.size());
  std::iota(rows.begin(), rows.end(), 0);
  std::sort(rows.begin(), rows.end(), [&](int a, int b) {
    return expected.shares[static_cast<std::size_t>(a)] > expected.shares[static_cast<std::size_t>(b)];
  });
  return rows;
}

}  // namespace

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

  void signaturesOfALayerAreProductsWithH() {
    const DatasetPtr data = barData(30);
    const SnapshotPtr snapshot = randomSnapshot(*data, {9, 6, 4}, 3, 11);
    MatrixD S = snapshot->factors.H[0].cast<double>();  // H, W3 H, W2 W3 H
    for (int layer = 3; layer >= 1; --layer) {
      if (layer < 3) S = (snapshot->factors.W[static_cast<std::size_t>(layer)].cast<double>() * S).eval();
      SignatureOptions options;
      options.layer = layer;
      const SignatureSheet sheet(snapshot, data->shape, options);
      QCOMPARE(sheet.count(), static_cast<int>(S.rows()));
      QVERIFY((sheet.signatures().cast<double>() - S).norm() < 1e-5 * S.norm());
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

  void orderIsThatOfTheEnergies() {
    const DatasetPtr data = barData(20);
    const SnapshotPtr snapshot = plainSnapshot(*data);
    const std::vector<int> order = byShare(expectedOf(snapshot->factors, 1));
    QVERIFY(order != (std::vector<int>{0, 1, 2, 3}));
    const auto view = shown(frameOf(data, snapshot, 1, Model::Multiplicative));
    const ColorMap& gray = ColorMap::of(ColorMapKind::Gray);
    auto* chooser = view->findChild<QComboBox*>("signatureOrder");
    for (int i = 0; i < 4; ++i)
      QVERIFY(isNear(tileColor(*view, i), gray.color(kLevels[static_cast<std::size_t>(i)])));
    QTest::keyClick(chooser, Qt::Key_Down);
    for (std::size_t i = 0; i < 4; ++i)
      QVERIFY(isNear(tileColor(*view, static_cast<int>(i)),
                     gray.color(kLevels[static_cast<std::size_t>(order[i])])));
    // A click enlarges the row that is shown there.
    QTest::mouseClick(view->findChild<QWidget*>("signaturesCanvas"), Qt::LeftButton, {},
                      view->grid().picture(0).center().toPoint());
    QCOMPARE(view->enlarged(), order[0]);
    view->setEnlarged(-1);
    QTest::keyClick(chooser, Qt::Key_Up);
    QVERIFY(isNear(tileColor(*view, 0), gray.color(kLevels[0])));
  }

  void commonContrastComparesTheSignatures() {
    const DatasetPtr data = barData(20);
    const auto view = shown(frameOf(data, plainSnapshot(*data), 1, Model::Multiplicative));
    const ColorMap& gray = ColorMap::of(ColorMapKind::Gray);
    QTest::keyClick(view->findChild<QComboBox*>("signatureContrast"), Qt::Key_Down);
    for (std::size_t i = 0; i < 4; ++i)
      QVERIFY(isNear(tileColor(*view, static_cast<int>(i)), gray.color(kLevels[i] * kMaxima[i] / 4)));
  }

  void theChoosersKeepToOneRow() {
    const DatasetPtr data = barData(20);
    const auto view = shown(frameOf(data, randomSnapshot(*data, {12, 5}, 1, 1)));
    int top = -1;
    for (const char* name : {"signatureLayer", "signatureOrder", "signatureContrast", "signatureColors"}) {
      const auto* chooser = view->findChild<QComboBox*>(name);
      if (top < 0) top = chooser->y();
      QCOMPARE(chooser->y(), top);
      QVERIFY(chooser->width() >= chooser->sizeHint().width());
    }
  }

  void coloursAreThoseOfTheMap() {
    const DatasetPtr data = barData(20);
    const auto view = shown(frameOf(data, plainSnapshot(*data), 1, Model::Multiplicative));
    auto* chooser = view->findChild<QComboBox*>("signatureColors");
    QVERIFY(chooser->isEnabled());
    for (ColorMapKind kind : {ColorMapKind::Gray, ColorMapKind::Ink, ColorMapKind::Viridis,
                              ColorMapKind::Cividis, ColorMapKind::Inferno}) {
      QCOMPARE(chooser->currentText(), colorMapName(kind));
      for (std::size_t i = 0; i < 4; ++i)
        QVERIFY(isNear(tileColor(*view, static_cast<int>(i)), ColorMap::of(kind).color(kLevels[i])));
      QTest::keyClick(chooser, Qt::Key_Down);
    }
    // Images in colour have their own.
    const DatasetPtr coloured = barData(20, 3);
    view->setFrame(frameOf(coloured, randomSnapshot(*coloured, {4}, 1, 1), 2, Model::Multiplicative));
    QVERIFY(!chooser->isEnabled());
  }

  void imagesInColourHaveHueAndGrayOnesNone() {
    const DatasetPtr gray = barData(20), coloured = orangeBarData(20);
    auto orange = std::make_shared<Snapshot>(*randomSnapshot(*coloured, {4}, 1, 1));
    Matrix& H = orange->factors.H[0];
    H.leftCols(64).setConstant(3);
    H.middleCols(64, 64).setConstant(1.5f);
    H.rightCols(64).setZero();
    const auto view = shown(frameOf(coloured, orange, 1, Model::Multiplicative));
    auto* canvas = view->findChild<QWidget*>("signaturesCanvas");
    for (int i = 0; i < 4; ++i) QVERIFY(isNear(tileColor(*view, i), QColor(255, 128, 0)));
    const int before = view->preparations();
    view->setFrame(frameOf(gray, randomSnapshot(*gray, {4}, 1, 1), 2, Model::Multiplicative));
    QTRY_VERIFY(view->preparations() > before);
    for (int i = 0; i < 4; ++i) {
      const QRectF picture = view->grid().picture(i).adjusted(3, 3, -3, -3);
      QVERIFY(picture.width() > 20);
      QCOMPARE(colourfulness(*canvas, picture), 0);
    }
  }

  void toolTipHasNormAndShare_data() {
    QTest::addColumn<bool>("lastLayer");
    QTest::addColumn<bool>("byEnergy");
    QTest::newRow("H, as stored") << true << false;
    QTest::newRow("H, by energy") << true << true;
    QTest::newRow("layer 1, as stored") << false << false;
    QTest::newRow("layer 1, by energy") << false << true;
  }
  void toolTipHasNormAndShare() {
    QFETCH(bool, lastLayer);
    QFETCH(bool, byEnergy);
    const DatasetPtr data = barData(30);
    const SnapshotPtr snapshot = randomSnapshot(*data, {7, 5}, 3, 11);
    const auto view = shown(frameOf(data, snapshot));
    if (!lastLayer) QTest::keyClick(view->findChild<QComboBox*>("signatureLayer"), Qt::Key_End);
    if (byEnergy) QTest::keyClick(view->findChild<QComboBox*>("signatureOrder"), Qt::Key_Down);
    const Expected expected = expectedOf(snapshot->factors, lastLayer ? 2 : 1);
    const int count = lastLayer ? 5 : 7;
    QCOMPARE(expected.norms.size(), static_cast<std::size_t>(count));
    const std::vector<int> order = byShare(expected);
    auto* canvas = view->findChild<QWidget*>("signaturesCanvas");
    view->grab();  // paints, and so prepares
    for (int position = 0; position < count; ++position) {
      const QString text = toolTipAt(*canvas, view->grid().picture(position).center());
      static const QRegularExpression form(
          "^Signature (\\d+) of (\\d+)\nnorm ([\\d.]+)\n([\\d.]+) % of the energy$");
      const QRegularExpressionMatch match = form.match(text);
      QVERIFY2(match.hasMatch(), qPrintable(text));
      const int row = byEnergy ? order[static_cast<std::size_t>(position)] : position;
      const double norm = expected.norms[static_cast<std::size_t>(row)],
                   percent = 100 * expected.shares[static_cast<std::size_t>(row)];
      QCOMPARE(match.captured(1).toInt(), row + 1);
      QCOMPARE(match.captured(2).toInt(), count);
      // Three significant digits, and tenths of a per cent.
      QVERIFY2(std::abs(match.captured(3).toDouble() - norm) <= 0.0055 * norm, qPrintable(text));
      QVERIFY2(std::abs(match.captured(4).toDouble() - percent) <= 0.055, qPrintable(text));
    }
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
