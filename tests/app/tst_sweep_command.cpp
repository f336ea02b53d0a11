#include <QTemporaryDir>
#include <QTest>

#include "tests/app/program.h"

using program::contentOf;
using program::entriesOf;
using program::Outcome;

namespace {

constexpr const char* kSweep = R"({"dataset": "swimmer", "rows": "0:40", "model": "gd", "ranks": [[2], [3]],
    "learning_rate": [0.01, 1e-3, 0.1], "epochs": 5, "figures": "none", "threads": 1})";

QStringList folders(const QString& path) {
  return QDir(path).entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

}  // namespace

class TestSweepCommand : public QObject {
  Q_OBJECT
 private slots:
  void aSweepIsFoldersAndASummary() {
    QTemporaryDir dir;
    program::write(dir.filePath("s.json"), kSweep);
    const Outcome outcome = program::run({"sweep", "s.json", "--out", "grid"}, dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    QCOMPARE(outcome.err, QByteArray());
    QVERIFY(QDir::isAbsolutePath(outcome.lastLine()) && outcome.lastLine().endsWith("/grid"));
    QCOMPARE(folders(dir.filePath("grid")).size(), 6);
    const auto lines = contentOf(dir.filePath("grid/summary.csv")).trimmed().split('\n');
    QCOMPARE(lines.size(), 7);
    QVERIFY(lines[0].startsWith("ranks,learning_rate,epochs,seconds,relative_error,"));
    QVERIFY2(lines[2].startsWith("2,0.001,5,"), lines[2]);
    for (const QString& folder : folders(dir.filePath("grid")))
      QVERIFY(contentOf(dir.filePath("grid/summary.csv")).contains(folder.toUtf8()));
    QVERIFY(contentOf(dir.filePath("grid/summary.tex")).contains("learning\\_rate"));

    const Outcome again = program::run({"sweep", "s.json", "--out", "grid", "--quiet"}, dir.path());
    QCOMPARE(again.status, 0);
    QCOMPARE(again.out.count('\n'), 1);
    QCOMPARE(folders(dir.filePath("grid")).size(), 6);
    QCOMPARE(contentOf(dir.filePath("grid/summary.csv")).trimmed().split('\n'), lines);
  }

  void shardsAreCollected() {
    QTemporaryDir dir;
    program::write(dir.filePath("s.json"), kSweep);
    std::vector<std::unique_ptr<QProcess>> shards;
    for (const char* shard : {"1/2", "2/2"})
      shards.push_back(program::start({"sweep", "s.json", "--shard", shard, "--out", "g"}, dir.path()));
    for (const auto& shard : shards) {
      const Outcome outcome = program::finish(*shard);
      QVERIFY2(outcome.status == 0, outcome.err);
    }
    QVERIFY(!QFile::exists(dir.filePath("g/summary.csv")));
    const Outcome outcome = program::run({"collect", "g"}, dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    const auto lines = contentOf(dir.filePath("g/summary.csv")).trimmed().split('\n');
    QCOMPARE(lines.size(), 7);
    for (int i = 1; i <= 6; ++i) QCOMPARE(lines[i].split(',').last().toInt(), i);
  }

  void aDivergedPointIsAResult() {
    QTemporaryDir dir;
    program::write(dir.filePath("s.json"),
                   R"({"dataset": "swimmer", "rows": "0:40", "model": "gd", "ranks": [3],
        "optimizer": "gd", "learning_rate": [10, 1e-5], "epochs": 5, "figures": "none"})");
    const Outcome outcome = program::run({"sweep", "s.json"}, dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    const auto lines = contentOf(dir.filePath("results/summary.csv")).split('\n');
    QVERIFY2(lines[1].contains(",diverged,"), lines[1]);
    QVERIFY2(lines[2].contains(",epochs,"), lines[2]);
  }

  void anInterruptKeepsTheFinishedPoints() {
    QTemporaryDir dir;
    program::write(dir.filePath("s.json"),
                   R"({"dataset": "swimmer", "rows": "0:40", "model": "mu", "ranks": [3],
        "epochs": [5, 1000000000], "metrics_every": 1000, "figures": "none", "threads": 1})");
    const auto process = program::start({"sweep", "s.json"}, dir.path());
    QTRY_VERIFY_WITH_TIMEOUT(folders(dir.filePath("results")).size() == 1, program::kPatience);
    QTest::qWait(500);
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGINT), 0);
    const Outcome outcome = program::finish(*process);
    QVERIFY2(outcome.status == 130, outcome.err);
    QCOMPARE(folders(dir.filePath("results")).size(), 1);
    QCOMPARE(contentOf(dir.filePath("results/summary.csv")).trimmed().split('\n').size(), 2);
  }

  void badPointsStopTheSweepBeforeItStarts() {
    QTemporaryDir dir;
    program::write(dir.filePath("s.json"),
                   R"({"dataset": "swimmer", "rows": "0:40", "model": "mu", "ranks": [[3], [41]],
        "epochs": 5, "figures": "none"})");
    const Outcome outcome = program::run({"sweep", "s.json"}, dir.path());
    QCOMPARE(outcome.status, 2);
    QVERIFY2(outcome.isOneErrorLine() && outcome.err.contains("point 2"), outcome.err);
    QCOMPARE(entriesOf(dir.path()), QStringList{"s.json"});
  }
};

QTEST_GUILESS_MAIN(TestSweepCommand)
#include "tst_sweep_command.moc"
