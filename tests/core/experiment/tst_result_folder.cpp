#include <sys/stat.h>
#include <unistd.h>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <clocale>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <sstream>

#include "core/data/npz.h"
#include "core/errors.h"
#include "core/experiment/experiment_check.h"
#include "core/experiment/json_file.h"
#include "core/experiment/result_files.h"
#include "core/experiment/result_folder.h"
#include "core/experiment/settings.h"
#include "core/experiment/staged_folder.h"
#include "core/model/initialise.h"

using namespace nmf;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kHeader =
    "epoch,seconds,relative_error,error,effective_rank,nuclear_rank,cosine_separation,sigma_1,sigma_2,sigma_"
    "3,sigma_4,sigma_5,"
    "sigma_6";

Factors smallFactors(Model model, const std::vector<int>& ranks, unsigned seed) {
  Hyperparameters h;
  h.model = model;
  h.ranks = ranks;
  h.seed = seed;
  return initialise(h, Matrix::Ones(9, 7));
}

/// A run that no trainer made, with all that a folder can hold.
RunResult madeUpRun(Model model = Model::Deep, std::vector<int> ranks = {4, 3}) {
  RunResult run;
  run.experiment.data.dataset = "swimmer";
  run.experiment.data.rows = RowRange{0, 9};
  run.experiment.model.model = model;
  run.experiment.model.ranks = ranks;
  run.dataChecksum = "0123abcd";
  run.shape = ImageShape{1, 7, 1};
  run.kernel = "dense";
  run.threads = 2;
  if (usesGradient(model)) run.changes = {{1, "learning_rate", "0.001"}};
  EpochRecord record;
  record.sigmaCount = std::min(6, ranks.back());
  for (int t = 0; t < 3; ++t) {
    record.epoch = t;
    record.seconds = t * 0.1234567;
    record.relativeError = 1.0 / (3 + t);
    record.error = 100 * record.relativeError;
    record.effectiveRank = t == 0 ? std::nan("") : 2 + t / 7.0;
    record.nuclearRank = t == 0 ? std::nan("") : 1 + t / 3.0;
    record.cosineSeparation = 1e-12 * t;
    for (int k = 0; k < record.sigmaCount; ++k)
      record.sigma[static_cast<std::size_t>(k)] = 10.0f / static_cast<float>(3 + k + t);
    run.history.append(record);
  }
  for (unsigned t = 0; t < 3; ++t) {
    auto snapshot = std::make_shared<const Snapshot>(Snapshot{t, smallFactors(model, ranks, t)});
    run.snapshots.push_back(snapshot);
    run.final = snapshot;
  }
  run.plateaus = {{0, 1, 2, 2.5, 0.25}, {2, 2, std::nullopt, 3.5, 0.2}};
  run.ending = {StopReason::EpochsDone, "3 epochs are done"};
  return run;
}

OutputOptions outputIn(const QTemporaryDir& folder) {
  OutputOptions output;
  output.out = folder.filePath("results").toStdString();
  output.figures.clear();
  return output;
}

std::string contentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

QStringList everythingIn(const QString& folder) {
  return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

bool sameBits(const Matrix& a, const Matrix& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

void compareFactors(const Factors& actual, const Factors& expected) {
  QCOMPARE(actual.W.size(), expected.W.size());
  QCOMPARE(actual.H.size(), expected.H.size());
  for (std::size_t i = 0; i < expected.W.size(); ++i) QVERIFY(sameBits(actual.W[i], expected.W[i]));
  for (std::size_t i = 0; i < expected.H.size(); ++i) QVERIFY(sameBits(actual.H[i], expected.H[i]));
}

std::string errorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

class TestResultFolder : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { std::setlocale(LC_ALL, "de_DE.UTF-8"); }

  void theWholeFolderIsThere() {
    QTemporaryDir dir;
    OutputOptions output = outputIn(dir);
    output.name = "tag";
    output.figures = {"png"};
    const fs::path folder = writeResultFolder(
        madeUpRun(), output,
        [](const RunResult&, const fs::path& figures) { writeTextFile(figures / "curve.png", "a figure"); });
    QVERIFY(folder.is_absolute());
    QCOMPARE(folder.parent_path(), fs::path(output.out));
    const QRegularExpression pattern("^\\d{8}_\\d{6}-tag$");
    QVERIFY(pattern.match(QString::fromStdString(folder.filename())).hasMatch());
    QCOMPARE(everythingIn(QString::fromStdString(folder)),
             (QStringList{"config.json", "factors.npz", "figures", "metrics.csv", "plateaus.json",
                          "snapshots.npz", "summary.json"}));
    QCOMPARE(contentOf(folder / "figures" / "curve.png"), std::string("a figure"));
    QCOMPARE(everythingIn(QString::fromStdString(output.out)).size(), 1);
    struct stat info {};
    QCOMPARE(::stat(folder.c_str(), &info), 0);
    const mode_t mask = ::umask(0);
    ::umask(mask);
    QCOMPARE(info.st_mode & 0777u, 0777u & ~mask);
  }

  void metricsAreWrittenToTheLastBit() {
    QTemporaryDir dir;
    const RunResult run = madeUpRun();
    const fs::path folder = writeResultFolder(run, outputIn(dir), {});
    std::istringstream csv(contentOf(folder / "metrics.csv"));
    std::string line;
    std::getline(csv, line);
    QCOMPARE(line, std::string(kHeader));
    std::getline(csv, line);
    QCOMPARE(line, std::string("0,0.000000,0.3333333333333333,33.33333333333333,,,0,3.3333333,2.5,2,0,0,0"));
    std::getline(csv, line);
    QVERIFY2(line.starts_with("1,0.123457,0.25,25,2.142857142857143,"), line.c_str());
    const History back = readMetricsCsv(folder / "metrics.csv", 3);
    QCOMPARE(back.size(), run.history.size());
    for (std::size_t i = 0; i < back.size(); ++i) {
      const EpochRecord a = back.record(i), b = run.history.record(i);
      QCOMPARE(a.epoch, b.epoch);
      QVERIFY(std::abs(a.seconds - b.seconds) < 1e-6);
      QVERIFY(a.relativeError == b.relativeError && a.error == b.error &&
              a.cosineSeparation == b.cosineSeparation);
      QCOMPARE(std::isnan(a.effectiveRank), std::isnan(b.effectiveRank));
      if (i > 0) QVERIFY(a.effectiveRank == b.effectiveRank && a.nuclearRank == b.nuclearRank);
      for (std::size_t k = 0; k < 3; ++k) QVERIFY(a.sigma[k] == b.sigma[k]);
    }
  }

  void manyRecordsRoundTrip() {
    QTemporaryDir dir;
    History history;
    EpochRecord record;
    record.sigmaCount = 6;
    constexpr std::int64_t kRecords = 200'000;
    for (std::int64_t t = 0; t < kRecords; ++t) {
      record.epoch = t;
      record.seconds = static_cast<double>(t) * 1e-4;
      record.relativeError = 1 / (1 + static_cast<double>(t));
      record.effectiveRank = 1 + std::log1p(static_cast<double>(t));
      for (std::size_t k = 0; k < 6; ++k)
        record.sigma[k] = static_cast<float>(t + 1) / static_cast<float>(k + 3);
      history.append(record);
    }
    const fs::path path = dir.filePath("metrics.csv").toStdString();
    writeMetricsCsv(path, history, 6);
    const History back = readMetricsCsv(path, 6);
    QCOMPARE(back.size(), history.size());
    QVERIFY(back.relativeError() == history.relativeError());
    QVERIFY(back.effectiveRank() == history.effectiveRank());
    QVERIFY(back.sigma(5) == history.sigma(5));
  }

  void heldOutAndCleanErrorsReadBack_data() {
    QTest::addColumn<bool>("heldOut");
    QTest::addColumn<bool>("clean");
    QTest::newRow("neither") << false << false;
    QTest::newRow("held out") << true << false;
    QTest::newRow("clean") << false << true;
    QTest::newRow("both") << true << true;
  }
  void heldOutAndCleanErrorsReadBack() {
    QFETCH(bool, heldOut);
    QFETCH(bool, clean);
    QTemporaryDir dir;
    RunResult run = madeUpRun();
    const double none = std::nan("");
    for (const std::int64_t epoch : {0, 2})
      run.history.append(FurtherRecord{epoch, heldOut ? 1.0 / (7 + static_cast<double>(epoch)) : none,
                                       clean ? 1.0 / (9 + static_cast<double>(epoch)) : none});
    const fs::path folder = writeResultFolder(run, outputIn(dir), {});
    const std::string csv = contentOf(folder / "metrics.csv");
    const std::string further = std::string(heldOut ? ",held_out_error" : "") + (clean ? ",clean_error" : "");
    QVERIFY(csv.starts_with(kHeader + further + "\n"));
    if (heldOut && clean) QVERIFY(csv.find(",0,0,0,,\n2,") != std::string::npos);  // nothing at epoch 1
    const History back = readResultFolder(folder).history;
    QVERIFY(back.heldOut() == run.history.heldOut());
    QVERIFY(back.clean() == run.history.clean());
    QCOMPARE(back.heldOut().empty(), !heldOut);
    const Json summary = readJsonFile(folder / "summary.json");
    QCOMPARE(summary.contains("held_out_error"), heldOut);
    if (heldOut) QCOMPARE(summary["held_out_error"].get<double>(), 1.0 / 9);
    QCOMPARE(summary.contains("clean_error"), clean);
  }

  void secondsThatAreNoTimeAreRefused_data() {
    QTest::addColumn<QString>("seconds");
    for (const char* seconds : {"nan", "", "inf", "-1", "1e300"}) QTest::newRow(seconds) << QString(seconds);
  }
  void secondsThatAreNoTimeAreRefused() {
    QFETCH(QString, seconds);
    QTemporaryDir dir;
    const fs::path path = dir.filePath("metrics.csv").toStdString();
    writeTextFile(path,
                  metricsHeader(1) + "\n0,0,1,1,1,1,0,1\n1," + seconds.toStdString() + ",1,1,1,1,0,1\n");
    try {
      readMetricsCsv(path, 1);
      QFAIL("no error");
    } catch (const InputError& error) {
      QVERIFY2(std::string(error.what()).ends_with("line 3 has seconds that are no time"), error.what());
    }
  }

  void otherColumnsArePassedOver() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("metrics.csv").toStdString();
    writeTextFile(path,
                  "epoch,seconds,relative_error,error,effective_rank,nuclear_rank,cosine_separation,sigma_1,"
                  "note,held_out_error,more\n0,0,1,1,1,1,0,1,some text,0.5,\n1,0,1,1,1,1,0,1,,,x\n");
    const History history = readMetricsCsv(path, 1);
    QCOMPARE(history.size(), std::size_t{2});
    QCOMPARE(history.heldOut().value, std::vector{0.5});
    QVERIFY(history.clean().empty());
  }

  void aFolderReadsBackAsTheRun_data() {
    QTest::addColumn<int>("model");
    QTest::addColumn<QList<int>>("ranks");
    QTest::newRow("mu") << static_cast<int>(Model::Multiplicative) << QList<int>{3};
    QTest::newRow("deep") << static_cast<int>(Model::Deep) << QList<int>{4, 3};
    QTest::newRow("layerwise") << static_cast<int>(Model::LayerWise) << QList<int>{5, 4, 2};
  }
  void aFolderReadsBackAsTheRun() {
    QFETCH(int, model);
    QFETCH(QList<int>, ranks);
    QTemporaryDir dir;
    RunResult run = madeUpRun(static_cast<Model>(model), {ranks.begin(), ranks.end()});
    const RunResult back = readResultFolder(writeResultFolder(run, outputIn(dir), {}));
    QVERIFY(back.experiment == run.experiment);
    QVERIFY(back.changes == run.changes);
    QVERIFY(back.plateaus == run.plateaus);
    QCOMPARE(back.dataChecksum, run.dataChecksum);
    QVERIFY(back.shape == run.shape);
    QCOMPARE(back.kernel, run.kernel);
    QCOMPARE(back.threads, run.threads);
    QVERIFY(back.ending.reason == run.ending.reason);
    QCOMPARE(back.ending.message, run.ending.message);
    QVERIFY(!back.data);
    QCOMPARE(back.history.size(), run.history.size());
    QCOMPARE(back.final->epoch, 2);
    compareFactors(back.final->factors, run.final->factors);
    QCOMPARE(back.snapshots.size(), run.snapshots.size());
    for (std::size_t i = 0; i < run.snapshots.size(); ++i) {
      QCOMPARE(back.snapshots[i]->epoch, run.snapshots[i]->epoch);
      compareFactors(back.snapshots[i]->factors, run.snapshots[i]->factors);
    }
  }

  void archivesHoldTheDocumentedArrays() {
    QTemporaryDir dir;
    const fs::path folder = writeResultFolder(madeUpRun(Model::LayerWise, {4, 3}), outputIn(dir), {});
    QCOMPARE(npzNames(folder / "factors.npz"), (std::vector<std::string>{"W1", "W2", "H1", "H2"}));
    QCOMPARE(npzNames(folder / "snapshots.npz"),
             (std::vector<std::string>{"epochs", "W1", "W2", "H1", "H2"}));
    const Npz snapshots = readNpz(folder / "snapshots.npz");
    QCOMPARE(snapshots.array("epochs").shape, (std::vector<std::int64_t>{3}));
    QVERIFY(snapshots.array("epochs").type == NpyType::Int64);
    QCOMPARE(snapshots.array("W2").shape, (std::vector<std::int64_t>{3, 4, 3}));
    QVERIFY(snapshots.array("W2").type == NpyType::Float32);
    const fs::path deep = writeResultFolder(madeUpRun(), outputIn(dir), {});
    QCOMPARE(npzNames(deep / "factors.npz"), (std::vector<std::string>{"W1", "W2", "H"}));
    const fs::path mu = writeResultFolder(madeUpRun(Model::Multiplicative, {3}), outputIn(dir), {});
    QCOMPARE(npzNames(mu / "factors.npz"), (std::vector<std::string>{"W", "H"}));
  }

  /// As of a run that diverged: the metrics are of the epoch that is named, the factors of another one.
  void theSummaryIsOfOneEpoch() {
    QTemporaryDir dir;
    RunResult run = madeUpRun();
    QVERIFY(
        !readJsonFile(writeResultFolder(run, outputIn(dir), {}) / "summary.json").contains("factors_epoch"));
    run.final = std::make_shared<const Snapshot>(Snapshot{1, run.final->factors});
    const Json summary = readJsonFile(writeResultFolder(run, outputIn(dir), {}) / "summary.json");
    QCOMPARE(summary["epochs"].get<int>(), 2);
    QCOMPARE(summary["relative_error"].get<double>(), 0.2);
    QCOMPARE(summary["factors_epoch"].get<int>(), 1);
  }

  void jsonFilesHoldTheDocumentedKeys() {
    QTemporaryDir dir;
    const fs::path folder = writeResultFolder(madeUpRun(), outputIn(dir), {});
    const Json summary = readJsonFile(folder / "summary.json");
    QCOMPARE(summary["epochs"].get<int>(), 2);
    QCOMPARE(summary["seconds"].get<double>(), 2 * 0.1234567);
    QVERIFY(std::abs(summary["epochs_per_second"].get<double>() - 1 / 0.1234567) < 1e-9);
    QCOMPARE(summary["stop_reason"].get<std::string>(), std::string("epochs"));
    QVERIFY(summary["peak_memory_bytes"].get<std::int64_t>() > 1'000'000);
    QCOMPARE(summary["relative_error"].get<double>(), 0.2);
    for (const char* key :
         {"error", "effective_rank", "nuclear_rank", "cosine_separation", "sigma_1", "sigma_6"})
      QVERIFY2(summary[key].is_number(), key);
    // The digits of the float in metrics.csv, not those of the double it becomes.
    QVERIFY(contentOf(folder / "summary.json").find("\"sigma_1\": 2.0,") != std::string::npos);
    QVERIFY(contentOf(folder / "summary.json").find("\"sigma_2\": 1.6666666,") != std::string::npos);
    const Json plateaus = readJsonFile(folder / "plateaus.json");
    QCOMPARE(plateaus.dump(),
             std::string(R"({"plateaus":[{"start":0,"found":1,"end":2,"level":2.5,"relative_error":0.25},)"
                         R"({"start":2,"found":2,"end":null,"level":3.5,"relative_error":0.2}]})"));
    const Json config = readJsonFile(folder / "config.json");
    QCOMPARE(config["checksum"].get<std::string>(), std::string("0123abcd"));
    QCOMPARE(config["threads_used"].get<int>(), 2);
    QCOMPARE(config["kernel"].get<std::string>(), std::string("dense"));
    QCOMPARE(config["version"].get<std::string>(), std::string(NMF_VERSION));
    QCOMPARE(config["changes"].dump(), std::string(R"([{"epoch":1,"key":"learning_rate","value":0.001}])"));
    QCOMPARE(config["ranks"].dump(), std::string("[4,3]"));
  }

  void outputChoosesTheFiles_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QStringList>("files");
    QTest::newRow("matrix") << static_cast<int>(OutputKind::FactorsOnly)
                            << QStringList{"config.json", "factors.npz", "snapshots.npz", "summary.json"};
    QTest::newRow("lists") << static_cast<int>(OutputKind::RecordsOnly)
                           << QStringList{"config.json", "metrics.csv", "plateaus.json", "summary.json"};
  }
  void outputChoosesTheFiles() {
    QFETCH(int, kind);
    QFETCH(QStringList, files);
    QTemporaryDir dir;
    OutputOptions output = outputIn(dir);
    output.output = static_cast<OutputKind>(kind);
    const fs::path folder = writeResultFolder(madeUpRun(), output, {});
    QCOMPARE(everythingIn(QString::fromStdString(folder)), files);
    readResultFolder(folder);
  }

  void aNameThatIsTakenGetsANumber() {
    QTemporaryDir dir;
    std::set<fs::path> folders;
    for (int i = 0; i < 4; ++i) folders.insert(writeResultFolder(madeUpRun(), outputIn(dir), {}));
    QCOMPARE(folders.size(), std::size_t{4});
    for (const fs::path& folder : folders) readResultFolder(folder);
    // Those of one second are numbered.
    for (const char* name : {"now", "now-2", "now-3"})
      QCOMPARE(StagedFolder(dir.path().toStdString()).publish("now").filename().string(), std::string(name));
  }

  void aFailureLeavesNothing() {
    QTemporaryDir dir;
    OutputOptions output = outputIn(dir);
    output.out += "/deeper/still";
    output.figures = {"png"};
    const std::string sentence = errorOf([&] {
      writeResultFolder(madeUpRun(), output,
                        [](const RunResult&, const fs::path&) { throw EnvironmentError("no ink"); });
    });
    QCOMPARE(sentence, std::string("no ink"));
    QCOMPARE(everythingIn(dir.path()), QStringList());
  }

  void aFullDiskIsOneSentenceAndLeavesNothing() {
    // Every write to /dev/full fails as on a full disk.
    if (!QFile::exists("/dev/full")) QSKIP("needs /dev/full");
    QTemporaryDir dir;
    OutputOptions output = outputIn(dir);
    output.figures = {"png"};
    const std::string sentence = errorOf([&] {
      writeResultFolder(madeUpRun(), output, [](const RunResult&, const fs::path& figures) {
        fs::create_symlink("/dev/full", figures / "x");
        NpzWriter npz(figures / "x");
        npz.add("W", Matrix(Matrix::Ones(1000, 1000)));
        npz.finish();
      });
    });
    QVERIFY2(!sentence.empty() && sentence.find('\n') == std::string::npos, sentence.c_str());
    QCOMPARE(everythingIn(dir.path()), QStringList());
  }

  void foldersThatAreNoneAreRefused() {
    QTemporaryDir dir;
    const std::string path = dir.path().toStdString();
    QVERIFY(errorOf([&] { readResultFolder(path + "/none"); }).find("none") != std::string::npos);
    QVERIFY(errorOf([&] { readResultFolder(path); }).find("config.json") != std::string::npos);
  }

  void damagedFoldersAreRefusedByName_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("config") << "config.json" << QByteArray("{\"ranks\": 3}");
    QTest::newRow("metrics header") << "metrics.csv" << QByteArray("a,b\n1,2\n");
    QTest::newRow("metrics field") << "metrics.csv" << QByteArray(kHeader) + "\n0,0,x,0,0,0,0,0,0,0,0,0,0\n";
    QTest::newRow("metrics short") << "metrics.csv" << QByteArray(kHeader) + "\n0,0,0\n";
    QTest::newRow("metrics order") << "metrics.csv"
                                   << QByteArray(kHeader) +
                                          "\n1,0,0,0,0,0,0,0,0,0,0,0,0\n1,0,0,0,0,0,0,0,0,0,0,0,0\n";
    QTest::newRow("plateaus") << "plateaus.json" << QByteArray("{\"plateaus\": [{\"start\": \"x\"}]}");
    QTest::newRow("summary") << "summary.json" << QByteArray("[]");
    QTest::newRow("stop reason") << "summary.json" << QByteArray("{\"stop_reason\": \"boredom\"}");
    QTest::newRow("factors") << "factors.npz" << QByteArray("PK\x03\x04 nothing");
    QTest::newRow("snapshots") << "snapshots.npz" << QByteArray();
  }
  void damagedFoldersAreRefusedByName() {
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QTemporaryDir dir;
    const fs::path folder = writeResultFolder(madeUpRun(), outputIn(dir), {});
    std::ofstream(folder / file.toStdString(), std::ios::binary).write(content.data(), content.size());
    bool input = false;
    std::string sentence;
    try {
      readResultFolder(folder);
    } catch (const InputError& error) {
      input = true;
      sentence = error.what();
    }
    QVERIFY(input);
    QVERIFY2(sentence.find(file.toStdString()) != std::string::npos, sentence.c_str());
  }

  void snapshotsThatDoNotFitAreRefused() {
    QTemporaryDir dir;
    const auto errorOfReading = [&](const RunResult& run) {
      const fs::path folder = writeResultFolder(run, outputIn(dir), {});
      return errorOf([&] { readResultFolder(folder); });
    };
    RunResult swapped = madeUpRun();
    std::swap(swapped.snapshots[0], swapped.snapshots[1]);
    const std::string order = errorOfReading(swapped);
    QVERIFY2(order.find("snapshots.npz: 'epochs' must ascend") != std::string::npos, order.c_str());
    // Of another rank than the experiment's: matrices that cannot be multiplied.
    RunResult other = madeUpRun();
    std::vector<int> ranks = other.experiment.model.ranks;
    ++ranks.back();
    for (SnapshotPtr& snapshot : other.snapshots)
      snapshot = std::make_shared<const Snapshot>(
          Snapshot{snapshot->epoch, smallFactors(other.experiment.model.model, ranks, 1)});
    const std::string shape = errorOfReading(other);
    QVERIFY2(shape.find("snapshots.npz") != std::string::npos, shape.c_str());
  }

  void placesThatTakeNoFolderAreRefusedBeforehand() {
    QTemporaryDir dir;
    OutputOptions output;
    output.out = dir.filePath("new/deep/folder").toStdString();
    checkOutput(output);
    QCOMPARE(everythingIn(dir.path()), QStringList());
    const QString file = dir.filePath("file");
    QFile(file).open(QIODevice::WriteOnly);
    for (const QString& place : {file, file + "/below"}) {
      output.out = place.toStdString();
      const std::string sentence = errorOf([&] { checkOutput(output); });
      QVERIFY2(sentence.starts_with("--out: "), sentence.c_str());
    }
    if (::geteuid() != 0) {
      QVERIFY(QDir(dir.path()).mkdir("locked"));
      ::chmod(dir.filePath("locked").toUtf8(), 0500);
      output.out = dir.filePath("locked/results").toStdString();
      QVERIFY(errorOf([&] { checkOutput(output); }).starts_with("--out: "));
    }
  }
};

QTEST_GUILESS_MAIN(TestResultFolder)
#include "tst_result_folder.moc"
