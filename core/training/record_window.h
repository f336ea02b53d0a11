#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace nmf {

/// Drops the records before `start` from columns that run beside each other, and makes `start` 0. Does
/// nothing until they are so many, and at least half, that moving the others is worth it. Throws nothing.
template <class... Value>
void dropBefore(std::size_t& start, std::vector<Value>&... columns) {
  constexpr std::size_t kLeast = 1024;
  if (start < kLeast || ((start < columns.size() / 2) || ...)) return;
  const auto gone = static_cast<std::ptrdiff_t>(std::exchange(start, 0));
  (columns.erase(columns.begin(), columns.begin() + gone), ...);
}

}  // namespace nmf
