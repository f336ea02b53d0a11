// An export that takes long is made in steps, between which it can be given up.
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "tests/ui/charts/synthetic_run.h"
#include "tests/ui/views/bars.h"
#include "tests/ui/views/pictures.h"
#include "ui/charts/chart.h"
#include "ui/figures/export_dialog.h"
#include "ui/views/signatures_view.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;
using namespace nmf::ui::testing;

class TestExportCancel : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName("nmf-explorer-test");
    QCoreApplication::setApplicationName("tst_export_cancel");
  }
  void init() { QSettings().clear(); }
  void cleanupTestCase() { QSettings().clear(); }

  void cancelBetweenFilesKeepsThoseThatAreWhole() {
    QTemporaryDir dir;
    Chart error(Quantity::RelativeError), rank(Quantity::EffectiveRank);
    for (Chart* chart : {&error, &rank}) chart->setRuns({syntheticRun(100)});
    ExportDialog dialog({&error, &rank}, {}, "settings", "run", lightTheme());
    dialog.show();
    for (const char* kind : {"svg", "pdf"}) dialog.findChild<QCheckBox*>(kind)->setChecked(true);
    dialog.findChild<QLineEdit*>("folder")->setText(dir.path());
    QList<bool> still;
    connect(&dialog, &ExportDialog::stillnessWanted, &dialog, [&](bool on) { still << on; });
    auto* progress = dialog.findChild<QProgressBar*>("progress");
    bool pressed = false;
    connect(progress, &QProgressBar::valueChanged, &dialog, [&](int files) {
      if (files != 2 || pressed) return;
      pressed = true;
      QTimer::singleShot(0, &dialog, [&] { QTest::keyClick(&dialog, Qt::Key_Escape); });
    });
    QTest::mouseClick(dialog.findChild<QPushButton*>("export"), Qt::LeftButton);
    QTRY_VERIFY(dialog.findChild<QLabel*>("message")->isVisible());
    QVERIFY(dialog.isVisible() && !progress->isVisible());
    QCOMPARE(progress->maximum(), 6);
    const auto whole = dialog.written().size();
    QVERIFY(whole >= 2 && whole < 6);
    QVERIFY2(dialog.findChild<QLabel*>("message")->text().contains(
                 QString("given up; %1 of 6 files were written").arg(whole)),
             qPrintable(dialog.findChild<QLabel*>("message")->text()));
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden).size(), whole);
    QCOMPARE(still, (QList<bool>{true, false}));
    // As it is, it can be exported again.
    QTest::mouseClick(dialog.findChild<QPushButton*>("export"), Qt::LeftButton);
    QTRY_COMPARE(dialog.written().size(), 6);
  }

  void cancelGivesTheAnimationUpAndKeepsTheDialog() {
    QTemporaryDir dir;
    const DatasetPtr data = barData(30);
    std::vector<SnapshotPtr> snapshots;
    for (int i = 0; i < 60; ++i) {
      auto snapshot = std::make_shared<Snapshot>(*randomSnapshot(*data, {6, 4}, 3, 20 + i % 3));
      snapshot->epoch = 10 * i;
      snapshots.push_back(snapshot);
    }
    SignaturesView view;
    view.setFrame({1, Model::Deep, data, snapshots.back()});
    ExportDialog dialog({&view}, {}, "settings", "run", lightTheme(), nullptr, snapshots);
    dialog.show();
    dialog.findChild<QCheckBox*>("png")->setChecked(false);
    dialog.findChild<QCheckBox*>("gif")->setChecked(true);
    dialog.findChild<QLineEdit*>("folder")->setText(dir.path());
    auto* progress = dialog.findChild<QProgressBar*>("progress");
    bool pressed = false;
    connect(progress, &QProgressBar::valueChanged, &dialog, [&](int frames) {
      if (frames != 3 || pressed) return;
      pressed = true;
      // Between two frames, as a person would.
      QTimer::singleShot(0, &dialog, [&] { QTest::keyClick(&dialog, Qt::Key_Escape); });
    });
    QTest::mouseClick(dialog.findChild<QPushButton*>("export"), Qt::LeftButton);
    QTRY_VERIFY(pressed && !progress->isVisible());
    QVERIFY(dialog.isVisible());
    QVERIFY(dialog.findChild<QLabel*>("message")->text().contains("given up"));
    QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList());
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
  }
};

QTEST_MAIN(TestExportCancel)
#include "tst_export_cancel.moc"
