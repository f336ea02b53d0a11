#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/errors.h"
#include "core/experiment/runner.h"
#include "core/experiment/unsaved_run.h"

using namespace nmf;
namespace fs = std::filesystem;

namespace {

RunResult smallRun(std::int64_t epochs) {
  Experiment experiment;
  experiment.data.dataset = "strokes";
  experiment.data.rows = RowRange{0, 60};
  experiment.model.ranks = {6, 3};
  experiment.plan.epochs = epochs;
  experiment.plan.threads = 1;
  experiment.plan.snapshots = 5;
  experiment.plan.heldOutEvery = 7;
  experiment.data.heldOut.share = 0.2;
  experiment.data.noise = {NoiseKind::Gaussian, 0.1};
  const DatasetPtr data = loadData(experiment.data, {});
  return runExperiment(experiment, {{4, "learning_rate", "0.005"}}, data, {});
}

PackedRecords packed(const History& history, std::size_t first, std::size_t end) {
  const RecordCounts all = countsOf(history);
  return pack(history, {first, first == 0 ? 0 : all.heldOut, first == 0 ? 0 : all.clean},
              {end, all.heldOut, all.clean});
}

UnsavedState stateOf(const RunResult& run) {
  UnsavedState state;
  state.run = run;
  state.epoch = run.history.back().epoch;
  state.target = run.experiment.plan.epochs;
  state.data = run.data->name;
  return state;
}

/// The same bits, what does not exist (NaN) included.
template <typename T>
bool sameBits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

bool sameHistory(const History& a, const History& b) {
  bool same = a.sigmaCount() == b.sigmaCount() && a.epoch() == b.epoch();
  for (int k = 0; same && k < a.sigmaCount(); ++k) same = sameBits(a.sigma(k), b.sigma(k));
  return same && sameBits(a.seconds(), b.seconds()) && sameBits(a.relativeError(), b.relativeError()) &&
         sameBits(a.error(), b.error()) && sameBits(a.effectiveRank(), b.effectiveRank()) &&
         a.heldOut() == b.heldOut() && a.clean() == b.clean() && sameBits(a.nuclearRank(), b.nuclearRank()) &&
         sameBits(a.cosineSeparation(), b.cosineSeparation());
}

}  // namespace

class TestUnsavedRun : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    root_ = fs::path(dir_->path().toStdString()) / "state" / "unsaved";
  }

  void comesBackToTheBit() {
    const RunResult run = smallRun(60);
    UnsavedWriter writer(root_);
    writer.append(packed(run.history, 0, 20));
    writer.writeState(stateOf(run));
    writer.append(packed(run.history, 20, run.history.size()));
    writer.append(packed(run.history, 10, run.history.size()));  // all of them are there already
    writer.writeSnapshots(run);
    const UnsavedFolder folder = *writer.release();
    const UnsavedState back = readUnsavedRun(folder.path());
    QVERIFY(run.history.heldOut().epoch.size() > 5 && run.history.clean().epoch.size() > 5);
    QVERIFY(sameHistory(back.run.history, run.history));
    QCOMPARE(back.run.experiment.model.ranks, run.experiment.model.ranks);
    QVERIFY(back.run.experiment.data == run.experiment.data);
    QCOMPARE(back.run.changes.size(), run.changes.size());
    QVERIFY(back.run.changes == run.changes);
    QCOMPARE(back.run.dataChecksum, run.dataChecksum);
    QVERIFY(back.run.shape == run.data->shape);
    QCOMPARE(back.epoch, 60);
    QCOMPARE(back.target, 60);
    QVERIFY(!back.ended && !back.closed);
    QCOMPARE(back.run.ending.reason, StopReason::Stopped);
    QCOMPARE(back.data, std::string("strokes"));
    QCOMPARE(back.run.final->epoch, run.final->epoch);
    QVERIFY(back.run.final->factors.H.front() == run.final->factors.H.front());
    QVERIFY(run.snapshots.size() > 2);
    QCOMPARE(back.run.snapshots.size(), run.snapshots.size());
    for (std::size_t i = 0; i < run.snapshots.size(); ++i) {
      QCOMPARE(back.run.snapshots[i]->epoch, run.snapshots[i]->epoch);
      QVERIFY(back.run.snapshots[i]->factors.W.front() == run.snapshots[i]->factors.W.front());
    }
  }

  /// As a kill leaves it: the records go further than what was last written of the state.
  void whatIsOfferedAndFoundGoesAsFarAsTheRecords() {
    RunResult run = smallRun(400);
    PlateauDetector early(run.experiment.plan.plateau), whole(run.experiment.plan.plateau);
    const History& history = run.history;
    for (std::size_t i = 0; i < history.size(); ++i) {
      whole.add(history.epoch()[i], history.effectiveRank()[i], history.relativeError()[i]);
      if (i < 300) early.add(history.epoch()[i], history.effectiveRank()[i], history.relativeError()[i]);
    }
    QVERIFY(early.plateaus() != whole.plateaus());
    UnsavedState state = stateOf(run);
    state.epoch = 299;
    state.run.plateaus = early.plateaus();
    UnsavedWriter writer(root_);
    writer.append(packed(history, 0, 300));
    writer.writeState(state);
    writer.append(packed(history, 300, history.size()));
    (void)writer.release();
    const auto left = claimLeftRuns(root_, 1);
    QCOMPARE(left.size(), 1U);
    QCOMPARE(left[0].state.epoch, 400);
    QVERIFY(readUnsavedRun(left[0].folder.path()).run.plateaus == whole.plateaus());
  }

  void thinnedSnapshotsGoFromTheDisk() {
    RunResult run = smallRun(30);
    UnsavedWriter writer(root_);
    writer.writeSnapshots(run);
    run.snapshots.erase(run.snapshots.begin() + 1);
    writer.append(packed(run.history, 0, run.history.size()));
    writer.writeState(stateOf(run));
    writer.writeSnapshots(run);
    const UnsavedFolder folder = *writer.release();
    const UnsavedState back = readUnsavedRun(folder.path());
    QCOMPARE(back.run.snapshots.size(), run.snapshots.size());
    QCOMPARE(back.run.snapshots[1]->epoch, run.snapshots[1]->epoch);
  }

  void manySnapshotsAreWrittenBitByBitTheNewestFirst() {
    const RunResult run = smallRun(30);
    UnsavedLimits limits;
    limits.snapshots = 1;
    UnsavedWriter writer(root_, limits);
    writer.append(packed(run.history, 0, run.history.size()));
    writer.writeState(stateOf(run));
    writer.writeSnapshots(run);
    for (std::size_t times = 1; times < run.snapshots.size(); ++times) writer.writeSnapshots(run);
    const UnsavedFolder folder = *writer.release();
    const UnsavedState back = readUnsavedRun(folder.path());
    QCOMPARE(back.run.final->epoch, 30);
    QCOMPARE(back.run.snapshots.size(), run.snapshots.size());
  }

  void aTornEndCostsNoMoreThanTheTear_data() {
    QTest::addColumn<int>("cut");
    QTest::addColumn<bool>("zeros");
    QTest::newRow("half a record") << 17 << false;
    QTest::newRow("zeros, as after a power cut") << 17 << true;
    QTest::newRow("nothing torn") << 0 << false;
  }
  void aTornEndCostsNoMoreThanTheTear() {
    QFETCH(int, cut);
    QFETCH(bool, zeros);
    const RunResult run = smallRun(40);
    UnsavedWriter writer(root_);
    writer.append(packed(run.history, 0, run.history.size()));
    writer.writeState(stateOf(run));
    const UnsavedFolder folder = *writer.release();
    const fs::path log = folder.path() / "records.log";
    const auto size = fs::file_size(log);
    fs::resize_file(log, size - static_cast<std::uintmax_t>(cut));
    if (zeros) fs::resize_file(log, size + 200);
    const UnsavedState back = readUnsavedRun(folder.path());
    QCOMPARE(back.run.history.size(), run.history.size() - (cut > 0 ? 1 : 0));
    QCOMPARE(back.epoch, cut > 0 ? 39 : 40);
  }

  void factorsBeyondTheRecordsAreNotGoneOnWith() {
    const RunResult run = smallRun(40);
    UnsavedWriter writer(root_);
    writer.append(packed(run.history, 0, 31));
    writer.writeState(stateOf(run));
    writer.writeSnapshots(run);
    const UnsavedFolder folder = *writer.release();
    const UnsavedState back = readUnsavedRun(folder.path());
    QCOMPARE(back.epoch, 30);
    QVERIFY(back.run.final && back.run.final->epoch <= 30);
  }

  void aSpoiltSnapshotIsMissedAndTheRestComesBack() {
    const RunResult run = smallRun(40);
    UnsavedWriter writer(root_);
    writer.append(packed(run.history, 0, run.history.size()));
    writer.writeState(stateOf(run));
    writer.writeSnapshots(run);
    const UnsavedFolder folder = *writer.release();
    fs::resize_file(folder.path() / "snapshot-40.npz", 100);
    const UnsavedState back = readUnsavedRun(folder.path());
    QVERIFY(back.run.final->epoch < 40);
    QCOMPARE(back.run.history.back().epoch, 40);
  }

  void aLongLogIsThinnedAndSaysSo() {
    const RunResult run = smallRun(1000);
    UnsavedLimits limits;
    limits.records = 20000;
    UnsavedWriter writer(root_, limits);
    for (std::size_t at = 0; at < run.history.size(); at += 77)
      writer.append(packed(run.history, at, std::min(at + 77, run.history.size())));
    writer.writeState(stateOf(run));
    const UnsavedFolder folder = *writer.release();
    QVERIFY(fs::file_size(folder.path() / "records.log") <= 20000);
    const UnsavedState back = readUnsavedRun(folder.path());
    QVERIFY(back.stride >= 4);
    const auto& epochs = back.run.history.epoch();
    QCOMPARE(epochs.size(), static_cast<std::size_t>(1000 / back.stride + 1));
    for (std::size_t i = 0; i < epochs.size(); ++i) {
      QCOMPARE(epochs[i], static_cast<std::int64_t>(i) * back.stride);
      QCOMPARE(back.run.history.error()[i], run.history.error()[static_cast<std::size_t>(epochs[i])]);
    }
  }

  void aFullDiskIsOneSentenceAndLeavesWhatWasThereWhole() {
    const RunResult run = smallRun(400);
    UnsavedWriter writer(root_);
    writer.append(packed(run.history, 0, 50));
    writer.writeState(stateOf(run));
    // A limit on the size of files stands for the full disk.
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit tight{6000, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
    QString sentence;
    try {
      writer.append(packed(run.history, 50, 401));
    } catch (const EnvironmentError& error) {
      sentence = error.what();
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY2(sentence.contains("records.log"), qPrintable(sentence));
    // And once there is room the same records go in.
    writer.append(packed(run.history, 50, 300));
    const UnsavedFolder folder = *writer.release();
    QCOMPARE(readUnsavedRun(folder.path()).run.history.size(), 300U);
  }

  void aFolderInUseIsNobodyElses() {
    std::optional<UnsavedFolder> mine = UnsavedFolder::create(root_);
    QVERIFY(UnsavedFolder::claimLeft(root_).empty());
    const fs::path path = mine->path();
    // Not another process's either, until this one lets go.
    const auto claimedByAChild = [&] {
      const pid_t child = ::fork();
      if (child == 0) ::_exit(static_cast<int>(UnsavedFolder::claimLeft(root_).size()));
      int status = -1;
      ::waitpid(child, &status, 0);
      return WEXITSTATUS(status);
    };
    QCOMPARE(claimedByAChild(), 0);
    mine.reset();
    QCOMPARE(claimedByAChild(), 1);
    const auto left = UnsavedFolder::claimLeft(root_);
    QCOMPARE(left.size(), 1U);
    QCOMPARE(left.front().path(), path);
  }

  void onlyTheNewestAreKept() {
    const RunResult run = smallRun(5);
    const auto leaveOne = [&] {
      UnsavedWriter writer(root_);
      writer.writeState(stateOf(run));
      return writer.release()->path();
    };
    std::vector<fs::path> made;
    for (int i = 0; i < 4; ++i) made.push_back(leaveOne());
    // Of a later version, and newer than all that can be read.
    std::vector<fs::path> later;
    for (int i = 0; i < 3; ++i) {
      later.push_back(UnsavedFolder::create(root_).path());
      std::ofstream(later.back() / "run.json") << R"({"format": 2})";
    }
    const fs::path empty = UnsavedFolder::create(root_).path();
    fs::create_directory(root_ / ".new-broken");
    const auto left = claimLeftRuns(root_, 2);
    QCOMPARE(left.size(), 2U);
    QCOMPARE(left[0].folder.path(), made[3]);
    QCOMPARE(left[1].folder.path(), made[2]);
    QCOMPARE(left[1].state.epoch, 5);
    QVERIFY(!fs::exists(made[0]) && !fs::exists(made[1]));
    QVERIFY(!fs::exists(empty) && !fs::exists(root_ / ".new-broken"));
    for (const fs::path& path : later) QVERIFY(fs::exists(path / "run.json"));
  }

  void whatIsNoUnsavedRunIsOneSentence() {
    const UnsavedFolder folder = UnsavedFolder::create(root_);
    std::ofstream(folder.path() / "run.json") << R"({"format": 1, "config": {}, "epoch": "many"})";
    QVERIFY_THROWS_EXCEPTION(InputError, readUnsavedState(folder.path()));
    std::ofstream(folder.path() / "run.json") << R"({"format": 2, "config": {}})";
    QVERIFY_THROWS_EXCEPTION(InputError, readUnsavedState(folder.path()));
  }

 private:
  std::unique_ptr<QTemporaryDir> dir_;
  fs::path root_;
};

QTEST_GUILESS_MAIN(TestUnsavedRun)
#include "tst_unsaved_run.moc"
