// Disks that are full, folders that may not be entered and servers that misbehave, met by the real program.
#include <sys/stat.h>
#include <unistd.h>

#include <QDirIterator>
#include <QElapsedTimer>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

#include "tests/app/program.h"
#include "tests/core/data/mat_files.h"
#include "tests/core/data/misbehaving_server.h"

using program::entriesOf;
using program::Outcome;
using program::small;

namespace {

using Server = MisbehavingServer;

/// A folder in which the program runs, with the user's own folders in it.
class Place {
 public:
  Place() { ::chmod(dir_.path().toLocal8Bit().constData(), 0777); }
  QString path(const QString& name = {}) const { return name.isEmpty() ? dir_.path() : dir_.filePath(name); }
  QProcessEnvironment environment() const {
    QProcessEnvironment environment = program::bareEnvironment();
    environment.insert("HOME", path());
    environment.insert("XDG_CACHE_HOME", path("cache"));
    for (const char* proxy :
         {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})
      environment.remove(proxy);
    return environment;
  }
  Outcome run(const QStringList& arguments) const { return program::run(arguments, path(), environment()); }
  /// The program under /bin/sh, after `before` ("ulimit -f 8;"), with `after` (">/dev/full") behind it.
  Outcome runInShell(const QString& before, const QStringList& arguments, const QString& after = {}) const {
    return start("/bin/sh",
                 QStringList{"-c", before + " exec \"$0\" \"$@\" " + after, program::path()} + arguments);
  }
  /// The program as somebody who is not the superuser; see hasOther().
  Outcome runAsOther(const QStringList& arguments) const {
    if (::geteuid() != 0) return run(arguments);
    return start("setpriv", QStringList{"--reuid=65534", "--regid=65534", "--clear-groups", program::path()} +
                                arguments);
  }
  bool hasOther() const { return runAsOther({"--version"}).status == 0; }

  /// Regular files below `folder`, by their paths in it.
  QStringList filesIn(const QString& folder) const {
    QStringList files;
    for (QDirIterator at(path(folder), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
         at.hasNext();)
      files << QDir(path(folder)).relativeFilePath(at.next());
    files.sort();
    return files;
  }

  /// A Flowers102 tree with `count` pictures, all of them in the training split.
  void makeFlowers(int count) const {
    QDir().mkpath(path("flowers/jpg"));
    std::vector<int> ids, labels;
    for (int number = 1; number <= count; ++number) {
      ids.push_back(number);
      labels.push_back(1 + number % 102);
      QImage image(40, 30, QImage::Format_RGB888);
      image.fill(QColor(5 * number % 256, 100, 200));
      image.save(path(QString("flowers/jpg/image_%1.jpg").arg(number, 5, 10, QChar('0'))), "jpg", 90);
    }
    program::write(path("flowers/setid.mat"), matfile::header() + matfile::uint16Row("trnid", ids));
    program::write(path("flowers/imagelabels.mat"), matfile::header() + matfile::uint16Row("labels", labels));
  }

 private:
  Outcome start(const QString& command, const QStringList& arguments) const {
    QProcess process;
    process.setWorkingDirectory(path());
    process.setProcessEnvironment(environment());
    process.start(command, arguments);
    if (!process.waitForStarted(program::kPatience)) return {};
    return program::finish(process);
  }
  QTemporaryDir dir_;
};

/// Files beyond so many blocks of 512 bytes cannot be written, as on a full disk.
QString diskOf(int blocks) {
  return QString("trap '' XFSZ; ulimit -f %1;").arg(blocks);
}

const QStringList kFlowers{"run",      "--dataset", "flowers",   "--model", "mu",          "--ranks", "1",
                           "--epochs", "2",         "--figures", "none",    "--snapshots", "0"};

#define VERIFY_ONE_LINE(outcome, expected, part)                                         \
  QVERIFY2((outcome).status == (expected),                                               \
           QByteArray::number((outcome).status) + ": " + (outcome).err + (outcome).out); \
  QVERIFY2((outcome).isOneErrorLine(), (outcome).err);                                   \
  QVERIFY2((outcome).err.contains(part), (outcome).err)

}  // namespace

class TestBadSurroundings : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { QVERIFY2(QFile::exists(program::path()), "NMF_EXPLORER_PROGRAM names no program"); }

  void aFullDiskLeavesNoResult_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("factors") << QStringList{"--ranks", "40,20"};
    QTest::newRow("records") << QStringList{"--output", "lists", "--epochs", "2000"};
    QTest::newRow("figures, png") << QStringList{"--output", "lists", "--epochs", "2", "--figures", "png"};
    QTest::newRow("figures, svg") << QStringList{"--output", "lists", "--epochs", "2", "--figures", "svg"};
    QTest::newRow("figures, pdf") << QStringList{"--output", "lists", "--epochs", "2", "--figures", "pdf"};
  }
  void aFullDiskLeavesNoResult() {
    QFETCH(QStringList, options);
    const Place place;
    const Outcome outcome = place.runInShell(diskOf(8), small(options));
    VERIFY_ONE_LINE(outcome, 1, "writ");
    QCOMPARE(outcome.out, QByteArray());
    QCOMPARE(entriesOf(place.path()), QStringList());
  }

  void aFullDiskLeavesNoResultOfASweep() {
    const Place place;
    program::write(place.path("s.json"), R"({"dataset": "swimmer", "rows": "0:64", "model": "mu",
                                             "ranks": [[2], [40]], "epochs": 5, "figures": "none"})");
    const Outcome outcome = place.runInShell(diskOf(300), {"sweep", "s.json", "--quiet"});
    VERIFY_ONE_LINE(outcome, 1, "writ");
    // The first point was finished before, and stays; of the second nothing is left.
    const QStringList entries = entriesOf(place.path("results"));
    QCOMPARE(entries.filter("-1").size(), 1);
    for (const QString& entry : entries)
      QVERIFY2(entry.startsWith("summary.") || entry.contains("-1"), qPrintable(entries.join(' ')));
    QVERIFY(program::contentOf(place.path("results/summary.csv")).count('\n') >= 2);
  }

  void aDiskThatIsReallyFull() {
    const Place place;
    QDir().mkpath(place.path("disk"));
    // Only the superuser can make a small disk, and not everywhere.
    if (QProcess::execute("sh",
                          {"-c", "mount -t tmpfs -o size=64k none '" + place.path("disk") + "' 2>/dev/null"}))
      QSKIP("no small disk can be mounted here");
    const Outcome outcome = place.run(small({"--ranks", "40,20", "--out", "disk/results"}));
    const QStringList left = entriesOf(place.path("disk"));
    QCOMPARE(QProcess::execute("umount", {place.path("disk")}), 0);
    VERIFY_ONE_LINE(outcome, 1, "No space left on device");
    QCOMPARE(left, QStringList());
  }

  void aFullTerminalIsSaid() {
    const Place place;
    VERIFY_ONE_LINE(place.runInShell("", {"datasets", "list"}, ">/dev/full"), 1, "standard output");
  }

  void aFullDiskKeepsNoDecodedPictures() {
    const Place place;
    place.makeFlowers(40);
    const Outcome full = place.runInShell(diskOf(200), kFlowers);
    QVERIFY2(full.status == 0, full.err);
    QVERIFY2(full.err.startsWith("nmf-explorer: note: The decoded pictures could not be kept"), full.err);
    QCOMPARE(full.err.count('\n'), 1);
    QCOMPARE(place.filesIn("cache"), QStringList());
    const Outcome roomy = place.run(kFlowers);
    QVERIFY2(roomy.status == 0 && roomy.err.isEmpty(), roomy.err);
    QCOMPARE(place.filesIn("cache").size(), 1);
    QCOMPARE(program::contentOf(roomy.lastLine() + "/factors.npz"),
             program::contentOf(full.lastLine() + "/factors.npz"));
  }

  void aFullDiskEndsADownload() {
    const Place place;
    const Server server([](const QByteArray&, qint64, int) {
      const QByteArray body(1 << 20, 'x');
      return Server::Answer{Server::head("200 OK", body.size()), body};
    });
    const Outcome outcome = place.runInShell(
        diskOf(100), {"datasets", "fetch", "mnist", "--mirror", QString::fromStdString(server.address())});
    VERIFY_ONE_LINE(outcome, 1, "could not be written");
    for (const QString& name : place.filesIn("cache")) QVERIFY2(name.endsWith(".part"), qPrintable(name));
  }

  void aServerThatMisbehavesIsOneSentence_data() {
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("part");
    const QByteArray body(5000, 'x');
    QTest::newRow("not found") << Server::head("404 Not Found", 0) << QByteArray() << "status 404";
    QTest::newRow("a web page") << QByteArray(
                                       "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13")
                                << QByteArray("<html></html>") << "web page";
    QTest::newRow("something else") << Server::head("200 OK", body.size()) << body << "another checksum";
    QTest::newRow("less than announced") << Server::head("200 OK", 9000) << body << "too early";
    QTest::newRow("more than can be")
        << Server::head("200 OK", qint64{1} << 40) << body << "far more than this file";
    QTest::newRow("a negative length") << Server::head("200 OK", -5) << body << "127.0.0.1";
    QTest::newRow("in a circle") << Server::head("302 Found", 0, "Location: /train-images-idx3-ubyte.gz")
                                 << QByteArray() << "redirects in a circle";
    QTest::newRow("to a local file") << Server::head("302 Found", 0, "Location: file:///etc/passwd")
                                     << QByteArray() << "127.0.0.1";
    QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2") << QByteArray("x") << "127.0.0.1";
  }
  void aServerThatMisbehavesIsOneSentence() {
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, body);
    QFETCH(QString, part);
    const Place place;
    const Server server([=](const QByteArray&, qint64, int) { return Server::Answer{head, body}; });
    const Outcome outcome =
        place.run({"datasets", "fetch", "mnist", "--mirror", QString::fromStdString(server.address())});
    VERIFY_ONE_LINE(outcome, 1, part.toUtf8());
    QCOMPARE(outcome.out, QByteArray());
    QVERIFY(outcome.err.contains("train-images-idx3-ubyte.gz"));
    // Only what a later try can go on from may lie there, under its own name.
    for (const QString& name : place.filesIn("cache")) QVERIFY2(name.endsWith(".part"), qPrintable(name));
  }

  void aSilentServerDoesNotHoldBackAnInterrupt() {
    const Place place;
    const Server server([](const QByteArray&, qint64, int) { return Server::Answer{}; });
    const auto process =
        program::start({"datasets", "fetch", "mnist", "--mirror", QString::fromStdString(server.address())},
                       place.path(), place.environment());
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() == 1, program::kPatience);
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGINT), 0);
    const Outcome outcome = program::finish(*process);
    VERIFY_ONE_LINE(outcome, 130, "interrupted");
    // Giving up on the server would take 30 s.
    QVERIFY(clock.elapsed() < 20'000);
    QCOMPARE(entriesOf(place.path()), QStringList());
  }

  void whatMayNotBeReadIsNamed_data() {
    QTest::addColumn<QString>("locked");
    QTest::addColumn<QStringList>("arguments");
    const QStringList run{"run", "--epochs", "1", "--figures", "none", "--ranks", "1,1"};
    QTest::newRow("file") << "a.csv" << run + QStringList{"--dataset", "a.csv"};
    QTest::newRow("folder") << "folder" << run + QStringList{"--dataset", "folder"};
    QTest::newRow("file in it") << "folder" << run + QStringList{"--dataset", "folder/a.npy"};
    QTest::newRow("configuration") << "c.json" << run + QStringList{"--config", "c.json"};
    QTest::newRow("start") << "a.npz" << run + QStringList{"--dataset", "swimmer", "--init", "a.npz"};
    QTest::newRow("results") << "folder" << run + QStringList{"--dataset", "swimmer", "--out", "folder"};
    QTest::newRow("results below") << "folder"
                                   << run + QStringList{"--dataset", "swimmer", "--out", "folder/x"};
  }
  void whatMayNotBeReadIsNamed() {
    QFETCH(QString, locked);
    QFETCH(QStringList, arguments);
    const Place place;
    if (!place.hasOther()) QSKIP("nobody else can run the program here");
    program::write(place.path("a.csv"), "0,1,0,1\n");
    program::write(place.path("c.json"), "{}");
    program::write(place.path("a.npz"), "");
    QDir().mkpath(place.path("folder"));
    program::write(place.path("folder/a.npy"), "");
    QVERIFY(QFile(place.path(locked)).setPermissions({}));
    const QStringList before = entriesOf(place.path());
    const Outcome outcome = place.runAsOther(arguments);
    QFile(place.path(locked)).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    VERIFY_ONE_LINE(outcome, 2, locked.toUtf8());
    QCOMPARE(entriesOf(place.path()), before);
  }

  void aPictureThatMayNotBeReadIsSkipped() {
    const Place place;
    if (!place.hasOther()) QSKIP("nobody else can run the program here");
    place.makeFlowers(3);
    QVERIFY(QFile(place.path("flowers/jpg/image_00002.jpg")).setPermissions({}));
    const Outcome outcome = place.runAsOther(kFlowers);
    QVERIFY2(outcome.status == 0, outcome.err);
    QCOMPARE(outcome.err,
             QByteArray("nmf-explorer: note: 1 unreadable picture was skipped: image_00002.jpg.\n"));
  }

  void aCacheThatMayNotBeWrittenIsSaid() {
    const Place place;
    if (!place.hasOther()) QSKIP("nobody else can run the program here");
    place.makeFlowers(3);
    QDir().mkpath(place.path("cache"));
    ::chmod(place.path("cache").toLocal8Bit().constData(), 0555);
    const Outcome run = place.runAsOther(kFlowers);
    QVERIFY2(run.status == 0 && run.err.contains("could not be kept"), run.err);
    QCOMPARE(run.err.count('\n'), 1);
    const Outcome fetch = place.runAsOther({"datasets", "fetch", "mnist", "--mirror", "http://127.0.0.1:1/"});
    VERIFY_ONE_LINE(fetch, 1, "could not be created");
    QCOMPARE(entriesOf(place.path("cache")), QStringList());
  }
};

QTEST_GUILESS_MAIN(TestBadSurroundings)
#include "tst_bad_surroundings.moc"
