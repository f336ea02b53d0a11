#include "core/experiment/unsaved_run.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>
#include <limits>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/errors.h"
#include "core/experiment/json_file.h"
#include "core/experiment/result_files.h"
#include "core/experiment/runner.h"
#include "core/experiment/settings.h"
#include "core/experiment/staged_folder.h"
#include "core/training/plateau.h"

namespace nmf {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr int kFormat = 1;
constexpr const char* kState = "run.json";
constexpr const char* kRecords = "records.log";
constexpr const char* kHeldOut = "held_out.log";
constexpr const char* kClean = "clean.log";
constexpr std::size_t kErrorBytes = sizeof(std::int64_t) + sizeof(double);
constexpr std::string_view kSnapshot = "snapshot-";
constexpr std::string_view kNpz = ".npz";
constexpr std::size_t kColumns = 6;  // seconds to cosine separation

std::size_t rowBytes(int sigmaCount) {
  return sizeof(std::int64_t) + kColumns * sizeof(double) +
         static_cast<std::size_t>(sigmaCount) * sizeof(float);
}

template <typename T>
void put(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
void take(const char*& at, T& value) {
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
}

/// As many singular values as `experiment` records.
int sigmaCountOf(const Experiment& experiment) {
  return std::min(experiment.plan.singularValues, experiment.model.ranks.back());
}

fs::path snapshotPath(const fs::path& folder, std::int64_t epoch) {
  return folder / (std::string(kSnapshot) + std::to_string(epoch) + std::string(kNpz));
}

/// The epoch in a snapshot's file name.
std::optional<std::int64_t> epochOf(const fs::path& path) {
  const std::string name = path.filename().string();
  if (!name.starts_with(kSnapshot) || !name.ends_with(kNpz)) return std::nullopt;
  std::int64_t epoch = -1;
  const char* const end = name.data() + name.size() - kNpz.size();
  const auto [at, error] = std::from_chars(name.data() + kSnapshot.size(), end, epoch);
  return error == std::errc{} && at == end && epoch >= 0 ? std::optional(epoch) : std::nullopt;
}

void writeSnapshot(const fs::path& path, Model model, const Factors& factors) {
  const fs::path aside = path.string() + ".part";
  std::error_code error;
  fs::remove(aside, error);
  try {
    writeFactors(aside, model, factors);
    fs::rename(aside, path, error);
    if (error) throw EnvironmentError("cannot write '" + path.string() + "': " + error.message());
  } catch (...) {
    fs::remove(aside, error);
    throw;
  }
}

History unpack(const std::string& rows, int sigmaCount) {
  History history;
  EpochRecord record;
  record.sigmaCount = sigmaCount;
  std::int64_t previous = -1;
  for (const char *at = rows.data(), *end = at + rows.size(); at < end;) {
    take(at, record.epoch);
    for (double* value : {&record.seconds, &record.relativeError, &record.error, &record.effectiveRank,
                          &record.nuclearRank, &record.cosineSeparation})
      take(at, *value);
    for (int k = 0; k < sigmaCount; ++k) take(at, record.sigma[static_cast<std::size_t>(k)]);
    if (record.epoch <= previous) break;
    previous = record.epoch;
    history.append(record);
  }
  return history;
}

/// The epoch of the last record in the log of a run; `epoch` where there is none.
std::int64_t lastRecorded(const fs::path& folder, const Experiment& experiment, std::int64_t epoch) {
  std::error_code error;
  if (!fs::exists(folder / kRecords, error)) return epoch;
  const int sigmaCount = sigmaCountOf(experiment);
  const History last = unpack(RowLog::readLast(folder / kRecords, rowBytes(sigmaCount)), sigmaCount);
  return last.empty() ? epoch : last.back().epoch;
}

/// The plateaus over all that was recorded; what was written of them may be older than the last records.
std::vector<Plateau> plateausOf(const History& history, const PlateauRule& rule) {
  PlateauDetector detector(rule);
  for (std::size_t i = 0; i < history.size(); ++i)
    detector.add(history.epoch()[i], history.effectiveRank()[i], history.relativeError()[i]);
  return detector.plateaus();
}

/// The held-out and clean errors into `history`, as far as its records go.
void readErrors(const fs::path& folder, History& history) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const std::int64_t last = history.empty() ? -1 : history.back().epoch;
  for (const bool heldOut : {true, false}) {
    const fs::path path = folder / (heldOut ? kHeldOut : kClean);
    std::error_code error;
    if (!fs::exists(path, error)) continue;
    const std::string rows = RowLog::read(path, kErrorBytes);
    std::int64_t previous = -1;
    for (const char *at = rows.data(), *end = at + rows.size(); at < end;) {
      std::int64_t epoch = 0;
      double value = 0;
      take(at, epoch);
      take(at, value);
      if (epoch <= previous || epoch > last) break;
      previous = epoch;
      history.append(FurtherRecord{epoch, heldOut ? value : kNone, heldOut ? kNone : value});
    }
  }
}

}  // namespace

RecordCounts countsOf(const History& history) {
  return {history.size(), history.heldOut().epoch.size(), history.clean().epoch.size()};
}

PackedRecords pack(const History& history, const RecordCounts& first, const RecordCounts& end) {
  PackedRecords packed{first, end, history.sigmaCount(), {}, {}, {}};
  packed.records.reserve((end.records - first.records) * rowBytes(packed.sigmaCount));
  for (std::size_t i = first.records; i < end.records; ++i) {
    put(packed.records, history.epoch()[i]);
    for (const auto* column : {&history.seconds(), &history.relativeError(), &history.error(),
                               &history.effectiveRank(), &history.nuclearRank(), &history.cosineSeparation()})
      put(packed.records, (*column)[i]);
    for (int k = 0; k < packed.sigmaCount; ++k) put(packed.records, history.sigma(k)[i]);
  }
  const auto packSeries = [](const ErrorSeries& series, std::size_t from, std::size_t to, std::string& rows) {
    for (std::size_t i = from; i < to; ++i) {
      put(rows, series.epoch[i]);
      put(rows, series.value[i]);
    }
  };
  packSeries(history.heldOut(), first.heldOut, end.heldOut, packed.heldOut);
  packSeries(history.clean(), first.clean, end.clean, packed.clean);
  return packed;
}

// ---- writing

namespace {

void replaceState(const fs::path& folder, const Json& object) {
  replaceFile(folder / kState, object.dump(1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

UnsavedWriter::UnsavedWriter(fs::path root, UnsavedLimits limits) : root_(std::move(root)), limits_(limits) {}

void UnsavedWriter::open(int sigmaCount) {
  if (records_) return;
  if (!folder_) folder_ = UnsavedFolder::create(root_);
  records_ = std::make_unique<RowLog>(folder_->path() / kRecords, rowBytes(sigmaCount), limits_.records);
}

void UnsavedWriter::append(std::unique_ptr<RowLog>& log, const char* name, const std::string& rows,
                           std::size_t bytesOfOne, std::size_t first) {
  if (rows.empty()) return;
  if (!log) log = std::make_unique<RowLog>(folder_->path() / name, bytesOfOne, limits_.records);
  const std::int64_t there = std::max<std::int64_t>(0, log->taken() - static_cast<std::int64_t>(first));
  const std::size_t bytes = static_cast<std::size_t>(there) * bytesOfOne;
  if (bytes < rows.size()) log->append(std::string_view(rows).substr(bytes));
}

void UnsavedWriter::append(const PackedRecords& packed) {
  open(packed.sigmaCount);
  append(records_, kRecords, packed.records, rowBytes(packed.sigmaCount), packed.first.records);
  append(heldOut_, kHeldOut, packed.heldOut, kErrorBytes, packed.first.heldOut);
  append(clean_, kClean, packed.clean, kErrorBytes, packed.first.clean);
}

void UnsavedWriter::writeState(const UnsavedState& state) {
  open(sigmaCountOf(state.run.experiment));
  if (checksum_.empty() && state.run.data) checksum_ = checksum(*state.run.data);
  RunResult run;
  run.experiment = withDataNamed(state.run.experiment);
  run.changes = state.run.changes;
  run.continuedAt = state.run.continuedAt;
  run.dataChecksum = checksum_;
  run.shape = state.run.data ? state.run.data->shape : state.run.shape;
  run.kernel = state.run.kernel;
  run.threads = state.run.threads;
  run.resumedAt = state.run.resumedAt;
  run.bookmarks = state.run.bookmarks;
  Json object = Json::object();
  object["format"] = kFormat;
  object["config"] = configJson(run);
  if (!state.pending.empty()) object["pending"] = toJson(state.pending);
  object["plateaus"] = plateausJson(state.run.plateaus)["plateaus"];
  object["epoch"] = state.epoch;
  object["target"] = state.target;
  object["stop_reason"] = state.ended ? Json(word(state.run.ending.reason)) : Json(nullptr);
  object["message"] = state.run.ending.message;
  object["closed"] = state.closed;
  object["data"] = state.data;
  object["saved_at"] = static_cast<std::int64_t>(std::time(nullptr));
  object["stride"] = records_->stride();
  for (const auto* log : {&records_, &heldOut_, &clean_})
    if (*log) (*log)->sync();
  replaceState(folder_->path(), object);
}

void UnsavedWriter::writeSnapshots(const RunResult& run) {
  open(sigmaCountOf(run.experiment));
  const fs::path folder = folder_->path();
  std::vector<SnapshotPtr> wanted = run.snapshots;
  if (run.final) wanted.push_back(run.final);
  std::sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) { return a->epoch > b->epoch; });
  std::int64_t bytes = 0;
  const auto isWritten = [this](std::int64_t epoch) {
    return std::find(written_.begin(), written_.end(), epoch) != written_.end();
  };
  for (const SnapshotPtr& snapshot : wanted) {
    if (isWritten(snapshot->epoch)) continue;
    if (bytes > limits_.snapshots) break;
    writeSnapshot(snapshotPath(folder, snapshot->epoch), run.experiment.model.model, snapshot->factors);
    written_.push_back(snapshot->epoch);
    bytes += static_cast<std::int64_t>(byteSize(snapshot->factors));
  }
  std::erase_if(written_, [&](std::int64_t epoch) {
    const bool still =
        std::any_of(wanted.begin(), wanted.end(), [&](const auto& s) { return s->epoch == epoch; });
    std::error_code ignored;
    return !still && fs::remove(snapshotPath(folder, epoch), ignored);
  });
}

void UnsavedWriter::remove() {
  for (auto* log : {&records_, &heldOut_, &clean_}) log->reset();
  written_.clear();
  if (folder_) folder_->remove();
  folder_.reset();
}

std::optional<UnsavedFolder> UnsavedWriter::release() {
  for (auto* log : {&records_, &heldOut_, &clean_}) log->reset();
  written_.clear();
  return std::exchange(folder_, std::nullopt);
}

void writeUnsavedBookmarks(const fs::path& folder, const std::vector<std::int64_t>& bookmarks) {
  Json object = readJsonFile(folder / kState);
  object["config"]["bookmarks"] = bookmarks;
  replaceState(folder, object);
}

// ---- reading

UnsavedState readUnsavedState(const fs::path& folder) {
  const fs::path path = folder / kState;
  const Json object = readJsonFile(path);
  const auto wrong = [&path]() { return InputError(path.string() + " does not describe an unsaved run"); };
  if (!object.is_object() || object.value("format", 0) != kFormat || !object.contains("config"))
    throw wrong();
  UnsavedState state;
  try {
    const Json& config = object["config"];
    const Settings settings = settingsFromJson(config, path.string());
    state.run.experiment = settings.experiment;
    state.run.changes = settings.changes;
    state.run.continuedAt = settings.continuedAt;
    if (object.contains("pending"))
      state.pending = settingsFromJson(Json{{"changes", object["pending"]}}, path.string()).changes;
    state.run.dataChecksum = config.value("checksum", std::string());
    state.run.shape = pictureShape(config, path.string());
    state.run.kernel = config.value("kernel", std::string());
    state.run.threads = config.value("threads_used", 0);
    state.run.resumedAt = config.value("resumed_at", std::vector<std::int64_t>{});
    state.run.bookmarks = config.value("bookmarks", std::vector<std::int64_t>{});
    state.run.plateaus = plateausFromJson(Json{{"plateaus", object.at("plateaus")}}, path.string());
    state.epoch = object.at("epoch").get<std::int64_t>();
    state.target = object.at("target").get<std::int64_t>();
    state.ended = object.at("stop_reason").is_string();
    if (state.ended)
      state.run.ending.reason = stopReasonFromWord(object["stop_reason"].get<std::string>(), path.string());
    state.run.ending.message = object.at("message").get<std::string>();
    state.closed = object.at("closed").get<bool>();
    state.data = object.at("data").get<std::string>();
    state.savedAt = object.at("saved_at").get<std::int64_t>();
    state.stride = object.at("stride").get<std::int64_t>();
  } catch (const Json::exception&) {
    throw wrong();
  }
  return state;
}

std::vector<LeftRun> claimLeftRuns(const fs::path& root, std::size_t most) {
  std::vector<LeftRun> left;
  for (UnsavedFolder& folder : UnsavedFolder::claimLeft(root)) {
    std::error_code error;
    if (!fs::exists(folder.path() / kState, error)) {
      folder.remove();
      continue;
    }
    try {
      UnsavedState state = readUnsavedState(folder.path());
      state.epoch = lastRecorded(folder.path(), state.run.experiment, state.epoch);
      if (left.size() < most)
        left.push_back({std::move(folder), std::move(state)});
      else
        folder.remove();
    } catch (const std::exception&) {
      // It may be another version's.
    }
  }
  return left;
}

UnsavedState readUnsavedRun(const fs::path& folder) {
  UnsavedState state = readUnsavedState(folder);
  RunResult& run = state.run;
  const Hyperparameters& model = run.experiment.model;
  const int layers = static_cast<int>(model.ranks.size());
  const int sigmaCount = sigmaCountOf(run.experiment);
  run.history = unpack(RowLog::read(folder / kRecords, rowBytes(sigmaCount)), sigmaCount);
  readErrors(folder, run.history);
  if (!run.history.empty()) state.epoch = run.history.back().epoch;
  // Of an ended run they are the last; records that were thinned do not give them again.
  if (!state.ended && state.stride == 1) run.plateaus = plateausOf(run.history, run.experiment.plan.plateau);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::optional<std::int64_t> epoch = epochOf(entry.path());
    if (!epoch) continue;
    try {
      Snapshot snapshot{*epoch, readFactors(entry.path(), model.model, layers)};
      checkFactors(snapshot.factors, model.model, model.ranks, snapshot.factors.W.front().rows(),
                   snapshot.factors.H.front().cols(), entry.path().string());
      run.snapshots.push_back(std::make_shared<const Snapshot>(std::move(snapshot)));
    } catch (const InputError&) {
      // A snapshot that the crash spoilt is missed; the run is shown without it.
    }
  }
  std::sort(run.snapshots.begin(), run.snapshots.end(),
            [](const auto& a, const auto& b) { return a->epoch < b->epoch; });
  // Factors beyond the last record would leave a gap when they are gone on with.
  while (!run.snapshots.empty() && run.snapshots.back()->epoch > state.epoch) run.snapshots.pop_back();
  if (!run.snapshots.empty()) run.final = run.snapshots.back();
  if (!state.ended)
    run.ending = {StopReason::Stopped, state.closed ? "the window was closed" : "the program was ended"};
  return state;
}

}  // namespace nmf
