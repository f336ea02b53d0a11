// What the controls of the export dialog do to the files that it writes.
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QImageReader>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "tests/ui/charts/synthetic_run.h"
#include "tests/ui/views/bars.h"
#include "ui/charts/chart.h"
#include "ui/figures/animation.h"
#include "ui/figures/export_dialog.h"
#include "ui/figures/export_figure.h"
#include "ui/views/factors_view.h"
#include "ui/views/generate_view.h"
#include "ui/views/reconstruction_view.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::ui::testing;

namespace {

/// A dialog for two charts that are never shown, of which the second is the one in use.
struct Shown {
  Shown() : error(Quantity::RelativeError), rank(Quantity::EffectiveRank) {
    for (Chart* chart : {&error, &rank}) {
      chart->setRuns({syntheticRun(300)});
      chart->setEpochRange({0, 300, false});
    }
    dialog = std::make_unique<ExportDialog>(QList<Figure*>{&error, &rank}, QList<Figure*>{&rank},
                                            QStringLiteral("deep, ranks 40,20"), QStringLiteral("run"),
                                            darkTheme());
    dialog->show();
    find<QLineEdit>("folder")->setText(folder.path());
    exposed = QTest::qWaitForWindowExposed(dialog.get());
  }
  template <class Control>
  Control* find(const char* name) {
    return dialog->findChild<Control*>(QLatin1String(name));
  }
  /// Chooses the entry of a chooser by keys.
  void choose(const char* chooser, int entry) {
    auto* box = find<QComboBox>(chooser);
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Home);
    for (int i = 0; i < entry; ++i) QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(box->currentIndex(), entry);
  }
  /// Clicks a check box on its mark.
  void tick(const char* name) {
    auto* box = find<QCheckBox>(name);
    QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
  }
  void press(const char* button) { QTest::mouseClick(find<QWidget>(button), Qt::LeftButton); }
  /// What is written for the chart in use.
  QImage written() {
    press("export");
    const QStringList paths = dialog->written();
    return paths.size() == 1 ? QImage(paths.first()) : QImage();
  }
  QImage copied() {
    QApplication::clipboard()->clear();
    press("copy");
    return QApplication::clipboard()->image();
  }

  QTemporaryDir folder;
  Chart error, rank;
  std::unique_ptr<ExportDialog> dialog;
  bool exposed = false;
};

int dpiOf(const QImage& image) {
  return qRound(image.dotsPerMeterX() * 0.0254);
}

}  // namespace

class TestExportLook : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("nmf-explorer-test"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_export_look"));
  }
  void init() { QSettings().clear(); }
  void cleanupTestCase() { QSettings().clear(); }
  void theScaleIsThatOfTheFile();
  void aJournalsResolutionIsThatOfTheFile();
  void theWidthIsThatOfTheFile();
  void theColoursArePapersOrTheScreens();
  void theCaptionTakesRoomOrNot();
  void nothingChosenWritesNothing();
  void theFigureShownIsCopiedAsItWouldBeWritten();
  void thePreviewFollowsTheControls();
  void everyPictureViewGoesOverTheTimeline();
};

void TestExportLook::theScaleIsThatOfTheFile() {
  QSize one;
  for (int scale = 1; scale <= 4; ++scale) {
    Shown shown;
    QVERIFY(shown.exposed);
    shown.choose("scale", scale - 1);
    const QImage image = shown.written();
    QCOMPARE(dpiOf(image), 72 * scale);
    if (scale == 1) one = image.size();
    QVERIFY(one.width() > 200);
    QCOMPARE(image.width(), one.width() * scale);
    QVERIFY(qAbs(image.height() - one.height() * scale) <= scale);
  }
}

void TestExportLook::aJournalsResolutionIsThatOfTheFile() {
  QSize one;
  {
    Shown shown;
    QVERIFY(shown.exposed);
    shown.choose("scale", 0);
    one = shown.written().size();
  }
  for (const int dpi : {300, 600}) {
    {
      Shown shown;
      QVERIFY(shown.exposed);
      auto* scale = shown.find<QComboBox>("scale");
      shown.choose("scale", scale->findText(QString("%1 dpi").arg(dpi)));
      const QImage image = shown.written();
      // The same inches as at one pixel a point.
      QCOMPARE(image.width(), qRound(one.width() * dpi / 72.0));
      QVERIFY(qAbs(image.height() - one.height() * dpi / 72.0) < 10);
      QCOMPARE(image.dotsPerMeterX(), qRound(dpi / 0.0254));
      QCOMPARE(image.dotsPerMeterY(), qRound(dpi / 0.0254));
    }
    // It is remembered.
    Shown again;
    QCOMPARE(again.find<QComboBox>("scale")->currentText(), QString("%1 dpi").arg(dpi));
  }
}

void TestExportLook::theWidthIsThatOfTheFile() {
  const std::vector<double> widths{kColumnWidth, kPageWidth, Shown().rank.figureSize().width()};
  for (int entry = 0; entry < 3; ++entry) {
    Shown shown;
    QVERIFY(shown.exposed);
    shown.choose("scale", 0);
    shown.choose("width", entry);
    const double wanted = widths[static_cast<std::size_t>(entry)];
    QVERIFY(qAbs(shown.written().width() - wanted) <= 1);
  }
}

void TestExportLook::theColoursArePapersOrTheScreens() {
  for (const bool paper : {true, false}) {
    Shown shown;
    QVERIFY(shown.exposed);
    shown.choose("look", paper ? 0 : 1);
    QCOMPARE(shown.written().pixelColor(2, 2), paper ? QColor(Qt::white) : darkTheme().base);
  }
}

void TestExportLook::theCaptionTakesRoomOrNot() {
  int with = 0;
  {
    Shown shown;
    QVERIFY(shown.exposed);
    shown.choose("scale", 0);
    QVERIFY(shown.find<QCheckBox>("caption")->isChecked());
    with = shown.written().height();
  }
  Shown shown;
  QVERIFY(shown.exposed);
  shown.tick("caption");
  QVERIFY(!shown.find<QCheckBox>("caption")->isChecked());
  shown.tick("svg");
  shown.press("export");
  QTRY_COMPARE(shown.dialog->result(), static_cast<int>(QDialog::Accepted));
  QCOMPARE(shown.dialog->written().size(), 2);
  QVERIFY(QImage(shown.dialog->written()[0]).height() < with - 8);
  QFile svg(shown.dialog->written()[1]);
  QVERIFY(svg.open(QIODevice::ReadOnly));
  QVERIFY(!svg.readAll().contains("deep, ranks"));
  // The next dialog is as this one was.
  Shown again;
  QVERIFY(!again.find<QCheckBox>("caption")->isChecked());
  QCOMPARE(again.find<QComboBox>("scale")->currentIndex(), 0);
}

void TestExportLook::nothingChosenWritesNothing() {
  Shown shown;
  QVERIFY(shown.exposed);
  auto* list = shown.find<QListWidget>("figures");
  QVERIFY(shown.find<QPushButton>("export")->isEnabled());
  shown.press("checkNone");
  for (int i = 0; i < list->count(); ++i) QCOMPARE(list->item(i)->checkState(), Qt::Unchecked);
  QVERIFY(!shown.find<QPushButton>("export")->isEnabled());
  QVERIFY(shown.find<QLabel>("plan")->text().startsWith("Choose at least one figure"));
  shown.press("export");
  QVERIFY(shown.dialog->isVisible() && shown.dialog->written().isEmpty());
  // By hand, one is enough.
  list->setFocus();
  list->setCurrentRow(0);
  QTest::keyClick(list, Qt::Key_Space);
  QCOMPARE(list->item(0)->checkState(), Qt::Checked);
  QCOMPARE(shown.dialog->plannedFiles().size(), 1);
  shown.press("checkAll");
  QCOMPARE(shown.dialog->plannedFiles().size(), 2);
}

void TestExportLook::theFigureShownIsCopiedAsItWouldBeWritten() {
  Shown shown;
  QVERIFY(shown.exposed);
  shown.choose("scale", 1);
  shown.choose("look", 1);
  const QImage rank = shown.copied();
  QCOMPARE(rank.pixelColor(2, 2), darkTheme().base);
  QVERIFY(QApplication::clipboard()->mimeData()->hasFormat("image/png"));
  QImage png;
  QVERIFY(png.loadFromData(QApplication::clipboard()->mimeData()->data("image/png"), "PNG"));
  QCOMPARE(dpiOf(png), 144);
  // The one that is chosen in the list, ticked or not.
  auto* list = shown.find<QListWidget>("figures");
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0)).center());
  QVERIFY(shown.copied() != rank);
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(1)).center());
  QCOMPARE(shown.copied(), rank);
  QVERIFY(shown.dialog->isVisible());
  QCOMPARE(shown.written().convertToFormat(rank.format()), rank);
}

void TestExportLook::thePreviewFollowsTheControls() {
  Shown shown;
  QVERIFY(shown.exposed);
  const auto preview = [&] { return shown.find<QLabel>("preview")->pixmap().toImage(); };
  QImage before = preview();
  const auto changes = [&] { return std::exchange(before, preview()) != before; };
  shown.choose("width", 1);
  QVERIFY(changes());
  shown.choose("look", 1);
  QVERIFY(changes());
  shown.tick("caption");
  QVERIFY(changes());
  auto* list = shown.find<QListWidget>("figures");
  list->setFocus();
  QTest::keyClick(list, Qt::Key_Up);
  QVERIFY(changes());
  QVERIFY(!changes());
}

/// What is wrong with the animation of a view over three snapshots; empty: nothing.
template <class View>
QString animated(const QString& folder) {
  const DatasetPtr data = test::barData(30);
  std::vector<SnapshotPtr> snapshots;
  for (unsigned i = 0; i < 3; ++i)
    snapshots.push_back(test::randomSnapshot(*data, {6, 4}, 10 * static_cast<std::int64_t>(i), 20 + i));
  View view;
  view.resize(500, 400);
  view.setFrame(test::frameOf(data, snapshots.back()));
  view.show();
  if (!QTest::qWaitForWindowExposed(&view)) return QStringLiteral("it is not shown");
  const QString path = folder + QLatin1Char('/') + view.figureName() + QStringLiteral(".gif");
  Animation animation(view, snapshots, path, {});
  while (animation.step()) {
  }
  QImageReader reader(path);
  QList<QImage> frames;
  for (QImage frame = reader.read(); !frame.isNull(); frame = reader.read()) frames << frame;
  if (frames.size() != 3) return QStringLiteral("%1 frames").arg(frames.size());
  if (frames[0] == frames[1] || frames[1] == frames[2]) return QStringLiteral("two frames are alike");
  return {};
}

void TestExportLook::everyPictureViewGoesOverTheTimeline() {
  QTemporaryDir folder;
  QCOMPARE(animated<ReconstructionView>(folder.path()), QString());
  QCOMPARE(animated<FactorsView>(folder.path()), QString());
  QCOMPARE(animated<GenerateView>(folder.path()), QString());
}

QTEST_MAIN(TestExportLook)
#include "tst_export_look.moc"
