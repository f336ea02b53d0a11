#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/experiment/run_result.h"
#include "core/training/history.h"

namespace nmf {

// The files of a result folder, one by one. Writers throw EnvironmentError naming the file; readers throw
// InputError.

/// metrics.csv: one line a record, `sigmaColumns` singular values; those beyond the rank of M are 0; then
/// held_out_error and clean_error where the run has them, empty at epochs without a value. Numbers
/// are the shortest that read back to the same bits, seconds to the microsecond, what does not exist an empty
/// field.
void writeMetricsCsv(const std::filesystem::path& path, const History& history, int sigmaColumns);
/// Reads `sigmaCount` singular values a record, and the held-out and clean errors; other columns that follow
/// are passed over.
History readMetricsCsv(const std::filesystem::path& path, int sigmaCount);
/// "epoch,seconds,relative_error,error,effective_rank,nuclear_rank,cosine_separation,sigma_1,...,sigma_K"
std::string metricsHeader(int sigmaColumns);

/// factors.npz: float32 arrays by their names.
void writeFactors(const std::filesystem::path& path, Model model, const Factors& factors);
Factors readFactors(const std::filesystem::path& path, Model model, int layers);

/// snapshots.npz: `epochs` (s, int64) and each factor with a leading axis of length s.
void writeSnapshots(const std::filesystem::path& path, Model model, int layers,
                    const std::vector<SnapshotPtr>& snapshots);
std::vector<SnapshotPtr> readSnapshots(const std::filesystem::path& path, Model model, int layers);

/// The reason that word() names; throws InputError beginning with `name`.
StopReason stopReasonFromWord(const std::string& text, const std::string& name);

nlohmann::ordered_json plateausJson(const std::vector<Plateau>& plateaus);
std::vector<Plateau> plateausFromJson(const nlohmann::ordered_json& object, const std::string& name);

/// config.json: the experiment, `changes`, and what the program says about the run.
nlohmann::ordered_json configJson(const RunResult& run);
/// The shape of the run's images that config.json names, "28x28"; none in those of an older version. Throws
/// InputError naming `name`.
std::optional<ImageShape> pictureShape(const nlohmann::ordered_json& config, const std::string& name);
/// summary.json: the last record, how the run ended and what it took.
nlohmann::ordered_json summaryJson(const RunResult& run);

/// Writes `text` to a new file and has it on the disk. Throws EnvironmentError naming `path`.
void writeTextFile(const std::filesystem::path& path, std::string_view text);

/// Copies the files in the folder `from` to new ones of the folder `to`, in the same way. Throws InputError
/// naming the one that cannot be read, too.
void copyFiles(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace nmf
