#pragma once

#include <signal.h>
#include <sys/resource.h>

namespace nmf::test {

/// Files may not grow beyond so many bytes: a full disk.
class TightDisk {
 public:
  explicit TightDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit tight{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
  }
  ~TightDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  TightDisk(const TightDisk&) = delete;
  TightDisk& operator=(const TightDisk&) = delete;

 private:
  rlimit before_{};
};

}  // namespace nmf::test
