#include "core/data/held_out.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "core/data/random_stream.h"
#include "core/errors.h"

namespace nmf {
namespace {

/// Moves the marked rows of X into a matrix of their own; the others close up.
Matrix taken(Matrix& X, const std::vector<bool>& marked, Eigen::Index count) {
  Matrix back(count, X.cols());
  Eigen::Index kept = 0, moved = 0;
  for (Eigen::Index i = 0; i < X.rows(); ++i) {
    if (marked[static_cast<std::size_t>(i)]) {
      back.row(moved++) = X.row(i);
    } else {
      if (kept != i) X.row(kept) = X.row(i);
      ++kept;
    }
  }
  X.conservativeResize(kept, Eigen::NoChange);
  return back;
}

template <typename T>
std::vector<T> taken(std::vector<T>& list, const std::vector<bool>& marked) {
  std::vector<T> back, rest;
  if (list.empty()) return back;
  for (std::size_t i = 0; i < list.size(); ++i) (marked[i] ? back : rest).push_back(list[i]);
  list = std::move(rest);
  return back;
}

}  // namespace

std::vector<bool> heldOutRows(std::span<const std::int64_t> sourceRows, double share, std::uint64_t seed) {
  const std::size_t m = sourceRows.size();
  const auto count = static_cast<std::size_t>(std::llround(share * static_cast<double>(m)));
  if (count == 0 || count >= m) {
    char digits[32];
    const std::string given(digits, std::to_chars(digits, digits + sizeof digits, share).ptr);
    const std::string sentence = "--held-out: a share of " + given + " of " + std::to_string(m) +
                                 (m == 1 ? " image" : " images") + " keeps back " +
                                 (count == 0 ? "none" : "all of them");
    throw InputError(sentence + (m < 2 ? "; select at least two images"
                                       : "; at least one is needed on each side, so give a share such as " +
                                             std::string(m < 5 ? "0.5" : "0.2")));
  }
  std::vector<std::uint64_t> draws(m);
  for (std::size_t i = 0; i < m; ++i)
    draws[i] = RandomStream(seed, static_cast<std::uint64_t>(sourceRows[i])).next();
  std::vector<std::size_t> order(m);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return std::pair(draws[a], sourceRows[a]) < std::pair(draws[b], sourceRows[b]);
                   });
  std::vector<bool> marked(m, false);
  for (std::size_t i = 0; i < count; ++i) marked[order[i]] = true;
  return marked;
}

void keepBack(Dataset& dataset, const std::vector<bool>& marked) {
  const auto count = static_cast<Eigen::Index>(std::count(marked.begin(), marked.end(), true));
  auto unseen = std::make_shared<Dataset>();
  unseen->name = dataset.name;
  unseen->source = dataset.source;
  unseen->shape = dataset.shape;
  unseen->labelNames = dataset.labelNames;
  unseen->scaling = dataset.scaling;
  unseen->selected = count;
  unseen->A = taken(dataset.A, marked, count);
  unseen->labels = taken(dataset.labels, marked);
  unseen->sourceRows = taken(dataset.sourceRows, marked);
  if (dataset.clean) {
    Matrix rest = *dataset.clean;
    dataset.clean.reset();
    unseen->clean = std::make_shared<const Matrix>(taken(rest, marked, count));
    dataset.clean = std::make_shared<const Matrix>(std::move(rest));
  }
  dataset.unseen = std::move(unseen);
}

void keepShareBack(Dataset& dataset, const HeldOut& heldOut, std::uint64_t seed) {
  if (heldOut.share > 0) keepBack(dataset, heldOutRows(dataset.sourceRows, heldOut.share, seed));
}

}  // namespace nmf
