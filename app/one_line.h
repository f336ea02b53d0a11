#pragma once

#include <algorithm>
#include <string>

namespace nmf::app {

/// A sentence as one line for a terminal, whatever names of files it quotes.
inline std::string oneLine(std::string sentence) {
  std::replace_if(
      sentence.begin(), sentence.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return sentence;
}

}  // namespace nmf::app
