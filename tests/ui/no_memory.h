#pragma once

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

namespace nmf::test {

inline std::atomic<std::size_t> refusedFrom{SIZE_MAX};
inline thread_local bool isSpared = false;

/// While it lives, no thread but the one that made it gets a block of so many bytes or more. For a program of
/// one source file; not under the sanitizers, which bring an allocator of their own.
class NoMemory {
 public:
  explicit NoMemory(std::size_t bytes) {
    isSpared = true;
    refusedFrom = bytes;
  }
  ~NoMemory() { refusedFrom = SIZE_MAX; }
  NoMemory(const NoMemory&) = delete;
  NoMemory& operator=(const NoMemory&) = delete;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  static constexpr bool works = false;
#else
  static constexpr bool works = true;
#endif
};

}  // namespace nmf::test

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern "C" void* __libc_malloc(std::size_t bytes);

// In the place of the C library's, also below operator new.
extern "C" void* malloc(std::size_t bytes) noexcept {
  if (bytes >= nmf::test::refusedFrom.load(std::memory_order_relaxed) && !nmf::test::isSpared) {
    errno = ENOMEM;
    return nullptr;
  }
  return __libc_malloc(bytes);
}
#endif
