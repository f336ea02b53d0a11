#pragma once

#include <cstdlib>
#include <exception>
#include <string>

#include "core/errors.h"

namespace fuzz {

/// Ends the program as a finding where `holds` is false.
inline void require(bool holds) {
  if (!holds) std::abort();
}

/// Runs `act`. Refusing foreign bytes by a sentence is an answer; any other exception passes through, and is
/// a finding. Returns the sentence, empty when `act` came to its end.
template <typename Act>
std::string answer(const Act& act) {
  try {
    act();
    return {};
  } catch (const nmf::InputError& error) {
    require(*error.what() != '\0');
    return error.what();
  } catch (const nmf::EnvironmentError& error) {
    require(*error.what() != '\0');
    return error.what();
  }
}

}  // namespace fuzz
