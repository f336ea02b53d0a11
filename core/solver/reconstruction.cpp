#include "core/solver/reconstruction.h"

#include <algorithm>

namespace nmf {

Matrix innerChain(const Factors& factors) {
  if (factors.W.size() < 2) return {};
  Matrix chain = factors.W.back();
  for (std::size_t l = factors.W.size() - 1; l-- > 1;) chain = (factors.W[l] * chain).eval();
  return chain;
}

MatrixD gramOfRows(const Matrix& X) {
  constexpr Eigen::Index kColumns = 256;
  MatrixD gram = MatrixD::Zero(X.rows(), X.rows());
  for (Eigen::Index j = 0; j < X.cols(); j += kColumns) {
    const MatrixD part = X.middleCols(j, std::min(kColumns, X.cols() - j)).cast<double>();
    gram.noalias() += part * part.transpose();
  }
  return gram;
}

double residualOfRows(const Matrix& A, Eigen::Index begin, const Matrix& P, const PaddedMatrix& Ht) {
  constexpr Eigen::Index kColumns = 256;
  double sum = 0;
  for (Eigen::Index j = 0; j < A.cols(); j += kColumns) {
    const Eigen::Index width = std::min(kColumns, A.cols() - j);
    const Matrix rest = A.block(begin, j, P.rows(), width) - P * Ht.view().middleRows(j, width).transpose();
    sum += rest.cast<double>().squaredNorm();
  }
  return sum;
}

}  // namespace nmf
