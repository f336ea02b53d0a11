#include <QtTest>
#include <cmath>

#include "core/data/dataset_request.h"
#include "core/data/npz.h"
#include "core/data/open_source.h"
#include "core/data/selection.h"
#include "core/data/value_scaling.h"
#include "tests/core/data/bad_input.h"
#include "tests/core/data/files.h"

using namespace nmf;

namespace {

template <typename T>
QByteArray npy(NpyType type, const std::vector<std::int64_t>& shape, const std::vector<T>& values) {
  return QByteArray::fromStdString(npyHeaderText(type, shape)) +
         QByteArray(reinterpret_cast<const char*>(values.data()), qsizetype(values.size() * sizeof(T)));
}

std::vector<std::uint8_t> counted(int count) {
  std::vector<std::uint8_t> values;
  for (int i = 0; i < count; ++i) values.push_back(std::uint8_t(i));
  return values;
}

}  // namespace

class TestNpySource : public QObject {
  Q_OBJECT

 private slots:
  void readsRowsAsSquares();
  void readsRowsOfAGivenShape();
  void readsGrayImages();
  void readsColorChannelFirst();
  void scalesByTheValues_data();
  void scalesByTheValues();
  void refuses_data();
  void refuses();
  void choosesAmongArrays();
  void listsArraysWithoutReadingThem();
  void rowsThatMakeNoSquareTellTheirLength();
  void likelyShapesMultiplyToTheRow_data();
  void likelyShapesMultiplyToTheRow();
  void readsKerasFiles();
  void refusesOtherCountsOfLabels();
  void findsMnistWhereKerasKeepsIt();

 private:
  Dataset load(const QByteArray& content, std::optional<ImageShape> shape = {}) const {
    DatasetRequest request;
    request.dataset = files_.write("images.npy", content);
    request.imageShape = shape;
    return loadDataset(request);
  }
  TemporaryFiles files_;
};

void TestNpySource::readsRowsAsSquares() {
  const Dataset dataset = load(npy(NpyType::UInt8, {2, 9}, counted(18)));
  QCOMPARE(dataset.shape, (ImageShape{3, 3, 1}));
  QCOMPARE(dataset.A(1, 4), 13.0F / 255);
  QCOMPARE(dataset.scaling, std::string("divided by 255"));
  VERIFY_INPUT_ERROR(load(npy(NpyType::UInt8, {2, 6}, counted(12))), "--image-shape is needed");
}

void TestNpySource::readsRowsOfAGivenShape() {
  QCOMPARE(load(npy(NpyType::UInt8, {2, 6}, counted(12)), ImageShape{2, 3, 1}).shape, (ImageShape{2, 3, 1}));
  // Rows of 1 x 2 x 3: two pixels of three colours, which become three planes of two.
  const Dataset color = load(npy(NpyType::UInt8, {2, 6}, counted(12)), ImageShape{1, 2, 3});
  for (int i = 0; i < 6; ++i) QCOMPARE(color.A(0, i), float(i % 2 * 3 + i / 2) / 255);
  VERIFY_INPUT_ERROR(load(npy(NpyType::UInt8, {2, 6}, counted(12)), ImageShape{2, 2, 1}),
                     "--image-shape 2x2");
}

void TestNpySource::readsGrayImages() {
  QCOMPARE(load(npy(NpyType::UInt8, {3, 2, 2}, counted(12))).shape, (ImageShape{2, 2, 1}));
  QCOMPARE(load(npy(NpyType::UInt8, {3, 2, 2, 1}, counted(12))).shape, (ImageShape{2, 2, 1}));
  VERIFY_INPUT_ERROR(load(npy(NpyType::UInt8, {3, 2, 2}, counted(12)), ImageShape{1, 4, 1}), "contradicts");
}

void TestNpySource::readsColorChannelFirst() {
  const Dataset last = load(npy(NpyType::UInt8, {2, 2, 2, 3}, counted(24)));
  QCOMPARE(last.shape, (ImageShape{2, 2, 3}));
  // Plane c holds every third value from c on.
  for (int i = 0; i < 12; ++i) QCOMPARE(last.A(1, i), float(12 + i % 4 * 3 + i / 4) / 255);
  const Dataset first = load(npy(NpyType::UInt8, {2, 3, 2, 2}, counted(24)));
  QCOMPARE(first.shape, (ImageShape{2, 2, 3}));
  for (int i = 0; i < 12; ++i) QCOMPARE(first.A(1, i), float(12 + i) / 255);
}

void TestNpySource::scalesByTheValues_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<QString>("scaling");
  QTest::addColumn<float>("largest");
  QTest::newRow("already in range") << npy<float>(NpyType::Float32, {1, 4}, {0, 0.25F, 0.5F, 0.75F})
                                    << "as they are" << 0.75F;
  QTest::newRow("whole numbers") << npy<double>(NpyType::Float64, {1, 4}, {0, 51, 2, 102}) << "divided by 255"
                                 << 0.4F;
  QTest::newRow("any numbers") << npy<double>(NpyType::Float64, {1, 4}, {0, 1.5, 2.5, 2})
                               << "divided by the largest value, 2.5" << 1.0F;
  QTest::newRow("16 bits") << npy<std::uint16_t>(NpyType::UInt16, {1, 4}, {0, 1000, 5, 7})
                           << "divided by the largest value, 1000" << 1.0F;
  QTest::newRow("all zero") << npy<float>(NpyType::Float32, {1, 4}, {0, 0, 0, 0}) << "as they are" << 0.0F;
}

void TestNpySource::scalesByTheValues() {
  QFETCH(QByteArray, content);
  QFETCH(QString, scaling);
  QFETCH(float, largest);
  const Dataset dataset = load(content);
  QCOMPARE(QString::fromStdString(dataset.scaling), scaling);
  QCOMPARE(dataset.A.maxCoeff(), largest);
}

void TestNpySource::refuses_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<QString>("part");
  QTest::newRow("negative") << npy<float>(NpyType::Float32, {2, 4}, {0, 0, 0, 0, 0, 0, -1, 0})
                            << "a negative value in row 1, value 2";
  QTest::newRow("nan") << npy<float>(NpyType::Float32, {1, 4}, {0, NAN, 0, 0})
                       << "a non-finite value in row 0, value 1";
  QTest::newRow("infinite") << npy<double>(NpyType::Float64, {1, 4}, {0, 0, INFINITY, 0})
                            << "non-finite value in row 0, value 2";
  QTest::newRow("one dimension") << npy<float>(NpyType::Float32, {4}, {0, 0, 0, 0}) << "1 dimension";
  QTest::newRow("five dimensions") << npy<float>(NpyType::Float32, {1, 1, 1, 1, 1}, {0}) << "5 dimensions";
  QTest::newRow("two channels") << npy<float>(NpyType::Float32, {1, 2, 2, 2}, {0, 0, 0, 0, 0, 0, 0, 0})
                                << "channels";
  QTest::newRow("no image") << npy<float>(NpyType::Float32, {0, 4}, {}) << "holds nothing";
  QTest::newRow("not an array") << QByteArray("hello") << "is not a NumPy array";
}

void TestNpySource::refuses() {
  QFETCH(QByteArray, content);
  QFETCH(QString, part);
  VERIFY_INPUT_ERROR(load(content), part);
}

void TestNpySource::choosesAmongArrays() {
  DatasetRequest request;
  request.dataset = files_.path("two.npz");
  NpzWriter writer(request.dataset);
  writer.add("faces", Matrix::Constant(3, 4, 0.5F));
  writer.add("kind", std::vector<std::int64_t>{4, 5, 4});
  writer.add("houses", Matrix::Constant(2, 9, 0.25F));
  writer.finish();
  VERIFY_INPUT_ERROR(loadDataset(request), "--array is needed");
  request.array = "cars";
  VERIFY_INPUT_ERROR(loadDataset(request), "--array cars");
  request.array = "houses";
  QCOMPARE(loadDataset(request).A.cols(), 9);
  QVERIFY(loadDataset(request).labels.empty());
  request.array = "faces";
  const Dataset faces = loadDataset(request);
  QCOMPARE(faces.labels, (std::vector<int>{4, 5, 4}));
  QVERIFY(faces.source.ends_with("two.npz, array faces"));
}

void TestNpySource::listsArraysWithoutReadingThem() {
  const std::string path = files_.path("list.npz");
  NpzWriter writer(path);
  writer.begin("color", {2, 3, 4, 3});
  writer.append(std::vector<float>(72, 0.5F));
  writer.add("rows", Matrix::Constant(3, 4, 0.5F));
  writer.add("kind", std::vector<std::int64_t>{4, 5, 4});
  writer.finish();
  const std::vector<NpzEntry> entries = npzEntries(path);
  QCOMPARE(entries.size(), std::size_t{3});
  QCOMPARE(entries[0].name, std::string("color"));
  QCOMPARE(entries[0].words, std::string("2 x 3 x 4 x 3, float32"));
  QVERIFY(entries[0].images && entries[1].images && !entries[2].images);
  QCOMPARE(entries[2].shape, std::vector<std::int64_t>{3});
  const SourceChoices choices = choicesIn(path);
  QCOMPARE(choices.arrays.size(), std::size_t{3});
  QVERIFY(choices.splits.empty() && !choices.arrayBySplit);
  VERIFY_INPUT_ERROR(npzEntries(files_.write("no.npz", "nothing of that")), "not a .npz file");
  VERIFY_INPUT_ERROR(choicesIn(files_.path("gone.npz")), "neither a known data set");
}

void TestNpySource::rowsThatMakeNoSquareTellTheirLength() {
  DatasetRequest request;
  request.dataset = files_.write("odd.csv", "1,0,1,0,1,0\n0,1,0,1,0,1\n");
  std::int64_t values = 0;
  try {
    loadDataset(request);
  } catch (const ImageShapeNeeded& needed) {
    values = needed.values;
  }
  QCOMPARE(values, 6);
  request.imageShape = ImageShape{2, 3, 1};
  const ImageSourcePtr source = openSource(request, {});
  QCOMPARE(source->facts().rowValues, 6);
  QCOMPARE(selectImages(*source, request).A.rows(), 2);
}

void TestNpySource::likelyShapesMultiplyToTheRow_data() {
  QTest::addColumn<qint64>("values");
  QTest::addColumn<QString>("first");
  QTest::newRow("a square") << qint64(784) << "28x28";
  QTest::newRow("a colour square") << qint64(12'288) << "64x64x3";
  QTest::newRow("nearly square") << qint64(90) << "9x10";
  QTest::newRow("a prime") << qint64(97) << "";
  QTest::newRow("faces") << qint64(112 * 92) << "92x112";
  QTest::newRow("nothing") << qint64(0) << "";
  QTest::newRow("absurd") << (qint64(1) << 60) << "";
}

void TestNpySource::likelyShapesMultiplyToTheRow() {
  QFETCH(qint64, values);
  QFETCH(QString, first);
  const std::vector<ImageShape> shapes = likelyShapes(values);
  QVERIFY(shapes.size() <= 8);
  for (const ImageShape& shape : shapes) QCOMPARE(qint64(shape.pixels()), values);
  QCOMPARE(shapes.empty() ? QString() : QString::fromStdString(text(shapes.front())), first);
}

void TestNpySource::readsKerasFiles() {
  DatasetRequest request;
  request.dataset = files_.path("keras.npz");
  NpzWriter writer(request.dataset);
  writer.add("x_train", Matrix::Constant(3, 4, 0.5F));
  writer.add("y_train", std::vector<std::int64_t>{1, 2, 3});
  writer.add("x_test", Matrix::Constant(2, 4, 0.25F));
  writer.add("y_test", std::vector<std::int64_t>{7, 8});
  writer.finish();
  QCOMPARE(loadDataset(request).labels, (std::vector<int>{1, 2, 3}));
  request.split = Split::Test;
  QCOMPARE(loadDataset(request).labels, (std::vector<int>{7, 8}));
  QVERIFY(choicesIn(request.dataset).arrayBySplit);
  QCOMPARE(choicesIn(request.dataset).splits, (std::vector<Split>{Split::Train, Split::Test}));
  request.split = Split::Validation;
  VERIFY_INPUT_ERROR(loadDataset(request), "--split val");
}

void TestNpySource::refusesOtherCountsOfLabels() {
  DatasetRequest request;
  request.dataset = files_.path("short.npz");
  NpzWriter keras(request.dataset);
  keras.add("x_train", Matrix::Constant(3, 4, 0.5F));
  keras.add("y_train", std::vector<std::int64_t>{1, 2});
  keras.add("x_test", Matrix::Constant(2, 4, 0.5F));
  keras.finish();
  VERIFY_INPUT_ERROR(loadDataset(request), "array 'y_train' holds 2 labels for 3 images");
  request.split = Split::Test;
  QVERIFY(loadDataset(request).labels.empty());
  request = {};
  request.dataset = files_.path("named.npz");
  NpzWriter named(request.dataset);
  named.add("faces", Matrix::Constant(3, 4, 0.5F));
  named.add("labels", std::vector<std::int64_t>{1, 2, 3, 4});
  named.finish();
  VERIFY_INPUT_ERROR(loadDataset(request), "array 'labels' holds 4 labels for 3 images");
}

void TestNpySource::findsMnistWhereKerasKeepsIt() {
  const QByteArray home = qgetenv("HOME"), cache = qgetenv("XDG_CACHE_HOME");
  const auto restore = qScopeGuard([&] { qputenv("HOME", home); });
  if (!cache.isNull() || QFileInfo::exists("/usr/share/datasets/mnist"))
    QSKIP("MNIST may be elsewhere on this machine");
  files_.write("home/.keras/datasets/x", "");
  qputenv("HOME", QByteArray::fromStdString(files_.path("home")));
  NpzWriter writer(files_.path("home/.keras/datasets/mnist.npz"));
  writer.add("x_train", Matrix::Constant(3, 784, 0.5F));
  writer.add("y_train", std::vector<std::int64_t>{1, 2, 3});
  writer.add("x_test", Matrix::Constant(2, 784, 0.25F));
  writer.finish();
  QCOMPARE(defaultDataset(), std::string("mnist"));
  DatasetRequest request;
  request.dataset = "mnist";
  QCOMPARE(loadDataset(request).A.rows(), 3);
  // Keras looks elsewhere where its variable says so.
  const auto forget = qScopeGuard([] { qunsetenv("KERAS_HOME"); });
  qputenv("KERAS_HOME", QByteArray::fromStdString(files_.path("elsewhere")));
  VERIFY_INPUT_ERROR(loadDataset(request), "on this machine");
  files_.write("elsewhere/datasets/x", "");
  QVERIFY(QFile::copy(QString::fromStdString(files_.path("home/.keras/datasets/mnist.npz")),
                      QString::fromStdString(files_.path("elsewhere/datasets/mnist.npz"))));
  QCOMPARE(loadDataset(request).A.rows(), 3);
}

QTEST_APPLESS_MAIN(TestNpySource)
#include "tst_npy_source.moc"
