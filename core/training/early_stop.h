#pragma once

#include <cstdint>
#include <string>

namespace nmf {

enum class EarlyStopKind { Off, Plateau, EckartYoung, Stagnation };

/// `off`, `plateau[:K]`, `eckart-young`, `stagnation[:TOL]`.
struct EarlyStop {
  EarlyStopKind kind = EarlyStopKind::Off;
  int plateau = 1;          ///< K: stop when the K-th plateau is found
  double tolerance = 1e-4;  ///< TOL: relative fall of the error over the last tenth of the epochs
  bool operator==(const EarlyStop&) const = default;
};

/// Reads the option's text; throws InputError with one sentence.
EarlyStop parseEarlyStop(const std::string& text);

/// The option's text, shortest form that parseEarlyStop reads back.
std::string formatEarlyStop(const EarlyStop& stop);

}  // namespace nmf
