#include "ui/charts/min_max_pyramid.h"

#include <algorithm>
#include <cmath>

namespace nmf::ui {
namespace {

constexpr std::size_t kLeaf = 64;   // records of a block
constexpr std::size_t kFanOut = 8;  // blocks of a block one level up

}  // namespace

void Extremes::add(double value) {
  if (!std::isfinite(value)) {
    ++missing;
    return;
  }
  min = std::min(min, value);
  max = std::max(max, value);
  sum += value;
  if (value > 0)
    minPositive = std::min(minPositive, value);
  else
    ++nonPositive;
}

void Extremes::add(const Extremes& other) {
  min = std::min(min, other.min);
  max = std::max(max, other.max);
  minPositive = std::min(minPositive, other.minPositive);
  sum += other.sum;
  missing += other.missing;
  nonPositive += other.nonPositive;
}

void MinMaxPyramid::update(const ValueColumn& column) {
  if (column.size() < size_) clear();
  size_ = column.size();
  if (levels_.empty()) levels_.emplace_back();
  while ((levels_[0].size() + 1) * kLeaf <= size_) {
    const std::size_t begin = levels_[0].size() * kLeaf;
    Extremes block;
    for (std::size_t i = begin; i < begin + kLeaf; ++i) block.add(column[i]);
    levels_[0].push_back(block);
    for (std::size_t level = 0; levels_[level].size() % kFanOut == 0; ++level) {
      if (level + 1 == levels_.size()) levels_.emplace_back();
      const std::vector<Extremes>& below = levels_[level];
      Extremes sum;
      for (std::size_t i = below.size() - kFanOut; i < below.size(); ++i) sum.add(below[i]);
      levels_[level + 1].push_back(sum);
    }
  }
}

void MinMaxPyramid::clear() {
  levels_.clear();
  size_ = 0;
}

Extremes MinMaxPyramid::query(const ValueColumn& column, std::size_t begin, std::size_t end) const {
  Extremes result;
  end = std::min(end, column.size());
  if (begin >= end) return result;
  const std::size_t blocks = levels_.empty() ? 0 : levels_[0].size();
  std::size_t first = (begin + kLeaf - 1) / kLeaf;  // the whole blocks inside [begin, end)
  std::size_t last = std::min(end / kLeaf, blocks);
  if (first >= last) {
    for (std::size_t i = begin; i < end; ++i) result.add(column[i]);
    return result;
  }
  for (std::size_t i = begin; i < first * kLeaf; ++i) result.add(column[i]);
  for (std::size_t i = last * kLeaf; i < end; ++i) result.add(column[i]);
  // Climb: at each level take the blocks that stick out of the next level's.
  for (std::size_t level = 0; first < last; ++level) {
    const std::vector<Extremes>& row = levels_[level];
    const std::size_t above = level + 1 < levels_.size() ? levels_[level + 1].size() : 0;
    const std::size_t nextFirst = (first + kFanOut - 1) / kFanOut;
    const std::size_t nextLast = std::min(last / kFanOut, above);
    if (nextFirst >= nextLast) {
      for (std::size_t i = first; i < last; ++i) result.add(row[i]);
      break;
    }
    for (std::size_t i = first; i < nextFirst * kFanOut; ++i) result.add(row[i]);
    for (std::size_t i = nextLast * kFanOut; i < last; ++i) result.add(row[i]);
    first = nextFirst;
    last = nextLast;
  }
  return result;
}

std::size_t MinMaxPyramid::byteSize() const {
  std::size_t bytes = 0;
  for (const auto& level : levels_) bytes += level.capacity() * sizeof(Extremes);
  return bytes;
}

}  // namespace nmf::ui
