#pragma once

#include <vector>

#include "core/metrics/epoch_record.h"
#include "core/model/matrix.h"

namespace nmf {

/// The small matrices from which all that is recorded follows, for M = P H with P m x r and H r x n.
struct FactorProducts {
  MatrixD gramP;           ///< P'P (r x r)
  MatrixD gramH;           ///< HH' (r x r)
  double cross = 0;        ///< <P, AH'>
  double squaredNorm = 0;  ///< ||A||_F^2
  double residual = -1;    ///< ||A - M||_F^2 where it was computed directly, else negative
};

/// All r singular values of P H, descending, from the two Gram matrices: the roots of the eigenvalues of L'
/// HH' L with P'P = L L'. Entries that are not finite give NaN.
std::vector<double> singularValuesOfProduct(const MatrixD& gramP, const MatrixD& gramH);

/// ||G - I||_F^2 with G the cosine similarities of H's rows, from HH': G_ij = HH'_ij / ((|h_i| + 1e-8)(|h_j|
/// + 1e-8)).
double cosineSeparation(const MatrixD& gramH);

/// C (r x r) such that C H is the gradient of cosineSeparation with respect to H.
MatrixD cosineSeparationGradient(const MatrixD& gramH);

/// The record of one epoch with the `count` largest singular values; `epoch` and `seconds` are the caller's.
EpochRecord recordOf(const FactorProducts& products, int count);

}  // namespace nmf
