#pragma once

#include <functional>
#include <vector>

#include "core/model/matrix.h"

namespace nmf {

/// The spectrum of the data and what follows from it: the references behind the curves.
struct DataSpectrum {
  std::vector<double> sigma;        ///< singular values of A, descending: all min(m, n), or the leading 64
  bool complete = false;            ///< whether `sigma` holds all of them
  double squaredNorm = 0;           ///< ||A||_F^2
  double effectiveRank = 0;         ///< of A; NaN where `complete` is false
  std::vector<double> eckartYoung;  ///< [k] = EY(k) = sum_{i>k} sigma_i^2 / sum sigma_i^2; [0] = 1
  std::vector<double>
      truncatedEffectiveRank;  ///< [k] = effective rank of the best rank-k approximation; [0] = 0

  /// EY(k); 0 for k >= min(m, n); NaN where k singular values are not known.
  double floorOfRank(int k) const;
};

/// Where min(m, n) exceeds this, the leading 64 singular values serve.
inline constexpr int kCompleteSpectrumLimit = 4096;

/// The spectrum of A (m x n): through the smaller Gram matrix in double up to kCompleteSpectrumLimit, else by
/// randomised subspace iteration (Halko, Martinsson & Tropp 2011). `progress` gets a share in [0, 1] and
/// returns false to give up, whereupon an empty spectrum is returned; it is called from several threads, but
/// by one at a time.
DataSpectrum computeDataSpectrum(const Matrix& A, const std::function<bool(double)>& progress = {});

}  // namespace nmf
