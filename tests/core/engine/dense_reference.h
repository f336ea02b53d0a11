#pragma once

#include <cstdint>
#include <vector>

#include "core/model/factors.h"
#include "core/model/hyperparameters.h"

namespace nmf::reference {

/// The factors in double precision, as in nmf::Factors.
struct DenseFactors {
  std::vector<MatrixD> W, H;
};
DenseFactors toDouble(const Factors& factors);

/// The records of one state, by forming M and taking its SVD.
struct DenseRecord {
  double error = 0, relativeError = 0, effectiveRank = 0, nuclearRank = 0, cosineSeparation = 0;
  std::vector<double> sigma;
};
DenseRecord record(const MatrixD& A, const DenseFactors& factors);

/// The loss that the model minimises, penalties included.
double loss(const MatrixD& A, const DenseFactors& factors, const Hyperparameters& h);

/// The gradient of loss() with respect to every factor, written from the formulas with dense products.
DenseFactors gradient(const MatrixD& A, const DenseFactors& factors, const Hyperparameters& h);

/// Trains in double precision, one formula after the other, without any of the engine's shortcuts.
class DenseTrainer {
 public:
  DenseTrainer(MatrixD A, const Factors& start, const Hyperparameters& h);
  void step();
  const DenseFactors& factors() const { return x_; }
  DenseRecord record() const { return reference::record(A_, x_); }

 private:
  MatrixD A_;
  Hyperparameters h_;
  DenseFactors x_, m_, v_;
  std::int64_t t_ = 0;
};

}  // namespace nmf::reference
