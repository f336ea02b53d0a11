#include <QComboBox>
#include <QTest>
#include <cmath>

#include "tests/ui/views/bars.h"
#include "tests/ui/views/pictures.h"
#include "ui/views/factors_view.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::test;

class TestFactorsView : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void blocksAreMeansAndMaxima_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::addColumn<int>("maxRows");
    QTest::addColumn<int>("maxColumns");
    QTest::newRow("whole blocks") << 12 << 8 << 4 << 2;
    QTest::newRow("uneven blocks") << 13 << 7 << 5 << 3;
    QTest::newRow("rows only") << 50 << 3 << 7 << 10;
    QTest::newRow("columns only") << 3 << 50 << 10 << 7;
    QTest::newRow("to one cell") << 9 << 9 << 1 << 1;
  }
  void blocksAreMeansAndMaxima() {
    QFETCH(int, rows);
    QFETCH(int, columns);
    QFETCH(int, maxRows);
    QFETCH(int, maxColumns);
    const Matrix values = uniform(rows, columns, 4);
    const Matrix means = reduceBlocks(values, maxRows, maxColumns, Reduction::Mean);
    const Matrix maxima = reduceBlocks(values, maxRows, maxColumns, Reduction::Maximum);
    QCOMPARE(means.rows(), std::min(rows, maxRows));
    QCOMPARE(means.cols(), std::min(columns, maxColumns));
    for (Eigen::Index r = 0; r < means.rows(); ++r) {
      for (Eigen::Index c = 0; c < means.cols(); ++c) {
        const Eigen::Index r0 = r * rows / means.rows(), r1 = (r + 1) * rows / means.rows();
        const Eigen::Index c0 = c * columns / means.cols(), c1 = (c + 1) * columns / means.cols();
        const auto block = values.block(r0, c0, r1 - r0, c1 - c0);
        QVERIFY(std::abs(means(r, c) - block.mean()) < 1e-5f);
        QCOMPARE(maxima(r, c), block.maxCoeff());
      }
    }
  }

  void smallFactorsStayWhole() {
    const Matrix values = uniform(5, 6, 4);
    QCOMPARE(reduceBlocks(values, 5, 6, Reduction::Mean), values);
  }

  void quantileIsAnEntry() {
    Matrix values(1, 101);
    for (int i = 0; i <= 100; ++i) values(0, (i * 37) % 101) = static_cast<float>(i);
    QCOMPARE(quantileOf(values, 1), 100.0f);
    QCOMPARE(quantileOf(values, 0.99), 99.0f);
    QCOMPARE(quantileOf(values, 0), 0.0f);
    QCOMPARE(quantileOf(Matrix(), 0.5), 0.0f);
  }

  void everyFactorHasAMapWithNames_data() {
    QTest::addColumn<int>("model");
    QTest::addColumn<QVector<int>>("ranks");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("mu") << int(Model::Multiplicative) << QVector<int>{4} << QStringList{"W", "H"};
    QTest::newRow("deep") << int(Model::Deep) << QVector<int>{6, 4, 3} << QStringList{"W₁", "W₂", "W₃", "H"};
    QTest::newRow("layer-wise") << int(Model::LayerWise) << QVector<int>{6, 4}
                                << QStringList{"W₁", "W₂", "H₁", "H₂"};
  }
  void everyFactorHasAMapWithNames() {
    QFETCH(int, model);
    QFETCH(QVector<int>, ranks);
    QFETCH(QStringList, names);
    const DatasetPtr data = barData(20);
    const SnapshotPtr snapshot =
        randomSnapshot(*data, {ranks.begin(), ranks.end()}, 1, 1, Model(model) == Model::LayerWise);
    const std::vector<HeatMap> maps = heatMaps(Model(model), snapshot->factors, {});
    QCOMPARE(maps.size(), static_cast<std::size_t>(names.size()));
    for (int i = 0; i < names.size(); ++i) {
      const HeatMap& map = maps[static_cast<std::size_t>(i)];
      QCOMPARE(map.name, names[i]);
      QCOMPARE(map.range.high, static_cast<double>(map.values->maxCoeff()));
      QVERIFY(!map.clipped && !map.isReduced());
    }
    QCOMPARE(maps.front().rowName, QString("image"));
    QCOMPARE(maps.back().columnName, QString("pixel"));
    QCOMPARE(maps.back().rowName,
             ranks.size() > 1 ? QString("component of layer %1").arg(ranks.size()) : QString("component"));
    const std::vector<QRectF> areas = heatMapAreas(maps, QRectF(0, 0, 600, 500), lightTheme());
    for (std::size_t i = 0; i < areas.size(); ++i) {
      QVERIFY(QRectF(-0.01, -0.01, 600.02, 500.02).contains(areas[i]));
      for (std::size_t k = 0; k < i; ++k) QVERIFY(!areas[i].intersects(areas[k]));
    }
  }

  void clippedScaleSaysSo() {
    const DatasetPtr data = barData(20);
    auto snapshot = std::make_shared<Snapshot>(*randomSnapshot(*data, {30}, 1, 1));
    snapshot->factors.W[0](3, 2) = 500;
    HeatMapOptions options;
    options.quantile = 0.99;
    const std::vector<HeatMap> maps = heatMaps(Model::Hals, snapshot->factors, options);
    QVERIFY(maps[0].clipped);
    QVERIFY(maps[0].range.high < 2);
  }

  void rankOneAndLargeFactorsArePainted_data() {
    QTest::addColumn<int>("m");
    QTest::addColumn<int>("rank");
    QTest::newRow("rank 1") << 30 << 1;
    QTest::newRow("one image") << 1 << 1;
    QTest::newRow("60,000 images") << 60000 << 4;
  }
  void rankOneAndLargeFactorsArePainted() {
    QFETCH(int, m);
    QFETCH(int, rank);
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->factors.W = {uniform(m, rank, 1)};
    snapshot->factors.H = {uniform(rank, 64, 2)};
    FactorsView view;
    view.resize(500, 460);
    view.setFrame(frameOf(nullptr, snapshot, 1, Model::Hals));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_COMPARE(view.preparations(), 1);
    const QImage picture = view.grab().toImage();
    QCOMPARE(view.maps().size(), std::size_t(2));
    auto* canvas = view.findChild<QWidget*>("factorsCanvas");
    for (const HeatMap& map : view.maps()) {
      QVERIFY(map.plot.width() > 100 && map.plot.height() > 60);
      QVERIFY(canvas->rect().contains(map.plot.toAlignedRect()));
      QCOMPARE(map.isReduced(), map.values->rows() > 10000);
      // The cells are of the colour map, from edge to edge.
      const QPoint inside = canvas->mapTo(&view, map.plot.topLeft().toPoint() + QPoint(2, 2));
      const float value = map.cells(0, 0);
      if (!map.isReduced() && value > 0.2f) QVERIFY(qGreen(picture.pixel(inside)) > 40);
    }
  }

  void entriesAreFoundUnderTheMouse() {
    HeatMap map;
    const Matrix values = uniform(10, 4, 1);
    map.values = &values;
    map.plot = QRectF(100, 50, 40, 200);
    QCOMPARE(map.entryAt(QPointF(101, 51)), (std::pair<Eigen::Index, Eigen::Index>(0, 0)));
    QCOMPARE(map.entryAt(QPointF(125, 151)), (std::pair<Eigen::Index, Eigen::Index>(5, 2)));
    QCOMPARE(map.entryAt(QPointF(140, 250)), (std::pair<Eigen::Index, Eigen::Index>(9, 3)));
  }

  void optionsChangeThePicture() {
    const DatasetPtr data = barData(3000);
    FactorsView view;
    view.resize(500, 460);
    view.setFrame(frameOf(data, randomSnapshot(*data, {6}, 1, 1), 1, Model::Hals));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_COMPARE(view.preparations(), 1);
    for (const char* name : {"factorColors", "factorReduction", "factorScale"}) {
      const QImage before = view.findChild<QWidget*>("factorsCanvas")->grab().toImage();
      auto* box = view.findChild<QComboBox*>(name);
      QTest::keyClick(box, Qt::Key_Down);
      QVERIFY2(view.findChild<QWidget*>("factorsCanvas")->grab().toImage() != before, name);
    }
  }

  void snapshotMayGoWhileHidden() {
    const DatasetPtr data = barData(20);
    FactorsView view;
    view.resize(500, 460);
    view.setFrame(frameOf(data, randomSnapshot(*data, {6}, 1, 1), 1, Model::Hals));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_COMPARE(view.preparations(), 1);
    view.hide();
    view.setFrame(frameOf(data, randomSnapshot(*data, {6}, 2, 5), 1, Model::Hals));
    for (const HeatMap& map : view.maps()) QVERIFY(map.values->maxCoeff() <= 1.0f);  // still alive
  }

  void everyControlIsNamed() {
    FactorsView view;
    checkControls(view);
  }

  void figureIsPaintedWithoutAWindow_data() { deviceRows(); }
  void figureIsPaintedWithoutAWindow() {
    QFETCH(QString, device);
    const DatasetPtr data = barData(20);
    FactorsView view;
    view.setFrame(frameOf(data, randomSnapshot(*data, {10, 6}, 1, 1)));
    checkFigure(view, device);
  }
};

QTEST_MAIN(TestFactorsView)
#include "tst_factors_view.moc"
