#include <sys/stat.h>

#include <QBuffer>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <functional>

#include "core/data/npz.h"
#include "tests/app/program.h"
#include "tests/core/data/archives.h"
#include "tests/core/data/files.h"
#include "tests/core/data/mat_files.h"

using namespace nmf;
using program::entriesOf;
using program::Outcome;

namespace {

/// Files in the folder in which the program runs.
struct Place {
  QTemporaryDir dir;
  QString path(const QString& name) const { return dir.filePath(name); }
  void write(const QString& name, const QByteArray& content) const {
    QDir().mkpath(QFileInfo(path(name)).path());
    program::write(path(name), content);
  }
};

/// One thing that is wrong: the files, what is run, and what the sentence must contain.
struct Wrong {
  const char* name;
  std::function<void(const Place&)> make;
  QStringList arguments;
  const char* part;
};

QStringList run(const QStringList& options) {
  return QStringList{"run", "--model", "mu", "--ranks", "1", "--epochs", "2", "--figures", "none"} + options;
}

QStringList dataset(const QString& name, const QStringList& more = {}) {
  return run(QStringList{"--dataset", name} + more);
}

std::function<void(const Place&)> file(const QString& name, const QByteArray& content) {
  return [=](const Place& place) { place.write(name, content); };
}

QByteArray npy(NpyType type, const std::vector<std::int64_t>& shape, const QByteArray& elements) {
  return QByteArray::fromStdString(npyHeaderText(type, shape)) + elements;
}

QByteArray npyOfType(const QByteArray& descr, qsizetype elementBytes) {
  return npy(NpyType::Float32, {2, 4}, QByteArray(8 * elementBytes, '\1')).replace("'<f4'", descr);
}

QByteArray floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), qsizetype(values.size() * sizeof(float))};
}

QByteArray png(int width, int height, int level = 100) {
  QImage image(width, height, QImage::Format_Grayscale8);
  image.fill(QColor(level, level, level));
  QByteArray content;
  QBuffer buffer(&content);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "png");
  return content;
}

/// The head of a JPEG, and nothing after it.
QByteArray jpegCut() {
  QByteArray content;
  QBuffer buffer(&content);
  buffer.open(QIODevice::WriteOnly);
  QImage(64, 64, QImage::Format_RGB888).save(&buffer, "jpg");
  return content.left(200);
}

std::function<void(const Place&)> archive(const QString& name, const std::vector<ArchiveMember>& members,
                                          const char* password = nullptr) {
  return [=](const Place& place) {
    writeArchive(place.path(name).toStdString(), !name.endsWith("tgz"), members, password);
  };
}

std::function<void(const Place&)> npz(const std::vector<std::pair<std::string, Matrix>>& arrays) {
  return [=](const Place& place) {
    NpzWriter writer(place.path("a.npz").toStdString());
    for (const auto& [name, values] : arrays) writer.add(name, values);
    writer.finish();
  };
}

std::vector<Wrong> idxFiles() {
  const auto whole = idxHeader({3, 4, 4}) + pattern(48);
  const QStringList plain = dataset("images"), packed = dataset("images.gz");
  return {
      {"idx, empty", file("images", ""), plain, "is empty"},
      {"idx, truncated", file("images", whole.chopped(1)), plain, "47 are there"},
      {"idx, over-long", file("images", whole + "x"), plain, "too long"},
      {"idx, wrong magic", file("images", "%PDF-1.7 is something else"), plain, "is not an IDX file"},
      {"idx, floats", file("images", idxHeader({3}, 0x0d) + pattern(12)), plain, "32-bit floats"},
      {"idx, absurd", file("images", idxHeader({0xffffffff, 0xffffffff, 0xffffffff})), plain,
       "absurd dimensions"},
      {"idx, no image", file("images", idxHeader({0, 28, 28})), plain, "holds nothing"},
      {"gz, empty", file("images.gz", ""), packed, "is empty"},
      {"gz, truncated", file("images.gz", gzipped(whole).chopped(9)), packed, "truncated"},
      {"gz, bomb", file("images.gz", gzipped(whole + QByteArray(32 << 20, '\0'))), packed, "too long"},
      {"gz, declares 3 GiB", file("images.gz", gzipped(idxHeader({3072, 1024, 1024}))), packed,
       "0 are there"},
      {"idx, fewer labels",
       [=](const Place& place) {
         place.write("a-images-idx3-ubyte", whole);
         place.write("a-labels-idx1-ubyte", idxHeader({2}) + pattern(2));
       },
       dataset("a-images-idx3-ubyte"), "holds 2 labels and a-images-idx3-ubyte 3 images"},
  };
}

std::vector<Wrong> arrayFiles() {
  const QByteArray whole = npy(NpyType::Float32, {2, 4}, QByteArray(32, '\0'));
  const auto withFloat = [](float value) {
    return file("a.npy", npy(NpyType::Float32, {2, 4}, floats({0, 1, 0, 1, 0, value, 0, 1})));
  };
  const QStringList plain = dataset("a.npy"), zipped = dataset("a.npz");
  const Matrix half = Matrix::Constant(3, 4, 0.5F);
  return {
      {"npy, empty", file("a.npy", ""), plain, "is not a NumPy array"},
      {"npy, truncated", file("a.npy", whole.chopped(1)), plain, "is truncated"},
      {"npy, over-long", file("a.npy", whole + "x"), plain, "is too long"},
      {"npy, wrong magic", file("a.npy", "<html>not found</html>"), plain, "is not a NumPy array"},
      {"npy, absurd", file("a.npy", npy(NpyType::Float32, {4294967296, 4294967296}, "")), plain, "more than"},
      {"npy, negative", withFloat(-1), plain, "negative value in row 1, value 1"},
      {"npy, not a number", withFloat(NAN), plain, "non-finite value in row 1"},
      {"npy, objects", file("a.npy", npyOfType("'|O'", 8)), plain, "Python objects"},
      {"npy, text", file("a.npy", npyOfType("'<U1'", 4)), plain, "holds text"},
      {"npy, complex", file("a.npy", npyOfType("'<c8'", 8)), plain, "complex numbers"},
      {"npy, structured", file("a.npy", npyOfType("[('a', '<f4')]", 4)), plain, "structured array"},
      {"npy, no square", file("a.npy", npy(NpyType::UInt8, {2, 3}, "123456")), plain,
       "--image-shape is needed"},
      {"npy, another shape", file("a.npy", npy(NpyType::UInt8, {2, 3}, "123456")),
       dataset("a.npy", {"--image-shape", "2x2"}), "--image-shape 2x2 makes 4 values"},
      {"npz, empty", file("a.npz", ""), zipped, "a.npz"},
      {"npz, no zip", file("a.npz", "not a zip"), zipped, "is not a .npz file"},
      {"npz, no array", archive("a.npz", {{"readme.txt", "hello", {}}}), zipped, "holds no .npy array"},
      {"npz, encrypted", archive("a.npz", {{"x.npy", whole, {}}}, "secret"), zipped, "is encrypted"},
      {"npz, bomb", archive("a.npz", {{"x.npy", whole + QByteArray(32 << 20, '\0'), {}}}), zipped,
       "is too long"},
      {"npz, objects", archive("a.npz", {{"x.npy", npyOfType("'|O'", 8), {}}}), zipped, "Python objects"},
      {"npz, two arrays", npz({{"a", half}, {"b", half}}), zipped, "--array is needed"},
      {"npz, no such array", npz({{"a", half}}), dataset("a.npz", {"--array", "c"}), "--array c"},
      {"npz, fewer labels",
       [=](const Place& place) {
         NpzWriter writer(place.path("a.npz").toStdString());
         writer.add("x_train", half);
         writer.add("y_train", std::vector<std::int64_t>{1, 2});
         writer.finish();
       },
       zipped, "holds 2 labels for 3 images"},
  };
}

std::vector<Wrong> textFiles() {
  const QStringList plain = dataset("a.csv"), config = run({"--config", "c.json"});
  const auto json = [](const QByteArray& content) { return file("c.json", content); };
  return {
      {"csv, empty", file("a.csv", ""), plain, "is empty"},
      {"csv, header only", file("a.csv", "a,b,c,d\n"), plain, "no image after it"},
      {"csv, binary", file("a.csv", QByteArray("1,2\0,3,4", 8)), plain, "is not text"},
      {"csv, a word", file("a.csv", "0,1,0,1\n0,one,0,1\n"), plain,
       "line 2, column 2: 'one' is not a number"},
      {"csv, ragged", file("a.csv", "0,1,0,1\n0,1,0\n"), plain, "line 2 has 3 columns"},
      {"csv, negative", file("a.csv", "0,1,0,-1\n"), plain, "negative value in line 1, column 4"},
      {"csv, not finite", file("a.csv", "0,1,0,1e99\n"), plain, "non-finite value in line 1, column 4"},
      {"csv, all zero", file("a.csv", "0,0,0,0\n0,0,0,0\n"), plain, "are 0"},
      {"json, empty", json(""), config, "not valid JSON"},
      {"json, truncated", json("{\"epochs\": 3"), config, "not valid JSON"},
      {"json, more behind it", json("{} {}"), config, "not valid JSON"},
      {"json, no object", json("[1, 2]"), config, "a list is not an object"},
      {"json, unknown key", json("{\"epoch\": 3}"), config, "did you mean 'epochs'"},
      {"json, wrong type", json("{\"epochs\": \"three\"}"), config, "epochs"},
      {"json, negative", json("{\"learning_rate\": -1}"), config, "learning_rate"},
      {"json, too large a number", json("{\"l1\": 1e999}"), config, "c.json"},
      {"json, not UTF-8", json("{\"name\": \"\xff\"}"), config, "c.json"},
      {"json, deep", json("{\"ranks\": " + QByteArray(2'000'000, '[') + QByteArray(2'000'000, ']') + "}"),
       config, "deep"},
      {"json, over-long", json("{" + QByteArray(17 << 20, ' ') + "}"), config, "at most 16.0 MiB"},
      {"sweep, deep",
       json("{\"ranks\": " + QByteArray(2'000'000, '[') + QByteArray(2'000'000, ']') + "}"),
       {"sweep", "c.json"},
       "deep"},
      {"sweep, all zero data",
       [=](const Place& place) {
         place.write("a.csv", "0,0,0,0\n");
         place.write("c.json", R"({"dataset": "a.csv", "model": "mu", "ranks": [[1], [1]], "epochs": 1})");
       },
       {"sweep", "c.json"},
       "are 0"},
  };
}

std::vector<Wrong> pictureFiles() {
  const QByteArray good = png(2, 2);
  const auto pair = [&](const ArchiveMember& second, const QString& name) {
    return archive(name, {{"good.png", good, {}}, second});
  };
  const QStringList zip = dataset("a.zip"), tgz = dataset("a.tgz"), folder = dataset("pictures");
  return {
      {"folder, empty", [](const Place& place) { QDir().mkpath(place.path("pictures")); }, folder,
       "has no picture"},
      {"folder, none readable", file("pictures/a.png", "no picture"), folder, "none of the 1 pictures"},
      {"folder, mixed sizes",
       [=](const Place& place) {
         place.write("pictures/a.png", good);
         place.write("pictures/b.png", png(3, 2));
       },
       folder, "add --resize"},
      {"folder, all black", file("pictures/a.png", png(2, 2, 0)), folder, "are 0"},
      {"one picture", file("a.png", good), dataset("a.png"), "give the folder"},
      {"zip, empty", file("a.zip", ""), zip, "a.zip"},
      {"zip, no archive", file("a.zip", "PK is not enough"), zip, "is not an archive"},
      {"zip, truncated",
       [=](const Place& place) {
         writeArchive(place.path("whole.zip").toStdString(), true,
                      {{"a.png", good, {}}, {"b.png", good, {}}});
         place.write("a.zip", program::contentOf(place.path("whole.zip")).left(90));
         QFile::remove(place.path("whole.zip"));
       },
       zip, "a.zip"},
      {"zip, encrypted", archive("a.zip", {{"a.png", good, {}}}, "secret"), zip, "is encrypted"},
      {"zip, no picture", archive("a.zip", {{"a.txt", "hello", {}}}), zip, "has no picture"},
      {"zip, leads out", pair({"../b.png", good, {}}, "a.zip"), zip, "leads out of the archive"},
      {"zip, absolute", pair({"/tmp/b.png", good, {}}, "a.zip"), zip, "absolute path"},
      {"zip, link", pair({"b.png", {}, "/etc/passwd"}, "a.zip"), zip, "is a link"},
      {"tgz, leads out", pair({"x/../../b.png", good, {}}, "a.tgz"), tgz, "leads out of the archive"},
      {"tgz, absolute", pair({"/tmp/b.png", good, {}}, "a.tgz"), tgz, "absolute path"},
      {"tgz, link", pair({"b.png", {}, "/etc/passwd"}, "a.tgz"), tgz, "is a link"},
      {"tgz, name of two lines", pair({"../b\nnmf-explorer: done.png", good, {}}, "a.tgz"), tgz, "leads out"},
  };
}

std::function<void(const Place&)> flowers(const QByteArray& ids, const QByteArray& labels) {
  return [=](const Place& place) {
    place.write("flowers/setid.mat", ids);
    place.write("flowers/imagelabels.mat", labels);
    QImage image(30, 20, QImage::Format_RGB888);
    image.fill(Qt::red);
    QDir().mkpath(place.path("flowers/jpg"));
    image.save(place.path("flowers/jpg/image_00001.jpg"));
  };
}

std::vector<Wrong> flowerFiles() {
  using namespace matfile;
  const QByteArray ids = header() + uint16Row("trnid", {1}), labels = header() + uint16Row("labels", {7});
  const QStringList load = dataset("flowers");
  const QByteArray bomb = compressed(matrix("trnid", {1 << 20, 64}, 9, 2, QByteArray(64 << 20, '\1')));
  return {
      {"mat, empty", flowers("", labels), load, "setid.mat"},
      {"mat, truncated", flowers(ids.chopped(9), labels), load, "setid.mat"},
      {"mat, a web page", flowers("<html>not found</html>", labels), load, "setid.mat"},
      {"mat, absurd", flowers(header() + matrix("trnid", {0x7fffffff, 0x7fffffff}, 11, 4, "12"), labels),
       load, "other dimensions than values"},
      {"mat, bomb", flowers(header() + bomb, labels), load, "more than can be believed"},
      {"mat, no list", flowers(header() + uint16Row("tstid", {1}), labels), load, "no numeric array 'trnid'"},
      {"mat, fewer labels", flowers(header() + uint16Row("trnid", {1, 2}), labels), load,
       "labels for 1 to 1"},
      {"mat, label out of range", flowers(ids, header() + uint16Row("labels", {103})), load, "label 103"},
  };
}

std::vector<Wrong> starts() {
  const Matrix W = Matrix::Constant(64, 2, 0.5F), H = Matrix::Constant(2, 1024, 0.5F);
  Matrix negative = H, notFinite = H;
  negative(1, 5) = -1;
  notFinite(1, 5) = INFINITY;
  const QStringList start{"run", "--dataset", "swimmer", "--rows",    "0:64", "--model", "mu",   "--ranks",
                          "2",   "--epochs",  "2",       "--figures", "none", "--init",  "a.npz"};
  return {
      {"start, wrong shape", npz({{"W", W}, {"H", Matrix::Constant(3, 1024, 1.0F)}}), start, "a.npz"},
      {"start, a factor missing", npz({{"W", W}}), start, "'H'"},
      {"start, negative", npz({{"W", W}, {"H", negative}}), start, "a.npz"},
      {"start, not finite", npz({{"W", W}, {"H", notFinite}}), start, "a.npz"},
      {"start, objects",
       archive("a.npz", {{"W.npy", npyOfType("'|O'", 8), {}}, {"H.npy", npyOfType("'|O'", 8), {}}}), start,
       "Python objects"},
  };
}

std::vector<Wrong> noFiles() {
  return {
      {"a device", [](const Place&) {}, dataset("/dev/zero"), "/dev/zero"},
      {"a pipe", [](const Place& place) { mkfifo(place.path("pipe").toLocal8Bit().constData(), 0600); },
       dataset("pipe"), "is not a file"},
      {"a pipe as configuration",
       [](const Place& place) { mkfifo(place.path("c.json").toLocal8Bit().constData(), 0600); },
       run({"--config", "c.json"}), "is not a file"},
      {"a link to itself",
       [](const Place& place) { QFile::link(place.path("loop.npy"), place.path("loop.npy")); },
       dataset("loop.npy"), "loop.npy"},
      {"a name of two lines", [](const Place&) {}, dataset("a\nb"), "a b"},
      {"a name too long", [](const Place&) {}, dataset(QString(5000, 'x') + ".npy"), "xxx"},
  };
}

const std::vector<Wrong>& all() {
  static const std::vector<Wrong> cases = [] {
    std::vector<Wrong> every;
    for (const auto& some :
         {idxFiles(), arrayFiles(), textFiles(), pictureFiles(), flowerFiles(), starts(), noFiles()})
      every.insert(every.end(), some.begin(), some.end());
    return every;
  }();
  return cases;
}

QProcessEnvironment homeIn(const Place& place) {
  QProcessEnvironment environment = program::bareEnvironment();
  environment.insert("HOME", place.dir.path());
  for (const char* name : {"XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
    environment.insert(name, place.path(".user"));
  return environment;
}

}  // namespace

class TestBadData : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { QVERIFY2(QFile::exists(program::path()), "NMF_EXPLORER_PROGRAM names no program"); }

  void everyWrongFileIsOneSentence_data() {
    QTest::addColumn<int>("number");
    for (std::size_t i = 0; i < all().size(); ++i) QTest::newRow(all()[i].name) << int(i);
  }
  void everyWrongFileIsOneSentence() {
    QFETCH(int, number);
    const Wrong& wrong = all()[std::size_t(number)];
    const Place place;
    wrong.make(place);
    const QStringList before = entriesOf(place.dir.path());
    const Outcome outcome = program::run(wrong.arguments, place.dir.path(), homeIn(place));
    QVERIFY2(outcome.status == 2, QByteArray::number(outcome.status) + ": " + outcome.err + outcome.out);
    QVERIFY2(outcome.isOneErrorLine(), outcome.err);
    QVERIFY2(outcome.err.contains(wrong.part), outcome.err);
    QVERIFY2(outcome.err.size() < 6000, outcome.err);
    QCOMPARE(outcome.out, QByteArray());
    QCOMPARE(entriesOf(place.dir.path()), before);
  }

  void everyOrderOfBytesAndIndicesIsTheSameData() {
    // 4 x 9 values that tell any mix-up, written in the four ways that NumPy has.
    const Place place;
    std::vector<float> rows, columns;
    for (int i = 0; i < 36; ++i) rows.push_back(float(i) / 36);
    for (int column = 0; column < 9; ++column)
      for (int row = 0; row < 4; ++row) columns.push_back(rows[std::size_t(9 * row + column)]);
    const auto swapped = [](QByteArray bytes) {
      for (qsizetype at = 0; at < bytes.size(); at += 4)
        std::reverse(bytes.begin() + at, bytes.begin() + at + 4);
      return bytes;
    };
    const QByteArray plain = npy(NpyType::Float32, {4, 9}, {});
    const QByteArray fortran = QByteArray(plain).replace("False", "True ");
    const auto big = [](QByteArray head) { return head.replace("<f4", ">f4"); };
    place.write("plain.npy", plain + floats(rows));
    place.write("fortran.npy", fortran + floats(columns));
    place.write("big.npy", big(plain) + swapped(floats(rows)));
    place.write("both.npy", big(fortran) + swapped(floats(columns)));
    QByteArray expected;
    for (const char* name : {"plain.npy", "fortran.npy", "big.npy", "both.npy"}) {
      const Outcome outcome = program::run(dataset(name), place.dir.path(), homeIn(place));
      QVERIFY2(outcome.status == 0, outcome.err);
      const QByteArray factors = program::contentOf(outcome.lastLine() + "/factors.npz");
      QVERIFY(!factors.isEmpty());
      if (expected.isEmpty()) expected = factors;
      QCOMPARE(factors, expected);
    }
  }

  void unreadablePicturesAreCountedAndListedOnRequest() {
    const Place place;
    place.write("pictures/a.png", png(2, 2));
    place.write("pictures/b.png", png(2, 2).left(40));
    place.write("pictures/c\nd.png", "no picture");
    place.write("pictures/e.png", png(2, 2, 50));
    place.write("pictures/f.jpg", jpegCut());
    const Outcome counted = program::run(dataset("pictures"), place.dir.path(), homeIn(place));
    QVERIFY2(counted.status == 0, counted.err);
    QCOMPARE(
        counted.err,
        QByteArray("nmf-explorer: note: 3 unreadable pictures were skipped, the first of them b.png.\n"));
    QVERIFY(counted.out.contains("(2 images of 4 pixels)"));
    const Outcome listed =
        program::run(dataset("pictures", {"--list-skipped"}), place.dir.path(), homeIn(place));
    QCOMPARE(listed.err, counted.err +
                             "nmf-explorer: note: skipped b.png\nnmf-explorer: note: skipped c d.png\n"
                             "nmf-explorer: note: skipped f.jpg\n");
    const Outcome quiet = program::run(dataset("pictures", {"--quiet"}), place.dir.path(), homeIn(place));
    QCOMPARE(quiet.err, QByteArray());
    // A sweep says it once, however many points share the data.
    place.write("s.json", R"({"dataset": "pictures", "model": "mu", "ranks": [[1], [2]], "epochs": 1,
                              "figures": "none", "list_skipped": true})");
    const Outcome sweep = program::run({"sweep", "s.json"}, place.dir.path(), homeIn(place));
    QVERIFY2(sweep.status == 0, sweep.err);
    QCOMPARE(sweep.err, listed.err);
  }
};

QTEST_GUILESS_MAIN(TestBadData)
#include "tst_bad_data.moc"
