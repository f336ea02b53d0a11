#include <QSignalSpy>
#include <QTest>

#include "core/data/dataset_request.h"
#include "tests/ui/dataset/data_files.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/dataset/data_preview.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

using Stage = DataPreview::Stage;

DatasetRequest of(const QString& dataset) {
  DatasetRequest request;
  request.dataset = dataset.toStdString();
  return request;
}

bool settles(const DataPreview& preview) {
  return QTest::qWaitFor([&] { return preview.stage() == Stage::Ready || preview.stage() == Stage::Failed; },
                         kPatience);
}

}  // namespace

class TestDataPreview : public QObject {
  Q_OBJECT

 private slots:
  void knowsTheSourceAndItsFirstPictures() {
    DataPreview preview;
    QCOMPARE(preview.stage(), Stage::Nothing);
    preview.show(of("strokes"));
    QCOMPARE(preview.stage(), Stage::Opening);
    QVERIFY(settles(preview));
    QCOMPARE(preview.stage(), Stage::Ready);
    QCOMPARE(preview.facts()->count, 10'000);
    QCOMPARE(preview.labels().size(), std::size_t{10});
    QCOMPARE(preview.labels()[3].count, 1000);
    QCOMPARE(preview.choices().splits.size(), std::size_t{3});
    QCOMPARE(preview.pictures()->A.rows(), DataPreview::kPictures);
    QCOMPARE(preview.selected(), 2000);
    QCOMPARE(preview.bytes(), 2000 * 784 * 4);
    QCOMPARE(preview.whole()->A.rows(), 2000);
    QVERIFY(preview.whole()->A.topRows(DataPreview::kPictures) == preview.pictures()->A);
  }

  void whatIsWholeIsWhatALoadGives() {
    DatasetRequest request = of("strokes");
    request.labels = {3, 7};
    request.rows = RowRange{100, 400};
    request.shuffle = 5;
    request.noise = {NoiseKind::Gaussian, 0.2};
    request.noiseSeed = 9;
    DataPreview preview;
    preview.show(request);
    QVERIFY(settles(preview));
    const Dataset loaded = loadDataset(request);
    QVERIFY(preview.whole()->A == loaded.A);
    QCOMPARE(preview.whole()->labels, loaded.labels);
    QVERIFY(*preview.whole()->clean == *loaded.clean);
    QVERIFY(preview.pictures()->A == loaded.A.topRows(DataPreview::kPictures));
    QCOMPARE(preview.bytes(), 2 * 300 * 784 * 4);
  }

  void anotherSelectionDoesNotOpenTheSourceAgain() {
    const QString path = sandbox_.path("once.csv");
    writeCsv(path, 60, 16);
    DataPreview preview;
    preview.show(of(path));
    QVERIFY(settles(preview));
    QFile::remove(path);
    DatasetRequest request = of(path);
    request.rows = RowRange{10, 30};
    preview.show(request);
    QCOMPARE(preview.stage(), Stage::Sampling);
    QVERIFY(settles(preview));
    QCOMPARE(preview.stage(), Stage::Ready);
    QCOMPARE(preview.whole()->A.rows(), 20);
    preview.clear();
    QVERIFY(!preview.facts());
    preview.show(request);
    QVERIFY(settles(preview));
    QVERIFY2(preview.problem().contains("once.csv"), qPrintable(preview.problem()));
  }

  void aNewRequestReplacesTheOldOne() {
    DataPreview preview;
    for (const char* name : {"strokes", "planted", "strokes", "swimmer"}) preview.show(of(name));
    QVERIFY(settles(preview));
    QTest::qWait(50);
    QCOMPARE(preview.facts()->count, 256);
    QCOMPARE(QString::fromStdString(preview.pictures()->name), QString("swimmer"));
  }

  void aSplitThatIsNotThereIsReplaced() {
    writeText(sandbox_.path("idx/t10k-images-idx3-ubyte"),
              QByteArray::fromHex("00000803000000020000000200000002") + QByteArray(8, '\x20'));
    DataPreview preview;
    preview.show(of(sandbox_.path("idx")));
    QVERIFY(settles(preview));
    QCOMPARE(preview.stage(), Stage::Ready);
    QCOMPARE(preview.request().split, Split::Test);
    QCOMPARE(preview.choices().splits, std::vector<Split>{Split::Test});
  }

  void saysWhatIsAsked() {
    writeTwoArrays(sandbox_.path("two.npz"));
    DataPreview preview;
    preview.show(of(sandbox_.path("two.npz")));
    QVERIFY(settles(preview));
    QVERIFY(preview.problem().contains("--array"));
    QCOMPARE(preview.choices().arrays.size(), std::size_t{3});
    QVERIFY(!preview.choices().arrays[2].images);

    writeCsv(sandbox_.path("odd.csv"), 5, 90);
    preview.show(of(sandbox_.path("odd.csv")));
    QVERIFY(settles(preview));
    QVERIFY(preview.problem().contains("--image-shape"));
    QCOMPARE(preview.rowValues(), 90);
    QVERIFY(preview.choices().arrays.empty());
  }

  void picturesThatCannotBeReadAreCountedInTheEnd() {
    const QString folder = sandbox_.path("pets");
    writePictures(folder, 40);
    writeText(folder + "/dog/0039.png", "not a picture");
    DataPreview preview;
    preview.show(of(folder));
    QVERIFY(settles(preview));
    QCOMPARE(preview.pictures()->A.rows(), DataPreview::kPictures);
    QVERIFY(preview.pictures()->notes.empty());
    QCOMPARE(preview.selected(), 79);
    QCOMPARE(preview.whole()->notes,
             std::vector<std::string>{"1 unreadable picture was skipped: dog/0039.png."});
    QCOMPARE(preview.whole()->skipped, std::vector<std::string>{"dog/0039.png"});
    QCOMPARE(preview.labels()[1].name, QString("dog"));
  }

  void goodPicturesBehindBadOnesAreFound() {
    const QString folder = sandbox_.path("late");
    writePictures(folder, 60);
    for (int i = 0; i < 60; ++i)
      writeText(QStringLiteral("%1/cat/%2.png").arg(folder).arg(i, 4, 10, QChar('0')), "broken");
    DataPreview preview;
    preview.show(of(folder));
    QTRY_COMPARE_WITH_TIMEOUT(preview.stage(), Stage::Ready, kPatience);
    QCOMPARE(preview.whole()->A.rows(), 60);
  }

  void mixedSizesAreRefusedAndResized() {
    const QString folder = sandbox_.path("mixed");
    writePictures(folder, 3);
    QImage(20, 20, QImage::Format_RGB32).save(folder + "/cat/large.png");
    DataPreview preview;
    preview.show(of(folder));
    QVERIFY(settles(preview));
    QVERIFY2(preview.problem().contains("--resize"), qPrintable(preview.problem()));
    DatasetRequest request = of(folder);
    request.resize = ImageShape{10, 10, 1};
    preview.show(request);
    QVERIFY(settles(preview));
    QCOMPARE(preview.stage(), Stage::Ready);
    QCOMPARE(preview.pictures()->shape, (ImageShape{10, 10, 3}));
  }

  void mayGoWhileItWorks() {
    for (int i = 0; i < 20; ++i) {
      DataPreview preview;
      preview.show(of("strokes"));
      QTest::qWait(i);
    }
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestDataPreview)
#include "tst_data_preview.moc"
