#include <QCryptographicHash>
#include <QDir>
#include <QtTest>

#include "core/data/dataset_request.h"
#include "core/data/download.h"
#include "tests/core/data/bad_input.h"
#include "tests/core/data/files.h"
#include "tests/core/data/misbehaving_server.h"

using namespace nmf;
using Answer = MisbehavingServer::Answer;

namespace {

// Several reads long.
QByteArray content() {
  return pattern(1'500'000);
}

RemoteFile remote(const std::vector<std::string>& bases) {
  const QByteArray md5 = QCryptographicHash::hash(content(), QCryptographicHash::Md5).toHex();
  return {"data.bin", bases, md5.toStdString(), 4'000'000};
}

Answer wholeFile() {
  return {MisbehavingServer::head("200 OK", content().size()), content(), true};
}

Answer restFrom(qint64 from) {
  const QByteArray range = "Content-Range: bytes " + QByteArray::number(from) + "-" +
                           QByteArray::number(content().size() - 1) + "/" +
                           QByteArray::number(content().size());
  return {MisbehavingServer::head("206 Partial Content", content().size() - from, range), content().mid(from),
          true};
}

// The sentence of the EnvironmentError that `act` throws.
template <typename Act>
QString failureOf(const Act& act) {
  try {
    act();
  } catch (const EnvironmentError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

class TestDownload : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void fetchesAndVerifies();
  void whatIsThereIsNotFetchedAgain();
  void goesOnAfterACut();
  void beginsAnewWhereTheServerCannotGoOn();
  void replacesAWrongPart();
  void triesTheNextMirror();
  void saysWhatEachMirrorDid_data();
  void saysWhatEachMirrorDid();
  void givesUpOnAServerThatStalls();
  void followsARedirect();
  void canBeCancelledAndGoneOnWith();
  void canBeCancelledWhileTheServerIsSilent();
  void tellsWhichFileOfHowMany();
  void takesAFolderAsMirror();
  void refusesBadMirrorFolders();
  void saysWhenTheFolderCannotBeWritten();
  void knownDataSetsHaveFilesAndChecksums();
  void fetchingWhatIsNotToBeFetchedIsRefused();

 private:
  void fetch(const std::vector<std::string>& bases, FetchOptions options = {}) const {
    if (options.stallSeconds == 30) options.stallSeconds = 5;
    fetchFiles(files_->path("cache"), {remote(bases)}, options);
  }
  QByteArray fetched() const { return read("cache/data.bin"); }
  QByteArray read(const QString& name) const {
    QFile file(QString::fromStdString(files_->path(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  QStringList kept() const {
    return QDir(QString::fromStdString(files_->path("cache"))).entryList(QDir::Files);
  }

  std::unique_ptr<TemporaryFiles> files_;
};

void TestDownload::init() {
  files_ = std::make_unique<TemporaryFiles>();
}

void TestDownload::fetchesAndVerifies() {
  MisbehavingServer server([](const QByteArray&, qint64, int) { return wholeFile(); });
  std::int64_t last = 0;
  FetchOptions options;
  options.progress = [&](const FetchProgress& progress) {
    const bool answered = progress.received > 0;  // until then the size is not known
    if (progress.file != "data.bin" || progress.received < last ||
        (answered && progress.total != content().size()))
      qFatal("wrong progress");
    last = progress.received;
    return true;
  };
  fetch({server.address()}, options);
  QCOMPARE(last, content().size());
  QCOMPARE(fetched(), content());
  QCOMPARE(kept(), QStringList{"data.bin"});
}

void TestDownload::whatIsThereIsNotFetchedAgain() {
  MisbehavingServer server([](const QByteArray&, qint64, int) { return wholeFile(); });
  fetch({server.address()});
  fetch({server.address()});
  QCOMPARE(server.requests(), 1);
  // A damaged file is.
  files_->write("cache/data.bin", "damaged");
  fetch({server.address()});
  QCOMPARE(server.requests(), 2);
  QCOMPARE(fetched(), content());
}

void TestDownload::goesOnAfterACut() {
  std::atomic<qint64> askedFrom{-1};
  MisbehavingServer server([&](const QByteArray&, qint64 from, int) {
    askedFrom = from;
    if (from < 0)
      return Answer{MisbehavingServer::head("200 OK", content().size()), content().left(700'000), true};
    return restFrom(from);
  });
  fetch({server.address()});
  // Qt itself asks once more where the connection is gone before it has read anything.
  QVERIFY(server.requests() >= 2);
  QVERIFY2(askedFrom > 0 && askedFrom <= 700'000, qPrintable(QString::number(askedFrom)));
  QCOMPARE(fetched(), content());
  // And so does a later start.
  files_->write("cache/data.bin.part", content().left(123'456));
  QFile::remove(QString::fromStdString(files_->path("cache/data.bin")));
  fetch({server.address()});
  QCOMPARE(askedFrom.load(), 123'456);
  QCOMPARE(fetched(), content());
  QCOMPARE(kept(), QStringList{"data.bin"});
}

void TestDownload::beginsAnewWhereTheServerCannotGoOn() {
  MisbehavingServer server([](const QByteArray&, qint64, int) { return wholeFile(); });
  files_->write("cache/data.bin.part", content().left(1000));
  fetch({server.address()});
  QCOMPARE(fetched(), content());
}

void TestDownload::replacesAWrongPart() {
  MisbehavingServer server(
      [](const QByteArray&, qint64 from, int) { return from > 0 ? restFrom(from) : wholeFile(); });
  files_->write("cache/data.bin.part", QByteArray(5000, 'x'));
  fetch({server.address()});
  QCOMPARE(fetched(), content());
}

void TestDownload::triesTheNextMirror() {
  MisbehavingServer bad([](const QByteArray&, qint64, int) {
    return Answer{MisbehavingServer::head("503 Busy", 0), {}, true};
  });
  MisbehavingServer good([](const QByteArray&, qint64, int) { return wholeFile(); });
  fetch({bad.address(), good.address()});
  QCOMPARE(fetched(), content());
}

void TestDownload::saysWhatEachMirrorDid_data() {
  QTest::addColumn<QByteArray>("head");
  QTest::addColumn<QByteArray>("body");
  QTest::addColumn<QString>("part");
  using Server = MisbehavingServer;
  QTest::newRow("not found") << Server::head("404 Not Found", 0) << QByteArray() << "status 404";
  QByteArray corrupt = content();
  corrupt[1000] = char(corrupt[1000] ^ 1);
  QTest::newRow("corrupt") << Server::head("200 OK", corrupt.size()) << corrupt << "another checksum";
  QTest::newRow("shorter than known")
      << Server::head("200 OK", 4) << QByteArray("data") << "another checksum";
  QTest::newRow("a web page")
      << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 15")
      << QByteArray("<html>no</html>") << "a web page";
  QTest::newRow("announces too much")
      << Server::head("200 OK", 999'999'999'999) << QByteArray("data") << "far more than this file has";
  QTest::newRow("sends too much") << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream")
                                  << QByteArray(5'000'000, 'x') << "far more than this file has";
  QTest::newRow("never the whole") << Server::head("200 OK", content().size()) << QByteArray()
                                   << "ended the transfer too early";
  QTest::newRow("redirects in a circle")
      << QByteArray("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /data.bin") << QByteArray()
      << "redirects in a circle";
  QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2") << QByteArray("x") << "127.0.0.1";
}

void TestDownload::saysWhatEachMirrorDid() {
  QFETCH(QByteArray, head);
  QFETCH(QByteArray, body);
  QFETCH(QString, part);
  MisbehavingServer server([&](const QByteArray&, qint64, int) { return Answer{head, body, true}; });
  const QString failure = failureOf([&] { fetch({server.address()}); });
  QVERIFY2(failure.contains(part), qPrintable(failure));
  QVERIFY2(failure.startsWith("data.bin could not be fetched: 127.0.0.1 "), qPrintable(failure));
  QVERIFY(!failure.contains('\n'));
  QVERIFY(!kept().contains("data.bin"));
}

void TestDownload::givesUpOnAServerThatStalls() {
  MisbehavingServer server([](const QByteArray&, qint64, int number) {
    if (number == 0)
      return Answer{MisbehavingServer::head("200 OK", content().size()), content().left(1000), false};
    return Answer{};
  });
  FetchOptions options;
  options.stallSeconds = 1;
  const QString failure = failureOf([&] { fetch({server.address()}, options); });
  QVERIFY2(failure.contains("stopped sending"), qPrintable(failure));
}

void TestDownload::followsARedirect() {
  MisbehavingServer server([](const QByteArray& path, qint64, int) {
    if (path == "/data.bin")
      return Answer{"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /elsewhere", {}, true};
    return wholeFile();
  });
  fetch({server.address()});
  QCOMPARE(fetched(), content());
}

void TestDownload::canBeCancelledAndGoneOnWith() {
  MisbehavingServer server(
      [](const QByteArray&, qint64 from, int) { return from > 0 ? restFrom(from) : wholeFile(); });
  FetchOptions options;
  options.progress = [](const FetchProgress& progress) { return progress.received < 500'000; };
  VERIFY_INPUT_ERROR(fetch({server.address()}, options), "cancelled");
  QCOMPARE(kept(), QStringList{"data.bin.part"});
  fetch({server.address()});
  QCOMPARE(fetched(), content());
}

void TestDownload::canBeCancelledWhileTheServerIsSilent() {
  MisbehavingServer server([](const QByteArray&, qint64, int) { return Answer{}; });
  FetchOptions options;
  options.stallSeconds = 3600;  // were it waited for, the test would not end
  int asked = 0;
  options.progress = [&asked](const FetchProgress&) { return ++asked < 3; };
  VERIFY_INPUT_ERROR(fetch({server.address()}, options), "cancelled");
  QCOMPARE(asked, 3);
  QVERIFY(kept().isEmpty());
}

void TestDownload::tellsWhichFileOfHowMany() {
  MisbehavingServer server([](const QByteArray&, qint64, int) { return wholeFile(); });
  std::vector<RemoteFile> files(2, remote({server.address()}));
  files[1].name = "more.bin";
  FetchOptions options;
  QStringList seen;
  options.progress = [&seen](const FetchProgress& progress) {
    const QString file = QStringLiteral("%1 %2/%3")
                             .arg(QString::fromStdString(progress.file))
                             .arg(progress.number)
                             .arg(progress.count);
    if (!seen.contains(file)) seen << file;
    return true;
  };
  fetchFiles(files_->path("cache"), files, options);
  QCOMPARE(seen, (QStringList{"data.bin 1/2", "more.bin 2/2"}));
}

void TestDownload::takesAFolderAsMirror() {
  files_->write("school/data.bin", content());
  FetchOptions options;
  for (const std::string& mirror : {files_->path("school"), "file://" + files_->path("school")}) {
    options.mirror = mirror;
    fetch({"http://127.0.0.1:9/"}, options);
    QCOMPARE(fetched(), content());
    QFile::remove(QString::fromStdString(files_->path("cache/data.bin")));
  }
}

void TestDownload::refusesBadMirrorFolders() {
  FetchOptions options;
  options.mirror = files_->path("nowhere");
  VERIFY_INPUT_ERROR(fetch({}, options), "--mirror");
  files_->write("school/data.bin", "something else");
  options.mirror = files_->path("school");
  QVERIFY(failureOf([&] { fetch({}, options); }).contains("another checksum"));
  QVERIFY(kept().isEmpty());
}

void TestDownload::saysWhenTheFolderCannotBeWritten() {
  files_->write("cache", "a file where the folder should be");
  QVERIFY(failureOf([&] { fetch({"http://127.0.0.1:9/"}); }).contains("could not be created"));
}

void TestDownload::knownDataSetsHaveFilesAndChecksums() {
  for (const char* name : {"mnist", "fashion-mnist", "flowers102"}) {
    const auto files = filesOf(name);
    QVERIFY(files.size() >= 3);
    for (const RemoteFile& file : files) {
      QCOMPARE(file.md5.size(), std::size_t{32});
      QVERIFY(!file.bases.empty());
      QVERIFY(file.limit > 0);
    }
  }
  QVERIFY(filesOf("strokes").empty());
}

void TestDownload::fetchingWhatIsNotToBeFetchedIsRefused() {
  VERIFY_INPUT_ERROR(fetchDataset("strokes"), "built in");
  VERIFY_INPUT_ERROR(fetchDataset("cifar"), "no such data set");
}

QTEST_GUILESS_MAIN(TestDownload)
#include "tst_download.moc"
