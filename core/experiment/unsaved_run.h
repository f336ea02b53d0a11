#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/row_log.h"
#include "core/experiment/run_result.h"
#include "core/experiment/unsaved_folder.h"

namespace nmf {

/// What is written again at every autosave: all but the records, which only grow, and the snapshots, which
/// are files of their own.
struct UnsavedState {
  RunResult run;                ///< without history and snapshots
  std::vector<Change> pending;  ///< set, but not acting yet, as while the run was paused
  std::int64_t epoch = 0;       ///< of the last record
  std::int64_t target = 0;      ///< to which the run was training
  bool ended = false;           ///< run.ending holds
  bool closed = false;          ///< the window was closed, rather than the program killed
  std::string data;             ///< the data's name
  std::int64_t savedAt = 0;     ///< seconds since 1970; set when written
  std::int64_t stride = 1;      ///< every how many records one was kept; set when written
};

/// How many of each kind of records a history has, or had when they were written.
struct RecordCounts {
  std::size_t records = 0, heldOut = 0, clean = 0;
  bool operator==(const RecordCounts&) const = default;
};
RecordCounts countsOf(const History& history);

/// Records of a history from `first` up to `end`, as they go into the logs.
struct PackedRecords {
  RecordCounts first, end;
  int sigmaCount = 0;
  std::string records, heldOut, clean;
};
PackedRecords pack(const History& history, const RecordCounts& first, const RecordCounts& end);

/// Bytes of the records, and of new snapshots in one call of writeSnapshots().
struct UnsavedLimits {
  std::int64_t records = std::int64_t{256} << 20;
  std::int64_t snapshots = std::int64_t{32} << 20;
};

/// Keeps one run in a folder of its own, so that it survives whatever ends the process. One thread at a time.
/// Everything throws EnvironmentError where the disk is full or the folder cannot be written; what is there
/// stays whole, and the call may be made again.
class UnsavedWriter {
 public:
  explicit UnsavedWriter(std::filesystem::path root, UnsavedLimits limits = {});

  /// Appends records; those that are there already, by their index, are passed over.
  void append(const PackedRecords& packed);
  /// Writes `state`.
  void writeState(const UnsavedState& state);
  /// Writes those of the snapshots that are not there yet, the newest first; those that are not listed any
  /// more go.
  void writeSnapshots(const RunResult& run);
  /// The run needs no keeping any more.
  void remove();
  /// Ends writing and hands the folder over, still held; empty where nothing was written.
  std::optional<UnsavedFolder> release();

 private:
  void open(int sigmaCount);
  void append(std::unique_ptr<RowLog>& log, const char* name, const std::string& rows, std::size_t rowBytes,
              std::size_t first);

  std::filesystem::path root_;
  UnsavedLimits limits_;
  std::optional<UnsavedFolder> folder_;
  std::unique_ptr<RowLog> records_, heldOut_, clean_;
  std::vector<std::int64_t> written_;  ///< epochs of the snapshots there
  std::string checksum_;
};

/// Writes the bookmarks of the run in `folder` anew, which nothing writes to at the time. Throws
/// EnvironmentError, InputError.
void writeUnsavedBookmarks(const std::filesystem::path& folder, const std::vector<std::int64_t>& bookmarks);

/// What an offer says about a run that was left, without reading its records. Throws InputError.
UnsavedState readUnsavedState(const std::filesystem::path& folder);

/// A run that was left, held by this process.
struct LeftRun {
  UnsavedFolder folder;
  UnsavedState state;  ///< as readUnsavedState() has it, with the epoch of the last record that is there
};

/// The newest `most` runs that were left in `root`, newest first. Older ones are removed, and folders without
/// anything; what cannot be read, of a later version perhaps, is left alone and does not count.
std::vector<LeftRun> claimLeftRuns(const std::filesystem::path& root, std::size_t most);

/// The whole of it, with records and snapshots as far as they are whole. Throws InputError.
UnsavedState readUnsavedRun(const std::filesystem::path& folder);

}  // namespace nmf
