#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace fuzz {

/// Small MATLAB 5 files, by name. `compress` makes a zlib stream.
std::vector<std::pair<std::string, std::string>> matSeeds(
    bool bigEndian, const std::function<std::string(const std::string&)>& compress);

}  // namespace fuzz
