// The export dialog as the window opens it.
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>
#include <functional>
#include <limits>
#include <map>

#include "core/experiment/settings.h"
#include "tests/ui/window/open_dialog.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/chart.h"
#include "ui/charts/number_text.h"
#include "ui/figures/export_dialog.h"
#include "ui/views/timeline.h"
#include "ui/window/experiment_text.h"

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

/// The description of an SVG, where its caption stands as it was written.
QString captionIn(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QString text = QString::fromUtf8(file.readAll());
  return text.section("<desc>", 1).section("</desc>", 0, 0);
}

/// A run whose error at epoch e is 1 / (1 + e), with a record every `every` epochs.
std::shared_ptr<History> historyUpTo(std::int64_t last, std::int64_t every = 1) {
  auto history = std::make_shared<History>();
  for (std::int64_t epoch = 0; epoch <= last; epoch += every) {
    EpochRecord record;
    record.epoch = epoch;
    record.relativeError = 1.0 / static_cast<double>(1 + epoch);
    record.effectiveRank = 2;
    history->append(record);
  }
  return history;
}

}  // namespace

class TestWindowExport : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void everyChartAndViewIsWrittenFromTheWindow();
  void theFiguresOfAnExportAreOfOneMoment();
  void namesOfFilesHaveOneEnding();
  void theChartInUseIsTheOneChosen();
  void theCaptionSpeaksOfTheEpochShown();
  void theCaptionQuotesTheRecordOfItsEpoch();
  void theCaptionTellsWhatChangesTheResult();
  void furtherErrorsAreTheLastOnesMeasured();

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
    QTRY_VERIFY_WITH_TIMEOUT(!dialog->isVisible(), kPatience);
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

void TestWindowExport::theFiguresOfAnExportAreOfOneMoment() {
  Shown shown(endlessExperiment());
  QVERIFY(shown.exposed);
  shown.window.startRun();
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 500, kPatience);
  shown.window.setFocus();
  const QString folder = sandbox_.path("moment");
  int steps = 0;
  QVERIFY(withExport(&shown.window, [&](QDialog* dialog) {
    QTest::mouseClick(dialog->findChild<QWidget*>("checkAll"), Qt::LeftButton);
    dialog->findChild<QCheckBox*>("svg")->setChecked(true);
    dialog->findChild<QLineEdit*>("folder")->setText(folder);
    dialog->findChild<QLineEdit*>("pattern")->setText("{figure}");
    connect(dialog->findChild<QProgressBar*>("progress"), &QProgressBar::valueChanged, dialog,
            [&] { ++steps; });
    QTest::mouseClick(dialog->findChild<QPushButton*>("export"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog->isVisible(), kPatience);
  }));
  QVERIFY2(steps > 8, qPrintable(QString::number(steps)));  // the window had its turn after each
  const std::size_t then = shown.records();
  const auto epochIn = [&](const char* name) {
    return captionIn(folder + "/" + name + ".svg").section(" Epoch ", 1).section(":", 0, 0);
  };
  QVERIFY(!epochIn("error").isEmpty());
  for (const char* name : {"effective_rank", "nuclear_rank", "singular_values", "curves"})
    QCOMPARE(epochIn(name), epochIn("error"));
  // And the training goes on.
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > then + 500, kPatience);
}

void TestWindowExport::namesOfFilesHaveOneEnding() {
  QFile table(sandbox_.path("my.images.csv"));
  QVERIFY(table.open(QIODevice::WriteOnly) && table.write("1,2,3,4\n4,3,2,1\n1,1,2,2\n") > 0);
  table.close();
  Experiment experiment = smallExperiment(20);
  experiment.data = {};
  experiment.data.dataset = table.fileName().toStdString();
  experiment.model.ranks = {2, 1};
  Shown shown(experiment);
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  QStringList planned;
  QVERIFY(withExport(&shown.window, [&](QDialog* dialog) {
    dialog->findChild<QLineEdit*>("pattern")->setText("{run}_{figure}");
    planned = static_cast<ExportDialog*>(dialog)->plannedFiles();
  }));
  QVERIFY(!planned.isEmpty());
  for (const QString& path : planned)
    QVERIFY2(QFileInfo(path).fileName().startsWith("my.images_"), qPrintable(path));
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

void TestWindowExport::theCaptionSpeaksOfTheEpochShown() {
  Shown shown(smallExperiment(300));
  QVERIFY(shown.exposed);
  shown.window.startRun();
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
  auto* timeline = shown.window.findChild<Timeline*>("timeline");
  // The timeline follows the run a little later.
  QTRY_VERIFY(!timeline->snapshots().isEmpty() && timeline->snapshots().last() == 300);
  timeline->chooseNearest(100);
  const qint64 epoch = timeline->current();
  QVERIFY(epoch > 50 && epoch < 200);
  shown.window.setFocus();
  const QString folder = sandbox_.path("epochs");
  QVERIFY(withExport(&shown.window, [&](QDialog* dialog) {
    QTest::mouseClick(dialog->findChild<QWidget*>("checkAll"), Qt::LeftButton);
    dialog->findChild<QCheckBox*>("png")->setChecked(false);
    dialog->findChild<QCheckBox*>("svg")->setChecked(true);
    dialog->findChild<QLineEdit*>("folder")->setText(folder);
    dialog->findChild<QLineEdit*>("pattern")->setText("{figure}");
    QTest::mouseClick(dialog->findChild<QPushButton*>("export"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!dialog->isVisible(), kPatience);
  }));
  const auto history = shown.window.session().history();
  const auto expected = [&](qint64 at) {
    const double error = history->record(history->indexNear(at)).relativeError;
    return QString(" Epoch %1: relative error %2,").arg(at).arg(valueText(error, 3));
  };
  QVERIFY(expected(epoch).section(": ", 1) != expected(300).section(": ", 1));
  for (const char* view : {"signatures", "factors", "reconstruction"}) {
    const QString caption = captionIn(folder + "/" + view + ".svg");
    QVERIFY2(caption.contains(expected(epoch)), qPrintable(view + (": " + caption)));
  }
  for (const char* whole : {"error", "curves", "signatures_over_time"}) {
    const QString caption = captionIn(folder + "/" + whole + ".svg");
    QVERIFY2(caption.contains(expected(300)), qPrintable(whole + (": " + caption)));
  }
}

void TestWindowExport::theCaptionQuotesTheRecordOfItsEpoch() {
  RunResult run;
  run.experiment = smallExperiment(300);
  const QString settings = inWords(run.experiment) + ". ";
  const Caption caption = captionOf(run, historyUpTo(300, 20));
  QCOMPARE(caption.at({}), settings + "Epoch 300: relative error 0.00332, effective rank 2.00.");
  QCOMPARE(caption.at(100), settings + "Epoch 100: relative error 0.00990, effective rank 2.00.");
  QCOMPARE(caption.at(111),
           settings + "Epoch 120, the nearest recorded: relative error 0.00826, effective rank 2.00.");
  QCOMPARE(captionOf(run, std::make_shared<History>()).at(0), inWords(run.experiment) + ".");
  // While the dialog is open the run may go on.
  const auto growing = historyUpTo(10);
  const Caption live = captionOf(run, growing);
  growing->append(historyUpTo(11)->back());
  QVERIFY2(live.at(11).contains("Epoch 11:"), qPrintable(live.at(11)));
}

void TestWindowExport::theCaptionTellsWhatChangesTheResult() {
  const auto settings = [](const char* key, const char* value) {
    SettingsBuilder builder;
    builder.set(key, value, key);
    RunResult run;
    run.experiment = builder.finish().experiment;
    return captionOf(run, nullptr).at({});
  };
  const QString usual = inWords(Experiment{}) + ".";
  for (const auto& [key, value] : std::map<const char*, const char*>{{"noise", "gaussian:0.3"},
                                                                     {"rows", "100:350"},
                                                                     {"shuffle", "7"},
                                                                     {"labels", "1,2"},
                                                                     {"held_out", "0.2"},
                                                                     {"init_scale", "0.1"},
                                                                     {"floor", "0.001"}}) {
    const QString name = QString(key).replace('_', ' ');
    QCOMPARE(settings(key, value), usual.chopped(1) + ", " + name + " " + value + ".");
  }
  for (const char* said : {"threads", "snapshots"}) QCOMPARE(settings(said, "3"), usual);
  // Charts are drawn of what was recorded.
  QCOMPARE(settings("metrics_every", "3"), usual.chopped(1) + ", 1 record in 3 epochs.");
  // What was changed while it trained, once it had been.
  RunResult run;
  run.changes = {{20, "learning_rate", "0.005"}};
  const Caption caption = captionOf(run, historyUpTo(1000));
  QVERIFY2(caption.at(1000).contains("seed 0; learning rate 0.005 after epoch 20. Epoch 1,000:"),
           qPrintable(caption.at(1000)));
  QCOMPARE(caption.at({}), caption.at(1000));
  QVERIFY2(!caption.at(19).contains("0.005"), qPrintable(caption.at(19)));
}

void TestWindowExport::furtherErrorsAreTheLastOnesMeasured() {
  RunResult run;
  const auto history = historyUpTo(30);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  history->append(FurtherRecord{10, 0.5, nan});
  history->append(FurtherRecord{20, 0.25, 0.125});
  const Caption caption = captionOf(run, history);
  QVERIFY2(caption.at(9).endsWith("effective rank 2.00."), qPrintable(caption.at(9)));
  QVERIFY2(caption.at(10).endsWith(", held-out error 0.500."), qPrintable(caption.at(10)));
  QVERIFY2(caption.at(19).endsWith(", held-out error 0.500 at epoch 10."), qPrintable(caption.at(19)));
  QVERIFY2(caption.at(20).endsWith(", held-out error 0.250, error against the clean images 0.125."),
           qPrintable(caption.at(20)));
  QVERIFY2(caption.at({}).endsWith("0.250 at epoch 20, error against the clean images 0.125 at epoch 20."),
           qPrintable(caption.at({})));
}

QTEST_MAIN(TestWindowExport)
#include "tst_window_export.moc"
