// Whether the panel lets a split be chosen.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/window/ui_sandbox.h"
#include "ui/panel/experiment_panel.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

class TestSplitChoice : public QObject {
  Q_OBJECT

 private slots:
  void withoutSplitsThereIsNoneToChoose();

 private:
  UiSandbox sandbox_;
};

void TestSplitChoice::withoutSplitsThereIsNoneToChoose() {
  const auto shows = [](const std::string& dataset) {
    Experiment experiment = smallExperiment();
    experiment.data.dataset = dataset;
    experiment.data.split = Split::Validation;
    return experiment;
  };
  QTemporaryDir folder;
  const QString table = folder.filePath("images.csv");
  QFile file(table);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write("1,2,3,4\n5,6,7,8\n") > 0);
  file.close();
  ExperimentPanel panel;
  auto* split = panel.findChild<QWidget*>("split");
  auto* row = panel.findChild<QWidget*>("split_row");
  for (const std::string& without : {std::string("swimmer"), table.toStdString()}) {
    panel.setExperiment(shows("strokes"));
    QVERIFY(split->isEnabled());
    QCOMPARE(panel.experiment()->data.split, Split::Validation);
    panel.setExperiment(shows(without));
    QVERIFY2(!split->isEnabled(), without.c_str());
    QVERIFY2(row->toolTip().contains("Not used here:") && row->toolTip().contains("split"),
             qPrintable(row->toolTip()));
    QVERIFY(panel.experiment());
    QCOMPARE(panel.experiment()->data.split, Split::Train);
  }
  // Of what is not there nobody can tell.
  panel.setExperiment(shows(folder.filePath("missing.csv").toStdString()));
  QVERIFY(split->isEnabled());
}

QTEST_MAIN(TestSplitChoice)
#include "tst_split_choice.moc"
