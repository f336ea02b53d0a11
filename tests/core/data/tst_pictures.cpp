#include <zlib.h>

#include <QBuffer>
#include <QImage>
#include <QImageWriter>
#include <QtTest>
#include <fstream>

#include "core/data/dataset_request.h"
#include "core/data/picture_collection.h"
#include "core/data/picture_file.h"
#include "tests/core/data/archives.h"
#include "tests/core/data/bad_input.h"
#include "tests/core/data/files.h"
#include "tests/core/data/peak_memory.h"

using namespace nmf;

namespace {

QByteArray encoded(const QImage& image, const char* format) {
  QByteArray content;
  QBuffer buffer(&content);
  buffer.open(QIODevice::WriteOnly);
  if (!image.save(&buffer, format, 100)) qFatal("cannot encode a picture");
  return content;
}

QByteArray grayPng(int width, int height, int level) {
  QImage image(width, height, QImage::Format_Grayscale8);
  image.fill(QColor(level, level, level));
  return encoded(image, "png");
}

QByteArray colorPng(int width, int height, const QColor& color) {
  QImage image(width, height, QImage::Format_RGB888);
  image.fill(color);
  return encoded(image, "png");
}

}  // namespace

class TestPictures : public QObject {
  Q_OBJECT

 private slots:
  void readsEveryFormat_data();
  void readsEveryFormat();
  void transparentPartsAreBlack();
  void palettesAndSixteenBitsAreRead();
  void readsAFolder();
  void subfoldersAreLabels();
  void grayAmongColorBecomesColor();
  void unreadablePicturesAreSkippedAndCounted();
  void refusesDifferentSizesUnlessResized();
  void refusesFoldersWithoutPictures();
  void otherFormatsAreNoPictures();
  void hugePicturesAreSkippedUndecoded_data();
  void hugePicturesAreSkippedUndecoded();
  void namesNeedNotBeUtf8();
  void readsArchives_data();
  void readsArchives();
  void refusesArchives_data();
  void refusesArchives();
  void archivesAreRefusedAtEveryCut_data();
  void archivesAreRefusedAtEveryCut();
  void archivesThatUnpackWithoutEndAreRefused();
  void encryptedArchivesAreRefused();

 private:
  DatasetRequest folder(const QString& name) const {
    DatasetRequest request;
    request.dataset = files_.path(name);
    return request;
  }
  TemporaryFiles files_;
};

void TestPictures::readsEveryFormat_data() {
  QTest::addColumn<QString>("format");
  for (const char* format : {"png", "jpg", "bmp", "webp", "tiff", "ppm"}) QTest::newRow(format) << format;
}

void TestPictures::readsEveryFormat() {
  QFETCH(QString, format);
  if (!QImageWriter::supportedImageFormats().contains(format.toLatin1()))
    QSKIP("Qt cannot write this format here");
  QVERIFY(isPictureName(("A." + format.toUpper()).toStdString()));
  QImage image(16, 12, QImage::Format_RGB888);
  image.fill(QColor(200, 100, 50));
  const auto picture = readPicture(encoded(image, qPrintable(format)));
  QVERIFY(picture);
  QCOMPARE(picture->shape, (ImageShape{12, 16, 3}));
  for (int channel = 0; channel < 3; ++channel) {
    const int expected = std::array{200, 100, 50}[std::size_t(channel)];
    // Formats with loss may be a few levels off.
    QVERIFY(std::abs(picture->bytes[std::size_t(channel * 12 * 16 + 40)] - expected) <= 4);
  }
}

void TestPictures::transparentPartsAreBlack() {
  QImage image(4, 4, QImage::Format_ARGB32);
  image.fill(QColor(255, 255, 255, 0));
  image.setPixelColor(1, 0, QColor(255, 0, 0, 255));
  const auto picture = readPicture(encoded(image, "png"));
  QVERIFY(picture);
  QCOMPARE(picture->bytes[0], std::uint8_t{0});
  QCOMPARE(picture->bytes[1], std::uint8_t{255});
  QCOMPARE(picture->bytes[17], std::uint8_t{0});
}

void TestPictures::palettesAndSixteenBitsAreRead() {
  QImage gray16(3, 2, QImage::Format_Grayscale16);
  gray16.fill(Qt::white);
  const auto wide = readPicture(encoded(gray16, "png"));
  QVERIFY(wide);
  QCOMPARE(wide->shape, (ImageShape{2, 3, 1}));
  QCOMPARE(wide->bytes, std::vector<std::uint8_t>(6, 255));
  QImage palette(3, 2, QImage::Format_Indexed8);
  palette.setColorTable({qRgb(10, 20, 30), qRgb(1, 2, 3)});
  palette.fill(0);
  const auto color = readPicture(encoded(palette, "png"));
  QVERIFY(color);
  QCOMPARE(color->shape.channels, 3);
  QCOMPARE(color->bytes[6], std::uint8_t{20});
}

void TestPictures::readsAFolder() {
  files_.write("plain/b.png", grayPng(4, 3, 51));
  files_.write("plain/a.PNG", grayPng(4, 3, 255));
  files_.write("plain/notes.txt", "hello");
  files_.write("plain/.hidden.png", "no picture");
  const Dataset dataset = loadDataset(folder("plain"));
  QCOMPARE(dataset.name, std::string("plain"));
  QCOMPARE(dataset.shape, (ImageShape{3, 4, 1}));
  QCOMPARE(dataset.A.rows(), 2);
  QCOMPARE(dataset.A(0, 0), 1.0F);
  QCOMPARE(dataset.A(1, 0), 0.2F);
  QVERIFY(dataset.labels.empty());
  QVERIFY(dataset.notes.empty());
}

void TestPictures::subfoldersAreLabels() {
  files_.write("kinds/photos/dog/1.png", grayPng(2, 2, 10));
  files_.write("kinds/photos/cat/1.png", grayPng(2, 2, 20));
  files_.write("kinds/photos/cat/deeper/2.png", grayPng(2, 2, 30));
  DatasetRequest request = folder("kinds");
  const Dataset dataset = loadDataset(request);
  QCOMPARE(dataset.labelNames, (std::vector<std::string>{"cat", "dog"}));
  QCOMPARE(dataset.labels, (std::vector<int>{0, 0, 1}));
  request.labels = {1};
  QCOMPARE(loadDataset(request).A.rows(), 1);
}

void TestPictures::grayAmongColorBecomesColor() {
  files_.write("mixed/a.png", grayPng(2, 2, 51));
  files_.write("mixed/b.png", colorPng(2, 2, QColor(255, 0, 102)));
  DatasetRequest request = folder("mixed");
  const Dataset color = loadDataset(request);
  QCOMPARE(color.shape, (ImageShape{2, 2, 3}));
  for (int i = 0; i < 12; ++i) {
    QCOMPARE(color.A(0, i), 0.2F);
    QCOMPARE(color.A(1, i), i < 4 ? 1.0F : i < 8 ? 0.0F : 0.4F);
  }
  request.grayscale = true;
  QCOMPARE(loadDataset(request).shape, (ImageShape{2, 2, 1}));
}

void TestPictures::unreadablePicturesAreSkippedAndCounted() {
  files_.write("damaged/x/a.png", grayPng(2, 2, 51));
  files_.write("damaged/x/b.png", "this is no picture");
  files_.write("damaged/y/c.png", grayPng(2, 2, 102));
  files_.write("damaged/y/d.png", grayPng(64, 64, 102).left(60));
  files_.write("damaged/y/e.jpg", "");
  const Dataset dataset = loadDataset(folder("damaged"));
  QCOMPARE(dataset.A.rows(), 2);
  QCOMPARE(dataset.labels, (std::vector<int>{0, 1}));
  QCOMPARE(dataset.sourceRows, (std::vector<std::int64_t>{0, 2}));
  QCOMPARE(dataset.notes,
           std::vector<std::string>{"3 unreadable pictures were skipped, the first of them x/b.png."});
  QCOMPARE(dataset.skipped, (std::vector<std::string>{"x/b.png", "y/d.png", "y/e.jpg"}));
  files_.write("ruined/a.png", "no");
  VERIFY_INPUT_ERROR(loadDataset(folder("ruined")), "none of the 1 pictures");
}

void TestPictures::refusesDifferentSizesUnlessResized() {
  files_.write("sizes/a.png", grayPng(4, 3, 51));
  files_.write("sizes/b.png", grayPng(5, 9, 51));
  DatasetRequest request = folder("sizes");
  VERIFY_INPUT_ERROR(loadDataset(request), "different sizes (3x4 in a.png, 9x5 in b.png): add --resize");
  request.resize = ImageShape{8, 6, 1};
  const Dataset dataset = loadDataset(request);
  QCOMPARE(dataset.shape, (ImageShape{8, 6, 1}));
  QVERIFY((dataset.A.array() == 0.2F).all());
}

void TestPictures::refusesFoldersWithoutPictures() {
  files_.write("empty/readme.md", "nothing");
  VERIFY_INPUT_ERROR(loadDataset(folder("empty")), "has no picture in it");
  DatasetRequest request = folder("empty");
  request.split = Split::Test;
  VERIFY_INPUT_ERROR(loadDataset(request), "--split test");
  request = {};
  request.dataset = files_.write("one.png", grayPng(2, 2, 9));
  VERIFY_INPUT_ERROR(loadDataset(request), "a single picture");
}

void TestPictures::otherFormatsAreNoPictures() {
  // Qt would draw it, and a drawing can be made to take for ever.
  const QByteArray drawing =
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><rect width="2" height="2"/></svg>)";
  QVERIFY(!readPicture(drawing));
  files_.write("drawing/a.png", drawing);
  QVERIFY(!readPictureFile(files_.path("drawing/a.png")));
  QVERIFY(readPicture(grayPng(2, 2, 51)));
}

// A picture's head with its size replaced, and the checksum of the head made right again.
QByteArray pngDeclaring(quint32 width, quint32 height) {
  QByteArray png = grayPng(2, 2, 9);
  qToBigEndian(width, png.data() + 16);
  qToBigEndian(height, png.data() + 20);
  const auto* head = reinterpret_cast<const Bytef*>(png.constData()) + 12;
  qToBigEndian(quint32(crc32(0, head, 17)), png.data() + 29);
  return png;
}

void TestPictures::hugePicturesAreSkippedUndecoded_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::newRow("png") << pngDeclaring(60'000, 60'000);
  QTest::newRow("png, the largest") << pngDeclaring(0x7fffffff, 0x7fffffff);
  QByteArray jpeg = encoded(QImage(8, 8, QImage::Format_RGB888), "jpg");
  const qsizetype frame = jpeg.indexOf(QByteArray("\xff\xc0", 2));
  QVERIFY(frame > 0);
  jpeg.replace(frame + 5, 4, QByteArray(4, '\xff'));
  QTest::newRow("jpeg") << jpeg;
  QByteArray bmp = encoded(QImage(8, 8, QImage::Format_RGB888), "bmp");
  qToLittleEndian(qint32(1'000'000), bmp.data() + 18);
  qToLittleEndian(qint32(1'000'000), bmp.data() + 22);
  QTest::newRow("bmp") << bmp;
  QTest::newRow("pgm") << QByteArray("P5 100000 100000 255\n1234");
}

void TestPictures::hugePicturesAreSkippedUndecoded() {
  QFETCH(QByteArray, content);
  bool read = true;
  const auto peak = peakKilobytes([&] { read = readPicture(content).has_value(); });
  QVERIFY(!read);
  if (!peak) QSKIP("this system does not tell the peak of a process's memory");
  QVERIFY2(*peak < 32 * 1024, qPrintable(QString::number(*peak)));
}

void TestPictures::namesNeedNotBeUtf8() {
  const std::string path = files_.path() + "/latin/caf\xe9.png";
  const QByteArray content = grayPng(2, 2, 51);
  QVERIFY(QDir().mkpath(QString::fromStdString(files_.path("latin"))));
  std::ofstream(path, std::ios::binary).write(content.data(), content.size());
  const Dataset dataset = loadDataset(folder("latin"));
  QCOMPARE(dataset.A.rows(), 1);
  QVERIFY((dataset.A.array() == 0.2F).all());
}

void TestPictures::readsArchives_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"a.zip", "a.tgz", "a.tar.gz"}) QTest::newRow(name) << name;
}

void TestPictures::readsArchives() {
  QFETCH(QString, name);
  DatasetRequest request = folder(name);
  writeArchive(request.dataset, name.endsWith("zip"),
               {{"set/two/1.png", grayPng(2, 2, 102), {}},
                {"set/readme.txt", "hello", {}},
                {"./set/one/1.png", grayPng(2, 2, 51), {}},
                {"set/one/bad.png", "no", {}}});
  const Dataset dataset = loadDataset(request);
  QCOMPARE(dataset.A.rows(), 2);
  QCOMPARE(dataset.A(0, 0), 0.2F);
  QCOMPARE(dataset.A(1, 0), 0.4F);
  QCOMPARE(dataset.labelNames, (std::vector<std::string>{"one", "two"}));
  QCOMPARE(dataset.notes.front(), std::string("1 unreadable picture was skipped: set/one/bad.png."));
}

void TestPictures::refusesArchives_data() {
  QTest::addColumn<QString>("member");
  QTest::addColumn<QString>("linkTo");
  QTest::addColumn<QString>("part");
  QTest::newRow("leads out") << "../a.png"
                             << ""
                             << "leads out of the archive";
  QTest::newRow("leads out later") << "x/../../a.png"
                                   << ""
                                   << "leads out of the archive";
  QTest::newRow("backslashes") << "x\\..\\..\\a.png"
                               << ""
                               << "leads out of the archive";
  QTest::newRow("absolute") << "/etc/a.png"
                            << ""
                            << "absolute path";
  QTest::newRow("drive letter") << "C:/a.png"
                                << ""
                                << "absolute path";
  QTest::newRow("link") << "a.png"
                        << "/etc/passwd"
                        << "is a link";
}

void TestPictures::refusesArchives() {
  QFETCH(QString, member);
  QFETCH(QString, linkTo);
  QFETCH(QString, part);
  for (const bool zip : {true, false}) {
    DatasetRequest request = folder(zip ? "bad.zip" : "bad.tgz");
    writeArchive(
        request.dataset, zip,
        {{"good.png", grayPng(2, 2, 9), {}},
         {member.toStdString(), linkTo.isEmpty() ? grayPng(2, 2, 9) : QByteArray(), linkTo.toStdString()}});
    VERIFY_INPUT_ERROR(loadDataset(request), part);
  }
  DatasetRequest request;
  request.dataset = files_.write("text.zip", "this is not an archive");
  VERIFY_INPUT_ERROR(loadDataset(request), "is not an archive that is read");
}

void TestPictures::archivesAreRefusedAtEveryCut_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("zip") << "whole.zip";
  QTest::newRow("tgz") << "whole.tgz";
}

void TestPictures::archivesAreRefusedAtEveryCut() {
  QFETCH(QString, name);
  const std::string path = files_.path(name);
  writeArchive(path, name.endsWith("zip"),
               {{"a/1.png", grayPng(9, 9, 102), {}}, {"b/2.png", grayPng(9, 9, 51), {}}});
  QFile file(QString::fromStdString(path));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray whole = file.readAll();
  for (qsizetype size = 0; size < whole.size(); ++size) {
    const std::string cut = files_.write("cut" + name.right(4), whole.left(size));
    std::vector<PictureFile> files;
    const QString sentence = sentenceOf([&] { files = picturesInArchive(cut, {}); });
    // A cut behind the last picture, in what only closes the archive, loses nothing.
    QVERIFY2(!sentence.isEmpty() || files.size() == 2, qPrintable(QString::number(size)));
  }
}

void TestPictures::archivesThatUnpackWithoutEndAreRefused() {
  // Small on the disk, and nothing that is wanted in it: it must still be counted, not kept.
  DatasetRequest request = folder("zeros.tgz");
  writeArchive(request.dataset, false,
               {{"zeros.bin", QByteArray(32 << 20, '\0'), {}}, {"a.png", grayPng(2, 2, 51), {}}});
  QVERIFY(QFileInfo(QString::fromStdString(request.dataset)).size() < 100'000);
  QCOMPARE(loadDataset(request).A.rows(), 1);
  VERIFY_INPUT_ERROR(picturesInArchive(request.dataset, {}, 16 << 20), "unpacks to more than 16.0 MiB");
}

void TestPictures::encryptedArchivesAreRefused() {
  DatasetRequest request = folder("locked.zip");
  writeArchive(request.dataset, true, {{"a.png", grayPng(2, 2, 51), {}}}, "secret");
  VERIFY_INPUT_ERROR(loadDataset(request), "is encrypted: an archive without a password is needed");
}

QTEST_GUILESS_MAIN(TestPictures)
#include "tst_pictures.moc"
