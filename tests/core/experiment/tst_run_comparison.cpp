#include <QTest>
#include <limits>

#include "core/experiment/run_comparison.h"

using namespace nmf;

namespace {

ComparedRun runOf(const std::string& name) {
  ComparedRun run;
  run.name = name;
  run.experiment.data.dataset = "strokes";
  run.experiment.model.ranks = {20, 10};
  EpochRecord last;
  last.epoch = 500;
  last.seconds = 1.25;
  last.relativeError = 0.123456789;
  last.error = 1234.5;
  last.effectiveRank = 5.5;
  last.nuclearRank = std::numeric_limits<double>::quiet_NaN();
  last.sigmaCount = 2;
  last.sigma[0] = 0.1f;
  last.sigma[1] = 0;
  run.last = last;
  run.ending = "epochs";
  return run;
}

std::string field(const ResultTable& table, std::size_t row, const std::string& column) {
  const auto at = std::find(table.columns.begin(), table.columns.end(), column);
  return at == table.columns.end() ? "no such column"
                                   : table.rows[row][std::size_t(at - table.columns.begin())];
}

}  // namespace

class TestRunComparison : public QObject {
  Q_OBJECT

 private slots:
  void equalRunsDifferInNothing() {
    QVERIFY(differingSettings({runOf("a"), runOf("b")}).empty());
    const ResultTable table = compareRuns({runOf("a"), runOf("b")});
    QCOMPARE(table.columns.front(), std::string("run"));
    QCOMPARE(table.columns[1], std::string("epochs"));
  }

  void settingsThatDifferComeInTheOrderOfTheOptions() {
    ComparedRun a = runOf("a"), b = runOf("b");
    b.experiment.model.seed = 7;
    b.experiment.model.nonnegativity = NonNegativity::Relu;
    b.experiment.plan.epochs = 300;
    const auto keys = differingSettings({a, b});
    QCOMPARE(keys, (std::vector<std::string>{"seed", "nonnegativity", "epochs"}));
    const ResultTable table = compareRuns({a, b});
    QCOMPARE(field(table, 0, "nonnegativity"), std::string("projection"));
    QCOMPARE(field(table, 1, "nonnegativity"), std::string("relu"));
    // The setting keeps its name, the metric of the same name is told apart.
    QCOMPARE(field(table, 1, "epochs"), std::string("300"));
    QCOMPARE(field(table, 1, "final_epochs"), std::string("500"));
  }

  void aChangeMadeWhileRunningIsADifference() {
    ComparedRun a = runOf("a"), b = runOf("b");
    b.changes.push_back({200, "learning_rate", "0.001"});
    QCOMPARE(differingSettings({a, b}), (std::vector<std::string>{"learning_rate"}));
    QCOMPARE(settingText(b, "learning_rate"), std::string("0.01, 0.001 after epoch 200"));
  }

  void whatMeansNothingInARunIsAnEmptyField() {
    ComparedRun deep = runOf("deep"), slow = runOf("slow"), mu = runOf("mu");
    slow.experiment.model.live.learningRate = 0.001;
    mu.experiment.model.model = Model::Multiplicative;
    mu.experiment.model.ranks = {10};
    const ResultTable table = compareRuns({deep, slow, mu});
    QCOMPARE(field(table, 1, "learning_rate"), std::string("0.001"));
    QCOMPARE(field(table, 2, "learning_rate"), std::string());
    QCOMPARE(field(table, 2, "model"), std::string("mu"));
    // Of two runs only one has a rate: there is nothing to compare.
    const auto keys = differingSettings({deep, mu});
    QVERIFY(std::find(keys.begin(), keys.end(), "learning_rate") == keys.end());
  }

  void finalValuesAreExactAndMissingOnesEmpty() {
    ComparedRun never = runOf("never");
    never.last.reset();
    Plateau plateau;
    plateau.start = 40;
    plateau.level = 2.5;
    never.plateaus.push_back(plateau);
    const ResultTable table = compareRuns({runOf("a"), never});
    QCOMPARE(field(table, 0, "relative_error"), std::string("0.123456789"));
    QCOMPARE(field(table, 0, "nuclear_rank"), std::string());
    QCOMPARE(field(table, 0, "sigma_1"), std::string("0.1"));
    QCOMPARE(field(table, 1, "sigma_1"), std::string());
    QCOMPARE(field(table, 1, "relative_error"), std::string());
    QCOMPARE(field(table, 1, "plateau_start"), std::string("40"));
    QCOMPARE(field(table, 1, "plateau_end"), std::string());
    QCOMPARE(field(table, 1, "plateau_level"), std::string("2.5"));
    ComparedRun noisy = runOf("noisy");
    noisy.cleanError = 0.25;
    QCOMPARE(field(compareRuns({never, noisy}), 1, "clean_error"), std::string("0.25"));
    QCOMPARE(field(compareRuns({never, noisy}), 0, "clean_error"), std::string());
    QCOMPARE(field(table, 0, "clean_error"), std::string("no such column"));
    for (const auto& row : table.rows) QCOMPARE(row.size(), table.columns.size());
  }

  void aNameGivenByAPersonSurvivesCsvAndIsEscapedInLatex() {
    const std::string name = "50% of {A}, \"W_1\" <new> & #2 ~ ^ $ | \\";
    const ResultTable table = compareRuns({runOf(name)});
    QCOMPARE(tableFromCsv(toCsv(table), "t").rows.front().front(), name);
    const std::string latex = toLatex(table);
    QVERIFY(latex.find("50\\% of \\{A\\}, \"W\\_1\" \\textless{}new\\textgreater{} \\& \\#2 "
                       "\\textasciitilde{} \\textasciicircum{} \\$ \\textbar{} \\textbackslash{}") !=
            std::string::npos);
    QVERIFY(latex.find("0.1235") != std::string::npos);
  }

  void differencesAreAgainstTheBaseline() {
    ComparedRun better = runOf("better"), base = runOf("base"), never = runOf("never");
    better.last->relativeError = 0.0625;
    base.last->relativeError = 0.5;
    base.last->effectiveRank = 5.25;
    never.last.reset();
    const std::string none = "no such column";
    QCOMPARE(field(compareRuns({better, base}), 0, "relative_error_vs_baseline"), none);
    base.baseline = true;
    const ResultTable table = compareRuns({better, base, never});
    QCOMPARE(field(table, 0, "relative_error_vs_baseline"), std::string("-0.4375"));
    QCOMPARE(field(table, 0, "effective_rank_vs_baseline"), std::string("+0.25"));
    QCOMPARE(field(table, 1, "relative_error_vs_baseline"), std::string("0"));
    QCOMPARE(field(table, 2, "relative_error_vs_baseline"), std::string());
    QCOMPARE(field(table, 0, "nuclear_rank_vs_baseline"), none);
    for (const auto& row : table.rows) QCOMPARE(row.size(), table.columns.size());
    QCOMPARE(tableFromCsv(toCsv(table), "t").rows, table.rows);
    QVERIFY(toLatex(table).find("+0.25") != std::string::npos);
    // A rounded number keeps its sign.
    QCOMPARE(readableField("+0.123456789"), std::string("+0.1235"));
    QCOMPARE(readableField("-0.123456789"), std::string("-0.1235"));
  }

  void legendsNameTheDataOfRunsOnSeveral() {
    ComparedRun first = runOf("deep 20,10"), other = runOf("mu 20");
    first.experiment.data.dataset = "swimmer";
    other.experiment.data.dataset = "/somewhere/faces.npz";
    ComparedRun renamed = runOf("the run on swimmer");
    renamed.experiment.data.dataset = "swimmer";
    QCOMPARE(legendNames({first, renamed}), (std::vector<std::string>{"deep 20,10", "the run on swimmer"}));
    QCOMPARE(legendNames({first, other, renamed}),
             (std::vector<std::string>{"deep 20,10 on swimmer", "mu 20 on faces.npz", "the run on swimmer"}));
    // Of its letters alone, as in a word or among the ranks, nobody would think.
    ComparedRun short1 = runOf("deep 40,20"), short2 = runOf("deep 40,20 (2)"), said = runOf("mu 9 on e (2)");
    short1.experiment.data.dataset = "/somewhere/e";
    short2.experiment.data.dataset = "20";
    said.experiment.data.dataset = "/somewhere/e";
    QCOMPARE(legendNames({short1, short2, said}),
             (std::vector<std::string>{"deep 40,20 on e", "deep 40,20 (2) on 20", "mu 9 on e (2)"}));
    // Where it is all that tells two runs apart, it is in the name itself.
    ComparedRun elsewhere = first;
    elsewhere.experiment.data.dataset = "/somewhere/faces.npz";
    QCOMPARE(distinctName(elsewhere, {first}), std::string("deep 20,10 on faces.npz"));
  }

  void namesTellRunsApart() {
    ComparedRun first = runOf("");
    first.name = distinctName(first, {});
    QCOMPARE(first.name, std::string("deep 20,10"));
    ComparedRun other = first;
    other.experiment.model.ranks = {40, 20};
    QCOMPARE(distinctName(other, {first}), std::string("deep 40,20"));
    ComparedRun relu = first;
    relu.experiment.model.nonnegativity = NonNegativity::Relu;
    relu.name = distinctName(relu, {first});
    QCOMPARE(relu.name, std::string("deep 20,10 relu"));
    ComparedRun seeded = first;
    seeded.experiment.model.seed = 3;
    QCOMPARE(distinctName(seeded, {first, relu}), std::string("deep 20,10 seed 3"));
    ComparedRun again = first;
    again.name = distinctName(again, {first, relu});
    QCOMPARE(again.name, std::string("deep 20,10 (2)"));
    QCOMPARE(distinctName(first, {first, relu, again}), std::string("deep 20,10 (3)"));
    // The same once more keeps what it has in common with its like, and never takes another run's name.
    ComparedRun longer = relu;
    longer.experiment.plan.epochs = 12000;
    longer.name = distinctName(longer, {first});
    QCOMPARE(longer.name, std::string("deep 20,10 relu epochs 12000"));
    QCOMPARE(tellingName(longer, {first, longer}), longer.name);
    QCOMPARE(distinctName(longer, {first, longer}), longer.name + " (2)");
    // What two settings do not tell apart, a third one does.
    ComparedRun third = longer;
    third.experiment.model.seed = 3;
    third.name = distinctName(third, {first});
    QCOMPARE(third.name, std::string("deep 20,10 seed 3 relu"));
    ComparedRun shorter = third;
    shorter.experiment.plan.epochs = 300;
    QCOMPARE(distinctName(shorter, {first, third}), third.name + " epochs 300");
  }
};

QTEST_GUILESS_MAIN(TestRunComparison)
#include "tst_run_comparison.moc"
