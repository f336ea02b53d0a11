// What is exported besides still pictures: the numbers behind a figure, and a view over the timeline.
#include <gif_lib.h>

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <limits>
#include <set>
#include <system_error>

#include "core/data/npz.h"
#include "core/errors.h"
#include "core/experiment/result_files.h"
#include "tests/ui/charts/synthetic_run.h"
#include "tests/ui/tight_disk.h"
#include "tests/ui/views/bars.h"
#include "tests/ui/views/pictures.h"
#include "ui/charts/chart.h"
#include "ui/charts/curves_figure.h"
#include "ui/figures/animation.h"
#include "ui/figures/color_table.h"
#include "ui/figures/data_file.h"
#include "ui/figures/export_dialog.h"
#include "ui/figures/export_figure.h"
#include "ui/figures/gif_writer.h"
#include "ui/views/dataset_view.h"
#include "ui/views/signatures_view.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;
using namespace nmf::ui::testing;

namespace {

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The frames of a GIF as they appear, one on top of the other, and how long each is shown.
struct Gif {
  QList<QImage> frames;
  QList<int> centiseconds;
  bool loops = false;
};

Gif readGif(const QString& path) {
  Gif result;
  int error = 0;
  GifFileType* gif = DGifOpenFileName(path.toLocal8Bit().constData(), &error);
  if (!gif || DGifSlurp(gif) == GIF_ERROR) return result;
  QImage canvas(gif->SWidth, gif->SHeight, QImage::Format_RGB32);
  canvas.fill(Qt::magenta);
  for (int i = 0; i < gif->ImageCount; ++i) {
    const SavedImage& image = gif->SavedImages[i];
    const GifImageDesc& at = image.ImageDesc;
    for (int y = 0; y < at.Height; ++y) {
      for (int x = 0; x < at.Width; ++x) {
        const GifColorType& c = at.ColorMap->Colors[image.RasterBits[y * at.Width + x]];
        canvas.setPixel(at.Left + x, at.Top + y, qRgb(c.Red, c.Green, c.Blue));
      }
    }
    for (int e = 0; e < image.ExtensionBlockCount; ++e) {
      if (image.ExtensionBlocks[e].Function == APPLICATION_EXT_FUNC_CODE) result.loops = true;
    }
    GraphicsControlBlock control{};
    DGifSavedExtensionToGCB(gif, i, &control);
    result.centiseconds << control.DelayTime;
    result.frames << canvas.copy();
  }
  DGifCloseFile(gif, &error);
  return result;
}

int furthest(const QImage& a, const QImage& b) {
  int worst = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      const QColor p = a.pixelColor(x, y), q = b.pixelColor(x, y);
      worst = std::max({worst, std::abs(p.red() - q.red()), std::abs(p.green() - q.green()),
                        std::abs(p.blue() - q.blue())});
    }
  }
  return worst;
}

/// A run of three snapshots on images of bars.
struct SmallRun {
  DatasetPtr data = barData(30);
  std::vector<SnapshotPtr> snapshots;
  SmallRun() {
    for (int i = 0; i < 3; ++i) {
      auto snapshot = std::make_shared<Snapshot>(*randomSnapshot(*data, {6, 4}, 3, 20 + i));
      snapshot->epoch = 10 * i;
      snapshots.push_back(snapshot);
    }
  }
  RunFrame frame(std::size_t at) const {
    RunFrame frame;
    frame.run = 1;
    frame.model = Model::Deep;
    frame.data = data;
    frame.snapshot = snapshots[at];
    return frame;
  }
};

const QString kTooLarge = QString::fromStdString(std::generic_category().message(EFBIG));

}  // namespace

class TestExportNumbers : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QCoreApplication::setOrganizationName("nmf-explorer-tests");
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder_.path());
  }
  void init() {
    failOnWarnings();
    QSettings().clear();
  }

  void fewColoursStayExact() {
    QImage image(256, 3, QImage::Format_RGB32);
    for (int x = 0; x < 256; ++x)
      for (int y = 0; y < 3; ++y) image.setPixel(x, y, qRgb(x, x, x));
    const IndexedPicture picture = indexed(image);
    QCOMPARE(picture.colors.size(), 256);
    for (int x = 0; x < 256; ++x)
      QCOMPARE(picture.colors[picture.pixels[static_cast<std::size_t>(x)]], qRgb(x, x, x));
  }

  void manyColoursStayNear() {
    // A plane of colours with far more than 256 of them, and text colours that are rare.
    QImage image(128, 128, QImage::Format_RGB32);
    for (int y = 0; y < 128; ++y)
      for (int x = 0; x < 128; ++x) image.setPixel(x, y, qRgb(2 * x, 2 * y, 128));
    const IndexedPicture picture = indexed(image);
    QVERIFY(picture.colors.size() <= 256);
    QVERIFY(std::set<QRgb>(picture.colors.begin(), picture.colors.end()).size() > 200);
    double worst = 0;
    for (int y = 0; y < 128; ++y) {
      for (int x = 0; x < 128; ++x) {
        const QRgb c =
            picture.colors[picture.pixels[static_cast<std::size_t>(y) * 128 + static_cast<std::size_t>(x)]];
        worst = std::max<double>(worst, std::max(std::abs(qRed(c) - 2 * x), std::abs(qGreen(c) - 2 * y)));
      }
    }
    // 256 colours on a plane of 256 x 256 are squares of 16: no pixel need be further off than one side.
    QVERIFY2(worst <= 16, qPrintable(QString::number(worst)));
  }

  void aGifComesBackFrameByFrame() {
    QTemporaryDir dir;
    const QString path = dir.filePath("a.gif");
    QList<QImage> frames;
    for (int i = 0; i < 4; ++i) {
      QImage frame(61, 37, QImage::Format_RGB32);
      frame.fill(Qt::white);
      QPainter painter(&frame);
      painter.fillRect(5 + 9 * i, 7, 11, 13, QColor(200, 40 * i, 30));
      painter.end();
      frames << frame;
    }
    frames << frames.last();  // nothing changes
    {
      GifWriter gif(path, frames.first().size());
      for (const QImage& frame : frames) gif.add(frame, 7);
      QVERIFY(!QFile::exists(path));
      gif.finish();
    }
    const Gif back = readGif(path);
    QCOMPARE(back.frames.size(), frames.size());
    for (int i = 0; i < frames.size(); ++i) QCOMPARE(back.frames[i], frames[i]);
    QCOMPARE(back.centiseconds, QList<int>(5, 7));
    QVERIFY(back.loops);
  }

  void aViewOverTheTimelineIsWhatIsSeenAtEachEpoch() {
    QTemporaryDir dir;
    const SmallRun run;
    SignaturesView view;
    view.resize(400, 300);
    view.setFrame(run.frame(2));
    Animation::Options options;
    options.framesPerSecond = 10;
    options.look.caption = "deep, ranks 6, 4";
    Animation animation(view, run.snapshots, dir.filePath("s.gif"), options);
    while (animation.step()) {
      QCOMPARE(view.frame().snapshot, run.snapshots[2]);  // what was shown is shown
    }
    const Gif gif = readGif(dir.filePath("s.gif"));
    QCOMPARE(gif.frames.size(), 3);
    QCOMPARE(gif.centiseconds, (QList<int>{10, 10, 200}));
    for (int i = 0; i < 3; ++i) {
      SignaturesView still;
      still.setFrame([&] {
        RunFrame frame = run.frame(static_cast<std::size_t>(i));
        frame.live = false;
        return frame;
      }());
      const QImage expected = renderFigure(still, options.look).convertToFormat(QImage::Format_RGB32);
      QCOMPARE(gif.frames[i].size(), expected.size());
      const int worst = furthest(gif.frames[i], expected);
      QVERIFY2(worst <= 8, qPrintable(QString::number(worst)));
    }
    QVERIFY(gif.frames[0] != gif.frames[2]);
  }

  void chartsMoveTheirCursorOverTheTimeline() {
    QTemporaryDir dir;
    const SmallRun run;
    Chart rank(Quantity::EffectiveRank), error(Quantity::RelativeError);
    for (Chart* chart : {&rank, &error}) {
      QVERIFY(!chart->changesOverTime());
      chart->setRuns({syntheticRun(run.snapshots.back()->epoch + 100)});
      chart->redraw();
      chart->setCursorEpoch(7);
      QVERIFY(chart->changesOverTime());
    }
    CurvesFigure curves({&rank, &error});
    for (Figure* figure : std::initializer_list<Figure*>{&rank, &curves}) {
      Animation::Options options;
      options.look.width = kColumnWidth;
      const QImage still = renderFigure(*figure, options.look);
      Animation animation(*figure, run.snapshots, dir.filePath("c.gif"), options);
      while (animation.step()) continue;
      const Gif gif = readGif(dir.filePath("c.gif"));
      QCOMPARE(gif.frames.size(), 3);
      QCOMPARE(gif.frames[0].size(), still.size());
      QVERIFY(gif.frames[0] != gif.frames[1] && gif.frames[1] != gif.frames[2]);
      // A picture that stands still shows no cursor, and what was chosen is still chosen.
      QCOMPARE(renderFigure(*figure, options.look), still);
      QCOMPARE(rank.model().cursor, std::optional<qint64>(7));
    }
  }

  void theCaptionOfAFrameIsThatOfItsEpoch() {
    QTemporaryDir dir;
    const SmallRun run;
    SignaturesView view;
    view.setFrame(run.frame(2));
    Chart chart(Quantity::EffectiveRank);
    chart.setRuns({syntheticRun(120)});
    CurvesFigure curves({&chart});
    QString whole = "the whole run";
    Animation::Options options;
    // The later the epoch, the more lines.
    options.look.caption = Caption([&](std::optional<std::int64_t> epoch) {
      return epoch ? QString("the epoch that is painted here, ").repeated(1 + int(*epoch)) : whole;
    });
    for (Figure* figure : std::initializer_list<Figure*>{&view, &chart, &curves}) {
      Animation animation(*figure, run.snapshots, dir.filePath("c.gif"), options);
      while (animation.step()) continue;
      const Gif gif = readGif(dir.filePath("c.gif"));
      QCOMPARE(gif.frames.size(), 3);
      for (int i = 0; i < 3; ++i) {
        QImage alone;
        figure->atEpoch(run.snapshots[static_cast<std::size_t>(i)],
                        [&] { alone = renderFigure(*figure, options.look); });
        alone = alone.convertToFormat(QImage::Format_RGB32);
        QCOMPARE(gif.frames[i].height() == alone.height(), i == 2);
        const int worst = furthest(gif.frames[i].copy(alone.rect()), alone);
        QVERIFY2(worst <= 8, qPrintable(QString("frame %1: %2").arg(i).arg(worst)));
      }
    }
    // A chart that stands still is of the whole run, a view of one epoch.
    const QImage still = renderFigure(chart, options.look), seen = renderFigure(view, options.look);
    whole = "something else";
    QVERIFY(renderFigure(chart, options.look) != still);
    QCOMPARE(renderFigure(view, options.look), seen);
  }

  void anAnimationGivenUpLeavesNothing() {
    QTemporaryDir dir;
    const SmallRun run;
    SignaturesView view;
    view.setFrame(run.frame(2));
    {
      Animation animation(view, run.snapshots, dir.filePath("s.gif"), {});
      QVERIFY(animation.step());
    }
    QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList());
  }

  void aFullDiskIsNamedAndLeavesNothing() {
    QTemporaryDir dir;
    const SmallRun run;
    SignaturesView view;
    view.setFrame(run.frame(2));
    QString sentence;
    {
      const TightDisk disk(1500);
      try {
        Animation animation(view, run.snapshots, dir.filePath("s.gif"), {});
        while (animation.step()) continue;
      } catch (const EnvironmentError& error) {
        sentence = QString::fromUtf8(error.what());
      }
    }
    QVERIFY2(sentence.contains(dir.filePath("s.gif")) && sentence.endsWith(kTooLarge), qPrintable(sentence));
    QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList());
  }

  void aFullDiskIsNamedForAFigureToo_data() {
    QTest::addColumn<FigureFormat>("format");
    QTest::newRow("png") << FigureFormat::Png;
    QTest::newRow("svg") << FigureFormat::Svg;
    QTest::newRow("pdf") << FigureFormat::Pdf;
  }
  void aFullDiskIsNamedForAFigureToo() {
    QFETCH(FigureFormat, format);
    QTemporaryDir dir;
    Chart chart(Quantity::RelativeError);
    chart.setRuns({syntheticRun(500)});
    const QString path = dir.filePath("error." + extension(format));
    QString sentence;
    {
      const TightDisk disk(1500);
      try {
        exportFigure(chart, path.toStdString(), format);
      } catch (const EnvironmentError& error) {
        sentence = QString::fromUtf8(error.what());
      }
    }
    QVERIFY2(sentence.contains(path) && sentence.endsWith(kTooLarge), qPrintable(sentence));
    QVERIFY(!QFile::exists(path));
  }

  void aChartsTableIsItsRecords() {
    QTemporaryDir dir;
    const RunCurves run = syntheticRun(500);
    Chart chart(Quantity::EffectiveRank);
    chart.setRuns({run});
    chart.setEpochRange({100.5, 200, false});
    DataExtent extent;
    extent.whole = true;
    writeDataFile(chart, dir.filePath("all.csv"), extent);
    QList<QByteArray> lines = contentOf(dir.filePath("all.csv")).trimmed().split('\n');
    QCOMPARE(lines.first(), QByteArray("epoch,effective_rank"));
    QCOMPARE(lines.size() - 1, static_cast<qsizetype>(run.history->size()));
    for (const std::size_t i : {std::size_t{0}, std::size_t{250}, run.history->size() - 1}) {
      const QList<QByteArray> fields = lines[static_cast<qsizetype>(i) + 1].split(',');
      QCOMPARE(fields[0].toLongLong(), run.history->epoch()[i]);
      QCOMPARE(fields[1].toDouble(), run.history->effectiveRank()[i]);  // to the bit
    }
    extent.whole = false;
    writeDataFile(chart, dir.filePath("part.csv"), extent);
    lines = contentOf(dir.filePath("part.csv")).trimmed().split('\n');
    QVERIFY(lines[1].startsWith("101,"));
    QVERIFY(lines.last().startsWith("200,"));
    QCOMPARE(lines.size(), 101);
  }

  void severalCurvesAreSeveralColumns() {
    QTemporaryDir dir;
    RunCurves run = syntheticRun(300);
    auto series = std::make_shared<ErrorSeries>();
    series->epoch = {50, 100};
    series->value = {0.5, 0.25};
    auto heldOut = std::make_shared<ErrorCurve>();
    heldOut->name = "held out";
    heldOut->series = series;
    run.heldOut = heldOut;
    Chart chart(Quantity::RelativeError);
    chart.setRuns({run});
    writeDataFile(chart, dir.filePath("e.csv"), {true, {}});
    const QList<QByteArray> lines = contentOf(dir.filePath("e.csv")).trimmed().split('\n');
    QCOMPARE(lines[0], QByteArray("epoch,relative_error,held_out"));
    QVERIFY(lines[50].endsWith(","));
    QVERIFY(lines[51].endsWith(",0.5"));
    QVERIFY(lines[101].endsWith(",0.25"));

    Chart sigma(Quantity::SingularValues);
    sigma.setRuns({run});
    sigma.setCurveVisible(1, false);
    writeDataFile(sigma, dir.filePath("s.csv"), {true, {}});
    QVERIFY(contentOf(dir.filePath("s.csv")).startsWith("epoch,sigma_1,sigma_3,sigma_4,"));

    RunCurves other = syntheticRun(100);
    other.run = 7;
    other.name = "deep, ranks 8,4";
    run.name = "mu";
    run.heldOut = nullptr;
    chart.setRuns({run, other});
    writeDataFile(chart, dir.filePath("two.csv"), {true, {}});
    const QList<QByteArray> both = contentOf(dir.filePath("two.csv")).trimmed().split('\n');
    QCOMPARE(both[0], QByteArray("epoch,mu: relative_error,\"deep, ranks 8,4: relative_error\""));
    QVERIFY(both.last().endsWith(","));  // the shorter run has no value there
  }

  void aViewsArraysAreWhatItShows() {
    QTemporaryDir dir;
    const SmallRun run;
    SignaturesView view;
    QCOMPARE(view.dataFormat(), FigureData::None);
    view.setFrame(run.frame(1));
    QCOMPARE(view.dataFormat(), FigureData::Npz);
    writeDataFile(view, dir.filePath("s.npz"), {});
    const Npz npz = readNpz(dir.filePath("s.npz").toStdString());
    QCOMPARE(toIntegers(npz.array("epoch"), "epoch"), std::vector<std::int64_t>{10});
    QVERIFY(toMatrix(npz.array("H"), "H") == run.snapshots[1]->factors.H.front());
    QVERIFY(toMatrix(npz.array("W2"), "W2") == run.snapshots[1]->factors.W[1]);
    QVERIFY(toMatrix(npz.array("signatures"), "signatures") == run.snapshots[1]->factors.H.front());
    view.setLayer(1);
    writeDataFile(view, dir.filePath("layer.npz"), {});
    QVERIFY(toMatrix(readNpz(dir.filePath("layer.npz").toStdString()).array("signatures"), "signatures") ==
            layerSignatures(run.snapshots[1]->factors, 1));

    DataExtent all;
    all.snapshots = run.snapshots;
    writeDataFile(view, dir.filePath("all.npz"), all);
    const auto back = readSnapshots(dir.filePath("all.npz").toStdString(), Model::Deep, 2);
    QCOMPARE(back.size(), 3U);
    QVERIFY(back[2]->factors.H.front() == run.snapshots[2]->factors.H.front());

    DatasetView facts;
    facts.setFrame(run.frame(1));
    QCOMPARE(facts.dataFormat(), FigureData::None);
  }

  void aFolderThatIsNotThereIsNamed() {
    QTemporaryDir dir;
    Chart chart(Quantity::RelativeError);
    chart.setRuns({syntheticRun(10)});
    QVERIFY_THROWS_EXCEPTION(EnvironmentError, writeDataFile(chart, dir.filePath("none/e.csv"), {}));
  }

  void theDialogWritesAllKindsAndRemembersThem() {
    QTemporaryDir dir;
    const SmallRun run;
    Chart chart(Quantity::RelativeError);
    chart.setRuns({syntheticRun(100)});
    SignaturesView view;
    view.setFrame(run.frame(2));
    {
      ExportDialog dialog({&chart, &view}, {}, "settings", "run", lightTheme(), nullptr, run.snapshots);
      dialog.show();
      for (const char* kind : {"csv", "npz", "gif"}) dialog.findChild<QCheckBox*>(kind)->setChecked(true);
      auto* size = dialog.findChild<QComboBox*>("gifSize");
      size->setCurrentIndex(size->findData(0.5));
      dialog.findChild<QLineEdit*>("folder")->setText(dir.path());
      QTest::mouseClick(dialog.findChild<QPushButton*>("export"), Qt::LeftButton);
      QTRY_COMPARE(dialog.result(), static_cast<int>(QDialog::Accepted));
      QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name),
               (QStringList{"run_error.csv", "run_error.gif", "run_error.png", "run_signatures.gif",
                            "run_signatures.npz", "run_signatures.png"}));
      QCOMPARE(dialog.written().size(), 6);
      QCOMPARE(readGif(dir.filePath("run_signatures.gif")).frames.size(), 3);
    }
    ExportDialog again({&chart, &view}, {}, "settings", "run", lightTheme(), nullptr, run.snapshots);
    QVERIFY(again.findChild<QCheckBox*>("gif")->isChecked());
    QCOMPARE(again.plannedFiles().size(), 6);
    // Without a timeline there is nothing to animate.
    ExportDialog still({&chart, &view}, {}, "settings", "run", lightTheme());
    QVERIFY(!still.findChild<QCheckBox*>("gif")->isEnabled());
    QCOMPARE(still.plannedFiles().size(), 4);
  }

 private:
  QTemporaryDir folder_;
};

QTEST_MAIN(TestExportNumbers)
#include "tst_export_numbers.moc"
