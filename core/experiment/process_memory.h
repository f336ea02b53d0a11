#pragma once

#include <cstdint>

namespace nmf {

/// The most memory this process has held so far (resident, bytes); 0 where the system does not tell.
std::int64_t peakMemoryBytes();

}  // namespace nmf
