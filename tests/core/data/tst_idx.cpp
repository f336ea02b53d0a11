#include <QtTest>

#include "core/data/dataset_request.h"
#include "core/data/idx.h"
#include "core/data/idx_source.h"
#include "tests/core/data/bad_input.h"
#include "tests/core/data/files.h"

using namespace nmf;

class TestIdx : public QObject {
  Q_OBJECT

 private slots:
  void readsPlainAndPackedFilesAlike();
  void readsFromMemory();
  void readsPackedDataWhateverTheName();
  void refuses_data();
  void refuses();
  void refusesEveryCut();
  void refusesDamagedGzip();
  void stopsAtTheDeclaredSizeOfABomb();
  void refusesLabelsThatDoNotBelong();
  void findsLabelsBeside_data();
  void findsLabelsBeside();
  void findsTheSplitsOfAFolder();
  void canBeCancelled();
  void missingFilesAndFoldersAreNamed();
};

void TestIdx::readsPlainAndPackedFilesAlike() {
  const TemporaryFiles files;
  const QByteArray content = idxHeader({3, 4, 5}) + pattern(60);
  for (const std::string& path :
       {files.write("a-idx3", content), files.write("a-idx3.gz", gzipped(content))}) {
    const IdxArray array = readIdx(path);
    QCOMPARE(array.shape, (std::vector<std::int64_t>{3, 4, 5}));
    QCOMPARE(QByteArray(reinterpret_cast<const char*>(array.data.data()), qsizetype(array.data.size())),
             pattern(60));
    QVERIFY(looksLikeIdx(path));
  }
  QVERIFY(!looksLikeIdx(files.write("other", "PK\x03\x04")));
}

void TestIdx::readsFromMemory() {
  const QByteArray content = idxHeader({7}) + pattern(7);
  const Bytes bytes(content.begin(), content.end());
  QCOMPARE(parseIdx(bytes, "labels").data.size(), std::size_t{7});
  const Bytes cut(content.begin(), content.end() - 1);
  VERIFY_INPUT_ERROR(parseIdx(cut, "labels"), "labels is truncated");
}

void TestIdx::readsPackedDataWhateverTheName() {
  const TemporaryFiles files;
  const QByteArray content = idxHeader({2, 2, 2}) + pattern(8);
  QCOMPARE(readIdx(files.write("plain.gz", content)).data.size(), std::size_t{8});
  QCOMPARE(readIdx(files.write("packed", gzipped(content))).data.size(), std::size_t{8});
}

void TestIdx::refuses_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<QString>("part");
  QTest::newRow("empty") << QByteArray() << "is empty";
  QTest::newRow("two bytes") << QByteArray("\0\0", 2) << "truncated";
  QTest::newRow("wrong magic") << QByteArray("\x89PNG\r\n\x1a\n") << "is not an IDX file";
  QTest::newRow("unknown type") << idxHeader({4}, 0x0a) + pattern(4) << "is not an IDX file";
  QTest::newRow("no dimensions") << idxHeader({}) << "is not an IDX file";
  QTest::newRow("signed bytes") << idxHeader({4}, 0x09) + pattern(4) << "signed bytes";
  QTest::newRow("16 bits") << idxHeader({4}, 0x0b) + pattern(8) << "16-bit integers";
  QTest::newRow("32 bits") << idxHeader({4}, 0x0c) + pattern(16) << "32-bit integers";
  QTest::newRow("floats") << idxHeader({4}, 0x0d) + pattern(16) << "32-bit floats";
  QTest::newRow("doubles") << idxHeader({4}, 0x0e) + pattern(32) << "64-bit floats";
  QTest::newRow("five dimensions") << idxHeader({1, 1, 1, 1, 1}) + pattern(1) << "5 dimensions";
  QTest::newRow("header cut") << idxHeader({3, 4, 5}).left(10) << "within its IDX header";
  QTest::newRow("truncated") << idxHeader({3, 4, 5}) + pattern(59) << "59 are there";
  QTest::newRow("nothing after the header") << idxHeader({3, 4, 5}) << "0 are there";
  QTest::newRow("too long") << idxHeader({3, 4, 5}) + pattern(61) << "too long";
  QTest::newRow("large beyond memory")
      << idxHeader({60000, 65536, 65536}) + pattern(9) << "absurd dimensions";
  QTest::newRow("overflow") << idxHeader({0xffffffff, 0xffffffff, 0xffffffff}) + pattern(9)
                            << "absurd dimensions";
  QTest::newRow("overflow to zero") << idxHeader({0x80000000, 0x80000000, 4}) + pattern(9)
                                    << "absurd dimensions";
  QTest::newRow("zero hides absurd") << idxHeader({0, 0xffffffff, 0xffffffff}) << "absurd dimensions";
  QTest::newRow("no image") << idxHeader({0, 28, 28}) << "holds nothing";
}

void TestIdx::refuses() {
  QFETCH(QByteArray, content);
  QFETCH(QString, part);
  const TemporaryFiles files;
  for (const std::string& path : {files.write("a", content), files.write("a.gz", gzipped(content))}) {
    VERIFY_INPUT_ERROR(readIdx(path), part);
    VERIFY_INPUT_ERROR(readIdx(path), QString::fromStdString(path));
  }
}

void TestIdx::refusesEveryCut() {
  const TemporaryFiles files;
  const QByteArray content = idxHeader({2, 3, 3}) + pattern(18);
  for (const QByteArray& whole : {content, gzipped(content)}) {
    for (qsizetype size = 0; size < whole.size(); ++size) {
      const std::string path = files.write("cut", whole.left(size));
      QVERIFY2(!sentenceOf([&] { readIdx(path); }).isEmpty(), qPrintable(QString::number(size)));
    }
  }
}

void TestIdx::refusesDamagedGzip() {
  const TemporaryFiles files;
  QByteArray packed = gzipped(idxHeader({100, 10, 10}) + pattern(10000));
  QByteArray checksumWrong = packed;
  checksumWrong[packed.size() - 6] = char(checksumWrong[packed.size() - 6] ^ 1);
  VERIFY_INPUT_ERROR(readIdx(files.write("a.gz", checksumWrong)), "is damaged");
  QByteArray dataWrong = packed;
  for (int i = 40; i < 60; ++i) dataWrong[i] = char(dataWrong[i] ^ 0x5a);
  VERIFY_INPUT_ERROR(readIdx(files.write("b.gz", dataWrong)), "b.gz");
}

void TestIdx::stopsAtTheDeclaredSizeOfABomb() {
  const TemporaryFiles files;
  // 64 MiB of zeros behind a header that declares four bytes.
  const QByteArray bomb = gzipped(idxHeader({4}) + QByteArray(64 << 20, '\0'));
  VERIFY_INPUT_ERROR(readIdx(files.write("bomb.gz", bomb)), "too long");
  // A header that declares 3 GiB with nothing behind: refused on what is there.
  VERIFY_INPUT_ERROR(readIdx(files.write("liar.gz", gzipped(idxHeader({3072, 1024, 1024})))), "0 are there");
}

void TestIdx::refusesLabelsThatDoNotBelong() {
  const TemporaryFiles files;
  const std::string images = files.write("a-images-idx3-ubyte", idxHeader({3, 2, 2}) + pattern(12));
  const std::string fewer = files.write("fewer", idxHeader({2}) + pattern(2));
  VERIFY_INPUT_ERROR(readIdxImages(images, fewer), "holds 2 labels");
  VERIFY_INPUT_ERROR(readIdxImages(images, images), "labels have one");
  VERIFY_INPUT_ERROR(readIdxImages(fewer, ""), "images have three");
  const std::string wide = files.write("wide", idxHeader({1, 65536, 65535}) + pattern(1));
  VERIFY_INPUT_ERROR(readIdxImages(wide, ""), "wide");
  const std::string labels = files.write("labels", idxHeader({3}) + QByteArray("\x07\x00\xff", 3));
  QCOMPARE(readIdxImages(images, labels).labels, (std::vector<int>{7, 0, 255}));
}

void TestIdx::findsLabelsBeside_data() {
  QTest::addColumn<QString>("images");
  QTest::addColumn<QString>("labels");
  QTest::newRow("as MNIST") << "train-images-idx3-ubyte"
                            << "train-labels-idx1-ubyte";
  QTest::newRow("packed") << "train-images-idx3-ubyte.gz"
                          << "train-labels-idx1-ubyte.gz";
  QTest::newRow("images packed") << "t10k-images-idx3-ubyte.gz"
                                 << "t10k-labels-idx1-ubyte";
  QTest::newRow("labels packed") << "t10k-images-idx3-ubyte"
                                 << "t10k-labels-idx1-ubyte.gz";
  QTest::newRow("with a dot") << "train-images.idx3-ubyte"
                              << "train-labels.idx1-ubyte";
}

void TestIdx::findsLabelsBeside() {
  QFETCH(QString, images);
  QFETCH(QString, labels);
  const TemporaryFiles files;
  const std::string imagePath = files.write(images, "x");
  QCOMPARE(labelsBeside(imagePath), std::string());
  const std::string labelPath = files.write(labels, "x");
  QCOMPARE(labelsBeside(imagePath), labelPath);
  QCOMPARE(labelsBeside(files.path("pictures-idx3-ubyte")), std::string());
}

void TestIdx::findsTheSplitsOfAFolder() {
  const TemporaryFiles files;
  QVERIFY(idxSplitsIn(files.path()).empty());
  files.write("t10k-images-idx3-ubyte.gz", gzipped(idxHeader({3, 2, 2}) + pattern(12)));
  QCOMPARE(idxSplitsIn(files.path()), std::vector<Split>{Split::Test});
  files.write("train-images-idx3-ubyte", idxHeader({5, 2, 2}) + pattern(20));
  QCOMPARE(idxSplitsIn(files.path()), (std::vector<Split>{Split::Train, Split::Test}));
  QVERIFY(!idxFilesIn(files.path(), Split::Validation));

  DatasetRequest request;
  request.dataset = files.path();
  QCOMPARE(loadDataset(request).A.rows(), 5);
  request.split = Split::Test;
  QCOMPARE(loadDataset(request).A.rows(), 3);
  request.split = Split::Validation;
  VERIFY_INPUT_ERROR(loadDataset(request), "--split val");
}

void TestIdx::canBeCancelled() {
  const TemporaryFiles files;
  const std::string path = files.write("a", idxHeader({3, 4, 5}) + pattern(60));
  VERIFY_INPUT_ERROR(readIdx(path, [](double) { return false; }), "cancelled");
}

void TestIdx::missingFilesAndFoldersAreNamed() {
  const TemporaryFiles files;
  VERIFY_INPUT_ERROR(readIdx(files.path("none")), "does not exist");
  VERIFY_INPUT_ERROR(readIdx(files.path()), "is not a file");
}

QTEST_APPLESS_MAIN(TestIdx)
#include "tst_idx.moc"
