#include "core/experiment/result_folder.h"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <ctime>
#include <system_error>

#include <nlohmann/json.hpp>

#include "core/errors.h"
#include "core/experiment/json_file.h"
#include "core/experiment/option.h"
#include "core/experiment/output_options.h"
#include "core/experiment/result_files.h"
#include "core/experiment/settings.h"
#include "core/experiment/staged_folder.h"

namespace nmf {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// YYYYmmdd_HHMMSS, local time.
std::string timestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y%m%d_%H%M%S", &local)};
}

/// Has a file that another writer made on the disk: that is where a full disk may show.
void syncFile(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  const int failed = ::fsync(file) != 0 && errno != EINVAL && errno != EROFS ? errno : 0;
  ::close(file);
  if (failed)
    throw EnvironmentError("cannot write '" + path.string() +
                           "': " + std::generic_category().message(failed));
}

void fill(const fs::path& folder, const RunResult& run, const OutputOptions& out,
          const FigureWriter& figures) {
  const Hyperparameters& model = run.experiment.model;
  const int layers = static_cast<int>(model.ranks.size());
  writeTextFile(folder / "config.json", jsonText(configJson(run)));
  if (writesRecords(out.output)) {
    writeMetricsCsv(folder / "metrics.csv", run.history, run.experiment.plan.singularValues);
    writeTextFile(folder / "plateaus.json", jsonText(plateausJson(run.plateaus)));
  }
  if (writesFactors(out.output)) {
    if (run.final) {
      writeFactors(folder / "factors.npz", model.model, run.final->factors);
      syncFile(folder / "factors.npz");
    }
    writeSnapshots(folder / "snapshots.npz", model.model, layers, run.snapshots);
    syncFile(folder / "snapshots.npz");
  }
  if (figures && !out.figures.empty()) {
    fs::create_directory(folder / "figures");
    figures(run, folder / "figures");
  }
  writeTextFile(folder / "summary.json", jsonText(summaryJson(run)));
}

}  // namespace

fs::path writeResultFolder(const RunResult& run, const OutputOptions& out, const FigureWriter& figures) {
  StagedFolder staged(out.out);
  try {
    fill(staged.path(), run, out, figures);
  } catch (const fs::filesystem_error& error) {
    throw EnvironmentError("cannot write '" + error.path1().string() + "': " + error.code().message());
  }
  return staged.publish(out.name.empty() ? timestamp() : timestamp() + "-" + out.name);
}

StopReason stopReasonFromWord(const std::string& text, const std::string& name) {
  for (const StopReason reason : {StopReason::EpochsDone, StopReason::EarlyStop, StopReason::Stopped,
                                  StopReason::Diverged, StopReason::Failed})
    if (text == word(reason)) return reason;
  throw InputError(name + ": stop_reason: '" + text + "' is not known");
}

namespace {

template <typename T>
T entry(const Json& object, const char* key, const T& fallback) {
  const auto at = object.find(key);
  if (at == object.end()) return fallback;
  try {
    return at->template get<T>();
  } catch (const Json::exception&) {
    return fallback;
  }
}

}  // namespace

RunResult readResultFolder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw InputError(folder.string() + " is not a folder; give a result folder");
  if (!fs::exists(folder / "config.json", error))
    throw InputError(folder.string() + " holds no config.json; give a result folder");
  RunResult run;
  const std::string configName = (folder / "config.json").string();
  const Json config = readJsonFile(folder / "config.json");
  Settings settings = settingsFromJson(config, configName);
  run.experiment = std::move(settings.experiment);
  run.changes = std::move(settings.changes);
  run.continuedAt = std::move(settings.continuedAt);
  run.dataChecksum = entry(config, "checksum", std::string());
  run.shape = pictureShape(config, configName);
  run.kernel = entry(config, "kernel", std::string());
  run.threads = entry(config, "threads_used", 0);
  run.resumedAt = entry(config, "resumed_at", std::vector<std::int64_t>{});
  run.bookmarks = entry(config, "bookmarks", std::vector<std::int64_t>{});

  const Hyperparameters& model = run.experiment.model;
  const int layers = static_cast<int>(model.ranks.size());
  const int sigmaCount = std::min(run.experiment.plan.singularValues, model.ranks.back());
  if (fs::exists(folder / "metrics.csv", error))
    run.history = readMetricsCsv(folder / "metrics.csv", sigmaCount);
  if (fs::exists(folder / "plateaus.json", error))
    run.plateaus =
        plateausFromJson(readJsonFile(folder / "plateaus.json"), (folder / "plateaus.json").string());
  const Json summary =
      fs::exists(folder / "summary.json", error) ? readJsonFile(folder / "summary.json") : Json::object();
  const std::string summaryName = (folder / "summary.json").string();
  if (!summary.is_object()) throw InputError(summaryName + " is not an object");
  run.ending.reason = stopReasonFromWord(
      entry(summary, "stop_reason", std::string(word(StopReason::EpochsDone))), summaryName);
  run.ending.message = entry(summary, "message", std::string());
  if (fs::exists(folder / "snapshots.npz", error))
    run.snapshots = readSnapshots(folder / "snapshots.npz", model.model, layers);
  for (std::size_t i = 0; i < run.snapshots.size(); ++i) {
    const std::string name = (folder / "snapshots.npz").string();
    const Factors& first = run.snapshots.front()->factors;
    checkFactors(run.snapshots[i]->factors, model.model, model.ranks, first.W.front().rows(),
                 first.H.front().cols(), name);
    if (i > 0 && run.snapshots[i]->epoch <= run.snapshots[i - 1]->epoch)
      throw InputError(name + ": 'epochs' must ascend");
  }
  if (fs::exists(folder / "factors.npz", error)) {
    const std::int64_t lastEpoch = run.history.empty() ? 0 : run.history.back().epoch;
    Snapshot last{entry(summary, "epochs", lastEpoch),
                  readFactors(folder / "factors.npz", model.model, layers)};
    const Matrix& W = last.factors.W.front();
    checkFactors(last.factors, model.model, model.ranks, W.rows(), last.factors.H.front().cols(),
                 (folder / "factors.npz").string());
    if (!run.snapshots.empty() &&
        (run.snapshots.front()->factors.W.front().rows() != W.rows() ||
         run.snapshots.front()->factors.H.front().cols() != last.factors.H.front().cols()))
      throw InputError((folder / "factors.npz").string() + " and snapshots.npz are not of the same data");
    run.final = std::make_shared<const Snapshot>(std::move(last));
  }
  return run;
}

}  // namespace nmf
