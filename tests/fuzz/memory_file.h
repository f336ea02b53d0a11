#pragma once

#include <sys/mman.h>
#include <unistd.h>
#include <cstdint>
#include <span>
#include <string>

#include "tests/fuzz/answer.h"

namespace fuzz {

/// A file that lies in memory, for readers that want a path.
class MemoryFile {
 public:
  MemoryFile() : handle_(::memfd_create("fuzz", MFD_CLOEXEC)) { require(handle_ >= 0); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(handle_); }

  void set(std::span<const std::uint8_t> content) const {
    require(::ftruncate(handle_, 0) == 0);
    const ssize_t size = static_cast<ssize_t>(content.size());
    require(::pwrite(handle_, content.data(), content.size(), 0) == size);
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(handle_); }

 private:
  int handle_;
};

}  // namespace fuzz
