#include "core/experiment/sweep_runner.h"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/errors.h"
#include "core/experiment/json_file.h"
#include "core/experiment/result_files.h"
#include "core/experiment/staged_folder.h"
#include "core/experiment/sweep_summary.h"

namespace nmf {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// A result folder of an earlier start.
struct Earlier {
  fs::path folder;
  Settings settings;
  Json summary;
  std::string reason;      ///< for which it ended
  std::int64_t epoch = 0;  ///< of its last record
};

bool isFinished(const std::string& reason) {
  return reason == word(StopReason::EpochsDone) || reason == word(StopReason::EarlyStop) ||
         reason == word(StopReason::Diverged);
}

/// The finished result folders in `folder`. What is anything else is passed over.
std::vector<Earlier> finishedFolders(const fs::path& folder) {
  std::vector<Earlier> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::error_code ignored;
    if (!entry.is_directory(ignored) || entry.path().filename().string().starts_with(".")) continue;
    if (!fs::exists(entry.path() / "config.json", ignored) ||
        !fs::exists(entry.path() / "summary.json", ignored))
      continue;
    try {
      Json summary = readJsonFile(entry.path() / "summary.json");
      if (!summary.is_object()) continue;
      std::string reason = summary.value("stop_reason", std::string());
      if (!isFinished(reason)) continue;
      const auto epoch = summary.value("epochs", std::int64_t{0});
      found.push_back({entry.path(), settingsFromJson(readConfig(entry.path()), entry.path().string()),
                       std::move(summary), std::move(reason), epoch});
    } catch (const InputError&) {
      continue;
    } catch (const Json::exception&) {
      continue;
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Earlier& a, const Earlier& b) { return a.folder < b.folder; });
  return found;
}

/// Whether `earlier` went on after early stopping wherever that ended it at one of the epochs `wanted`, and
/// nowhere else. Its folder says only where it did.
bool wentOnAt(const std::vector<std::int64_t>& wanted, const Earlier& earlier) {
  std::vector<std::int64_t> stops = earlier.settings.continuedAt;
  if (earlier.reason == word(StopReason::EarlyStop)) stops.push_back(earlier.epoch);
  std::erase_if(stops, [&](std::int64_t epoch) {
    return std::find(wanted.begin(), wanted.end(), epoch) == wanted.end();
  });
  return stops == earlier.settings.continuedAt;
}

/// Whether `earlier` made the changes `wanted`, but for those at epochs it did not come to.
bool madeChanges(const std::vector<Change>& wanted, const Earlier& earlier) {
  const auto unmade = std::find_if(wanted.begin(), wanted.end(),
                                   [&](const Change& change) { return change.epoch >= earlier.epoch; });
  const std::vector<Change>& made = earlier.settings.changes;
  return std::equal(wanted.begin(), unmade, made.begin(), made.end());
}

/// Whether `earlier`, a run that was, is what `wanted` asks for.
bool isRunOf(const Settings& wanted, const Earlier& earlier) {
  Experiment asked = withDataNamed(wanted.experiment);
  Experiment done = withDataNamed(earlier.settings.experiment);
  if (!asked.data.rows) asked.data.rows = done.data.rows;  // a run fills its rows in
  return asked == done && madeChanges(wanted.changes, earlier) && wentOnAt(wanted.continuedAt, earlier);
}

/// Loads data, keeping the last set: neighbouring points mostly share it.
class DataCache {
 public:
  explicit DataCache(const RunCallbacks& callbacks) : callbacks_(callbacks) {}
  const DatasetPtr& get(const DatasetRequest& request) {
    if (data_ && request == request_) return data_;
    data_.reset();
    data_ = loadData(request, callbacks_);
    request_ = request;
    return data_;
  }

 private:
  const RunCallbacks& callbacks_;
  DatasetRequest request_;
  DatasetPtr data_;
};

/// Throws InputError, naming the point, unless all can start.
void checkAgainstData(const std::vector<const SweepPoint*>& points, DataCache& cache) {
  for (const SweepPoint* point : points) {
    const Experiment experiment = withDataNamed(point->settings.experiment);
    try {
      const DatasetPtr data = cache.get(experiment.data);
      checkStart(experiment.model, data->A);
      if (experiment.model.init == Initialisation::File) initialFactors(experiment.model, data->A);
    } catch (const InputError& error) {
      throw InputError("point " + std::to_string(point->index) + ": " + error.what());
    }
  }
}

std::string tagOf(const SweepPoint& point, std::size_t pointCount) {
  std::string index = std::to_string(point.index);
  const std::size_t width = std::to_string(pointCount).size();
  index.insert(0, width - index.size(), '0');
  const std::string& name = point.settings.output.name;
  return name.empty() ? index : name + "-" + index;
}

void writeSummary(const ResultTable& table, const Shard& shard, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw EnvironmentError("cannot make the folder '" + folder.string() + "': " + error.message());
  replaceFile(folder / summaryName(shard), toCsv(table));
  if (shard.isWhole()) replaceFile(folder / "summary.tex", toLatex(table));
}

}  // namespace

SweepOutcome runSweep(const Sweep& sweep, const Shard& shard, const fs::path& folder,
                      const SweepCallbacks& callbacks) {
  const std::vector<Earlier> earlier = finishedFolders(folder);
  std::vector<const SweepPoint*> mine, missing;
  std::vector<const Earlier*> done;  // for each of mine, or null
  for (const SweepPoint& point : sweep.points) {
    if (!shard.holds(point)) continue;
    const auto at = std::find_if(earlier.begin(), earlier.end(),
                                 [&](const Earlier& e) { return isRunOf(point.settings, e); });
    mine.push_back(&point);
    done.push_back(at == earlier.end() ? nullptr : &*at);
    if (at == earlier.end()) missing.push_back(&point);
  }
  DataCache cache(callbacks.run);
  checkAgainstData(missing, cache);

  ResultTable table = emptyTable(sweep);
  SweepOutcome outcome;
  if (missing.size() == mine.size()) writeSummary(table, shard, folder);
  for (std::size_t i = 0; i < mine.size(); ++i) {
    const SweepPoint& point = *mine[i];
    if (done[i]) {
      addRow(table, point, done[i]->summary, done[i]->folder.filename().string());
      ++outcome.finished;
      callbacks.finished(point, done[i]->folder, true);
      continue;
    }
    callbacks.starting(point);
    const Experiment experiment = withDataNamed(point.settings.experiment);
    const RunResult run = runExperiment(experiment, point.settings.changes, cache.get(experiment.data),
                                        callbacks.run, point.settings.continuedAt);
    if (run.ending.reason == StopReason::Stopped) {
      outcome.interrupted = true;
      break;
    }
    OutputOptions output = point.settings.output;
    output.out = folder.string();
    output.name = tagOf(point, sweep.points.size());
    const Json summary = summaryJson(run);
    const fs::path result = writeResultFolder(run, output, callbacks.figures);
    run.ending.reason == StopReason::Failed ? ++outcome.failed : ++outcome.finished;
    addRow(table, point, summary, result.filename().string());
    writeSummary(table, shard, folder);
    callbacks.finished(point, result, false);
  }
  writeSummary(table, shard, folder);
  return outcome;
}

}  // namespace nmf
