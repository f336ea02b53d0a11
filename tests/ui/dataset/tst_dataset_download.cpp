#include <QCryptographicHash>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>

#include "core/data/known_datasets.h"
#include "tests/core/data/files.h"
#include "tests/core/data/misbehaving_server.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/dataset/data_preview.h"
#include "ui/dataset/dataset_dialog.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

constexpr quint32 kImages = 600;

QByteArray imagesFile() {
  return idxHeader({kImages, 28, 28}) + pattern(kImages * 784);
}
QByteArray labelsFile() {
  QByteArray labels(kImages, '\0');
  for (quint32 i = 0; i < kImages; ++i) labels[i] = char(i % 10);
  return idxHeader({kImages}) + labels;
}

RemoteFile remote(const char* name, const QByteArray& content) {
  const QByteArray md5 = QCryptographicHash::hash(content, QCryptographicHash::Md5).toHex();
  return {name, {"http://127.0.0.1:9/"}, md5.toStdString(), 4'000'000};
}

/// Fetches two small files in MNIST's place, from the mirror that the pane was given.
std::string fetchSmallMnist(const std::string& name, const FetchOptions& options) {
  fetchFiles(
      cacheFolder(name),
      {remote("train-images-idx3-ubyte", imagesFile()), remote("train-labels-idx1-ubyte", labelsFile())},
      options);
  return cacheFolder(name);
}

QByteArray fileFor(const QByteArray& path) {
  return path.contains("images") ? imagesFile() : labelsFile();
}

MisbehavingServer::Answer whole(const QByteArray& path) {
  return {MisbehavingServer::head("200 OK", fileFor(path).size()), fileFor(path), true};
}

MisbehavingServer::Answer from(const QByteArray& path, qint64 begin) {
  const QByteArray file = fileFor(path);
  const QByteArray range = "Content-Range: bytes " + QByteArray::number(begin) + "-" +
                           QByteArray::number(file.size() - 1) + "/" + QByteArray::number(file.size());
  return {MisbehavingServer::head("206 Partial Content", file.size() - begin, range), file.mid(begin), true};
}

}  // namespace

class TestDatasetDownload : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void downloadsAndShowsTheData();
  void showsProgressAndGoesOnAfterACancel();
  void aSilentServerCanBeLeftAtOnce();
  void aMirrorThatFailsIsOneSentence_data();
  void aMirrorThatFailsIsOneSentence();
  void closingTheDialogEndsTheDownload();
  void anotherSourceCanBeLookedAtMeanwhile();

 private:
  QString text(const char* name) const {
    const auto* label = dialog_->findChild<QLabel*>(name);
    return label->isVisible() ? label->text() : QString();
  }
  QString stateOf(const QString& source) const {
    const auto* list = dialog_->findChild<QListWidget*>("dataSources");
    for (int i = 0; i < list->count(); ++i) {
      if (list->item(i)->text().section('\n', 0, 0) == source) return list->item(i)->text().section('\n', 1);
    }
    return {};
  }
  void choose(const QString& source) {
    auto* list = dialog_->findChild<QListWidget*>("dataSources");
    for (int i = 0; i < list->count(); ++i) {
      if (list->item(i)->text().section('\n', 0, 0) == source)
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(i)).center());
    }
  }
  void start(const std::string& mirror) {
    auto* line = dialog_->findChild<QLineEdit*>("downloadMirror");
    line->selectAll();
    QTest::keyClicks(line, QString::fromStdString(mirror));
    QTest::mouseClick(dialog_->findChild<QPushButton*>("downloadStart"), Qt::LeftButton);
  }
  bool busy() const { return !dialog_->downloadPane()->downloading().isEmpty(); }

  UiSandbox sandbox_;
  std::unique_ptr<DatasetDialog> dialog_;
};

void TestDatasetDownload::init() {
  if (QFileInfo::exists("/usr/share/datasets/mnist")) QSKIP("MNIST is installed for everyone here");
  sandbox_.forget();
  qputenv("HOME", sandbox_.path("home").toUtf8());
  qputenv("XDG_CACHE_HOME", sandbox_.path("cache").toUtf8());
  qunsetenv("NMF_EXPLORER_TEST_DATA");
  QDir(sandbox_.path("cache")).removeRecursively();
  dialog_ = std::make_unique<DatasetDialog>();
  dialog_->downloadPane()->setFetch(fetchSmallMnist);
  DatasetRequest request;
  request.dataset = "planted";
  dialog_->showFor(request, 0);
  QVERIFY(QTest::qWaitForWindowExposed(dialog_.get()));
  QCOMPARE(stateOf("mnist"), QString("not on this machine"));
  choose("mnist");
  QVERIFY(text("downloadTitle").contains("mnist"));
  QVERIFY(!dialog_->findChild<QPushButton*>("dataUse")->isEnabled());
}

void TestDatasetDownload::cleanup() {
  dialog_.reset();
}

void TestDatasetDownload::downloadsAndShowsTheData() {
  MisbehavingServer server([](const QByteArray& path, qint64, int) { return whole(path); });
  start(server.address());
  QTRY_VERIFY_WITH_TIMEOUT(dialog_->preview().stage() == DataPreview::Stage::Ready, kPatience);
  QVERIFY2(stateOf("mnist").contains("nmf-explorer/mnist"), qPrintable(stateOf("mnist")));
  QCOMPARE(dialog_->preview().facts()->count, std::int64_t{kImages});
  QCOMPARE(dialog_->preview().labels().size(), std::size_t{10});
  QVERIFY(dialog_->findChild<QPushButton*>("dataUse")->isEnabled());
}

void TestDatasetDownload::showsProgressAndGoesOnAfterACancel() {
  // The first answer stops in the middle and stays silent; the next goes on from where it was.
  std::atomic<qint64> asked{-1};
  MisbehavingServer server([&asked](const QByteArray& path, qint64 begin, int number) {
    if (number == 0) {
      return MisbehavingServer::Answer{MisbehavingServer::head("200 OK", fileFor(path).size()),
                                       fileFor(path).left(200'000), false};
    }
    if (begin > 0) asked = begin;
    return begin > 0 ? from(path, begin) : whole(path);
  });
  start(server.address());
  auto* bar = dialog_->findChild<QProgressBar*>("downloadProgress");
  QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible() && bar->value() > 0, kPatience);
  QTRY_VERIFY_WITH_TIMEOUT(text("downloadRate").contains("/s"), kPatience);
  QVERIFY2(text("downloadRate").contains("file 1 of 2"), qPrintable(text("downloadRate")));
  QVERIFY(text("downloadRate").contains("left"));
  QVERIFY2(stateOf("mnist").contains('%'), qPrintable(stateOf("mnist")));
  QTest::mouseClick(dialog_->findChild<QPushButton*>("downloadCancel"), Qt::LeftButton);
  QVERIFY(!busy() && !bar->isVisible());
  QVERIFY(text("downloadProblem").contains("cancelled"));
  QVERIFY2(stateOf("mnist").contains("not whole"), qPrintable(stateOf("mnist")));
  start(server.address());
  QTRY_VERIFY_WITH_TIMEOUT(dialog_->preview().stage() == DataPreview::Stage::Ready, kPatience);
  QVERIFY(asked > 0 && asked <= 200'000);
  QCOMPARE(dialog_->preview().facts()->count, std::int64_t{kImages});
}

void TestDatasetDownload::aSilentServerCanBeLeftAtOnce() {
  std::atomic<int> number{0};
  MisbehavingServer silent([&number](const QByteArray&, qint64, int) {
    ++number;
    return MisbehavingServer::Answer{};
  });
  start(silent.address());
  QTRY_VERIFY_WITH_TIMEOUT(number > 0, kPatience);
  QTest::mouseClick(dialog_->findChild<QPushButton*>("downloadCancel"), Qt::LeftButton);
  QVERIFY(!busy());
  // Were the first still waiting, the second could not begin.
  MisbehavingServer server([](const QByteArray& path, qint64, int) { return whole(path); });
  start(server.address());
  QTRY_VERIFY_WITH_TIMEOUT(dialog_->preview().stage() == DataPreview::Stage::Ready, kPatience);
}

void TestDatasetDownload::aMirrorThatFailsIsOneSentence_data() {
  QTest::addColumn<QByteArray>("head");
  QTest::addColumn<QString>("part");
  QTest::newRow("not there") << MisbehavingServer::head("404 Not Found", 0) << "status 404";
  QTest::newRow("a web page") << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4")
                              << "web page";
  QTest::newRow("a folder") << QByteArray() << "no readable file";
}

void TestDatasetDownload::aMirrorThatFailsIsOneSentence() {
  QFETCH(QByteArray, head);
  QFETCH(QString, part);
  MisbehavingServer server([head](const QByteArray&, qint64, int) {
    return MisbehavingServer::Answer{head, "what", true};
  });
  start(head.isEmpty() ? sandbox_.path("").toStdString() : server.address());
  QTRY_VERIFY_WITH_TIMEOUT(!busy(), kPatience);
  const QString sentence = text("downloadProblem");
  QVERIFY2(sentence.contains(part) && !sentence.contains('\n') && !sentence.contains("--"),
           qPrintable(sentence));
  QVERIFY(!dialog_->findChild<QPushButton*>("dataUse")->isEnabled());
  choose("flowers102");
  QVERIFY(text("downloadProblem").isEmpty());
}

void TestDatasetDownload::closingTheDialogEndsTheDownload() {
  MisbehavingServer server([](const QByteArray& path, qint64, int) {
    return MisbehavingServer::Answer{MisbehavingServer::head("200 OK", fileFor(path).size()),
                                     fileFor(path).left(100'000), false};
  });
  start(server.address());
  QTRY_VERIFY_WITH_TIMEOUT(text("downloadRate").contains("/s"), kPatience);
  QTest::keyClick(dialog_.get(), Qt::Key_Escape);
  QVERIFY(!dialog_->isVisible() && !busy());
}

void TestDatasetDownload::anotherSourceCanBeLookedAtMeanwhile() {
  MisbehavingServer server([](const QByteArray& path, qint64 begin, int number) {
    if (number == 0) {
      return MisbehavingServer::Answer{MisbehavingServer::head("200 OK", fileFor(path).size()),
                                       fileFor(path).left(100'000), false};
    }
    return begin > 0 ? from(path, begin) : whole(path);
  });
  start(server.address());
  QTRY_VERIFY_WITH_TIMEOUT(text("downloadRate").contains("/s"), kPatience);
  choose("swimmer");
  QTRY_VERIFY_WITH_TIMEOUT(dialog_->preview().stage() == DataPreview::Stage::Ready, kPatience);
  QVERIFY(busy() && stateOf("mnist").contains("downloading"));
  choose("flowers102");
  QVERIFY(!dialog_->findChild<QPushButton*>("downloadStart")->isEnabled());
  QVERIFY2(text("downloadRate").contains("mnist"), qPrintable(text("downloadRate")));
  choose("mnist");
  QVERIFY(dialog_->findChild<QPushButton*>("downloadCancel")->isVisible());
}

QTEST_MAIN(TestDatasetDownload)
#include "tst_dataset_download.moc"
