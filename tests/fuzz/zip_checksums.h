#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace fuzz {

/// Makes the checksums of the stored (not packed) members of a zip archive right again, so that a changed
/// member is not refused for that alone. Leaves what it cannot follow as it is.
void repairZipChecksums(std::span<std::uint8_t> zip);

}  // namespace fuzz
