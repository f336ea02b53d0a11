#pragma once

#include "core/model/factors.h"
#include "core/solver/padded_matrix.h"

namespace nmf {

// Parts of the reconstruction M = W1 (W2 ... WL) H for errors against data other than those trained on.

/// W2 ... WL (r1 x rL), or an empty matrix where there is one layer only.
Matrix innerChain(const Factors& factors);

/// X X' in double precision, for a wide X.
MatrixD gramOfRows(const Matrix& X);

/// ||A_b - P H||_F^2 for the rows of A that begin at `begin`, as many as P (rows x rL) has, entry by entry;
/// Ht = H' (n x rL).
double residualOfRows(const Matrix& A, Eigen::Index begin, const Matrix& P, const PaddedMatrix& Ht);

/// Below this relative error the formula through the small products has lost too many digits, and the
/// residual is computed entry by entry.
inline constexpr double kResidualBelow = 1e-3;

}  // namespace nmf
