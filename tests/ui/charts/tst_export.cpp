#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QImageReader>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <cmath>

#include "core/errors.h"
#include "synthetic_run.h"
#include "ui/charts/chart.h"
#include "ui/figures/export_dialog.h"
#include "ui/figures/export_figure.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::ui::testing;

namespace {

/// A chart that is never shown.
std::unique_ptr<Chart> chartOf(Quantity quantity, const RunCurves& run, double last = 2000) {
  auto chart = std::make_unique<Chart>(quantity);
  chart->setRuns({run});
  chart->setEpochRange({0, last, false});
  return chart;
}

double shareOfBackground(const QImage& image, const QColor& background) {
  qint64 count = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) count += image.pixelColor(x, y) == background;
  return static_cast<double>(count) / (static_cast<double>(image.width()) * image.height());
}

/// The smallest rectangle around everything that is not white.
QRect inkOf(const QImage& image) {
  QRect ink;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      if (image.pixelColor(x, y) != QColor(Qt::white)) ink |= QRect(x, y, 1, 1);
  return ink;
}

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestExport : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("nmf-explorer-test"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_export"));
    QSettings().clear();
  }
  void cleanupTestCase() { QSettings().clear(); }

  void pngHasTheRightPixelsAndDensity_data() {
    QTest::addColumn<double>("scale");
    QTest::addColumn<double>("dpi");
    QTest::addColumn<int>("expected");
    QTest::newRow("1x") << 1.0 << 0.0 << 72;
    QTest::newRow("2x") << 2.0 << 0.0 << 144;
    QTest::newRow("4x") << 4.0 << 0.0 << 288;
    QTest::newRow("2x for 300 dpi") << 2.0 << 300.0 << 300;
  }

  void pngHasTheRightPixelsAndDensity() {
    QFETCH(double, scale);
    QFETCH(double, dpi);
    QFETCH(int, expected);
    QTemporaryDir folder;
    const auto chart = chartOf(Quantity::EffectiveRank, syntheticRun(2000));
    ExportOptions options;
    options.scale = scale;
    options.dpi = dpi;
    const QString path = folder.filePath(QStringLiteral("rank.png"));
    exportFigure(*chart, path.toStdString(), FigureFormat::Png, options);
    const QImage image(path);
    QCOMPARE(image.size(), (chart->figureSize() * scale).toSize());
    QCOMPARE(qRound(image.dotsPerMeterX() * 0.0254), expected);
    const double blank = shareOfBackground(image, Qt::white);
    QVERIFY2(blank > 0.5 && blank < 0.99, qPrintable(QString::number(blank)));
  }

  void anotherWidthKeepsTheType() {
    const auto chart = chartOf(Quantity::EffectiveRank, syntheticRun(2000));
    ExportOptions options;
    options.width = kColumnWidth;
    options.scale = 4;
    const QImage column = renderFigure(*chart, options);
    QCOMPARE(column.width(), 239 * 4);  // 84 mm
    QCOMPARE(column.height(),
             static_cast<int>(std::ceil(chart->figureHeight(paperTheme(), kColumnWidth))) * 4);
    // The title takes as many pixels as on the wide figure.
    options.width = 0;
    const QImage wide = renderFigure(*chart, options);
    const auto titleHeight = [](const QImage& image) { return inkOf(image.copy(0, 0, 300, 60)).height(); };
    QVERIFY2(std::abs(titleHeight(column) - titleHeight(wide)) <= 1,
             qPrintable(QString("%1 %2").arg(titleHeight(column)).arg(titleHeight(wide))));
  }

  void theThemeIsThatOfTheExport() {
    const auto chart = chartOf(Quantity::RelativeError, syntheticRun(2000));
    chart->setTheme(darkTheme());
    QCOMPARE(renderFigure(*chart).pixelColor(1, 1), QColor(Qt::white));
    ExportOptions options;
    options.theme = darkTheme();
    QCOMPARE(renderFigure(*chart, options).pixelColor(1, 1), darkTheme().base);
  }

  void aCaptionTakesRoomBelow() {
    const auto chart = chartOf(Quantity::RelativeError, syntheticRun(200));
    ExportOptions options;
    const QString settings = QStringLiteral("deep, ranks 40,20, 2,000 digits");
    options.caption = settings;
    QVERIFY(renderFigure(*chart, options).height() > renderFigure(*chart).height() + 8);
    const int oneLine = renderFigure(*chart, options).height();
    options.caption = settings.repeated(10);
    QVERIFY(renderFigure(*chart, options).height() > oneLine + 8);
  }

  void aPlateauSaysItsLevelErrorAndEpochs() {
    QTemporaryDir folder;
    const auto chart = chartOf(Quantity::EffectiveRank, syntheticRun(20000), 20000);
    const QString path = folder.filePath(QStringLiteral("rank.svg"));
    exportFigure(*chart, path.toStdString(), FigureFormat::Svg);
    const QString wide = QString::fromUtf8(contentOf(path));
    for (const char* words : {"rank 4.98", "error 0.543", "6,160 epochs"})
      QVERIFY2(wide.contains(QLatin1String(words)), words);
    // Of a band too narrow for all of it the level is said.
    RunCurves run = syntheticRun(20000);
    run.plateaus.front().end = run.plateaus.front().start + 1400;
    exportFigure(*chartOf(Quantity::EffectiveRank, run, 20000), path.toStdString(), FigureFormat::Svg);
    const QString narrow = QString::fromUtf8(contentOf(path));
    QVERIFY(narrow.contains(QStringLiteral("4.98")));
    QVERIFY(!narrow.contains(QStringLiteral("error 0.543")));
  }

  void vectorFilesAreVectors() {
    QTemporaryDir folder;
    const auto chart = chartOf(Quantity::SingularValues, syntheticRun(2000));
    const QString svg = folder.filePath(QStringLiteral("sigma.svg")),
                  pdf = folder.filePath(QStringLiteral("sigma.pdf"));
    exportFigure(*chart, svg.toStdString(), FigureFormat::Svg);
    exportFigure(*chart, pdf.toStdString(), FigureFormat::Pdf);

    const QByteArray drawing = contentOf(svg);
    QVERIFY(drawing.startsWith("<?xml"));
    QVERIFY(!drawing.contains("<image"));
    QVERIFY(drawing.contains("Singular values"));
    QVERIFY(drawing.contains(QStringLiteral("viewBox=\"0 0 420 270\"").toUtf8()));
    QXmlStreamReader reader(drawing);
    int lines = 0;
    while (!reader.atEnd()) {
      reader.readNext();
      if (reader.isStartElement() &&
          (reader.name() == QLatin1String("path") || reader.name() == QLatin1String("polyline")))
        ++lines;
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QVERIFY(lines > 10);

    const QByteArray page = contentOf(pdf);
    QVERIFY(page.startsWith("%PDF-"));
    QVERIFY(page.trimmed().endsWith("%%EOF"));
    QVERIFY(page.contains("/MediaBox [0 0 420"));
    QVERIFY(!page.contains("/Subtype /Image"));
  }

  void theDensityOfTheDeviceDoesNotMatter() {
    // A painter on a page of 1,200 dots an inch must not enlarge what is in logical coordinates already.
    const auto chart = chartOf(Quantity::EffectiveRank, syntheticRun(2000));
    const auto painted = [&](int dpi) {
      QImage image(420, 270, QImage::Format_RGB32);
      image.setDotsPerMeterX(qRound(dpi / 0.0254));
      image.setDotsPerMeterY(qRound(dpi / 0.0254));
      QPainter painter(&image);
      chart->paintFigure(painter, QRectF(0, 0, 420, 270), paperTheme());
      painter.end();
      image.setDotsPerMeterX(2835);
      image.setDotsPerMeterY(2835);
      return image;
    };
    QCOMPARE(painted(1200), painted(72));
    QCOMPARE(painted(1200), painted(96));
  }

  void anSvgShowsWhatAPngShows() {
    QTemporaryDir folder;
    const auto chart = chartOf(Quantity::EffectiveRank, syntheticRun(2000));
    const QString svg = folder.filePath(QStringLiteral("rank.svg"));
    exportFigure(*chart, svg.toStdString(), FigureFormat::Svg);
    QImage vector(420, 270, QImage::Format_RGB32);
    vector.fill(Qt::white);
    QPainter painter(&vector);
    QSvgRenderer(svg).render(&painter, QRectF(0, 0, 420, 270));
    painter.end();
    const QRect raster = inkOf(renderFigure(*chart)), drawn = inkOf(vector);
    QVERIFY2(qAbs(raster.left() - drawn.left()) <= 4 && qAbs(raster.right() - drawn.right()) <= 6 &&
                 qAbs(raster.top() - drawn.top()) <= 4 && qAbs(raster.bottom() - drawn.bottom()) <= 4,
             qPrintable(QStringLiteral("%1 %2").arg(drawn.width()).arg(raster.width())));
  }

  void aLongRunGivesASmallFile() {
    QTemporaryDir folder;
    const auto chart = chartOf(Quantity::RelativeError, syntheticRun(300000), 300000);
    const QString svg = folder.filePath(QStringLiteral("error.svg"));
    exportFigure(*chart, svg.toStdString(), FigureFormat::Svg);
    QVERIFY2(QFile(svg).size() < 300000, qPrintable(QString::number(QFile(svg).size())));
  }

  void anUnwritablePathIsNamed_data() {
    QTest::addColumn<FigureFormat>("format");
    QTest::newRow("png") << FigureFormat::Png;
    QTest::newRow("svg") << FigureFormat::Svg;
    QTest::newRow("pdf") << FigureFormat::Pdf;
  }

  void anUnwritablePathIsNamed() {
    QFETCH(FigureFormat, format);
    QTemporaryDir folder;
    const auto chart = chartOf(Quantity::RelativeError, syntheticRun(20));
    const QString path = folder.filePath(QStringLiteral("none/error.") + extension(format));
    try {
      exportFigure(*chart, path.toStdString(), format);
      QFAIL("no error");
    } catch (const EnvironmentError& error) {
      QVERIFY2(QString::fromUtf8(error.what()).contains(path), error.what());
    }
    QVERIFY(!QFile::exists(path));
  }

  void theClipboardGetsAPng() {
    const auto chart = chartOf(Quantity::NuclearRank, syntheticRun(200));
    ExportOptions options;
    options.scale = 2;
    copyFigure(*chart, options);
    const QMimeData* data = QApplication::clipboard()->mimeData();
    QVERIFY(data && data->hasImage());
    QCOMPARE(qvariant_cast<QImage>(data->imageData()).size(), (chart->figureSize() * 2).toSize());
  }

  void aCaptionBreaksNamesThatNoLineHolds() {
    const auto height = [](const QString& text) { return captionHeight(text, kColumnWidth, paperTheme()); };
    const double line = height(QStringLiteral("deep")), two = height(QStringLiteral("deep\ndeep")) - line;
    QVERIFY(height(QString(150, QLatin1Char('x'))) >= line + 2 * two);
    QCOMPARE(height(QString(30, QLatin1Char('x'))), line);
  }

  void theDialogWritesWhatIsChosenAndRemembersIt() {
    QTemporaryDir folder;
    const RunCurves run = syntheticRun(300);
    const auto error = chartOf(Quantity::RelativeError, run), rank = chartOf(Quantity::EffectiveRank, run);
    {
      ExportDialog dialog({error.get(), rank.get()}, {rank.get()}, QStringLiteral("settings"),
                          QStringLiteral("deep 40,20"), darkTheme());
      dialog.show();
      auto* list = dialog.findChild<QListWidget*>(QStringLiteral("figures"));
      QCOMPARE(list->item(0)->checkState(), Qt::Unchecked);
      QCOMPARE(list->item(1)->checkState(), Qt::Checked);
      dialog.findChild<QCheckBox*>(QStringLiteral("svg"))->setChecked(true);
      dialog.findChild<QLineEdit*>(QStringLiteral("folder"))->setText(folder.filePath(QStringLiteral("new")));
      dialog.findChild<QLineEdit*>(QStringLiteral("pattern"))->setText(QStringLiteral("fig_{run}_{figure}"));
      QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("export")), Qt::LeftButton);
      QTRY_COMPARE(dialog.result(), static_cast<int>(QDialog::Accepted));
      QCOMPARE(dialog.written(),
               QStringList({folder.filePath(QStringLiteral("new/fig_deep_40,20_effective_rank.png")),
                            folder.filePath(QStringLiteral("new/fig_deep_40,20_effective_rank.svg"))}));
      for (const QString& path : dialog.written()) QVERIFY(QFile(path).size() > 1000);
    }
    ExportDialog again({error.get(), rank.get()}, {}, QStringLiteral("settings"), QStringLiteral("mu"),
                       darkTheme());
    QVERIFY(again.findChild<QCheckBox*>(QStringLiteral("svg"))->isChecked());
    QCOMPARE(again.findChild<QLineEdit*>(QStringLiteral("pattern"))->text(),
             QStringLiteral("fig_{run}_{figure}"));
    QCOMPARE(again.plannedFiles().size(), 4);
  }

  void theDialogShowsProblemsInline() {
    QTemporaryDir folder;
    QFile blocker(folder.filePath(QStringLiteral("file")));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    const RunCurves run = syntheticRun(300);
    const auto error = chartOf(Quantity::RelativeError, run), rank = chartOf(Quantity::EffectiveRank, run);
    ExportDialog dialog({error.get(), rank.get()}, {}, QString(), QStringLiteral("run"), lightTheme());
    dialog.show();
    auto* message = dialog.findChild<QLabel*>(QStringLiteral("message"));
    auto* button = dialog.findChild<QPushButton*>(QStringLiteral("export"));
    QVERIFY(!message->isVisible());
    // One name for two figures.
    dialog.findChild<QLineEdit*>(QStringLiteral("pattern"))->setText(QStringLiteral("same"));
    dialog.findChild<QLineEdit*>(QStringLiteral("folder"))->setText(folder.path());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(message->isVisible());
    QVERIFY(message->text().contains(QStringLiteral("{figure}")));
    // A folder below a file.
    dialog.findChild<QLineEdit*>(QStringLiteral("pattern"))->setText(QStringLiteral("{figure}"));
    dialog.findChild<QLineEdit*>(QStringLiteral("folder"))
        ->setText(blocker.fileName() + QStringLiteral("/below"));
    QVERIFY(!message->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(message->isVisible());
    QVERIFY(message->text().contains(QStringLiteral("below")));
    QVERIFY(dialog.isVisible());
    QVERIFY(dialog.written().isEmpty());
  }
};

QTEST_MAIN(TestExport)
#include "tst_export.moc"
