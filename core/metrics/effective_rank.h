#pragma once

#include <vector>

namespace nmf {

/// exp of the entropy of the normalised singular values (Roy & Vetterli 2007), natural logarithm; NaN when
/// all are 0. Negative values count as 0.
double effectiveRank(const std::vector<double>& sigma);

/// Nuclear norm over operator norm of a matrix with these singular values (descending); NaN when all are 0.
double nuclearRank(const std::vector<double>& sigma);

}  // namespace nmf
