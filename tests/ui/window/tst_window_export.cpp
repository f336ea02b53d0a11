// The export dialog as the window opens it.
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTest>
#include <functional>

#include "tests/ui/window/open_dialog.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/chart.h"
#include "ui/figures/export_dialog.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

/// Presses Ctrl+E on `target` and does `act` to the dialog while it is open; whether there was one.
bool withExport(QWidget* target, const std::function<void(ExportDialog*)>& act) {
  return withDialog<ExportDialog>([target] { QTest::keyClick(target, Qt::Key_E, Qt::ControlModifier); }, act);
}

QStringList checkedIn(QDialog* dialog) {
  QStringList names;
  const auto* list = dialog->findChild<QListWidget*>("figures");
  for (int i = 0; i < list->count(); ++i)
    if (list->item(i)->checkState() == Qt::Checked) names << list->item(i)->text();
  return names;
}

}  // namespace

class TestWindowExport : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void everyChartAndViewIsWrittenFromTheWindow();
  void theChartInUseIsTheOneChosen();

 private:
  UiSandbox sandbox_;
};

void TestWindowExport::everyChartAndViewIsWrittenFromTheWindow() {
  Shown shown(smallExperiment(300));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  shown.window.setFocus();
  const QString folder = sandbox_.path("figures");
  QStringList offered;
  QVERIFY(withExport(&shown.window, [&](QDialog* dialog) {
    const auto* list = dialog->findChild<QListWidget*>("figures");
    for (int i = 0; i < list->count(); ++i) offered << list->item(i)->text();
    QTest::mouseClick(dialog->findChild<QWidget*>("checkAll"), Qt::LeftButton);
    dialog->findChild<QCheckBox*>("svg")->setChecked(true);
    dialog->findChild<QLineEdit*>("folder")->setText(folder);
    QTest::mouseClick(dialog->findChild<QPushButton*>("export"), Qt::LeftButton);
  }));
  for (const char* name : {"Relative error", "Effective rank", "Nuclear rank", "Singular values", "Curves",
                           "Signatures", "Reconstruction", "Signatures over time"})
    QVERIFY2(offered.filter(QRegularExpression(QString("^") + name)).size() >= 1,
             qPrintable(QString(name) + " of " + offered.join(", ")));
  const QStringList written = QDir(folder).entryList(QDir::Files);
  QVERIFY2(written.filter(".png").size() >= 8, qPrintable(written.join(", ")));
  for (const QString& name : written)
    QVERIFY2(QFileInfo(folder + "/" + name).size() > 1000, qPrintable(name));
  // The settings stand below each figure.
  QFile svg(folder + "/" + written.filter("effective_rank.svg").value(0));
  QVERIFY(svg.open(QIODevice::ReadOnly));
  const QByteArray text = svg.readAll();
  QVERIFY(text.contains("strokes") && text.contains("8, 4"));
  QVERIFY2(shown.message().contains("files were exported to"), qPrintable(shown.message()));
}

void TestWindowExport::theChartInUseIsTheOneChosen() {
  Shown shown(smallExperiment(100));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  Chart* rank = nullptr;
  for (Chart* chart : shown.window.findChildren<Chart*>())
    if (chart->figureTitle() == "Effective rank") rank = chart;
  QVERIFY(rank);
  rank->setFocus();
  QStringList checked;
  QVERIFY(withExport(QApplication::focusWidget(), [&](QDialog* dialog) { checked = checkedIn(dialog); }));
  QCOMPARE(checked, QStringList{"Effective rank"});
  QVERIFY(!QApplication::activeModalWidget());
}

QTEST_MAIN(TestWindowExport)
#include "tst_window_export.moc"
