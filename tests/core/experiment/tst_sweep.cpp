#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <functional>
#include <set>

#include "core/errors.h"
#include "core/experiment/json_file.h"
#include "core/experiment/sweep.h"
#include "core/experiment/sweep_runner.h"
#include "core/experiment/sweep_summary.h"

using namespace nmf;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

Sweep sweepOf(const char* json) {
  return expandSweep(Json::parse(json), "sweep.json");
}

std::string errorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

ResultTable readTable(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return tableFromCsv(text, path.string());
}

constexpr const char* kSmall =
    R"({"dataset": "swimmer", "rows": "0:40", "model": "mu", "ranks": [[2], [3]], "seed": [0, 1],
                                   "epochs": 5, "figures": "none", "snapshots": 0, "threads": 1})";

}  // namespace

class TestSweep : public QObject {
  Q_OBJECT
 private slots:
  void listsSpanAGridTheLastKeyFastest() {
    const Sweep sweep =
        sweepOf(R"({"model": "gd", "ranks": [[5], [7]], "epochs": 3, "learning_rate": [0.1, 0.01, 0.001]})");
    QCOMPARE(sweep.keys, (std::vector<std::string>{"ranks", "learning_rate"}));
    QCOMPARE(sweep.points.size(), std::size_t{6});
    QCOMPARE(sweep.points[0].values, (std::vector<std::string>{"5", "0.1"}));
    QCOMPARE(sweep.points[1].values, (std::vector<std::string>{"5", "0.01"}));
    QCOMPARE(sweep.points[5].values, (std::vector<std::string>{"7", "0.001"}));
    QCOMPARE(sweep.points[5].index, 6);
    QCOMPARE(sweep.points[5].settings.experiment.model.ranks, std::vector{7});
    QCOMPARE(sweep.points[5].settings.experiment.plan.epochs, 3);
  }

  void plainListsOfListOptionsAreValues() {
    const Sweep sweep = sweepOf(
        R"({"model": "layerwise", "ranks": [9, 4], "layer_weights": [[1, 1], [1, 0.5]], "labels": [3, 7]})");
    QCOMPARE(sweep.keys, (std::vector<std::string>{"layer_weights"}));
    QCOMPARE(sweep.points.size(), std::size_t{2});
    QCOMPARE(sweep.points[1].values, (std::vector<std::string>{"1,0.5"}));
    QCOMPARE(sweep.points[0].settings.experiment.data.labels, (std::vector{3, 7}));
  }

  void aGridWithoutListsIsOnePoint() {
    const Sweep sweep = sweepOf("{}");
    QCOMPARE(sweep.points.size(), std::size_t{1});
    QVERIFY(sweep.keys.empty());
  }

  void modelsMayVaryWithTheFixedKeysOfSome() {
    const Sweep sweep = sweepOf(R"({"model": ["mu", "gd"], "ranks": [5], "learning_rate": 0.5})");
    QCOMPARE(sweep.points[0].settings.experiment.model.live.learningRate, 0.01);
    QCOMPARE(sweep.points[1].settings.experiment.model.live.learningRate, 0.5);
  }

  void badGridsAreRefused_data() {
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("named");
    const auto row = [](const char* json, const char* named) { QTest::newRow(json) << json << named; };
    row("[]", "object");
    row(R"({"epochs": []})", "epochs");
    row(R"({"rnaks": [[1]]})", "rnaks");
    row(R"({"epochs": [1, "x"]})", "epochs");
    row(R"({"ranks": [[20, 10], 5]})", "ranks");
    row(R"({"model": "mu", "ranks": [[5], [20, 10]]})", "point 2");
    row(R"({"model": ["mu", "gd"], "ranks": [5], "learning_rate": [0.5]})", "learning_rate does not apply");
    row(R"({"figures": ["png", "svg"]})", "figures cannot vary");
    row(R"({"out": ["a", "b"]})", "out cannot vary");
  }
  void badGridsAreRefused() {
    QFETCH(QString, json);
    QFETCH(QString, named);
    const std::string sentence = errorOf([&] { sweepOf(json.toUtf8()); });
    QVERIFY2(sentence.starts_with("sweep.json: "), sentence.c_str());
    QVERIFY2(sentence.find(named.toStdString()) != std::string::npos, sentence.c_str());
  }

  void absurdGridsAreRefusedAtOnce() {
    Json object = Json::object();
    for (const char* key : {"seed", "epochs", "plateau_min", "metrics_every"}) {
      object[key] = Json::array();
      for (int i = 1; i <= 1000; ++i) object[key].push_back(i);
    }
    QVERIFY(errorOf([&] { expandSweep(object, "s"); }).find("100000") != std::string::npos);
  }

  void shardsAreReadStrictly() {
    QCOMPARE(parseShard("2/8").index, 2);
    QCOMPARE(parseShard("2/8").count, 8);
    for (const char* bad : {"", "1", "0/2", "3/2", "-1/2", "1/0", "a/b", "1/2/3", "1.0/2", " 1/2"})
      QVERIFY2(errorOf([&] { parseShard(bad); }).starts_with("--shard: "), bad);
  }

  void shardsHoldEveryPointOnce() {
    const Sweep sweep = sweepOf(R"({"seed": [0, 1, 2, 3, 4, 5, 6]})");
    for (const SweepPoint& point : sweep.points) {
      int holders = 0;
      for (int i = 1; i <= 3; ++i) holders += Shard{i, 3}.holds(point);
      QCOMPARE(holders, 1);
    }
  }

  void tablesRoundTripThroughCsv() {
    const ResultTable table{{"a", "b,c"}, {{"20,10", "say \"no\""}, {"", "x"}}};
    const ResultTable back = tableFromCsv(toCsv(table), "t");
    QVERIFY(back.columns == table.columns && back.rows == table.rows);
    for (const char* bad : {"", "a,b\n1\n", "a,b\n1,2", "a\n\"x"})
      QVERIFY2(!errorOf([&] { tableFromCsv(bad, "t"); }).empty(), bad);
  }

  void latexIsEscapedAndShort() {
    const ResultTable table{{"learning_rate", "error"}, {{"1e-3", "0.123456789"}, {"50%", ""}}};
    const std::string text = toLatex(table);
    QVERIFY(text.find("learning\\_rate & error \\\\") != std::string::npos);
    QVERIFY(text.find("0.1235") != std::string::npos);
    QVERIFY(text.find("50\\% & --") != std::string::npos);
  }

  void aMetricWithTheNameOfAVariedKeyIsToldApart() {
    const Sweep sweep = sweepOf(R"({"model": "gd", "cosine_separation": [0, 0.5]})");
    ResultTable table = emptyTable(sweep);
    QCOMPARE(table.columns[0], std::string("cosine_separation"));
    QCOMPARE(table.columns[7], std::string("final_cosine_separation"));
    addRow(table, sweep.points[1], Json::parse(R"({"cosine_separation": 3.25})"), "folder");
    QCOMPARE(table.rows[0][0], std::string("0.5"));
    QCOMPARE(table.rows[0][7], std::string("3.25"));
  }

  void everyPointGetsAFolderAndALine() {
    QTemporaryDir dir;
    const fs::path out = dir.filePath("sweep").toStdString();
    const Sweep sweep = sweepOf(kSmall);
    const SweepOutcome outcome = runSweep(sweep, {}, out, {});
    QCOMPARE(outcome.finished, 4);
    const ResultTable table = readTable(out / "summary.csv");
    QCOMPARE(table.columns,
             (std::vector<std::string>{"ranks", "seed", "epochs", "seconds", "relative_error", "error",
                                       "effective_rank", "nuclear_rank", "cosine_separation", "sigma_1",
                                       "sigma_2", "sigma_3", "sigma_4", "sigma_5", "sigma_6", "stop_reason",
                                       "folder", "index"}));
    QCOMPARE(table.rows.size(), std::size_t{4});
    std::set<std::string> folders;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& row = table.rows[i];
      QCOMPARE(row[0], std::string(i < 2 ? "2" : "3"));
      QCOMPARE(row[1], std::string(i % 2 ? "1" : "0"));
      QCOMPARE(row[15], std::string("epochs"));
      QVERIFY(fs::exists(out / row[16] / "metrics.csv"));
      QVERIFY(row[16].ends_with("-" + std::to_string(i + 1)));
      folders.insert(row[16]);
    }
    QCOMPARE(folders.size(), std::size_t{4});
    QVERIFY(fs::exists(out / "summary.tex"));
  }

  void heldOutErrorsHaveAColumn() {
    QTemporaryDir dir;
    const fs::path out = dir.filePath("sweep").toStdString();
    runSweep(sweepOf(R"({"dataset": "swimmer", "rows": "0:40", "model": "mu", "ranks": [3], "epochs": 5,
                         "figures": "none", "snapshots": 0, "threads": 1, "held_out": ["none", 0.25, 0.5]})"),
             {}, out, {});
    const ResultTable table = readTable(out / "summary.csv");
    const auto at = std::find(table.columns.begin(), table.columns.end(), "held_out_error");
    QVERIFY(at != table.columns.end());
    QVERIFY(std::find(table.columns.begin(), table.columns.end(), "clean_error") == table.columns.end());
    const auto column = static_cast<std::size_t>(at - table.columns.begin());
    QVERIFY(table.rows[0][column].empty());
    for (const std::size_t row : {1, 2}) {
      const double error = std::stod(table.rows[row][column]);
      QVERIFY(error > 0 && error < 1);
    }
  }

  void finishedPointsAreSkippedAndMissingOnesDone() {
    QTemporaryDir dir;
    const fs::path out = dir.filePath("sweep").toStdString();
    const Sweep sweep = sweepOf(kSmall);
    SweepCallbacks callbacks;
    int started = 0, skipped = 0;
    callbacks.starting = [&](const SweepPoint&) { ++started; };
    callbacks.finished = [&](const SweepPoint&, const fs::path&, bool earlier) { skipped += earlier; };
    runSweep(sweep, {}, out, callbacks);
    const ResultTable first = readTable(out / "summary.csv");
    QCOMPARE(started, 4);
    fs::remove_all(out / first.rows[2][16]);
    runSweep(sweep, {}, out, callbacks);
    QCOMPARE(started, 5);
    QCOMPARE(skipped, 3);
    const ResultTable second = readTable(out / "summary.csv");
    QCOMPARE(second.rows.size(), std::size_t{4});
    QCOMPARE(second.rows[0], first.rows[0]);
    QCOMPARE(second.rows[3], first.rows[3]);
    // Another base value makes other experiments: nothing is skipped.
    Json longer = Json::parse(kSmall);
    longer["epochs"] = 6;
    runSweep(expandSweep(longer, "s"), {}, out, callbacks);
    QCOMPARE(started, 9);
  }

  /// A folder says of `continued_at` and `changes` only what the run came to.
  void aPointIsSkippedHoweverLittleItCameTo() {
    QTemporaryDir dir;
    const fs::path out = dir.filePath("sweep").toStdString();
    int started = 0;
    SweepCallbacks callbacks;
    callbacks.starting = [&](const SweepPoint&) { ++started; };
    const auto startsAnew = [&](const Json& object) {
      started = 0;
      runSweep(expandSweep(object, "s"), {}, out, callbacks);
      return started;
    };
    Json object = Json::parse(kSmall);
    object["ranks"] = {3};
    object["seed"] = 0;
    object["epochs"] = 200;
    object["early_stop"] = "stagnation:0.99";
    QCOMPARE(startsAnew(object), 1);
    const ResultTable table = readTable(out / "summary.csv");
    QCOMPARE(table.rows.at(0).at(13), word(StopReason::EarlyStop));
    const int stop = std::stoi(table.rows[0][0]);
    QVERIFY(stop > 1 && stop < 190);

    object["continued_at"] = {stop - 1, stop + 1};  // where nothing ends it
    QCOMPARE(startsAnew(object), 0);
    object["continued_at"] = {stop, 190};
    QCOMPARE(startsAnew(object), 1);
    QCOMPARE(startsAnew(object), 0);
    object.erase("continued_at");
    QCOMPARE(startsAnew(object), 0);

    const auto change = [](int epoch) {
      return Json::array({Json{{"epoch", epoch}, {"key", "early_stop"}, {"value", "stagnation:0.98"}}});
    };
    object["changes"] = change(stop);  // it ends before that acts
    QCOMPARE(startsAnew(object), 0);
    object["changes"] = change(stop - 1);
    QCOMPARE(startsAnew(object), 1);
    QCOMPARE(startsAnew(object), 0);

    // A divergence at that very epoch ends it as well.
    object.erase("early_stop");
    object["model"] = "gd";
    object["optimizer"] = "gd";
    object["learning_rate"] = 10;
    object["changes"] = change(1);
    QCOMPARE(startsAnew(object), 1);
    const ResultTable diverged = readTable(out / "summary.csv");
    QCOMPARE(diverged.rows.at(0).at(13), word(StopReason::Diverged));
    QCOMPARE(diverged.rows[0][0], std::string("1"));
    QCOMPARE(startsAnew(object), 0);
  }

  void anInterruptedPointIsDoneAgain() {
    QTemporaryDir dir;
    const fs::path out = dir.filePath("sweep").toStdString();
    Json long3 = Json::parse(kSmall);
    long3["epochs"] = 1'000'000'000;
    long3["seed"] = 0;
    SweepCallbacks callbacks;
    bool training = false;
    callbacks.run.progress = [&](const TrainerStatus&, const EpochRecord&) { training = true; };
    callbacks.run.shouldStop = [&] { return training; };
    const SweepOutcome outcome = runSweep(expandSweep(long3, "s"), {}, out, callbacks);
    QVERIFY(outcome.interrupted);
    QCOMPARE(outcome.finished, 0);
    QCOMPARE(
        QDir(QString::fromStdString(out)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
        (QStringList{"summary.csv", "summary.tex"}));
  }

  void shardsJoinInTheOrderOfThePoints() {
    QTemporaryDir dir;
    const fs::path out = dir.filePath("sweep").toStdString();
    const Sweep sweep = sweepOf(kSmall);
    runSweep(sweep, {2, 3}, out, {});
    QVERIFY(!fs::exists(out / "summary.csv"));
    QVERIFY(fs::exists(out / "summary-2-of-3.csv"));
    const std::string missing = errorOf([&] { collectShards(out); });
    QVERIFY2(missing.find("summary-1-of-3.csv") != std::string::npos, missing.c_str());
    runSweep(sweep, {1, 3}, out, {});
    runSweep(sweep, {3, 3}, out, {});
    const ResultTable joined = collectShards(out);
    QCOMPARE(joined.rows.size(), std::size_t{4});
    for (std::size_t i = 0; i < 4; ++i) QCOMPARE(joined.rows[i].back(), std::to_string(i + 1));
    QVERIFY(readTable(out / "summary.csv").rows == joined.rows);
    QVERIFY(fs::exists(out / "summary.tex"));
    runSweep(sweep, {1, 2}, out, {});
    QVERIFY(errorOf([&] { collectShards(out); }).find("different sweeps") != std::string::npos);
  }

  void allPointsAreCheckedBeforeTheFirstIsTrained() {
    QTemporaryDir dir;
    const fs::path out = dir.filePath("sweep").toStdString();
    const std::string sentence = errorOf([&] {
      runSweep(
          sweepOf(R"({"dataset": "swimmer", "rows": "0:40", "model": "mu", "ranks": [[2], [41]], "epochs": 5,
                           "figures": "none"})"),
          {}, out, {});
    });
    QVERIFY2(sentence.starts_with("point 2: ") && sentence.find("41") != std::string::npos, sentence.c_str());
    QVERIFY(!fs::exists(out));
  }
};

QTEST_GUILESS_MAIN(TestSweep)
#include "tst_sweep.moc"
