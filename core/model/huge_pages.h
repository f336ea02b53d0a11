#pragma once

#include <cstddef>

namespace nmf {

/// Asks the system to back memory that was just allocated, and not yet touched, by huge pages where it has
/// them: a matrix of 200 MB then costs a hundred page faults instead of 50,000, a good part of the time of
/// loading it. Where the system cannot, nothing changes. The first and last part of a page are left as they
/// are.
void preferHugePages(void* memory, std::size_t bytes);

}  // namespace nmf
