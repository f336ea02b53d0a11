#include <QBuffer>
#include <QDir>
#include <QImage>
#include <QtTest>

#include "core/data/dataset_request.h"
#include "core/data/flowers.h"
#include "tests/core/data/archives.h"
#include "tests/core/data/bad_input.h"
#include "tests/core/data/files.h"
#include "tests/core/data/mat_files.h"
#include "tests/core/data/triangle_filter.h"

using namespace nmf;

namespace {

// Picture `number` has one colour that tells it apart, and its own size.
QByteArray flower(int number) {
  QImage image(100 + number, 80, QImage::Format_RGB888);
  image.fill(QColor(20 * number, 100, 255 - 20 * number));
  QByteArray content;
  QBuffer buffer(&content);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "jpg", 95);
  return content;
}

QString nameOf(int number) {
  return QString("jpg/image_%1.jpg").arg(number, 5, 10, QChar('0'));
}

}  // namespace

class TestFlowers : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void readsTheSplitsFromAFolder();
  void resizesPhotographsAsTorchvisionDoes();
  void readsTheArchiveToo();
  void takesSizeCropAndGrayFromTheRequest();
  void keepsDecodedPictures();
  void skipsADamagedPicture();
  void refusesListsThatDoNotFit_data();
  void refusesListsThatDoNotFit();
  void namesEveryFlower();
  void sayWhatIsMissing();

 private:
  // Ten pictures: 1 and 3 for training, 2 for validation, 4 to 10 for testing, labels 101, 2, 102, 4, 5...
  DatasetRequest makeFlowers(bool archive) const {
    QByteArray ids = matfile::header() + matfile::uint16Row("trnid", {3, 1}) +
                     matfile::uint16Row("valid", {2}) +
                     matfile::compressed(matfile::uint16Row("tstid", {4, 5, 6, 7, 8, 9, 10}));
    files_->write("flowers/setid.mat", ids);
    files_->write("flowers/imagelabels.mat",
                  matfile::header() + matfile::uint16Row("labels", {101, 2, 102, 4, 5, 6, 7, 8, 9, 10}));
    std::vector<ArchiveMember> members;
    for (int number = 1; number <= 10; ++number) {
      if (archive) {
        members.push_back({nameOf(number).toStdString(), flower(number), {}});
      } else {
        files_->write("flowers/" + nameOf(number), flower(number));
      }
    }
    if (archive) writeArchive(files_->path("flowers/102flowers.tgz"), false, members);
    DatasetRequest request;
    request.dataset = files_->path("flowers");
    return request;
  }
  std::unique_ptr<TemporaryFiles> files_;
  QByteArray cache_;
};

void TestFlowers::init() {
  files_ = std::make_unique<TemporaryFiles>();
  cache_ = qgetenv("XDG_CACHE_HOME");
  qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(files_->path("cache")));
}

void TestFlowers::cleanup() {
  cache_.isNull() ? qunsetenv("XDG_CACHE_HOME") : qputenv("XDG_CACHE_HOME", cache_);
}

void TestFlowers::readsTheSplitsFromAFolder() {
  DatasetRequest request = makeFlowers(false);
  const Dataset train = loadDataset(request);
  QCOMPARE(train.name, std::string("flowers102"));
  QCOMPARE(train.shape, (ImageShape{64, 64, 3}));
  QCOMPARE(train.A.rows(), 2);
  QCOMPARE(train.labels, (std::vector<int>{102, 101}));
  QCOMPARE(train.labelNames[101], std::string("trumpet creeper"));
  // The order of setid.mat: picture 3 first, its red 60; JPEG may be a few levels off.
  QVERIFY(std::abs(train.A(0, 100) * 255 - 60) < 4);
  QVERIFY(std::abs(train.A(1, 100) * 255 - 20) < 4);
  QVERIFY(std::abs(train.A(1, 64 * 64 + 100) * 255 - 100) < 4);
  request.split = Split::Validation;
  QCOMPARE(loadDataset(request).labels, std::vector<int>{2});
  request.split = Split::Test;
  QCOMPARE(loadDataset(request).A.rows(), 7);
}

void TestFlowers::resizesPhotographsAsTorchvisionDoes() {
  // Something with edges and grain, neither side a multiple of 64.
  QImage drawn(211, 150, QImage::Format_RGB888);
  for (int y = 0; y < drawn.height(); ++y)
    for (int x = 0; x < drawn.width(); ++x)
      drawn.setPixelColor(x, y, QColor(x, (x / 17 + y / 11) % 2 * 255, (x * 7919 + y * 104729) % 256));
  const DatasetRequest request = makeFlowers(false);
  QVERIFY(drawn.save(QString::fromStdString(files_->path("flowers/" + nameOf(3))), "jpg", 95));
  const Dataset dataset = loadDataset(request);
  // What a full decoder makes of the file, resized by the rule itself and divided by 255.
  const QImage decoded = QImage(QString::fromStdString(files_->path("flowers/" + nameOf(3))))
                             .convertToFormat(QImage::Format_RGB888);
  for (int channel = 0; channel < 3; ++channel) {
    std::vector<double> plane;
    for (int y = 0; y < decoded.height(); ++y)
      for (int x = 0; x < decoded.width(); ++x) plane.push_back(decoded.constScanLine(y)[3 * x + channel]);
    const auto expected = triangleResized(plane, decoded.height(), decoded.width(), 64, 64);
    for (int i = 0; i < 64 * 64; ++i) {
      const double difference = 255 * double(dataset.A(0, channel * 64 * 64 + i)) - expected[std::size_t(i)];
      QVERIFY2(std::abs(difference) <= 2, qPrintable(QString::number(difference)));
    }
  }
}

void TestFlowers::readsTheArchiveToo() {
  const Dataset fromFolder = loadDataset(makeFlowers(false));
  QDir(QString::fromStdString(files_->path("flowers/jpg"))).removeRecursively();
  QDir(QString::fromStdString(files_->path("cache"))).removeRecursively();
  const Dataset fromArchive = loadDataset(makeFlowers(true));
  QVERIFY(fromArchive.A == fromFolder.A);
  QCOMPARE(fromArchive.labels, fromFolder.labels);
}

void TestFlowers::takesSizeCropAndGrayFromTheRequest() {
  DatasetRequest request = makeFlowers(false);
  request.resize = ImageShape{16, 24, 1};
  QCOMPARE(loadDataset(request).shape, (ImageShape{16, 24, 3}));
  request.grayscale = true;
  request.centerCrop = true;
  const Dataset gray = loadDataset(request);
  QCOMPARE(gray.shape, (ImageShape{16, 24, 1}));
  QVERIFY(std::abs(gray.A(1, 5) * 255 - (0.299 * 20 + 0.587 * 100 + 0.114 * 235)) < 4);
}

void TestFlowers::keepsDecodedPictures() {
  DatasetRequest request = makeFlowers(false);
  request.split = Split::Test;
  request.rows = RowRange{0, 3};
  const Dataset some = loadDataset(request);
  request.rows.reset();
  const Dataset all = loadDataset(request);
  QVERIFY(all.A.topRows(3) == some.A);
  // What is kept serves without the pictures: another content with the folder's time as it was.
  for (int number = 4; number <= 10; ++number) {
    QFile file(QString::fromStdString(files_->path("flowers/" + nameOf(number))));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.resize(0);
  }
  QVERIFY(loadDataset(request).A == all.A);
  // A damaged cache counts as none.
  QDir cache(QString::fromStdString(files_->path("cache/nmf-explorer/decoded")));
  QCOMPARE(cache.entryList({"*.npy"}).size(), 1);
  files_->write("cache/nmf-explorer/decoded/" + cache.entryList({"*.npy"}).front(), "damaged");
  VERIFY_INPUT_ERROR(loadDataset(request), "none of the 7 pictures");
}

void TestFlowers::skipsADamagedPicture() {
  DatasetRequest request = makeFlowers(false);
  files_->write("flowers/" + nameOf(3), "no picture");
  const Dataset dataset = loadDataset(request);
  QCOMPARE(dataset.A.rows(), 1);
  QCOMPARE(dataset.labels, std::vector<int>{101});
  QCOMPARE(dataset.skipped, std::vector<std::string>{"image_00003.jpg"});
}

void TestFlowers::refusesListsThatDoNotFit_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<QString>("part");
  using namespace matfile;
  QTest::newRow("picture beyond the labels")
      << "setid.mat" << header() + uint16Row("trnid", {11}) << "names picture 11";
  QTest::newRow("picture zero") << "setid.mat" << header() + uint16Row("trnid", {0}) << "names picture 0";
  QTest::newRow("no training list") << "setid.mat" << header() + uint16Row("tstid", {1})
                                    << "no numeric array 'trnid'";
  QTest::newRow("empty list") << "setid.mat" << header() + uint16Row("trnid", {}) << "names no picture";
  QTest::newRow("label out of range")
      << "imagelabels.mat" << header() + uint16Row("labels", {103, 1, 103}) << "has the label 103";
  QTest::newRow("not MATLAB") << "imagelabels.mat" << QByteArray("<html>not found</html>")
                              << "imagelabels.mat";
}

void TestFlowers::refusesListsThatDoNotFit() {
  QFETCH(QString, file);
  QFETCH(QByteArray, content);
  QFETCH(QString, part);
  const DatasetRequest request = makeFlowers(false);
  files_->write("flowers/" + file, content);
  VERIFY_INPUT_ERROR(loadDataset(request), part);
}

void TestFlowers::namesEveryFlower() {
  const auto names = flowerNames();
  QCOMPARE(names.size(), std::size_t{103});
  QCOMPARE(names[1], std::string("pink primrose"));
  QCOMPARE(names[54], std::string("sunflower"));
  QCOMPARE(names[77], std::string("passion flower"));
  QCOMPARE(names[102], std::string("blackberry lily"));
}

void TestFlowers::sayWhatIsMissing() {
  DatasetRequest request = makeFlowers(true);
  writeArchive(files_->path("flowers/102flowers.tgz"), false, {{"jpg/image_00001.jpg", flower(1), {}}});
  VERIFY_INPUT_ERROR(loadDataset(request), "lacks image_00003.jpg");
}

QTEST_GUILESS_MAIN(TestFlowers)
#include "tst_flowers.moc"
