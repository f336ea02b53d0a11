#include <QPainter>
#include <QTest>
#include <cmath>

#include "ui/views/pixels.h"
#include "ui/views/tile_grid.h"

using namespace nmf;
using namespace nmf::ui;

class TestTileGrid : public QObject {
  Q_OBJECT

 private slots:
  void everyTileHasAPlaceOfItsOwn_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<QSizeF>("area");
    QTest::addColumn<QSize>("picture");
    for (int count : {1, 2, 7, 10, 40, 100, 300}) {
      for (const QSizeF& area : {QSizeF(200, 150), QSizeF(520, 640), QSizeF(1500, 300)}) {
        for (const QSize& picture : {QSize(28, 28), QSize(64, 64), QSize(40, 20), QSize(1, 784)}) {
          QTest::addRow("%d in %.0fx%.0f of %dx%d", count, area.width(), area.height(), picture.width(),
                        picture.height())
              << count << area << picture;
        }
      }
    }
  }
  void everyTileHasAPlaceOfItsOwn() {
    QFETCH(int, count);
    QFETCH(QSizeF, area);
    QFETCH(QSize, picture);
    TileGridRequest request;
    request.count = count;
    request.area = area;
    request.picture = picture;
    const TileGrid grid(request);
    QVERIFY(grid.columns() >= 1 && grid.columns() <= count);
    QVERIFY(grid.rows() * grid.columns() >= count);
    QVERIFY((grid.rows() - 1) * grid.columns() < count);
    for (int i = 0; i < count; ++i) {
      const QRectF tile = grid.tile(i);
      QCOMPARE(grid.at(tile.center()), i);
      QVERIFY(tile.left() >= -1e-6 && tile.right() <= area.width() + 1e-6);
      QVERIFY(tile.bottom() <= grid.contentHeight() + 1e-6);
      if (i + 1 < count) QVERIFY(!tile.adjusted(0.1, 0.1, -0.1, -0.1).intersects(grid.tile(i + 1)));
    }
    QCOMPARE(grid.at(QPointF(-5, -5)), -1);
    // The shape of a picture is kept.
    const QSizeF size = grid.pictureSize();
    if (size.width() > 2 && size.height() > 2) {
      QVERIFY(
          std::abs(size.width() / size.height() - static_cast<double>(picture.width()) / picture.height()) <
          0.05 * picture.width() / picture.height());
    }
  }

  void usesTheShapeOfTheArea() {
    TileGridRequest request;
    request.count = 12;
    request.largest = 4000;
    request.area = QSizeF(1200, 200);
    QVERIFY(TileGrid(request).columns() >= 6);
    request.area = QSizeF(200, 1200);
    QVERIFY(TileGrid(request).columns() <= 2);
    request.area = QSizeF(800, 600);
    const int columns = TileGrid(request).columns();
    QVERIFY(columns == 4);
  }

  void scrollsOnlyWhereTilesWouldBeTooSmall() {
    TileGridRequest request;
    request.area = QSizeF(400, 400);
    request.caption = 0;
    request.count = 100;
    TileGrid grid(request);
    QVERIFY(grid.contentHeight() <= 400.5);
    QVERIFY(grid.pictureSize().width() >= 28);
    request.count = 400;
    grid = TileGrid(request);
    QVERIFY(grid.contentHeight() > 400);
    QCOMPARE(grid.pictureSize().width(), 28.0);
  }

  void pixelsAreWholeWhereItCostsLittle() {
    TileGridRequest request;
    request.count = 1;
    request.gap = 0;
    request.caption = 0;
    request.largest = 4000;
    request.area = QSizeF(300, 300);  // 10.7 times 28: ten times is near enough
    QCOMPARE(TileGrid(request).pictureSize(), QSizeF(280, 280));
    request.deviceScale = 2;  // 21.4 device pixels: 21
    QCOMPARE(TileGrid(request).pictureSize(), QSizeF(294, 294));
    request.deviceScale = 1;
    request.area = QSizeF(55, 55);  // 1.96 times: going down to 28 would cost half
    QCOMPARE(TileGrid(request).pictureSize(), QSizeF(55, 55));
  }

  void resamplingKeepsTheMean_data() {
    QTest::addColumn<int>("in");
    QTest::addColumn<int>("out");
    for (const auto& [in, out] :
         {std::pair{28, 28}, {28, 84}, {28, 61}, {28, 9}, {5, 3}, {3, 5}, {1, 7}, {7, 1}}) {
      QTest::addRow("%d to %d", in, out) << in << out;
    }
  }
  void resamplingKeepsTheMean() {
    QFETCH(int, in);
    QFETCH(int, out);
    std::vector<float> source, target(static_cast<std::size_t>(out));
    for (int i = 0; i < in; ++i) source.push_back(static_cast<float>((i * 37) % 11));
    Resampler(in, out).apply(source.data(), 1, target.data(), 1);
    double before = 0, after = 0;
    for (float value : source) before += value;
    for (float value : target) after += value;
    QVERIFY(std::abs(before / in - after / out) < 1e-4);
  }

  void wholeMultiplesRepeatPixels() {
    const float values[] = {0, 1, 1, 0, 0.5f, 0};
    const QImage image = renderValues(values, 2, 3, QSize(12, 8), {0, 1}, ColorMap::of(ColorMapKind::Gray));
    for (int y = 0; y < 8; ++y) {
      for (int x = 0; x < 12; ++x) QCOMPARE(qRed(image.pixel(x, y)), qRound(values[y / 4 * 3 + x / 4] * 255));
    }
  }

  void colourIsChannelFirst() {
    // Two pixels: red, then green at half.
    const float pixels[] = {1, 0, 0, 0.5f, 0, 0};
    const QImage image =
        renderPicture(pixels, ImageShape{1, 2, 3}, QSize(2, 1), {0, 1}, ColorMap::of(ColorMapKind::Gray));
    QCOMPARE(image.pixel(0, 0), qRgb(255, 0, 0));
    QCOMPARE(image.pixel(1, 0), qRgb(0, 128, 0));
  }

  void snapsToDevicePixels() {
    QImage image(200, 200, QImage::Format_RGB32);
    image.setDevicePixelRatio(2);
    QPainter painter(&image);
    QCOMPARE(deviceScale(painter), 2.0);
    QCOMPARE(snapToDevice(painter, QRectF(10.3, 10.2, 20.1, 20.4)), QRectF(10.5, 10, 20, 20.5));
    QCOMPARE(devicePixels(painter, QRectF(0, 0, 20, 20.5)), QSize(40, 41));
  }
};

QTEST_MAIN(TestTileGrid)
#include "tst_tile_grid.moc"
