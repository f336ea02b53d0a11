#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <bit>
#include <cstring>

#include "core/data/npy.h"
#include "core/data/npz.h"
#include "tests/core/data/archives.h"
#include "tests/core/data/bad_input.h"
#include "tests/core/data/peak_memory.h"

using namespace nmf;

namespace {

Bytes bytesOf(const std::string& text) {
  return {text.begin(), text.end()};
}

// A version 1.0 file with this dictionary and these elements.
Bytes npyFile(const std::string& dictionary, const std::string& elements) {
  std::string text("\x93NUMPY\x01\x00", 8);
  text += static_cast<char>(dictionary.size() & 0xff);
  text += static_cast<char>(dictionary.size() >> 8);
  return bytesOf(text + dictionary + elements);
}

std::string dictionaryOf(const std::string& descr, const std::string& order, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

QByteArray npyOf(NpyType type, const std::vector<std::int64_t>& shape, const QByteArray& elements) {
  return QByteArray::fromStdString(npyHeaderText(type, shape)) + elements;
}

template <typename T>
std::string rawBytes(std::vector<T> values, bool bigEndian) {
  std::string raw;
  for (const T value : values) {
    std::string bytes(sizeof(T), '\0');
    std::memcpy(bytes.data(), &value, sizeof(T));
    if (bigEndian != (std::endian::native == std::endian::big)) std::reverse(bytes.begin(), bytes.end());
    raw += bytes;
  }
  return raw;
}

}  // namespace

class TestNpy : public QObject {
  Q_OBJECT

 private slots:
  void readsEveryType_data();
  void readsEveryType();
  void readsFortranOrder();
  void copiesAnyStretchOfAFortranArray();
  void readsNumbersWithoutDimensionsAndEmptyArrays();
  void readsWideHeaders();
  void refuses_data();
  void refuses();
  void refusesNumbersThatAreNotWhole();
  void headersAreWhatIsRead();
  void npzGivesBackWhatWasWritten();
  void npzFilesAreTheSameForTheSameArrays();
  void npzPicksArraysByName();
  void npzRefusesOtherFiles();
  void npzRefusesEncryptedFiles();
  void npzUnpacksNoMoreThanDeclared();
  void npzIsRefusedAtEveryCut();
  void npzSaysWhichMemberIsBad();
  void writingWhereNothingCanBeWrittenSaysSo();
};

void TestNpy::readsEveryType_data() {
  QTest::addColumn<QByteArray>("descr");
  QTest::addColumn<QByteArray>("elements");
  QTest::addColumn<QString>("typeName");
  const auto row = [](const char* descr, const std::string& elements, const char* typeName) {
    QTest::newRow(descr) << QByteArray(descr) << QByteArray::fromStdString(elements) << typeName;
  };
  const auto integers = [&]<typename T>(T, const char* little, const char* big, const char* typeName) {
    const std::vector<T> values{0, 1, 2, 3, 100, 7};
    row(little, rawBytes(values, false), typeName);
    row(big, rawBytes(values, true), typeName);
  };
  row("|u1", rawBytes<std::uint8_t>({0, 1, 2, 3, 100, 7}, false), "uint8");
  row("|i1", rawBytes<std::int8_t>({0, 1, 2, 3, 100, 7}, false), "int8");
  integers(std::int16_t{}, "<i2", ">i2", "int16");
  integers(std::uint16_t{}, "<u2", ">u2", "uint16");
  integers(std::int32_t{}, "<i4", ">i4", "int32");
  integers(std::uint32_t{}, "<u4", ">u4", "uint32");
  integers(std::int64_t{}, "<i8", ">i8", "int64");
  integers(std::uint64_t{}, "<u8", ">u8", "uint64");
  integers(float{}, "<f4", ">f4", "float32");
  integers(double{}, "<f8", ">f8", "float64");
}

void TestNpy::readsEveryType() {
  QFETCH(QByteArray, descr);
  QFETCH(QByteArray, elements);
  QFETCH(QString, typeName);
  const Bytes file = npyFile(dictionaryOf(descr.toStdString(), "False", "(2, 3)"), elements.toStdString());
  const NpyArray array = parseNpy(file, "a.npy");
  QCOMPARE(QString(word(array.type)), typeName);
  QCOMPARE(array.shape, (std::vector<std::int64_t>{2, 3}));
  QCOMPARE(toFloats(array), (std::vector<float>{0, 1, 2, 3, 100, 7}));
  QCOMPARE(toIntegers(array, "a.npy"), (std::vector<std::int64_t>{0, 1, 2, 3, 100, 7}));
  const Matrix matrix = toMatrix(array, "a.npy");
  QCOMPARE(matrix.rows(), 2);
  QCOMPARE(matrix(1, 1), 100.0F);
}

void TestNpy::readsFortranOrder() {
  // [[0, 1, 2], [3, 4, 5]] with the first index fastest.
  const Bytes file =
      npyFile(dictionaryOf("<f4", "True", "(2, 3)"), rawBytes<float>({0, 3, 1, 4, 2, 5}, false));
  QCOMPARE(toFloats(parseNpy(file, "a.npy")), (std::vector<float>{0, 1, 2, 3, 4, 5}));
}

void TestNpy::copiesAnyStretchOfAFortranArray() {
  // Element (i, j, k) of a 2 x 3 x 4 array is 12i + 4j + k, its place in C order.
  std::vector<std::uint8_t> fortran;
  for (int k = 0; k < 4; ++k) {
    for (int j = 0; j < 3; ++j) {
      for (int i = 0; i < 2; ++i) fortran.push_back(static_cast<std::uint8_t>(12 * i + 4 * j + k));
    }
  }
  const Bytes file = npyFile(dictionaryOf("|u1", "True", "(2, 3, 4)"), rawBytes(fortran, false));
  const NpyArray array = parseNpy(file, "a.npy");
  for (int first = 0; first < 24; ++first) {
    std::vector<float> stretch(static_cast<std::size_t>(24 - first));
    copyFloats(array, first, 24 - first, stretch.data());
    for (std::size_t i = 0; i < stretch.size(); ++i) QCOMPARE(stretch[i], float(first) + float(i));
  }
}

void TestNpy::readsNumbersWithoutDimensionsAndEmptyArrays() {
  const Bytes number = npyFile(dictionaryOf("<f8", "False", "()"), rawBytes<double>({2.5}, false));
  QCOMPARE(toFloats(parseNpy(number, "a.npy")), std::vector<float>{2.5F});
  const Bytes empty = npyFile(dictionaryOf("<f8", "False", "(0, 3)"), "");
  QVERIFY(toFloats(parseNpy(empty, "a.npy")).empty());
}

void TestNpy::readsWideHeaders() {
  const std::string dictionary = dictionaryOf("|u1", "False", "(1,)");
  std::string text("\x93NUMPY\x02\x00", 8);
  text += static_cast<char>(dictionary.size());
  text += std::string(3, '\0') + dictionary + "\x05";
  QCOMPARE(toFloats(parseNpy(bytesOf(text), "a.npy")), std::vector<float>{5});
}

void TestNpy::refuses_data() {
  QTest::addColumn<QByteArray>("file");
  QTest::addColumn<QString>("part");
  const auto row = [](const char* title, const Bytes& file, const char* part) {
    QTest::newRow(title) << QByteArray(reinterpret_cast<const char*>(file.data()), qsizetype(file.size()))
                         << part;
  };
  const auto array = [](const char* descr, const char* shape, std::size_t bytes) {
    return npyFile(dictionaryOf(descr, "False", shape), std::string(bytes, '\0'));
  };
  row("empty file", {}, "is not a NumPy array");
  row("another kind of file", bytesOf("GIF89a..........."), "is not a NumPy array");
  row("ends after the magic", bytesOf(std::string("\x93NUMPY\x01", 7)), "truncated");
  row("ends within the header", bytesOf(std::string("\x93NUMPY\x01\0\x70\0{'descr'", 18)), "truncated");
  row("future format", bytesOf(std::string("\x93NUMPY\x04\0\x01\0\0\0\0", 13)), "format 4.0");
  row("absurd header length", bytesOf(std::string("\x93NUMPY\x02\0\xff\xff\xff\xff", 12)), "absurd length");
  row("objects", array("|O", "(2,)", 16), "Python objects");
  row("text", array("<U8", "(2,)", 64), "text");
  row("complex", array("<c8", "(2,)", 16), "complex");
  row("half floats", array("<f2", "(2,)", 4), "float16");
  row("unknown type", array("<q7", "(2,)", 14), "<q7");
  row("structured", npyFile("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", "1234"),
      "structured");
  row("truncated", array("<f4", "(2, 3)", 23), "truncated");
  row("too long", array("<f4", "(2, 3)", 25), "too long");
  row("too large", array("<f4", "(65536, 65536)", 4), "declares an array of more than");
  row("overflows", array("<f8", "(4294967296, 4294967296, 0)", 0), "declares an array of more than");
  row("negative length", array("<f4", "(-2, 3)", 24), "impossible shape");
  row("length beyond 64 bits", array("<f4", "(99999999999999999999,)", 4), "impossible shape");
  row("no shape", npyFile("{'descr': '<f4', 'fortran_order': False}", ""), "damaged");
  row("descr twice", npyFile("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}", "1234"),
      "damaged");
  row("unknown key", npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 1}", "1234"),
      "damaged");
  row("unclosed", npyFile("{'descr': '<f4", ""), "damaged");
  row("more after the dictionary", npyFile(dictionaryOf("<f4", "False", "()") + "x", "1234"), "damaged");
  row("order that is no truth value", npyFile(dictionaryOf("<f4", "1", "()"), "1234"), "damaged");
}

void TestNpy::refuses() {
  QFETCH(QByteArray, file);
  QFETCH(QString, part);
  const Bytes bytes(file.begin(), file.end());
  VERIFY_INPUT_ERROR(parseNpy(bytes, "a.npy"), part);
  VERIFY_INPUT_ERROR(parseNpy(bytes, "a.npy"), "a.npy ");
}

void TestNpy::refusesNumbersThatAreNotWhole() {
  const Bytes half = npyFile(dictionaryOf("<f4", "False", "(2,)"), rawBytes<float>({1, 1.5F}, false));
  VERIFY_INPUT_ERROR(toIntegers(parseNpy(half, "a.npy"), "a.npy"), "whole");
  const Bytes huge =
      npyFile(dictionaryOf("<u8", "False", "(1,)"), rawBytes<std::uint64_t>({UINT64_MAX}, false));
  VERIFY_INPUT_ERROR(toIntegers(parseNpy(huge, "a.npy"), "a.npy"), "whole");
  VERIFY_INPUT_ERROR(toMatrix(parseNpy(half, "a.npy"), "a.npy"), "1 dimensions");
}

void TestNpy::headersAreWhatIsRead() {
  for (const auto& shape : std::vector<std::vector<std::int64_t>>{{}, {3}, {2, 3}, {1, 2, 3, 4}}) {
    const std::string text = npyHeaderText(NpyType::Float32, shape);
    QCOMPARE(text.size() % 64, std::size_t{0});
    const NpyHeader header = parseNpyHeader(bytesOf(text), "a.npy");
    QCOMPARE(header.shape, shape);
    QCOMPARE(header.type, NpyType::Float32);
    QCOMPARE(header.dataOffset, std::int64_t(text.size()));
  }
}

void TestNpy::npzGivesBackWhatWasWritten() {
  const QTemporaryDir folder;
  const std::string path = folder.filePath("f.npz").toStdString();
  Matrix W = Matrix::Random(5, 3);
  const std::vector<std::int64_t> epochs{0, 10, 10'000'000'000};
  NpzWriter writer(path);
  writer.add("W", W);
  writer.add("epochs", epochs);
  writer.begin("all", {2, 5, 3});
  writer.append({W.data(), 15});
  writer.append({W.data(), 15});
  writer.finish();

  const Npz npz = readNpz(path);
  QCOMPARE(npz.names(), (std::vector<std::string>{"W", "epochs", "all"}));
  QVERIFY(toMatrix(npz.array("W"), "W") == W);
  QCOMPARE(toIntegers(npz.array("epochs"), "epochs"), epochs);
  QCOMPARE(npz.array("all").shape, (std::vector<std::int64_t>{2, 5, 3}));
  QCOMPARE(toFloats(npz.array("all"))[29], W(4, 2));
  QCOMPARE(npzNames(path), npz.names());
}

void TestNpy::npzFilesAreTheSameForTheSameArrays() {
  const QTemporaryDir folder;
  const auto write = [&](const QString& name) {
    NpzWriter writer(folder.filePath(name).toStdString());
    writer.add("H", Matrix::Constant(2, 2, 0.25F));
    writer.finish();
    return readFile(folder.filePath(name).toStdString());
  };
  QCOMPARE(write("a.npz"), write("b.npz"));
}

void TestNpy::npzPicksArraysByName() {
  const QTemporaryDir folder;
  const std::string path = folder.filePath("f.npz").toStdString();
  NpzWriter writer(path);
  writer.add("W", Matrix::Ones(2, 2));
  writer.add("H", Matrix::Zero(2, 2));
  writer.finish();
  const Npz npz = readNpz(path, {"H"});
  QCOMPARE(npz.names(), std::vector<std::string>{"H"});
  VERIFY_INPUT_ERROR(npz.array("W"), "has no array 'W'");
}

void TestNpy::npzRefusesOtherFiles() {
  const QTemporaryDir folder;
  const auto file = [&](const QString& name, const QByteArray& content) {
    QFile out(folder.filePath(name));
    if (!out.open(QIODevice::WriteOnly)) qFatal("cannot write");
    out.write(content);
    return out.fileName().toStdString();
  };
  VERIFY_INPUT_ERROR(readNpz(file("empty.npz", "")), "empty.npz");
  VERIFY_INPUT_ERROR(readNpz(file("text.npz", "this is not a zip archive")), "not a .npz file");
  VERIFY_INPUT_ERROR(readNpz(folder.filePath("missing.npz").toStdString()), "does not exist");
  VERIFY_INPUT_ERROR(readNpz(folder.path().toStdString()), "is not a file");
}

void TestNpy::npzRefusesEncryptedFiles() {
  const QTemporaryDir folder;
  const std::string path = folder.filePath("locked.npz").toStdString();
  const QByteArray member = npyOf(NpyType::UInt8, {4}, "1234");
  writeArchive(path, true, {{"H.npy", member, {}}}, "secret");
  VERIFY_INPUT_ERROR(readNpz(path), "is encrypted");
  writeArchive(path, true, {{"H.npy", member, {}}, {"H.npy", member, {}}});
  VERIFY_INPUT_ERROR(readNpz(path), "two arrays named 'H'");
}

void TestNpy::npzUnpacksNoMoreThanDeclared() {
  const QTemporaryDir folder;
  const std::string path = folder.filePath("bomb.npz").toStdString();
  // Four elements are declared, 64 MiB lie behind them.
  writeArchive(path, true, {{"H.npy", npyOf(NpyType::UInt8, {4}, QByteArray(64 << 20, '\0')), {}}});
  QVERIFY(QFileInfo(QString::fromStdString(path)).size() < 100'000);
  // And the other way round: 3 GiB are declared, and four bytes are there.
  const std::string liar = folder.filePath("liar.npz").toStdString();
  writeArchive(liar, true, {{"H.npy", npyOf(NpyType::UInt8, {3, 1 << 30}, "1234"), {}}});
  QString tooLong, truncated;
  const auto peak = peakKilobytes([&] {
    tooLong = sentenceOf([&] { readNpz(path); });
    truncated = sentenceOf([&] { readNpz(liar); });
  });
  QVERIFY2(tooLong.contains("is too long"), qPrintable(tooLong));
  QVERIFY2(truncated.contains("is truncated"), qPrintable(truncated));
  if (!peak) QSKIP("this system does not tell the peak of a process's memory");
  QVERIFY2(*peak < 16 * 1024, qPrintable(QString::number(*peak)));
}

void TestNpy::npzIsRefusedAtEveryCut() {
  const QTemporaryDir folder;
  const std::string path = folder.filePath("f.npz").toStdString();
  NpzWriter writer(path);
  writer.add("H", Matrix::Constant(4, 4, 0.25F));
  writer.finish();
  const Bytes whole = readFile(path);
  QCOMPARE(readNpz(whole, "whole").names().size(), std::size_t{1});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Bytes cut(whole.begin(), whole.begin() + std::ptrdiff_t(size));
    const QString sentence = sentenceOf([&] { readNpz(cut, "cut.npz"); });
    QVERIFY2(sentence.startsWith("cut.npz"), qPrintable(QString::number(size) + ": " + sentence));
  }
}

void TestNpy::npzSaysWhichMemberIsBad() {
  const QTemporaryDir folder;
  const std::string path = folder.filePath("f.npz").toStdString();
  NpzWriter writer(path);
  writer.add("H", Matrix::Constant(4, 4, 0.25F));
  writer.finish();
  Bytes damaged = readFile(path);
  const Bytes magic{0x93, 'N', 'U', 'M', 'P', 'Y'};
  auto at = std::search(damaged.begin(), damaged.end(), magic.begin(), magic.end());
  QVERIFY(at != damaged.end());
  // A flipped bit among the elements leaves the array's form whole: only the archive's checksum tells.
  *(at + 140) ^= 0x10;
  VERIFY_INPUT_ERROR(readNpz(damaged, "f.npz"), "array 'H'");
}

void TestNpy::writingWhereNothingCanBeWrittenSaysSo() {
  const QTemporaryDir folder;
  QVERIFY_EXCEPTION_THROWN(NpzWriter(folder.filePath("no/such/f.npz").toStdString()), EnvironmentError);
}

QTEST_APPLESS_MAIN(TestNpy)
#include "tst_npy.moc"
