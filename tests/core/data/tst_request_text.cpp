#include <QtTest>

#include "core/data/dataset_request.h"
#include "tests/core/data/bad_input.h"

using namespace nmf;

class TestRequestText : public QObject {
  Q_OBJECT

 private slots:
  void rangesAreReadAndWritten();
  void refusesRanges_data();
  void refusesRanges();
  void noiseIsReadAndWritten_data();
  void noiseIsReadAndWritten();
  void refusesNoise_data();
  void refusesNoise();
  void shapesAreReadAndWritten();
  void refusesShapes_data();
  void refusesShapes();
  void splitsAreReadAndWritten();
  void labelsAreReadAndWritten();
};

void TestRequestText::rangesAreReadAndWritten() {
  QCOMPARE(parseRowRange("100:350"), (RowRange{100, 350}));
  QCOMPARE(text(RowRange{0, 2000}), std::string("0:2000"));
}

void TestRequestText::refusesRanges_data() {
  QTest::addColumn<QString>("given");
  for (const char* given : {"", ":", "5", "5:", ":5", "5:5", "9:3", "-1:4", "0:4:9", "a:b", "0 :4", "0:1.5",
                            "0:99999999999999999999"}) {
    QTest::newRow(given) << given;
  }
}

void TestRequestText::refusesRanges() {
  QFETCH(QString, given);
  VERIFY_INPUT_ERROR(parseRowRange(given.toStdString()), "--rows must be A:B");
  VERIFY_INPUT_ERROR(parseRowRange(given.toStdString()), "'" + given + "'");
}

void TestRequestText::noiseIsReadAndWritten_data() {
  QTest::addColumn<QString>("given");
  QTest::addColumn<int>("kind");
  QTest::addColumn<double>("amount");
  QTest::newRow("none") << "none" << int(NoiseKind::None) << 0.0;
  QTest::newRow("gaussian") << "gaussian:0.1" << int(NoiseKind::Gaussian) << 0.1;
  QTest::newRow("strong") << "gaussian:2" << int(NoiseKind::Gaussian) << 2.0;
  QTest::newRow("salt") << "salt-pepper:0.05" << int(NoiseKind::SaltPepper) << 0.05;
  QTest::newRow("missing") << "missing:1" << int(NoiseKind::Missing) << 1.0;
}

void TestRequestText::noiseIsReadAndWritten() {
  QFETCH(QString, given);
  QFETCH(int, kind);
  QFETCH(double, amount);
  const Noise noise = parseNoise(given.toStdString());
  QCOMPARE(int(noise.kind), kind);
  QCOMPARE(noise.amount, amount);
  QCOMPARE(QString::fromStdString(text(noise)), given);
}

void TestRequestText::refusesNoise_data() {
  QTest::addColumn<QString>("given");
  for (const char* given :
       {"", "gaussian", "gaussian:", "gaussian:0", "gaussian:-1", "gaussian:nan", "gaussian:inf",
        "missing:1.5", "salt-pepper:0", "salt:0.1", "none:1", "gaussian:0.1x"}) {
    QTest::newRow(given) << given;
  }
}

void TestRequestText::refusesNoise() {
  QFETCH(QString, given);
  VERIFY_INPUT_ERROR(parseNoise(given.toStdString()), "--noise must be");
}

void TestRequestText::shapesAreReadAndWritten() {
  QCOMPARE(parseImageShape("28x20"), (ImageShape{28, 20, 1}));
  QCOMPARE(parseImageShape("64x32x3"), (ImageShape{64, 32, 3}));
  QCOMPARE(parseImageShape("28x28x1"), (ImageShape{28, 28, 1}));
  QCOMPARE(parseImageSize("64x48"), (ImageShape{64, 48, 1}));
  QCOMPARE(text(ImageShape{64, 32, 3}), std::string("64x32x3"));
  QCOMPARE(text(ImageShape{28, 20, 1}), std::string("28x20"));
}

void TestRequestText::refusesShapes_data() {
  QTest::addColumn<QString>("given");
  for (const char* given :
       {"", "28", "0x28", "28x0", "-3x4", "28x28x2", "28x28x3x1", "ax4", "99999x4", "65536x65536"}) {
    QTest::newRow(given) << given;
  }
}

void TestRequestText::refusesShapes() {
  QFETCH(QString, given);
  VERIFY_INPUT_ERROR(parseImageShape(given.toStdString()), "--image-shape must be");
  VERIFY_INPUT_ERROR(parseImageSize(given.toStdString()), "--resize must be");
  VERIFY_INPUT_ERROR(parseImageSize("64x64x3"), "--resize must be");
}

void TestRequestText::splitsAreReadAndWritten() {
  for (const Split split : {Split::Train, Split::Validation, Split::Test})
    QCOMPARE(parseSplit(word(split)), split);
  VERIFY_INPUT_ERROR(parseSplit("validation"), "--split must be train, val or test");
}

void TestRequestText::labelsAreReadAndWritten() {
  QCOMPARE(parseLabels("3,7"), (std::vector<int>{3, 7}));
  QCOMPARE(labelsText({3, 7}), std::string("3,7"));
  for (const char* given : {"", "3,", "-1", "a", "3;7"})
    VERIFY_INPUT_ERROR(parseLabels(given), "--labels must be");
}

QTEST_APPLESS_MAIN(TestRequestText)
#include "tst_request_text.moc"
