#include <QtTest>
#include <set>

#include "core/data/mat.h"
#include "tests/core/data/bad_input.h"
#include "tests/core/data/files.h"
#include "tests/core/data/mat_files.h"

using namespace nmf;

namespace {

Bytes bytesOf(const QByteArray& content) {
  return {content.begin(), content.end()};
}

}  // namespace

class TestMat : public QObject {
  Q_OBJECT

 private slots:
  void readsPlainPackedAndBigEndianFiles_data();
  void readsPlainPackedAndBigEndianFiles();
  void readsShortElements();
  void readsDoubles();
  void leavesOutOtherClasses();
  void refuses_data();
  void refuses();
  void refusesEveryCut();
  void packedElementsAreBounded();
  void wholeNumbersAreAskedFor();
  void readsTheRealFiles();
};

void TestMat::readsPlainPackedAndBigEndianFiles_data() {
  QTest::addColumn<QByteArray>("content");
  const std::vector<int> a{1, 2, 6149}, b{7};
  using namespace matfile;
  QTest::newRow("plain") << header() + uint16Row("a", a) + uint16Row("b", b);
  QTest::newRow("packed") << header() + compressed(uint16Row("a", a)) + compressed(uint16Row("b", b));
  QTest::newRow("big-endian") << header(true) + uint16Row("a", a, true) + uint16Row("b", b, true);
}

void TestMat::readsPlainPackedAndBigEndianFiles() {
  QFETCH(QByteArray, content);
  const Bytes bytes = bytesOf(content);
  const auto arrays = parseMat(bytes, "x.mat");
  QCOMPARE(arrays.size(), std::size_t{2});
  QCOMPARE(arrays[0].name, std::string("a"));
  QCOMPARE(arrays[0].shape, (std::vector<std::int64_t>{1, 3}));
  QCOMPARE(arrays[0].values, (std::vector<double>{1, 2, 6149}));
  QCOMPARE(arrays[1].values, std::vector<double>{7});
}

void TestMat::readsShortElements() {
  using namespace matfile;
  // Name "ab" and three bytes of values, each in the 8 bytes of their tag.
  const QByteArray shortName = u32(2 << 16 | 1) + QByteArray("ab\0\0", 4);
  const QByteArray shortValues = u32(3 << 16 | 2) + QByteArray("\x05\x06\xff\0", 4);
  const QByteArray content =
      header() +
      element(14, element(6, u32(9) + u32(0)) + element(5, u32(3) + u32(1)) + shortName + shortValues);
  const Bytes bytes = bytesOf(content);
  const auto arrays = parseMat(bytes, "x.mat");
  QCOMPARE(arrays.size(), std::size_t{1});
  QCOMPARE(arrays[0].name, std::string("ab"));
  QCOMPARE(arrays[0].values, (std::vector<double>{5, 6, 255}));
}

void TestMat::readsDoubles() {
  QByteArray raw(16, '\0');
  qToLittleEndian(1.5, raw.data());
  qToLittleEndian(-2.25, raw.data() + 8);
  const Bytes bytes = bytesOf(matfile::header() + matfile::matrix("d", {2, 1}, 6, 9, raw));
  QCOMPARE(parseMat(bytes, "x.mat")[0].values, (std::vector<double>{1.5, -2.25}));
}

void TestMat::leavesOutOtherClasses() {
  using namespace matfile;
  const QByteArray text = matrix("t", {1, 2}, 4, 4, QByteArray("a\0b\0", 4));
  const Bytes bytes = bytesOf(header() + text + uint16Row("a", {3}));
  const auto arrays = parseMat(bytes, "x.mat");
  QCOMPARE(arrays.size(), std::size_t{1});
  QCOMPARE(arrays[0].name, std::string("a"));
}

void TestMat::refuses_data() {
  using namespace matfile;
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<QString>("part");
  const QByteArray whole = header() + uint16Row("a", {1, 2, 3});
  QTest::newRow("empty") << QByteArray() << "shorter than a MATLAB 5 header";
  QTest::newRow("another kind of file") << QByteArray(200, 'x') << "is not a MATLAB 5 file";
  QByteArray hdf5 = header();
  hdf5[125] = 2;
  QTest::newRow("version 7.3") << hdf5 << "another MATLAB version";
  QTest::newRow("tag cut") << whole.left(132) << "within a tag";
  QTest::newRow("declares more than is there")
      << header() + u32(14) + u32(0xfffffff0) << "declares 4294967280 bytes";
  QTest::newRow("unknown type") << header() + element(99, QByteArray(8, 'x')) << "unknown type 99";
  QTest::newRow("short element too long") << header() + u32(9 << 16 | 1) + u32(0) << "declares 9 bytes";
  QTest::newRow("no flags") << header() + element(14, element(5, QByteArray(8, '\0'))) << "no flags";
  QTest::newRow("one dimension") << header() + matrix("a", {4}, 9, 2, "1234") << "no dimensions";
  QTest::newRow("negative dimension")
      << header() + matrix("a", {-1, -4}, 9, 2, "1234") << "other dimensions than values";
  QTest::newRow("huge dimensions") << header() +
                                          matrix("a", {0x7fffffff, 0x7fffffff, 0x7fffffff}, 9, 2, "1234")
                                   << "other dimensions than values";
  QTest::newRow("fewer values") << header() + matrix("a", {5, 1}, 9, 2, "1234")
                                << "other dimensions than values";
  QTest::newRow("values of no type") << header() + matrix("a", {4, 1}, 9, 77, "1234") << "unknown type 77";
  QTest::newRow("damaged packing") << header() + u32(15) + u32(8) + "xxxxxxxx"
                                   << "damaged or truncated";
  QTest::newRow("packed within packed")
      << header() + compressed(compressed(uint16Row("a", {1}))) << "lies within another";
}

void TestMat::refuses() {
  QFETCH(QByteArray, content);
  QFETCH(QString, part);
  const Bytes bytes = bytesOf(content);
  VERIFY_INPUT_ERROR(parseMat(bytes, "x.mat"), part);
  VERIFY_INPUT_ERROR(parseMat(bytes, "x.mat"), "x.mat ");
}

void TestMat::refusesEveryCut() {
  using namespace matfile;
  for (const QByteArray& whole :
       {header() + uint16Row("a", {1, 2, 3, 4}), header() + compressed(uint16Row("a", {1, 2, 3, 4}))}) {
    // A file that ends after its header has no array, which is no damage.
    const std::set<qsizetype> fine{128};
    for (qsizetype size = 0; size < whole.size(); ++size) {
      const Bytes cut = bytesOf(whole.left(size));
      QCOMPARE(sentenceOf([&] { parseMat(cut, "x.mat"); }).isEmpty(), fine.contains(size));
    }
  }
}

void TestMat::packedElementsAreBounded() {
  using namespace matfile;
  const QByteArray zeros = matrix("z", {1 << 20, 8}, 9, 2, QByteArray(8 << 20, '\0'));
  const Bytes bytes = bytesOf(header() + compressed(zeros));
  QVERIFY(bytes.size() < 20'000);
  QCOMPARE(parseMat(bytes, "x.mat")[0].values.size(), std::size_t{8 << 20});
  VERIFY_INPUT_ERROR(parseMat(bytes, "x.mat", 1 << 20), "more than can be believed");
}

void TestMat::wholeNumbersAreAskedFor() {
  const TemporaryFiles files;
  QByteArray half(8, '\0');
  qToLittleEndian(0.5, half.data());
  const std::string path = files.write("x.mat", matfile::header() + matfile::uint16Row("a", {4, 2}) +
                                                    matfile::matrix("h", {1, 1}, 6, 9, half));
  QCOMPARE(readMatIntegers(path, "a"), (std::vector<std::int64_t>{4, 2}));
  VERIFY_INPUT_ERROR(readMatIntegers(path, "b"), "no numeric array 'b'");
  VERIFY_INPUT_ERROR(readMatIntegers(path, "h"), "whole numbers");
}

void TestMat::readsTheRealFiles() {
  const QString folder = qEnvironmentVariable("NMF_EXPLORER_TEST_DATA") + "/flowers102";
  if (!QFileInfo::exists(folder + "/setid.mat")) QSKIP("NMF_EXPLORER_TEST_DATA has no Flowers102 lists");
  const std::string ids = (folder + "/setid.mat").toStdString(),
                    labels = (folder + "/imagelabels.mat").toStdString();
  QCOMPARE(readMatIntegers(ids, "trnid").size(), std::size_t{1020});
  QCOMPARE(readMatIntegers(ids, "valid").size(), std::size_t{1020});
  const auto test = readMatIntegers(ids, "tstid");
  QCOMPARE(test.size(), std::size_t{6149});
  QCOMPARE(*std::max_element(test.begin(), test.end()), 8189);
  const auto all = readMatIntegers(labels, "labels");
  QCOMPARE(all.size(), std::size_t{8189});
  QCOMPARE(std::set<std::int64_t>(all.begin(), all.end()).size(), std::size_t{102});
}

QTEST_APPLESS_MAIN(TestMat)
#include "tst_mat.moc"
