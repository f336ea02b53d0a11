#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace nmf::ui {

/// A column of recorded numbers, single or double precision, looked at but not owned.
class ValueColumn {
 public:
  ValueColumn() = default;
  explicit ValueColumn(const std::vector<double>& values) : double_(values.data()), size_(values.size()) {}
  explicit ValueColumn(const std::vector<float>& values) : float_(values.data()), size_(values.size()) {}

  double operator[](std::size_t i) const { return double_ ? double_[i] : static_cast<double>(float_[i]); }
  std::size_t size() const { return size_; }

 private:
  const double* double_ = nullptr;
  const float* float_ = nullptr;
  std::size_t size_ = 0;
};

/// What a stretch of a column holds. `missing` values are not finite; they enter no extreme.
struct Extremes {
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  double minPositive = std::numeric_limits<double>::infinity();
  double sum = 0;  ///< of the finite values
  std::uint32_t missing = 0;
  std::uint32_t nonPositive = 0;  ///< finite and <= 0

  bool hasFinite() const { return min <= max; }
  bool hasPositive() const { return max > 0; }
  void add(double value);
  void add(const Extremes& other);
};

/// The extremes of blocks of a growing column, and of blocks of blocks, so that the extremes of any stretch
/// of a million records take about a hundred steps. Holds about 0.7 bytes a record and no copy of the column,
/// which is handed in.
class MinMaxPyramid {
 public:
  /// Takes in what `column` holds beyond the records seen so far. The column must be the one of the calls
  /// before, grown.
  void update(const ValueColumn& column);
  void clear();

  /// Records seen so far.
  std::size_t size() const { return size_; }

  /// The extremes of records [begin, end) of the same column; end <= column.size().
  Extremes query(const ValueColumn& column, std::size_t begin, std::size_t end) const;

  std::size_t byteSize() const;

 private:
  std::vector<std::vector<Extremes>>
      levels_;  ///< only whole blocks; level 0 over records, level k over level k-1
  std::size_t size_ = 0;
};

}  // namespace nmf::ui
