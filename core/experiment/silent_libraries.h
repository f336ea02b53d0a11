#pragma once

namespace nmf {

/// While it lives, nothing reaches standard error: libpng and its like print a line of their own for every
/// damaged picture, where the program says once how many there were. For programs without a window; nothing
/// else may write to standard error meanwhile. Does nothing under the sanitizers, whose reports must not be
/// lost.
class SilentLibraries {
 public:
  SilentLibraries();
  ~SilentLibraries();
  SilentLibraries(const SilentLibraries&) = delete;
  SilentLibraries& operator=(const SilentLibraries&) = delete;

 private:
  int kept_ = -1;  // standard error as it was
};

}  // namespace nmf
