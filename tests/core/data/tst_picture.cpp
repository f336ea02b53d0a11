#include <QtTest>
#include <cmath>

#include "core/data/picture.h"
#include "tests/core/data/triangle_filter.h"

using namespace nmf;

namespace {

Picture bytePicture(ImageShape shape) {
  Picture picture{shape, {}, {}};
  for (int i = 0; i < shape.pixels(); ++i) picture.bytes.push_back(std::uint8_t(i * 7919 % 256));
  return picture;
}

Picture floatPicture(ImageShape shape) {
  Picture picture = bytePicture(shape);
  for (const std::uint8_t byte : picture.bytes) picture.values.push_back(float(byte) / 255);
  picture.bytes.clear();
  return picture;
}

}  // namespace

class TestPicture : public QObject {
  Q_OBJECT

 private slots:
  void resizesAsTheTriangleFilterDoes_data();
  void resizesAsTheTriangleFilterDoes();
  void sameSizeStaysTheSame();
  void constantStaysConstant();
  void cropsTheMiddle();
  void makesGray();
  void dividesBytesBy255();
};

void TestPicture::resizesAsTheTriangleFilterDoes_data() {
  QTest::addColumn<QSize>("from");
  QTest::addColumn<QSize>("to");
  QTest::newRow("shrink") << QSize(37, 50) << QSize(8, 8);
  QTest::newRow("shrink much") << QSize(500, 3) << QSize(7, 2);
  QTest::newRow("grow") << QSize(5, 7) << QSize(16, 12);
  QTest::newRow("shrink one way, grow the other") << QSize(30, 4) << QSize(9, 11);
  QTest::newRow("to one pixel") << QSize(9, 9) << QSize(1, 1);
  QTest::newRow("from one pixel") << QSize(1, 1) << QSize(4, 4);
}

void TestPicture::resizesAsTheTriangleFilterDoes() {
  QFETCH(QSize, from);
  QFETCH(QSize, to);
  const ImageShape shape{from.height(), from.width(), 3};
  const Picture bytes = resized(bytePicture(shape), to.height(), to.width());
  const Picture floats = resized(floatPicture(shape), to.height(), to.width());
  const Picture source = bytePicture(shape);
  const std::size_t inPlane = std::size_t(from.height() * from.width()),
                    outPlane = std::size_t(to.height() * to.width());
  QCOMPARE(bytes.shape, (ImageShape{to.height(), to.width(), 3}));
  QCOMPARE(bytes.bytes.size(), 3 * outPlane);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const auto begin = source.bytes.begin() + std::ptrdiff_t(channel * inPlane);
    const auto expected = triangleResized({begin, begin + std::ptrdiff_t(inPlane)}, from.height(),
                                          from.width(), to.height(), to.width());
    for (std::size_t i = 0; i < outPlane; ++i) {
      // Two roundings to 8 bits, half a step each.
      QVERIFY(std::abs(bytes.bytes[channel * outPlane + i] - expected[i]) <= 1.0 + 1e-3);
      QVERIFY(std::abs(255 * floats.values[channel * outPlane + i] - expected[i]) < 0.01);
    }
  }
}

void TestPicture::sameSizeStaysTheSame() {
  const Picture picture = bytePicture({9, 13, 3});
  QCOMPARE(resized(picture, 9, 13).bytes, picture.bytes);
}

void TestPicture::constantStaysConstant() {
  Picture white{{40, 31, 1}, std::vector<std::uint8_t>(40 * 31, 255), {}};
  QCOMPARE(resized(white, 7, 64).bytes, std::vector<std::uint8_t>(7 * 64, 255));
}

void TestPicture::cropsTheMiddle() {
  // 2 x 5, every value its place: columns 1 and 2 are the middle two (the surplus column is cut at the
  // right).
  const Picture wide{{2, 5, 1}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {}};
  const Picture square = centerCropped(wide);
  QCOMPARE(square.shape, (ImageShape{2, 2, 1}));
  QCOMPARE(square.bytes, (std::vector<std::uint8_t>{1, 2, 6, 7}));
  const Picture tall{{4, 2, 1}, {}, {0, .1F, .2F, .3F, .4F, .5F, .6F, .7F}};
  QCOMPARE(centerCropped(tall).values, (std::vector<float>{.2F, .3F, .4F, .5F}));
}

void TestPicture::makesGray() {
  // Red, green, blue, white and black pixels.
  const Picture colors{{1, 5, 3}, {255, 0, 0, 255, 0, 0, 255, 0, 255, 0, 0, 0, 255, 255, 0}, {}};
  QCOMPARE(grayscaled(colors).bytes, (std::vector<std::uint8_t>{76, 150, 29, 255, 0}));
  QCOMPARE(grayscaled(colors).shape, (ImageShape{1, 5, 1}));
  const Picture gray{{1, 2, 1}, {3, 4}, {}};
  QCOMPARE(grayscaled(gray).bytes, gray.bytes);
}

void TestPicture::dividesBytesBy255() {
  std::array<float, 3> out{};
  writeFloats({{1, 3, 1}, {0, 51, 255}, {}}, out.data());
  QCOMPARE(out, (std::array<float, 3>{0, 0.2F, 1}));
}

QTEST_APPLESS_MAIN(TestPicture)
#include "tst_picture.moc"
