#include <QtTest>
#include <set>

#include "core/data/dataset_request.h"
#include "core/data/known_datasets.h"
#include "core/data/open_source.h"
#include "tests/core/data/bad_input.h"
#include "tests/core/data/files.h"

using namespace nmf;

class TestLoadDataset : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();

  void dividesIdxBytesBy255();
  void takesTwoThousandRowsUnlessToldOtherwise();
  void rowsAreCutAfterTheShuffle();
  void shufflesBySeed();
  void keepsLabels();
  void refusesSelections_data();
  void refusesSelections();
  void noiseKeepsTheCleanMatrix_data();
  void noiseKeepsTheCleanMatrix();
  void noiseOfAnImageDoesNotDependOnTheOthers();
  void keepsAShareBack();
  void theShareKeptBackDoesNotDependOnTheOrder();
  void takesTestImagesAsWell();
  void refusesWhatCannotBeHeldOut();
  void resizesCropsAndShapes();
  void refusesShapesAndArraysThatDoNotApply();
  void namesOfNothingAreRefused();
  void progressRisesAndCancels();
  void checksumsTellDataApart();
  void findsMnistInTheUsersFolders_data();
  void findsMnistInTheUsersFolders();
  void findsTorchvisionsFilesBelowARoot();
  void testImagesAloneAreNoDefault();
  void readsRealFashionMnist();
  void readsRealMnistTestImages();

 private:
  // Six images of 2 x 3 with labels 0, 1, 2, 0, 1, 2; image i has pixels i * 6 to i * 6 + 5.
  DatasetRequest sixImages() const {
    QByteArray pixels;
    for (int i = 0; i < 36; ++i) pixels += char(i);
    DatasetRequest request;
    request.dataset = files_->write("six-images-idx3-ubyte", idxHeader({6, 2, 3}) + pixels);
    files_->write("six-labels-idx1-ubyte", idxHeader({6}) + QByteArray("\0\1\2\0\1\2", 6));
    return request;
  }
  std::unique_ptr<TemporaryFiles> files_;
  QByteArray home_, cache_, testData_;
};

void TestLoadDataset::init() {
  files_ = std::make_unique<TemporaryFiles>();
  home_ = qgetenv("HOME");
  cache_ = qgetenv("XDG_CACHE_HOME");
  testData_ = qgetenv("NMF_EXPLORER_TEST_DATA");
}

void TestLoadDataset::cleanup() {
  qputenv("HOME", home_);
  cache_.isNull() ? qunsetenv("XDG_CACHE_HOME") : qputenv("XDG_CACHE_HOME", cache_);
  testData_.isNull() ? qunsetenv("NMF_EXPLORER_TEST_DATA") : qputenv("NMF_EXPLORER_TEST_DATA", testData_);
}

void TestLoadDataset::dividesIdxBytesBy255() {
  const Dataset dataset = loadDataset(sixImages());
  QCOMPARE(dataset.name, std::string("six-images-idx3-ubyte"));
  QCOMPARE(dataset.scaling, std::string("divided by 255"));
  QCOMPARE(dataset.shape, (ImageShape{2, 3, 1}));
  QCOMPARE(dataset.A.rows(), 6);
  for (Eigen::Index i = 0; i < 36; ++i) QCOMPARE(dataset.A.data()[i], float(i) / 255);
  QCOMPARE(dataset.labels, (std::vector<int>{0, 1, 2, 0, 1, 2}));
  QCOMPARE(dataset.sourceRows, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
  QVERIFY(!dataset.clean);
}

void TestLoadDataset::takesTwoThousandRowsUnlessToldOtherwise() {
  DatasetRequest request;
  request.dataset = "strokes";
  QCOMPARE(loadDataset(request).A.rows(), 2000);
  request.dataset = "planted";
  QCOMPARE(loadDataset(request).A.rows(), 500);
  request.rows = RowRange{499, 500};
  const Dataset last = loadDataset(request);
  QCOMPARE(last.A.rows(), 1);
  QCOMPARE(last.sourceRows, std::vector<std::int64_t>{499});
}

void TestLoadDataset::rowsAreCutAfterTheShuffle() {
  DatasetRequest request = sixImages();
  request.shuffle = 5;
  const Dataset all = loadDataset(request);
  request.rows = RowRange{2, 5};
  const Dataset some = loadDataset(request);
  QVERIFY(some.A == all.A.middleRows(2, 3));
  QCOMPARE(some.labels, std::vector<int>(all.labels.begin() + 2, all.labels.begin() + 5));
  for (std::size_t i = 0; i < 3; ++i) {
    QCOMPARE(some.A(Eigen::Index(i), 0), float(some.sourceRows[i] * 6) / 255);
    QCOMPARE(some.labels[i], int(some.sourceRows[i] % 3));
  }
}

void TestLoadDataset::shufflesBySeed() {
  DatasetRequest request;
  request.dataset = "planted";
  request.shuffle = 0;
  const Dataset first = loadDataset(request), again = loadDataset(request);
  QCOMPARE(first.sourceRows, again.sourceRows);
  QVERIFY(!std::is_sorted(first.sourceRows.begin(), first.sourceRows.end()));
  QCOMPARE(std::set<std::int64_t>(first.sourceRows.begin(), first.sourceRows.end()).size(), std::size_t{500});
  request.shuffle = 1;
  QVERIFY(loadDataset(request).sourceRows != first.sourceRows);
}

void TestLoadDataset::keepsLabels() {
  DatasetRequest request = sixImages();
  request.labels = {2, 0};
  request.rows = RowRange{1, 4};
  const Dataset dataset = loadDataset(request);
  QCOMPARE(dataset.labels, (std::vector<int>{2, 0, 2}));
  QCOMPARE(dataset.sourceRows, (std::vector<std::int64_t>{2, 3, 5}));
}

void TestLoadDataset::refusesSelections_data() {
  QTest::addColumn<QString>("dataset");
  QTest::addColumn<qint64>("begin");
  QTest::addColumn<qint64>("end");
  QTest::addColumn<int>("label");
  QTest::addColumn<QString>("part");
  QTest::newRow("past the end") << "planted" << qint64(0) << qint64(501) << -1 << "has 500 images";
  QTest::newRow("all past the end") << "planted" << qint64(600) << qint64(700) << -1 << "--rows 600:700";
  QTest::newRow("empty") << "planted" << qint64(5) << qint64(5) << -1 << "--rows 5:5 selects nothing";
  QTest::newRow("reversed") << "planted" << qint64(9) << qint64(3) << -1 << "--rows 9:3 selects nothing";
  QTest::newRow("negative") << "planted" << qint64(-2) << qint64(3) << -1 << "--rows -2:3";
  QTest::newRow("fewer with labels") << "strokes" << qint64(0) << qint64(1001) << 7
                                     << "has 1000 images with the labels kept";
  QTest::newRow("no labels") << "planted" << qint64(0) << qint64(1) << 3 << "--labels: planted has no labels";
  QTest::newRow("no such label") << "strokes" << qint64(0) << qint64(1) << 10 << "label 10";
}

void TestLoadDataset::refusesSelections() {
  QFETCH(QString, dataset);
  QFETCH(qint64, begin);
  QFETCH(qint64, end);
  QFETCH(int, label);
  QFETCH(QString, part);
  DatasetRequest request;
  request.dataset = dataset.toStdString();
  request.rows = RowRange{begin, end};
  if (label >= 0) request.labels = {label};
  VERIFY_INPUT_ERROR(loadDataset(request), part);
}

void TestLoadDataset::noiseKeepsTheCleanMatrix_data() {
  QTest::addColumn<QString>("noise");
  QTest::addColumn<double>("low");
  QTest::addColumn<double>("high");
  // Shares of the pixels of strokes that change: nearly all by Gaussian noise but for the clamped half of the
  // black ones.
  QTest::newRow("gaussian") << "gaussian:0.1" << 0.4 << 0.75;
  // A tenth, less those that had the value already: nearly half of them black.
  QTest::newRow("salt and pepper") << "salt-pepper:0.1" << 0.05 << 0.07;
  // Only inked pixels, a fifth or so, can go missing visibly.
  QTest::newRow("missing") << "missing:0.5" << 0.05 << 0.15;
}

void TestLoadDataset::noiseKeepsTheCleanMatrix() {
  QFETCH(QString, noise);
  QFETCH(double, low);
  QFETCH(double, high);
  DatasetRequest request;
  request.dataset = "strokes";
  const Dataset clean = loadDataset(request);
  request.noise = parseNoise(noise.toStdString());
  request.noiseSeed = 3;
  const Dataset noisy = loadDataset(request);
  QVERIFY(noisy.clean);
  QVERIFY(*noisy.clean == clean.A);
  QVERIFY(noisy.A.minCoeff() >= 0 && noisy.A.maxCoeff() <= 1);
  const double changed = double((noisy.A.array() != clean.A.array()).count()) / double(clean.A.size());
  QVERIFY2(changed > low && changed < high, qPrintable(QString::number(changed)));
  QVERIFY(loadDataset(request).A == noisy.A);
  request.noiseSeed = 4;
  QVERIFY(loadDataset(request).A != noisy.A);
}

void TestLoadDataset::noiseOfAnImageDoesNotDependOnTheOthers() {
  DatasetRequest request;
  request.dataset = "planted";
  request.noise = parseNoise("gaussian:0.2");
  const Dataset all = loadDataset(request);
  request.rows = RowRange{40, 42};
  QVERIFY(loadDataset(request).A == all.A.middleRows(40, 2));
}

void TestLoadDataset::keepsAShareBack() {
  DatasetRequest request;
  request.dataset = "strokes";
  request.rows = RowRange{100, 350};
  request.noise = parseNoise("gaussian:0.1");
  const Dataset whole = loadDataset(request);
  QVERIFY(!whole.unseen);
  request.heldOut.share = 0.25;
  const Dataset part = loadDataset(request);
  QVERIFY(part.unseen);
  QCOMPARE(part.A.rows(), 250 - 63);  // 62.5 is rounded
  QCOMPARE(part.unseen->A.rows(), 63);
  QCOMPARE(part.selected, std::int64_t{250});
  QCOMPARE(part.unseen->shape, part.shape);
  // Every image is on one side, whole: pixels, label, clean pixels; both sides keep the order.
  Eigen::Index seen = 0, back = 0;
  for (Eigen::Index i = 0; i < 250; ++i) {
    const std::int64_t row = whole.sourceRows[std::size_t(i)];
    const bool kept = seen < part.A.rows() && part.sourceRows[std::size_t(seen)] == row;
    const Dataset& side = kept ? part : *part.unseen;
    const Eigen::Index at = kept ? seen++ : back++;
    QCOMPARE(side.sourceRows[std::size_t(at)], row);
    QCOMPARE(side.labels[std::size_t(at)], whole.labels[std::size_t(i)]);
    QVERIFY(side.A.row(at) == whole.A.row(i));
    QVERIFY(side.clean->row(at) == whole.clean->row(i));
  }
  QCOMPARE(back, 63);
  QVERIFY(loadDataset(request).sourceRows == part.sourceRows);
  // Another shuffle draws others, another seed of the run does not.
  request.noiseSeed = 9;
  QVERIFY(loadDataset(request).sourceRows == part.sourceRows);
}

void TestLoadDataset::theShareKeptBackDoesNotDependOnTheOrder() {
  DatasetRequest request;
  request.dataset = "planted";
  request.heldOut.share = 0.1;
  const auto backOf = [&](std::optional<std::uint64_t> shuffle) {
    request.shuffle = shuffle;
    const Dataset dataset = loadDataset(request);
    return std::set<std::int64_t>(dataset.unseen->sourceRows.begin(), dataset.unseen->sourceRows.end());
  };
  QCOMPARE(backOf({}), backOf(0));
  QVERIFY(backOf(1) != backOf(0));
  QCOMPARE(backOf(1).size(), std::size_t{50});
}

void TestLoadDataset::takesTestImagesAsWell() {
  DatasetRequest request;
  request.dataset = "strokes";
  request.labels = {3, 7};
  request.noise = parseNoise("missing:0.3");
  request.rows = RowRange{0, 150};
  request.grayscale = true;
  request.heldOut.testSplit = true;
  const Dataset dataset = loadDataset(request);
  QCOMPARE(dataset.A.rows(), 150);
  QCOMPARE(dataset.unseen->A.rows(), 150);  // as many as are trained on
  DatasetRequest test = request;
  test.heldOut = {};
  test.split = Split::Test;
  const Dataset alone = loadDataset(test);
  QVERIFY(*alone.clean == *dataset.unseen->clean);
  QCOMPARE(alone.labels, dataset.unseen->labels);
  // Its noise is not that of the image with the same number to train on.
  QVERIFY(alone.A != dataset.unseen->A);
  // All there are where that is fewer: strokes has 200 of each label to test.
  request.rows = RowRange{0, 1200};
  const Dataset larger = loadDataset(request);
  QVERIFY(larger.unseen->A.rows() < 1200);
  test.rows.reset();
  QCOMPARE(larger.unseen->A.rows(), loadDataset(test).A.rows());
}

void TestLoadDataset::refusesWhatCannotBeHeldOut() {
  DatasetRequest request;
  request.dataset = "planted";
  request.rows = RowRange{0, 3};
  request.heldOut.share = 0.1;
  VERIFY_INPUT_ERROR(loadDataset(request), "--held-out: a share of 0.1 of 3 images keeps back none");
  request.heldOut.share = 0.9;
  VERIFY_INPUT_ERROR(loadDataset(request), "--held-out: a share of 0.9 of 3 images keeps back all of them");
  request.rows = RowRange{0, 1};
  request.heldOut.share = 0.5;
  VERIFY_INPUT_ERROR(loadDataset(request), "select at least two images");
  request.heldOut = {0, true};
  VERIFY_INPUT_ERROR(loadDataset(request), "--held-out test: the test images cannot be had");
  request = sixImages();
  request.heldOut = {0, true};
  VERIFY_INPUT_ERROR(loadDataset(request), "has no splits");
}

void TestLoadDataset::resizesCropsAndShapes() {
  DatasetRequest request = sixImages();
  request.centerCrop = true;
  const Dataset square = loadDataset(request);
  QCOMPARE(square.shape, (ImageShape{2, 2, 1}));
  QCOMPARE(square.A(0, 2), 3.0F / 255);
  request.resize = ImageShape{4, 8, 1};
  request.grayscale = true;
  const Dataset large = loadDataset(request);
  QCOMPARE(large.shape, (ImageShape{4, 8, 1}));
  QCOMPARE(large.A.cols(), 32);
  QCOMPARE(large.labels, square.labels);
}

void TestLoadDataset::refusesShapesAndArraysThatDoNotApply() {
  DatasetRequest request = sixImages();
  request.imageShape = ImageShape{2, 3, 1};
  QCOMPARE(loadDataset(request).A.rows(), 6);
  request.imageShape = ImageShape{3, 2, 1};
  VERIFY_INPUT_ERROR(loadDataset(request), "--image-shape 3x2 contradicts");
  request = sixImages();
  request.array = "x_train";
  VERIFY_INPUT_ERROR(loadDataset(request), "--array applies to .npz");
  request = sixImages();
  request.split = Split::Test;
  VERIFY_INPUT_ERROR(loadDataset(request), "--split test");
}

void TestLoadDataset::namesOfNothingAreRefused() {
  DatasetRequest request;
  request.dataset = "minst";
  VERIFY_INPUT_ERROR(loadDataset(request), "strokes, swimmer, planted, fashion-mnist, mnist, flowers102");
  request.dataset = files_->path("nothing/here");
  VERIFY_INPUT_ERROR(loadDataset(request), "nothing/here");
  request.dataset = files_->path();
  VERIFY_INPUT_ERROR(loadDataset(request), QString::fromStdString(files_->path()));
}

void TestLoadDataset::progressRisesAndCancels() {
  DatasetRequest request;
  request.dataset = "strokes";
  double last = 0;
  loadDataset(request, [&](double share) {
    if (share < last) qFatal("progress fell");
    last = share;
    return true;
  });
  QCOMPARE(last, 1.0);
  VERIFY_INPUT_ERROR(loadDataset(request, [](double share) { return share < 0.7; }), "cancelled");
}

void TestLoadDataset::checksumsTellDataApart() {
  DatasetRequest request;
  request.dataset = "planted";
  Dataset dataset = loadDataset(request);
  const std::string sum = checksum(dataset);
  QCOMPARE(sum.size(), std::size_t{40});
  dataset.shape = {10, 40, 1};
  QVERIFY(checksum(dataset) != sum);
  dataset.shape = {20, 20, 1};
  QCOMPARE(checksum(dataset), sum);
  dataset.A(499, 399) += 0.5F;
  QVERIFY(checksum(dataset) != sum);
  // More than one block.
  dataset.A = Matrix::Zero(3000, 400);
  const std::string zeros = checksum(dataset);
  dataset.A(2999, 0) = 1;
  QVERIFY(checksum(dataset) != zeros);
}

void TestLoadDataset::findsMnistInTheUsersFolders_data() {
  QTest::addColumn<QString>("folder");
  QTest::addColumn<QString>("ending");
  QTest::newRow("our cache") << ".cache/nmf-explorer/mnist"
                             << ".gz";
  QTest::newRow("torchvision") << "data/MNIST/raw"
                               << "";
  QTest::newRow("datasets") << "datasets/mnist"
                            << "";
  QTest::newRow("Keras") << ".keras/datasets/mnist"
                         << ".gz";
}

void TestLoadDataset::findsMnistInTheUsersFolders() {
  QFETCH(QString, folder);
  QFETCH(QString, ending);
  qputenv("HOME", QByteArray::fromStdString(files_->path()));
  qunsetenv("XDG_CACHE_HOME");
  qunsetenv("NMF_EXPLORER_TEST_DATA");
  DatasetRequest request;
  request.dataset = "mnist";
  if (QFileInfo::exists("/usr/share/datasets/mnist")) QSKIP("MNIST is installed for everyone here");
  VERIFY_INPUT_ERROR(loadDataset(request), "--dataset mnist");
  const auto content = [&](const QByteArray& bytes) { return ending.isEmpty() ? bytes : gzipped(bytes); };
  files_->write(folder + "/train-images-idx3-ubyte" + ending,
                content(idxHeader({4, 28, 28}) + pattern(4 * 784)));
  files_->write(folder + "/train-labels-idx1-ubyte" + ending, content(idxHeader({4}) + pattern(4)));
  const Dataset dataset = loadDataset(request);
  QCOMPARE(dataset.name, std::string("mnist"));
  QCOMPARE(dataset.A.rows(), 4);
  QCOMPARE(dataset.labels.size(), std::size_t{4});
  QCOMPARE(defaultDataset(), std::string("mnist"));
  for (const KnownDataset& known : knownDatasets()) {
    if (known.name != "mnist") continue;
    QCOMPARE(known.folder, files_->path(folder));
    QCOMPARE(known.splits, std::vector<Split>{Split::Train});
  }
  request.split = Split::Test;
  VERIFY_INPUT_ERROR(loadDataset(request), "choose --split train");
  request.split = Split::Validation;
  VERIFY_INPUT_ERROR(loadDataset(request), "--split val");
}

void TestLoadDataset::findsTorchvisionsFilesBelowARoot() {
  files_->write("root/MNIST/raw/train-images-idx3-ubyte", idxHeader({4, 28, 28}) + pattern(4 * 784));
  DatasetRequest request;
  // The root that was given to torchvision, the folder below it, and the one with the files.
  for (const char* folder : {"root", "root/MNIST", "root/MNIST/raw"}) {
    request.dataset = files_->path(folder);
    const Dataset dataset = loadDataset(request);
    QCOMPARE(dataset.A.rows(), 4);
    QCOMPARE(dataset.name, std::string("MNIST"));
    QCOMPARE(choicesIn(request.dataset).splits, std::vector<Split>{Split::Train});
  }
  request.dataset = files_->path("root");
  request.split = Split::Test;
  VERIFY_INPUT_ERROR(loadDataset(request), "only the split train");
  request.split = Split::Train;
  files_->write("root/FashionMNIST/raw/t10k-images-idx3-ubyte", idxHeader({4, 28, 28}) + pattern(4 * 784));
  VERIFY_INPUT_ERROR(loadDataset(request), "several data sets");
  VERIFY_INPUT_ERROR(choicesIn(request.dataset), "several data sets");
}

void TestLoadDataset::testImagesAloneAreNoDefault() {
  qputenv("HOME", QByteArray::fromStdString(files_->path("home")));
  qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(files_->path("cache")));
  qputenv("NMF_EXPLORER_TEST_DATA", QByteArray::fromStdString(files_->path("data")));
  if (QFileInfo::exists("/usr/share/datasets/mnist")) QSKIP("MNIST is installed for everyone here");
  files_->write("data/mnist/t10k-images-idx3-ubyte.gz", gzipped(idxHeader({4, 28, 28}) + pattern(4 * 784)));
  QVERIFY(defaultDataset() != "mnist");
  DatasetRequest request;
  request.dataset = "mnist";
  VERIFY_INPUT_ERROR(loadDataset(request), "choose --split test");
  request.split = Split::Test;
  QCOMPARE(loadDataset(request).A.rows(), 4);
}

void TestLoadDataset::readsRealFashionMnist() {
  if (!QFileInfo::exists("/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz")) {
    QSKIP("the package dataset-fashion-mnist is not installed");
  }
  DatasetRequest request;
  request.dataset = "fashion-mnist";
  request.rows = RowRange{0, 60'000};
  const Dataset dataset = loadDataset(request);
  QCOMPARE(dataset.A.rows(), 60'000);
  QCOMPARE(dataset.A.cols(), 784);
  QCOMPARE(dataset.labelNames.size(), std::size_t{10});
  // Every class has 6,000 pictures; the mean pixel of the training set is 0.2860 (a published constant).
  for (int label = 0; label < 10; ++label)
    QCOMPARE(std::count(dataset.labels.begin(), dataset.labels.end(), label), 6000);
  QVERIFY(std::abs(dataset.A.cast<double>().mean() - 0.2860) < 1e-4);
}

void TestLoadDataset::readsRealMnistTestImages() {
  const QString folder = qEnvironmentVariable("NMF_EXPLORER_TEST_DATA") + "/mnist";
  if (!QFileInfo::exists(folder + "/t10k-images-idx3-ubyte.gz")) QSKIP("NMF_EXPLORER_TEST_DATA has no MNIST");
  DatasetRequest request;
  request.dataset = (folder + "/t10k-images-idx3-ubyte.gz").toStdString();
  request.rows = RowRange{0, 10'000};
  const Dataset dataset = loadDataset(request);
  QCOMPARE(dataset.A.rows(), 10'000);
  QCOMPARE(std::vector<int>(dataset.labels.begin(), dataset.labels.begin() + 5),
           (std::vector<int>{7, 2, 1, 0, 4}));
}

QTEST_GUILESS_MAIN(TestLoadDataset)
#include "tst_load_dataset.moc"
