#include "ui/views/sample_errors.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nmf::ui {

bool fits(const Dataset& data, const Factors& factors) {
  return !factors.W.empty() && !factors.H.empty() && factors.W.front().rows() == data.A.rows() &&
         rightFactor(factors).cols() == data.A.cols();
}

SampleErrors computeSampleErrors(DatasetPtr data, SnapshotPtr snapshot,
                                 const std::function<bool()>& cancelled) {
  const Matrix& A = data->A;
  const Factors& factors = snapshot->factors;
  SampleErrors result{data, snapshot, {}};
  result.relative.resize(static_cast<std::size_t>(A.rows()));
  Matrix inner;  // W2 ... WL, small
  for (std::size_t l = 1; l < factors.W.size(); ++l)
    inner = l == 1 ? factors.W[1] : Matrix(inner * factors.W[l]);
  const Matrix& H = rightFactor(factors);
  // A block of M stays in the second-level cache.
  const Eigen::Index block = std::clamp<Eigen::Index>(65536 / std::max<Eigen::Index>(1, A.cols()), 8, 512);
  Matrix P, M;
  for (Eigen::Index begin = 0; begin < A.rows(); begin += block) {
    if (cancelled && cancelled()) return {std::move(data), std::move(snapshot), {}};
    const Eigen::Index rows = std::min(block, A.rows() - begin);
    P = factors.W[0].middleRows(begin, rows);
    if (inner.size() > 0) P = P * inner;
    M.noalias() = P * H;
    for (Eigen::Index i = 0; i < rows; ++i) {
      const double norm = A.row(begin + i).squaredNorm();
      const double error = (A.row(begin + i) - M.row(i)).squaredNorm();
      result.relative[static_cast<std::size_t>(begin + i)] =
          norm > 0 ? error / norm : std::numeric_limits<double>::quiet_NaN();
    }
  }
  return result;
}

std::vector<int> rankSamples(const SampleErrors& errors, const std::vector<int>& candidates, bool worstFirst,
                             std::size_t count) {
  const auto error = [&](int row) { return errors.relative[static_cast<std::size_t>(row)]; };
  std::vector<int> rows;
  for (int row : candidates) {
    if (static_cast<std::size_t>(row) < errors.relative.size() && std::isfinite(error(row)))
      rows.push_back(row);
  }
  count = std::min(count, rows.size());
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count), rows.end(),
                    [&](int a, int b) {
                      if (error(a) != error(b)) return worstFirst ? error(a) > error(b) : error(a) < error(b);
                      return a < b;
                    });
  rows.resize(count);
  return rows;
}

}  // namespace nmf::ui
