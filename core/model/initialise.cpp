#include "core/model/initialise.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "core/errors.h"
#include "core/metrics/truncated_svd.h"

namespace nmf {
namespace {

/// Uniform on [0, 1) with 24 random bits. std::uniform_real_distribution is not the same on every standard
/// library.
class Uniform {
 public:
  explicit Uniform(std::uint64_t seed) : engine_(seed) {}
  float operator()() { return static_cast<float>(engine_() >> 40) * 0x1p-24f; }

 private:
  std::mt19937_64 engine_;
};

Matrix uniform(Eigen::Index rows, Eigen::Index columns, double scale, Uniform& next) {
  Matrix X(rows, columns);
  for (Eigen::Index i = 0; i < X.size(); ++i) X.data()[i] = static_cast<float>(scale) * next();
  return X;
}

/// Non-negative double SVD (Boutsidis & Gallopoulos 2008, eq. 3): each singular pair gives the stronger of
/// its positive and negative parts. W is m x r, H is r x n, both scaled by the square root of the pair's
/// weight.
std::pair<Matrix, Matrix> nndsvd(const Matrix& A, int rank, std::uint64_t seed) {
  const TruncatedSvd svd = truncatedSvd(A, rank, seed);
  Matrix W = Matrix::Zero(A.rows(), rank);
  Matrix H = Matrix::Zero(rank, A.cols());
  for (int k = 0; k < rank; ++k) {
    const Eigen::VectorXf u = svd.U.col(k), v = svd.V.col(k);
    const Eigen::VectorXf uPlus = u.cwiseMax(0), vPlus = v.cwiseMax(0);
    const Eigen::VectorXf uMinus = (-u).cwiseMax(0), vMinus = (-v).cwiseMax(0);
    const float plus = uPlus.norm() * vPlus.norm(), minus = uMinus.norm() * vMinus.norm();
    const Eigen::VectorXf& left = plus >= minus ? uPlus : uMinus;
    const Eigen::VectorXf& right = plus >= minus ? vPlus : vMinus;
    const float weight = std::max(plus, minus) * static_cast<float>(svd.sigma[k]);
    if (!(weight > 0)) continue;
    W.col(k) = left / left.norm() * std::sqrt(weight);
    H.row(k) = (right / right.norm() * std::sqrt(weight)).transpose();
  }
  return {std::move(W), std::move(H)};
}

Factors randomFactors(const Hyperparameters& h, Eigen::Index m, Eigen::Index n) {
  Uniform next(h.seed);
  Factors factors;
  Eigen::Index rows = m;
  for (const int rank : h.ranks) {
    factors.W.push_back(uniform(rows, rank, h.initScale, next));
    rows = rank;
  }
  if (h.model == Model::LayerWise) {
    for (const int rank : h.ranks) factors.H.push_back(uniform(rank, n, h.initScale, next));
  } else {
    factors.H.push_back(uniform(rows, n, h.initScale, next));
  }
  return factors;
}

Factors eyeFactors(const Hyperparameters& h, Eigen::Index m, Eigen::Index n) {
  Hyperparameters noise = h;
  noise.initScale = h.initFloor;
  Factors factors = randomFactors(noise, m, n);
  for (auto* list : {&factors.W, &factors.H})
    for (Matrix& X : *list) X.diagonal().array() += 1.0f;
  return factors;
}

Factors nndsvdFactors(const Hyperparameters& h, const Matrix& A) {
  Factors factors;
  const Matrix* target = &A;
  Matrix H;
  for (std::size_t l = 0; l < h.ranks.size(); ++l) {
    auto [W, nextH] = nndsvd(*target, h.ranks[l], h.seed + l);
    factors.W.push_back(std::move(W));
    H = std::move(nextH);
    if (h.model == Model::LayerWise) factors.H.push_back(H);
    target = &H;
  }
  if (h.model != Model::LayerWise) factors.H.push_back(H);
  return factors;
}

}  // namespace

Factors initialise(const Hyperparameters& h, const Matrix& A) {
  checkHyperparameters(h, A.rows(), A.cols());
  Factors factors;
  switch (h.init) {
    case Initialisation::Random:
      factors = randomFactors(h, A.rows(), A.cols());
      break;
    case Initialisation::Eye:
      factors = eyeFactors(h, A.rows(), A.cols());
      break;
    case Initialisation::Nndsvd:
      factors = nndsvdFactors(h, A);
      break;
    case Initialisation::File:
      throw InputError("--init " + h.initFile + ": the factors were not read from the file");
  }
  if (h.floor > 0)
    for (auto* list : {&factors.W, &factors.H})
      for (Matrix& X : *list) X = X.cwiseMax(static_cast<float>(h.floor));
  return factors;
}

}  // namespace nmf
