#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/data/dataset_request.h"
#include "core/data/npz.h"
#include "core/experiment/json_file.h"
#include "core/experiment/result_folder.h"
#include "core/experiment/runner.h"
#include "core/experiment/settings.h"
#include "tests/app/program.h"
#include "tests/app/terminal.h"

using namespace nmf;
using program::contentOf;
using program::entriesOf;
using program::Outcome;
using program::small;

namespace {

const QStringList kWholeFolder{"config.json",   "factors.npz",   "metrics.csv",
                               "plateaus.json", "snapshots.npz", "summary.json"};

QJsonObject jsonIn(const QString& path) {
  return QJsonDocument::fromJson(contentOf(path)).object();
}

QList<QByteArray> linesOf(const QString& path) {
  return contentOf(path).trimmed().split('\n');
}

/// metrics.csv without the wall time, which differs between equal runs.
QByteArray withoutSeconds(const QString& path) {
  QByteArray text;
  for (const QByteArray& line : linesOf(path)) {
    QList<QByteArray> fields = line.split(',');
    fields.removeAt(1);
    text += fields.join(',') + '\n';
  }
  return text;
}

/// ||A - M||_F^2 / ||A||_F^2 computed densely in double from what the folder holds.
double denseRelativeError(const QString& folder) {
  const RunResult run = readResultFolder(folder.toStdString());
  const Dataset data = loadDataset(run.experiment.data);
  MatrixD M = run.final->factors.W.front().cast<double>();
  for (std::size_t l = 1; l < run.final->factors.W.size(); ++l)
    M = (M * run.final->factors.W[l].cast<double>()).eval();
  M = (M * rightFactor(run.final->factors).cast<double>()).eval();
  const MatrixD A = data.A.cast<double>();
  return (A - M).squaredNorm() / A.squaredNorm();
}

}  // namespace

class TestRun : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { QVERIFY2(QFile::exists(program::path()), "NMF_EXPLORER_PROGRAM names no program"); }

  void leavesTheWholeFolderAndSaysWhere() {
    QTemporaryDir dir;
    const Outcome outcome = program::run(small({"--name", "first"}), dir.path());
    QCOMPARE(outcome.err, QByteArray());
    QCOMPARE(outcome.status, 0);
    const QString folder = outcome.lastLine();
    QVERIFY2(QDir::isAbsolutePath(folder), qPrintable(folder));
    QVERIFY(folder.startsWith(QDir(dir.path()).canonicalPath() + "/results/") ||
            folder.startsWith(dir.path() + "/results/"));
    QVERIFY(QRegularExpression("/\\d{8}_\\d{6}-first$").match(folder).hasMatch());
    QCOMPARE(entriesOf(folder), kWholeFolder);
    QCOMPARE(entriesOf(dir.filePath("results")).size(), 1);

    const auto lines = linesOf(folder + "/metrics.csv");
    QCOMPARE(lines.first(),
             QByteArray("epoch,seconds,relative_error,error,effective_rank,nuclear_rank,cosine_separation,"
                        "sigma_1,sigma_2,sigma_3,sigma_4,sigma_5,sigma_6"));
    QCOMPARE(lines.size(), 1 + 31);
    double seconds = -1;
    for (int t = 0; t <= 30; ++t) {
      const auto fields = lines[t + 1].split(',');
      QCOMPARE(fields.size(), 13);
      QCOMPARE(fields[0].toInt(), t);
      QVERIFY(fields[1].toDouble() >= seconds);
      seconds = fields[1].toDouble();
      QVERIFY(fields[4].toDouble() >= 1 && fields[4].toDouble() <= 4.001);
    }
    const QJsonObject summary = jsonIn(folder + "/summary.json");
    QCOMPARE(summary["epochs"].toInt(), 30);
    QCOMPARE(summary["stop_reason"].toString(), "epochs");
    QCOMPARE(summary["relative_error"].toDouble(), lines.last().split(',')[2].toDouble());
    QVERIFY(summary["peak_memory_bytes"].toDouble() > 1e6);
    QVERIFY(jsonIn(folder + "/plateaus.json")["plateaus"].isArray());
    const QJsonObject config = jsonIn(folder + "/config.json");
    QCOMPARE(config["dataset"].toString(), "swimmer");
    QCOMPARE(config["rows"].toString(), "0:64");
    QVERIFY(!config["checksum"].toString().isEmpty());
    QVERIFY(!config["kernel"].toString().isEmpty());
    QCOMPARE(config["threads_used"].toInt(), 1);
    QVERIFY(config["changes"].toArray().isEmpty());
  }

  void theSavedFactorsGiveTheRecordedError_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("mu") << QStringList{"--model", "mu", "--ranks", "6"};
    QTest::newRow("gd") << QStringList{"--model", "gd", "--ranks", "6"};
    QTest::newRow("deep") << QStringList{"--model", "deep", "--ranks", "9,7,5"};
    QTest::newRow("relu") << QStringList{"--model", "deep", "--ranks", "8,4", "--nonnegativity", "relu"};
    QTest::newRow("eye") << QStringList{"--model", "gd", "--ranks", "6", "--init", "eye"};
  }
  void theSavedFactorsGiveTheRecordedError() {
    QFETCH(QStringList, options);
    QTemporaryDir dir;
    const Outcome outcome = program::run(small(options), dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    const double recorded = linesOf(outcome.lastLine() + "/metrics.csv").last().split(',')[2].toDouble();
    const double computed = denseRelativeError(outcome.lastLine());
    QVERIFY2(std::abs(recorded - computed) <= 1e-3 * computed,
             qPrintable(QString("%1 against %2").arg(recorded).arg(computed)));
  }

  void numpyOpensTheArchivesAndAgrees() {
    const QString python = "/usr/bin/python3";
    QProcess probe;
    probe.start(python, {"-c", "import numpy"});
    if (!probe.waitForFinished(program::kPatience) || probe.exitCode() != 0)
      QSKIP("needs python3 with numpy");
    QTemporaryDir dir;
    const Outcome outcome = program::run(small(), dir.path());
    QCOMPARE(outcome.status, 0);
    // The images go to numpy by a text file, so that no reader of ours is between them.
    DatasetRequest request;
    request.dataset = "swimmer";
    request.rows = RowRange{0, 64};
    const Dataset data = loadDataset(request);
    QByteArray text;
    for (Eigen::Index i = 0; i < data.A.rows(); ++i) {
      for (Eigen::Index j = 0; j < data.A.cols(); ++j) text += QByteArray::number(data.A(i, j), 'g', 9) + ' ';
      text += '\n';
    }
    program::write(dir.filePath("A.txt"), text);
    QProcess numpy;
    numpy.setWorkingDirectory(dir.path());
    numpy.start(python,
                {"-c",
                 "import numpy as np, sys\n"
                 "f = np.load(sys.argv[1] + '/factors.npz'); s = np.load(sys.argv[1] + '/snapshots.npz')\n"
                 "assert sorted(f.files) == ['H', 'W1', 'W2'] and f['W1'].dtype == np.float32\n"
                 "assert s['epochs'][0] == 0 and s['epochs'][-1] == 30 and s['W1'].shape == "
                 "(len(s['epochs']), 64, 8)\n"
                 "assert (s['H'][-1] == f['H']).all()\n"
                 "A = np.loadtxt('A.txt'); M = f['W1'].astype(float) @ f['W2'] @ f['H']\n"
                 "print(((A - M) ** 2).sum() / (A ** 2).sum())\n",
                 outcome.lastLine()});
    QVERIFY(numpy.waitForFinished(program::kPatience));
    QVERIFY2(numpy.exitCode() == 0, numpy.readAllStandardError());
    const double computed = numpy.readAllStandardOutput().trimmed().toDouble();
    const double recorded = linesOf(outcome.lastLine() + "/metrics.csv").last().split(',')[2].toDouble();
    QVERIFY(computed > 0 && std::abs(recorded - computed) <= 1e-3 * computed);
  }

  void configReproducesTheRunBitForBit_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("plain") << QStringList{};
    QTest::newRow("all kinds") << QStringList{"--model",
                                              "deep",
                                              "--optimizer",
                                              "gd",
                                              "--learning-rate",
                                              "0.0003",
                                              "--l1",
                                              "0.01",
                                              "--seed",
                                              "12345",
                                              "--noise",
                                              "gaussian:0.1",
                                              "--init",
                                              "eye",
                                              "--shuffle",
                                              "3",
                                              "--metrics-every",
                                              "7",
                                              "--floor",
                                              "1e-9",
                                              "--labels",
                                              "all",
                                              "--cosine-separation",
                                              "0.1",
                                              "--early-stop",
                                              "stagnation:1e-9"};
    QTest::newRow("held out") << QStringList{"--model",    "deep", "--noise",          "gaussian:0.1",
                                             "--held-out", "0.25", "--held-out-every", "10",
                                             "--shuffle",  "2"};
    QTest::newRow("held out of the default rows")
        << QStringList{"--dataset", "planted", "--rows", "default", "--epochs", "5", "--held-out", "0.1"};
    QTest::newRow("held-out test images") << QStringList{
        "--dataset", "strokes", "--held-out", "test", "--held-out-every", "7", "--metrics-every", "2"};
    QTest::newRow("default rows") << QStringList{"--dataset", "planted",  "--rows",
                                                 "default",   "--epochs", "5"};
  }
  void configReproducesTheRunBitForBit() {
    QFETCH(QStringList, options);
    QTemporaryDir dir;
    const Outcome first = program::run(small(options), dir.path());
    QVERIFY2(first.status == 0, first.err);
    // From another folder, by the file and by the folder.
    QDir(dir.path()).mkdir("elsewhere");
    for (const QString& config : {first.lastLine() + "/config.json", first.lastLine()}) {
      const Outcome again =
          program::run({"run", "--config", config, "--figures", "none"}, dir.filePath("elsewhere"));
      QVERIFY2(again.status == 0, again.err);
      QCOMPARE(contentOf(again.lastLine() + "/factors.npz"), contentOf(first.lastLine() + "/factors.npz"));
      QCOMPARE(contentOf(again.lastLine() + "/snapshots.npz"),
               contentOf(first.lastLine() + "/snapshots.npz"));
      QCOMPARE(withoutSeconds(again.lastLine() + "/metrics.csv"),
               withoutSeconds(first.lastLine() + "/metrics.csv"));
      QCOMPARE(contentOf(again.lastLine() + "/config.json"), contentOf(first.lastLine() + "/config.json"));
    }
  }

  void heldOutAndCleanErrorsHaveTheirColumns() {
    QTemporaryDir dir;
    const Outcome outcome = program::run(
        small({"--noise", "gaussian:0.1", "--held-out", "0.25", "--held-out-every", "8"}), dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    QVERIFY2(outcome.out.contains("of 16 images held out"), outcome.out);
    const auto lines = linesOf(outcome.lastLine() + "/metrics.csv");
    QVERIFY2(lines.first().endsWith("sigma_6,held_out_error,clean_error"), lines.first());
    for (int t = 0; t <= 30; ++t) {
      const auto fields = lines[t + 1].split(',');
      QCOMPARE(fields.size(), 15);
      const bool due = t % 8 == 0 || t == 30;
      for (const int column : {13, 14}) QCOMPARE(fields[column].isEmpty(), !due);
    }
    const QJsonObject summary = jsonIn(outcome.lastLine() + "/summary.json");
    QCOMPARE(summary["held_out_error"].toDouble(), lines.last().split(',')[13].toDouble());
    QCOMPARE(summary["clean_error"].toDouble(), lines.last().split(',')[14].toDouble());

    const RunResult run = readResultFolder(outcome.lastLine().toStdString());
    QCOMPARE(run.history.heldOut().epoch, (std::vector<std::int64_t>{0, 8, 16, 24, 30}));
    QCOMPARE(run.history.clean().epoch, run.history.heldOut().epoch);
    const Dataset data = loadDataset(run.experiment.data);
    QCOMPARE(data.A.rows(), 48);
    QCOMPARE(run.final->factors.W.front().rows(), 48);
    const MatrixD M =
        leftProduct(run.final->factors).cast<double>() * run.final->factors.H.back().cast<double>();
    const MatrixD C = data.clean->cast<double>();
    const double clean = (C - M).squaredNorm() / C.squaredNorm();
    QVERIFY(std::abs(run.history.clean().value.back() - clean) < 1e-5 * clean);

    // A run without them has no such columns.
    const Outcome plain = program::run(small(), dir.path());
    QVERIFY(linesOf(plain.lastLine() + "/metrics.csv").first().endsWith("sigma_6"));
    QVERIFY(!jsonIn(plain.lastLine() + "/summary.json").contains("held_out_error"));
  }

  void changesOfAConfigurationAreReplayed() {
    QTemporaryDir dir;
    program::write(dir.filePath("changed.json"),
                   R"({"dataset": "swimmer", "rows": "0:64", "model": "gd", "ranks": [5], "epochs": 40,
        "threads": 1, "changes": [{"epoch": 10, "key": "learning_rate", "value": 0.02}, {"epoch": 20, "key": "l1", "value": 0.5}]})");
    const QStringList command{"run", "--config", "changed.json", "--figures", "none"};
    const Outcome changed = program::run(command, dir.path());
    QVERIFY2(changed.status == 0, changed.err);
    const QJsonArray changes = jsonIn(changed.lastLine() + "/config.json")["changes"].toArray();
    QCOMPARE(changes.size(), 2);
    QCOMPARE(changes[0].toObject()["epoch"].toInt(), 10);
    QCOMPARE(changes[0].toObject()["key"].toString(), "learning_rate");
    QCOMPARE(changes[0].toObject()["value"].toDouble(), 0.02);
    const Outcome again =
        program::run({"run", "--config", changed.lastLine(), "--figures", "none"}, dir.path());
    QCOMPARE(contentOf(again.lastLine() + "/factors.npz"), contentOf(changed.lastLine() + "/factors.npz"));
    // Up to the first change it is the unchanged run, and not after it.
    program::write(dir.filePath("plain.json"),
                   R"({"dataset": "swimmer", "rows": "0:64", "model": "gd", "ranks": [5], "epochs": 40,
        "threads": 1})");
    const Outcome plain = program::run({"run", "--config", "plain.json", "--figures", "none"}, dir.path());
    const auto with = withoutSeconds(changed.lastLine() + "/metrics.csv").split('\n');
    const auto without = withoutSeconds(plain.lastLine() + "/metrics.csv").split('\n');
    QCOMPARE(with.mid(0, 12), without.mid(0, 12));  // the header and epochs 0 to 10
    QVERIFY(with[12] != without[12]);
  }

  void optionsOverrideConfigAndTheLastOneCounts() {
    QTemporaryDir dir;
    program::write(dir.filePath("c.json"),
                   R"({"dataset": "swimmer", "rows": "0:64", "model": "mu", "ranks": [3], "epochs": 9})");
    const Outcome outcome = program::run(
        {"run", "--epochs", "4", "--config", "c.json", "--epochs", "6", "--figures", "png", "--figures=none"},
        dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    QCOMPARE(linesOf(outcome.lastLine() + "/metrics.csv").size(), 1 + 7);
    QCOMPARE(jsonIn(outcome.lastLine() + "/config.json")["model"].toString(), "mu");
    QVERIFY(!entriesOf(outcome.lastLine()).contains("figures"));
  }

  void presetsAreExperiments() {
    QTemporaryDir dir;
    const Outcome outcome = program::run(
        {"run", "--preset", "authors-example", "--dataset", "strokes", "--epochs", "2", "--figures", "none"},
        dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    const QJsonObject config = jsonIn(outcome.lastLine() + "/config.json");
    QCOMPARE(config["rows"].toString(), "100:350");
    QCOMPARE(config["ranks"].toArray(), (QJsonArray{20, 10}));
  }

  void zeroEpochsRecordTheStartOnly() {
    QTemporaryDir dir;
    const Outcome outcome = program::run(small({"--epochs", "0"}), dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    QCOMPARE(entriesOf(outcome.lastLine()), kWholeFolder);
    QCOMPARE(linesOf(outcome.lastLine() + "/metrics.csv").size(), 2);
    QCOMPARE(jsonIn(outcome.lastLine() + "/summary.json")["epochs"].toInt(), 0);
    QVERIFY(std::abs(denseRelativeError(outcome.lastLine()) /
                         linesOf(outcome.lastLine() + "/metrics.csv").last().split(',')[2].toDouble() -
                     1) < 1e-3);
  }

  void savedFactorsAreAStart() {
    QTemporaryDir dir;
    const Outcome first = program::run(small(), dir.path());
    const Outcome second =
        program::run(small({"--init", first.lastLine() + "/factors.npz", "--epochs", "1"}), dir.path());
    QVERIFY2(second.status == 0, second.err);
    const auto before = linesOf(first.lastLine() + "/metrics.csv").last().split(',');
    const auto after = linesOf(second.lastLine() + "/metrics.csv")[1].split(',');
    QVERIFY(std::abs(before[2].toDouble() - after[2].toDouble()) < 1e-6);
    QVERIFY(QDir::isAbsolutePath(jsonIn(second.lastLine() + "/config.json")["init"].toString()));
  }

  void badStartsAreOneSentence_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<float>("entry");
    QTest::addColumn<bool>("withH");
    QTest::addColumn<QByteArray>("said");
    const float infinity = std::numeric_limits<float>::infinity();
    QTest::newRow("shape") << 7 << 1.0f << true << QByteArray("W is 7 x 3; the data and ranks need 64 x 3");
    QTest::newRow("negative") << 64 << -1.0f << true << QByteArray("W has a negative entry");
    QTest::newRow("infinite") << 64 << infinity << true << QByteArray("W has an entry that is not finite");
    QTest::newRow("no H") << 64 << 1.0f << false << QByteArray("'H'");
  }
  void badStartsAreOneSentence() {
    QFETCH(int, rows);
    QFETCH(float, entry);
    QFETCH(bool, withH);
    QFETCH(QByteArray, said);
    QTemporaryDir dir;
    Matrix W = Matrix::Ones(rows, 3);
    W(1, 2) = entry;
    NpzWriter npz(dir.filePath("start.npz").toStdString());
    npz.add("W", W);
    const Matrix H = Matrix::Ones(3, 32 * 32);
    if (withH) npz.add("H", H);
    npz.finish();
    const Outcome outcome = program::run({"run", "--dataset", "swimmer", "--rows", "0:64", "--model", "mu",
                                          "--ranks", "3", "--init", "start.npz", "--epochs", "1"},
                                         dir.path());
    QCOMPARE(outcome.status, 2);
    QVERIFY2(outcome.isOneErrorLine() && outcome.err.contains(said) && outcome.err.contains("start.npz"),
             outcome.err);
    QCOMPARE(entriesOf(dir.path()), QStringList{"start.npz"});
  }

  void outputAndNameAndSnapshots() {
    QTemporaryDir dir;
    Outcome outcome = program::run(small({"--output", "matrix"}), dir.path());
    QCOMPARE(entriesOf(outcome.lastLine()),
             (QStringList{"config.json", "factors.npz", "snapshots.npz", "summary.json"}));
    outcome = program::run(small({"--output", "lists", "--out", "a/b c"}), dir.path());
    QVERIFY(outcome.lastLine().contains("/a/b c/"));
    QCOMPARE(entriesOf(outcome.lastLine()),
             (QStringList{"config.json", "metrics.csv", "plateaus.json", "summary.json"}));
    outcome = program::run(small({"--snapshots", "0"}), dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    QVERIFY(readResultFolder(outcome.lastLine().toStdString()).snapshots.empty());
  }

  void runsOfOneSecondGetNumbers() {
    QTemporaryDir dir;
    // Three at once: two of them end within the same second.
    std::vector<std::unique_ptr<QProcess>> processes;
    for (int i = 0; i < 3; ++i) processes.push_back(program::start(small({"--quiet"}), dir.path()));
    QStringList folders;
    for (const auto& process : processes) {
      const Outcome outcome = program::finish(*process);
      QCOMPARE(outcome.status, 0);
      QCOMPARE(outcome.err, QByteArray());
      QCOMPARE(outcome.out.count('\n'), 1);  // quiet: the folder alone
      folders << outcome.lastLine();
    }
    folders.removeDuplicates();
    QCOMPARE(folders.size(), 3);
    QCOMPARE(entriesOf(dir.filePath("results")).size(), 3);
  }

  void figuresAreWrittenInEachFormat() {
    QTemporaryDir dir;
    const Outcome outcome = program::run(small({"--figures", "png,svg,pdf"}), dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    QCOMPARE(outcome.err, QByteArray());
    const QStringList files = entriesOf(outcome.lastLine() + "/figures");
    for (const char* format : {".png", ".svg", ".pdf"}) {
      const QStringList some = files.filter(format);
      QVERIFY2(some.size() >= 5, qPrintable(files.join(' ')));
      for (const QString& file : some)
        QVERIFY2(QFile(outcome.lastLine() + "/figures/" + file).size() > 200, qPrintable(file));
    }
  }

  void earlyStopEndsWithZero() {
    QTemporaryDir dir;
    const Outcome outcome = program::run(small({"--model", "mu", "--ranks", "3", "--epochs", "100000",
                                                "--early-stop", "stagnation:0.01", "--snapshots", "3"}),
                                         dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
    const QJsonObject summary = jsonIn(outcome.lastLine() + "/summary.json");
    QCOMPARE(summary["stop_reason"].toString(), "early_stop");
    QVERIFY(summary["epochs"].toInt() < 100000);
    QVERIFY(!summary["message"].toString().isEmpty());
  }

  void earlyStopByEckartYoungComputesItsFloor() {
    QTemporaryDir dir;
    const Outcome outcome = program::run(small({"--early-stop", "eckart-young"}), dir.path());
    QVERIFY2(outcome.status == 0, outcome.err);
  }

  void divergenceEndsWithThreeAndTheLastGoodFactors_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("vanishes") << QStringList{"--optimizer", "gd", "--learning-rate", "10"}
                              << QByteArray("epoch 1: the reconstruction M has vanished");
    QTest::newRow("not finite") << QStringList{"--init-scale", "1e30"}
                                << QByteArray("epoch 0: a factor or a record is not finite");
  }
  void divergenceEndsWithThreeAndTheLastGoodFactors() {
    QFETCH(QStringList, options);
    QFETCH(QByteArray, said);
    QTemporaryDir dir;
    const Outcome outcome =
        program::run(small(QStringList{"--model", "gd", "--ranks", "4"} + options), dir.path());
    QCOMPARE(outcome.status, 3);
    QVERIFY2(outcome.isOneErrorLine() && outcome.err.contains(said), outcome.err);
    QCOMPARE(jsonIn(outcome.lastLine() + "/summary.json")["stop_reason"].toString(), "diverged");
    const RunResult run = readResultFolder(outcome.lastLine().toStdString());
    QVERIFY(run.final->factors.H.front().allFinite() && run.final->factors.H.front().maxCoeff() > 0);
  }

  void anInterruptSavesWhatWasDone_data() {
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
  }
  void anInterruptSavesWhatWasDone() {
    QFETCH(int, signal);
    QTemporaryDir dir;
    program::Terminal terminal;
    const auto process =
        terminal.start(small({"--epochs", "1000000000", "--metrics-every", "1000"}), dir.path());
    QTRY_VERIFY2_WITH_TIMEOUT(terminal.text().contains("relative error"), terminal.text(),
                              program::kPatience);  // it trains
    QCOMPARE(process->state(), QProcess::Running);
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), signal), 0);
    const Outcome outcome = program::finish(*process);
    QCOMPARE(outcome.status, 130);
    QCOMPARE(entriesOf(outcome.lastLine()), kWholeFolder);
    QCOMPARE(jsonIn(outcome.lastLine() + "/summary.json")["stop_reason"].toString(), "stopped");
    const double recorded = linesOf(outcome.lastLine() + "/metrics.csv").last().split(',')[2].toDouble();
    QVERIFY(std::abs(denseRelativeError(outcome.lastLine()) - recorded) <= 1e-3 * recorded);
  }

  void aFullDiskIsStatusOne() {
    QTemporaryDir dir;
    QProcess shell;
    shell.setWorkingDirectory(dir.path());
    // A limit on the size of files stands for the full disk: writing beyond it fails (its signal is ignored
    // here).
    shell.start("/bin/sh",
                QStringList{"-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"", program::path()} +
                    small({"--ranks", "40,20", "--epochs", "200"}));
    QVERIFY(shell.waitForFinished(program::kPatience));
    const QByteArray error = shell.readAllStandardError();
    QCOMPARE(shell.exitCode(), 1);
    QVERIFY2(error.startsWith("nmf-explorer: cannot write") && error.count('\n') == 1, error);
    QCOMPARE(entriesOf(dir.path()), QStringList());
  }
};

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"
