#pragma once

namespace nmf::app {

/// The program's exit statuses; other programs rely on them.
enum ExitStatus : int {
  kDone = 0,          ///< early stopping included
  kFailed = 1,        ///< something outside failed: disk full, no memory
  kBadInput = 2,      ///< bad usage or input; nothing was written
  kDiverged = 3,      ///< what was good is saved
  kInterrupted = 130  ///< SIGINT or SIGTERM; what was done is saved
};

}  // namespace nmf::app
