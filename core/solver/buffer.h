#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

#include "core/model/huge_pages.h"

namespace nmf {

struct FreeBuffer {
  void operator()(void* memory) const { std::free(memory); }
};
/// An uninitialised array that begins at a cache line, or at a huge page where it is long.
template <class T>
using Buffer = std::unique_ptr<T[], FreeBuffer>;

/// Null for no elements; throws std::bad_alloc.
template <class T>
Buffer<T> makeBuffer(std::size_t count) {
  if (count == 0) return nullptr;
  if (count > (std::size_t{1} << 62) / sizeof(T)) throw std::bad_alloc();
  constexpr std::size_t kLine = 64, kPage = std::size_t{2} << 20;
  const std::size_t alignment = count * sizeof(T) < 2 * kPage ? kLine : kPage;
  const std::size_t bytes = (count * sizeof(T) + alignment - 1) / alignment * alignment;
  Buffer<T> buffer(static_cast<T*>(std::aligned_alloc(alignment, bytes)));
  if (!buffer) throw std::bad_alloc();
  if (alignment == kPage) preferHugePages(buffer.get(), bytes);
  return buffer;
}

}  // namespace nmf
