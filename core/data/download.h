#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace nmf {

/// One file to fetch.
struct RemoteFile {
  std::string name;                ///< as it is called in the folder, and on every mirror
  std::vector<std::string> bases;  ///< where it is: URLs that `name` is added to, tried in turn
  std::string md5;                 ///< hex
  std::int64_t limit = 0;          ///< no more than this many bytes are taken, whatever the server says
};

struct FetchProgress {
  std::string file;           ///< the file being fetched
  std::int64_t received = 0;  ///< of this file, in bytes, what an earlier try left included
  std::int64_t total = -1;    ///< of this file, as the server says; -1: it does not
  double bytesPerSecond = 0;  ///< since this try began
  double secondsLeft = -1;    ///< for this file; -1: not known
  int number = 1;             ///< of the file, from 1...
  int count = 1;              ///< ...to the number of files
};

struct FetchOptions {
  std::string mirror;  ///< `--mirror`: a URL or a folder that is used instead of the known ones
  /// Returns false to cancel; called at every piece that arrives, and ten times a second while none does.
  std::function<bool(const FetchProgress&)> progress;
  int stallSeconds = 30;  ///< a server that sends nothing for so long is given up
};

/// Fetches the files into `folder`, creating it. Each is written to NAME.part, goes on there when an earlier
/// try was cut, and gets its name only when whole and its checksum right. Files that are there already, and
/// right, are not fetched again. The proxy settings of the system are honoured. Needs a QCoreApplication and
/// runs an event loop of its own, so any thread will do. Throws InputError "cancelled", or naming `--mirror`
/// when that is a folder without the file; EnvironmentError with one sentence that names the file and what
/// each mirror answered, or that the disk is full.
void fetchFiles(const std::string& folder, const std::vector<RemoteFile>& files, const FetchOptions& options);

/// The files of a known data set; empty for those that are built in.
std::vector<RemoteFile> filesOf(const std::string& name);

/// Fetches a known data set into the user's cache folder, where it is found from then on; returns the folder.
/// Where all splits are on this machine already nothing is fetched. Throws as fetchFiles, and InputError for
/// a name that is not known or built in.
std::string fetchDataset(const std::string& name, const FetchOptions& options = {});

}  // namespace nmf
