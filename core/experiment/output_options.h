#pragma once

#include "core/experiment/experiment.h"

namespace nmf {

/// "matrix", "lists", "all".
const char* word(OutputKind kind);

/// Whether the factors, or what was recorded, are to be written.
constexpr bool writesFactors(OutputKind kind) {
  return kind != OutputKind::RecordsOnly;
}
constexpr bool writesRecords(OutputKind kind) {
  return kind != OutputKind::FactorsOnly;
}

}  // namespace nmf
