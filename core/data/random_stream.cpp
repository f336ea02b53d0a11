#include "core/data/random_stream.h"

#include <cmath>

// Compiled without contraction of a * b + c (see CMakeLists.txt), and not inline, so that no other file's
// options count.

namespace nmf {

double RandomStream::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

double RandomStream::bell() {
  const double first = uniform(), second = uniform(), third = uniform();
  return (first + second + third) * (2.0 / 3.0) - 1.0;
}

double RandomStream::normal() {
  if (spare_) {
    spare_ = false;
    return spareNormal_;
  }
  double x = 0, y = 0, square = 0;
  do {
    x = uniform(-1, 1);
    y = uniform(-1, 1);
    square = x * x + y * y;
  } while (square >= 1 || square == 0);
  const double factor = std::sqrt(-2 * std::log(square) / square);
  spare_ = true;
  spareNormal_ = y * factor;
  return x * factor;
}

}  // namespace nmf
