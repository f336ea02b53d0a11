#include "core/metrics/effective_rank.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nmf {
namespace {

double positiveSum(const std::vector<double>& sigma) {
  double sum = 0;
  for (const double s : sigma) sum += std::max(s, 0.0);
  return sum;
}

}  // namespace

double effectiveRank(const std::vector<double>& sigma) {
  const double sum = positiveSum(sigma);
  if (!(sum > 0)) return std::numeric_limits<double>::quiet_NaN();
  double entropy = 0;
  for (const double s : sigma) {
    const double p = s / sum;
    if (p > 0) entropy -= p * std::log(p);
  }
  return std::exp(entropy);
}

double nuclearRank(const std::vector<double>& sigma) {
  const double sum = positiveSum(sigma);
  if (!(sum > 0)) return std::numeric_limits<double>::quiet_NaN();
  return sum / *std::max_element(sigma.begin(), sigma.end());
}

}  // namespace nmf
