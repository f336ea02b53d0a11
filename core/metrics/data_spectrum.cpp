#include "core/metrics/data_spectrum.h"

#include <tbb/parallel_for.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>

#include "core/metrics/effective_rank.h"
#include "core/metrics/truncated_svd.h"

namespace nmf {
namespace {

constexpr Eigen::Index kTile = 64;     // columns of a block of the Gram matrix
constexpr Eigen::Index kDepth = 1024;  // rows summed at a time, converted to double in cache
constexpr int kLeading = 64;
constexpr double kGramShare = 0.7;  // of the progress; the eigenvalues are the rest

/// A'A (n x n) or AA' (m x m), the smaller, in double; the lower triangle is filled. Empty when given up.
MatrixD smallerGram(const Matrix& A, const std::function<bool(double)>& progress) {
  const bool byColumns = A.cols() <= A.rows();
  const Eigen::Index size = byColumns ? A.cols() : A.rows();
  const Eigen::Index depth = byColumns ? A.rows() : A.cols();
  // depth x width piece of A (or of A') in double.
  const auto piece = [&](Eigen::Index from, Eigen::Index width, Eigen::Index row,
                         Eigen::Index rows) -> MatrixD {
    if (byColumns) return A.block(row, from, rows, width).cast<double>();
    return A.block(from, row, width, rows).transpose().cast<double>();
  };
  const Eigen::Index tiles = (size + kTile - 1) / kTile;
  MatrixD G(size, size);
  std::atomic<Eigen::Index> done{0};
  std::atomic<bool> givenUp{false};
  std::mutex asking;
  tbb::parallel_for(Eigen::Index{0}, tiles * (tiles + 1) / 2, [&](Eigen::Index pair) {
    if (givenUp.load(std::memory_order_relaxed)) return;
    auto i = static_cast<Eigen::Index>((std::sqrt(8.0 * static_cast<double>(pair) + 1) - 1) / 2);
    while (i * (i + 1) / 2 > pair) --i;
    while ((i + 1) * (i + 2) / 2 <= pair) ++i;
    const Eigen::Index j = pair - i * (i + 1) / 2;
    const Eigen::Index wi = std::min(kTile, size - i * kTile), wj = std::min(kTile, size - j * kTile);
    MatrixD sum = MatrixD::Zero(wi, wj);
    for (Eigen::Index row = 0; row < depth; row += kDepth) {
      const Eigen::Index rows = std::min(kDepth, depth - row);
      sum.noalias() += piece(i * kTile, wi, row, rows).transpose() * piece(j * kTile, wj, row, rows);
    }
    G.block(i * kTile, j * kTile, wi, wj) = sum;
    const Eigen::Index finished = ++done;
    if (!progress || finished % 8 != 0) return;
    // One at a time: what is called keeps its own variables.
    const std::lock_guard lock(asking);
    if (!givenUp &&
        !progress(kGramShare * static_cast<double>(finished) / static_cast<double>(tiles * (tiles + 1) / 2)))
      givenUp = true;
  });
  if (givenUp) return {};
  return G;
}

double squaredNormOf(const Matrix& A) {
  double sum = 0;
  for (Eigen::Index i = 0; i < A.rows(); ++i) sum += A.row(i).cast<double>().squaredNorm();
  return sum;
}

void fillReferences(DataSpectrum& spectrum) {
  const std::size_t count = spectrum.sigma.size();
  spectrum.eckartYoung.assign(count + 1, 0);
  spectrum.truncatedEffectiveRank.assign(count + 1, 0);
  double explained = 0, sum = 0, weighted = 0;  // of sigma^2, sigma, sigma ln sigma
  for (std::size_t k = 0; k <= count; ++k) {
    if (k > 0) {
      const double s = spectrum.sigma[k - 1];
      explained += s * s;
      sum += s;
      if (s > 0) weighted += s * std::log(s);
    }
    spectrum.eckartYoung[k] =
        spectrum.squaredNorm > 0 ? std::max(0.0, 1 - explained / spectrum.squaredNorm) : 0.0;
    // exp(entropy) with p = sigma / sum: entropy = ln(sum) - sum(sigma ln sigma) / sum.
    spectrum.truncatedEffectiveRank[k] = sum > 0 ? std::exp(std::log(sum) - weighted / sum) : 0.0;
  }
  if (spectrum.complete) {
    // Summed from the small end, so that the last floors do not cancel.
    double rest = 0;
    // The rounding of the Gram matrix leaves as much where A has no further rank: that floor is 0.
    const double noise = static_cast<double>(count) * std::numeric_limits<double>::epsilon();
    for (std::size_t k = count; k-- > 0;) {
      const double share = spectrum.squaredNorm > 0 ? rest / spectrum.squaredNorm : 0.0;
      spectrum.eckartYoung[k + 1] = share > noise ? share : 0.0;
      rest += spectrum.sigma[k] * spectrum.sigma[k];
    }
    spectrum.effectiveRank = effectiveRank(spectrum.sigma);
  } else {
    spectrum.effectiveRank = std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace

double DataSpectrum::floorOfRank(int k) const {
  if (k < 0) return std::numeric_limits<double>::quiet_NaN();
  if (static_cast<std::size_t>(k) < eckartYoung.size()) return eckartYoung[static_cast<std::size_t>(k)];
  return complete ? 0.0 : std::numeric_limits<double>::quiet_NaN();
}

DataSpectrum computeDataSpectrum(const Matrix& A, const std::function<bool(double)>& progress) {
  DataSpectrum spectrum;
  spectrum.squaredNorm = squaredNormOf(A);
  if (std::min(A.rows(), A.cols()) > kCompleteSpectrumLimit) {
    TruncatedSvd svd = truncatedSvd(A, kLeading, 0, progress);
    if (svd.sigma.empty()) return {};
    spectrum.sigma = std::move(svd.sigma);
  } else {
    const MatrixD G = smallerGram(A, progress);
    if (G.size() == 0 && A.size() != 0) return {};
    const Eigen::SelfAdjointEigenSolver<MatrixD> eigen(G, Eigen::EigenvaluesOnly);
    const VectorD& values = eigen.eigenvalues();
    for (Eigen::Index k = values.size(); k-- > 0;)
      spectrum.sigma.push_back(std::sqrt(std::max(values[k], 0.0)));
    spectrum.complete = true;
    if (progress) progress(1.0);
  }
  fillReferences(spectrum);
  return spectrum;
}

}  // namespace nmf
