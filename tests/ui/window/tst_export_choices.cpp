// How much is exported: records, epochs and frames, as chosen in the dialog of the window.
#include <QCheckBox>
#include <QComboBox>
#include <QImageReader>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <cmath>

#include "core/data/npz.h"
#include "core/experiment/result_files.h"
#include "tests/ui/window/open_dialog.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/charts_panel.h"
#include "ui/figures/export_dialog.h"
#include "ui/views/signatures_view.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Choice {
  const char* kind;     ///< the check box of what is written
  const char* chooser;  ///< how much of it
  QString entry;
};

/// The entry of a chooser by keys; it begins with `text`.
void choose(QComboBox* box, const QString& text) {
  QVERIFY(box->isEnabled());
  box->setFocus();
  QTest::keyClick(box, Qt::Key_Home);
  for (int i = 0; i < box->count() && !box->currentText().startsWith(text); ++i)
    QTest::keyClick(box, Qt::Key_Down);
  QVERIFY2(box->currentText().startsWith(text), qPrintable(box->currentText()));
}

/// A finished run with few snapshots.
struct Scene : Shown {
  Scene() : Shown(fewSnapshots()) {}
  static Experiment fewSnapshots() {
    Experiment few = smallExperiment(300);
    few.plan.snapshots = 8;
    return few;
  }
  /// What Ctrl+E on `figure` writes to "figure.*" in `folder`, of one kind alone.
  QString write(QWidget* figure, const QString& folder, const Choice& choice) {
    figure->setFocus();
    withDialog<ExportDialog>([&] { QTest::keyClick(figure, Qt::Key_E, Qt::ControlModifier); },
                             [&](ExportDialog* dialog) {
                               for (const char* kind : {"png", "csv", "npz", "gif"}) {
                                 auto* box = dialog->findChild<QCheckBox*>(kind);
                                 if (box->isChecked() == (QByteArray(kind) == choice.kind)) continue;
                                 QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
                               }
                               choose(dialog->findChild<QComboBox*>(choice.chooser), choice.entry);
                               dialog->findChild<QLineEdit*>("folder")->setText(folder);
                               dialog->findChild<QLineEdit*>("pattern")->setText("figure");
                               QTest::mouseClick(dialog->findChild<QPushButton*>("export"), Qt::LeftButton);
                               QTRY_VERIFY_WITH_TIMEOUT(!dialog->isVisible(), kPatience);
                             });
    window.activateWindow();  // for the next key, as a window manager does
    return !QTest::qWaitForWindowActive(&window) ? QString() : folder + "/figure." + choice.kind;
  }
};

/// The epochs of a table.
QList<qint64> epochsIn(const QString& path) {
  QFile file(path);
  QList<qint64> epochs;
  if (!file.open(QIODevice::ReadOnly)) return epochs;
  for (const QByteArray& line : file.readAll().trimmed().split('\n').mid(1))
    epochs << line.split(',').first().toLongLong();
  return epochs;
}

}  // namespace

class TestExportChoices : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void recordsOfTheWholeRunOrOfTheEpochsInView();
  void factorsOfTheEpochShownOrOfAllThatAreKept();
  void framesPerSecond();

 private:
  UiSandbox sandbox_;
};

void TestExportChoices::recordsOfTheWholeRunOrOfTheEpochsInView() {
  Scene shown;
  QVERIFY(shown.exposed && shown.train());
  Chart* chart = shown.window.findChild<ChartsPanel*>("charts")->charts()[1];
  chart->setFocus();
  QTRY_VERIFY(chart->epochRange().upper >= 300);
  QTest::keyClick(chart, Qt::Key_Plus);
  QTest::keyClick(chart, Qt::Key_Comma);
  const EpochRange seen = chart->epochRange();
  QVERIFY(seen.upper < 300);
  const auto epochs = [&](const char* folder, const QString& entry) {
    return epochsIn(shown.write(chart, sandbox_.path(folder), {"csv", "csvRecords", entry}));
  };
  const QList<qint64> inView = epochs("view", "epochs in view");
  QVERIFY(!inView.isEmpty());
  QCOMPARE(inView.first(), std::max<qint64>(0, std::ceil(seen.lower)));
  QCOMPARE(inView.last(), static_cast<qint64>(std::floor(seen.upper)));
  QCOMPARE(epochs("whole", "whole run").size(), 301);
}

void TestExportChoices::factorsOfTheEpochShownOrOfAllThatAreKept() {
  Scene shown;
  QVERIFY(shown.exposed && shown.train());
  auto* view = shown.window.findChild<SignaturesView*>();
  QTRY_VERIFY(view->isVisible() && view->dataFormat() == FigureData::Npz);
  const std::vector<SnapshotPtr> kept = shown.window.session().snapshots();
  QVERIFY(kept.size() > 3 && kept.size() <= 8);
  const QString all =
      shown.write(view, sandbox_.path("all"), {"npz", "npzEpochs", QString("all %1 kept").arg(kept.size())});
  const auto back = readSnapshots(all.toStdString(), Model::Deep, 2);
  QCOMPARE(back.size(), kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    QCOMPARE(back[i]->epoch, kept[i]->epoch);
    QVERIFY(back[i]->factors.H.front() == kept[i]->factors.H.front());
  }
  const QString one = shown.write(view, sandbox_.path("one"), {"npz", "npzEpochs", "epoch shown"});
  const Npz npz = readNpz(one.toStdString());
  QCOMPARE(toIntegers(npz.array("epoch"), "epoch"), std::vector<std::int64_t>{300});
}

void TestExportChoices::framesPerSecond() {
  Scene shown;
  QVERIFY(shown.exposed && shown.train());
  auto* view = shown.window.findChild<SignaturesView*>();
  QTRY_VERIFY(view->isVisible() && view->dataFormat() == FigureData::Npz);
  for (const int rate : {25, 5}) {
    const QString folder = sandbox_.path(QString::number(rate));
    QImageReader gif(shown.write(view, folder, {"gif", "gifRate", QString("%1 frames").arg(rate)}));
    QVERIFY2(gif.canRead(), qPrintable(gif.errorString()));
    QVERIFY(!gif.read().isNull());
    QCOMPARE(gif.nextImageDelay(), 1000 / rate);  // milliseconds
    QCOMPARE(gif.imageCount(), static_cast<int>(shown.window.session().snapshots().size()));
  }
}

QTEST_MAIN(TestExportChoices)
#include "tst_export_choices.moc"
