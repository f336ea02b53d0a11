#pragma once

#include <stdexcept>
#include <string>

namespace nmf {

/// Bad usage or bad input: one sentence that names the option or file, what is wrong and what would be right.
/// The command line ends with status 2 on it; the window shows it inline.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string& sentence) : std::runtime_error(sentence) {}
};

/// Something outside failed while working (disk full, a file that vanished): one sentence. Status 1.
class EnvironmentError : public std::runtime_error {
 public:
  explicit EnvironmentError(const std::string& sentence) : std::runtime_error(sentence) {}
};

}  // namespace nmf
