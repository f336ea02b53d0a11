#include "tests/core/engine/dense_reference.h"

#include <Eigen/SVD>
#include <cmath>

namespace nmf::reference {
namespace {

MatrixD product(const DenseFactors& x) {
  MatrixD M = x.W.front();
  for (std::size_t l = 1; l < x.W.size(); ++l) M = (M * x.W[l]).eval();
  return M * x.H.back();
}

MatrixD cosines(const MatrixD& H) {
  MatrixD unit = H;
  for (Eigen::Index i = 0; i < H.rows(); ++i) unit.row(i) /= H.row(i).norm() + 1e-8;
  return unit * unit.transpose();
}

double separation(const MatrixD& H) {
  const MatrixD G = cosines(H);
  return (G - MatrixD::Identity(G.rows(), G.cols())).squaredNorm();
}

double weight(const Hyperparameters& h, std::size_t l) {
  return h.layerWeights.empty() ? 1.0 : h.layerWeights[l];
}

void addSeparationGradient(const MatrixD& H, double c, MatrixD& gradient) {
  // Entry by entry through u_i = h_i / (|h_i| + eps): d/du of ||uu' - I||^2 is 4 (uu' - I) u.
  const MatrixD E = cosines(H) - MatrixD::Identity(H.rows(), H.rows());
  MatrixD unit = H;
  for (Eigen::Index i = 0; i < H.rows(); ++i) unit.row(i) /= H.row(i).norm() + 1e-8;
  const MatrixD D = 4 * E * unit;
  for (Eigen::Index i = 0; i < H.rows(); ++i) {
    const double norm = H.row(i).norm(), s = norm + 1e-8;
    for (Eigen::Index j = 0; j < H.cols(); ++j) {
      double sum = D(i, j) / s;
      if (norm > 0) sum -= D.row(i).dot(H.row(i)) * H(i, j) / (norm * s * s);
      gradient(i, j) += c * sum;
    }
  }
}

DenseFactors zerosLike(const DenseFactors& x) {
  DenseFactors zero = x;
  for (auto* list : {&zero.W, &zero.H})
    for (MatrixD& X : *list) X.setZero();
  return zero;
}

}  // namespace

DenseFactors toDouble(const Factors& factors) {
  DenseFactors x;
  for (const Matrix& W : factors.W) x.W.push_back(W.cast<double>());
  for (const Matrix& H : factors.H) x.H.push_back(H.cast<double>());
  return x;
}

DenseRecord record(const MatrixD& A, const DenseFactors& x) {
  const MatrixD M = product(x);
  DenseRecord r;
  r.error = (A - M).squaredNorm();
  r.relativeError = r.error / A.squaredNorm();
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(M);
  const Eigen::VectorXd s = svd.singularValues();
  r.sigma.assign(s.data(), s.data() + s.size());
  double entropy = 0;
  for (const double value : r.sigma)
    if (value > 0) entropy -= value / s.sum() * std::log(value / s.sum());
  r.effectiveRank = std::exp(entropy);
  r.nuclearRank = s.sum() / s[0];
  r.cosineSeparation = separation(x.H.back());
  return r;
}

double loss(const MatrixD& A, const DenseFactors& x, const Hyperparameters& h) {
  if (h.model == Model::LayerWise) {
    double sum = 0;
    for (std::size_t l = 0; l < x.W.size(); ++l)
      sum += weight(h, l) * ((l == 0 ? A : x.H[l - 1]) - x.W[l] * x.H[l]).squaredNorm();
    return sum;
  }
  double sum = (A - product(x)).squaredNorm();
  if (takesPenalties(h.model))
    sum += h.live.l1 * x.W.front().sum() + h.live.cosineSeparation * separation(x.H.back());
  return sum;
}

DenseFactors gradient(const MatrixD& A, const DenseFactors& x, const Hyperparameters& h) {
  DenseFactors g = zerosLike(x);
  if (h.model == Model::LayerWise) {
    for (std::size_t l = 0; l < x.W.size(); ++l) {
      const MatrixD R = x.W[l] * x.H[l] - (l == 0 ? A : x.H[l - 1]);
      g.W[l] += 2 * weight(h, l) * R * x.H[l].transpose();
      g.H[l] += 2 * weight(h, l) * x.W[l].transpose() * R;
      if (l > 0) g.H[l - 1] -= 2 * weight(h, l) * R;
    }
    return g;
  }
  const MatrixD R = product(x) - A;
  for (std::size_t l = 0; l < x.W.size(); ++l) {
    MatrixD left = MatrixD::Identity(A.rows(), A.rows());
    for (std::size_t k = 0; k < l; ++k) left = (left * x.W[k]).eval();
    MatrixD right = x.H.front();
    for (std::size_t k = x.W.size(); k-- > l + 1;) right = (x.W[k] * right).eval();
    g.W[l] = 2 * left.transpose() * R * right.transpose();
  }
  MatrixD P = x.W.front();
  for (std::size_t l = 1; l < x.W.size(); ++l) P = (P * x.W[l]).eval();
  g.H[0] = 2 * P.transpose() * R;
  g.W[0].array() += h.live.l1;
  addSeparationGradient(x.H.front(), h.live.cosineSeparation, g.H[0]);
  return g;
}

DenseTrainer::DenseTrainer(MatrixD A, const Factors& start, const Hyperparameters& h)
    : A_(std::move(A)), h_(h), x_(toDouble(start)), m_(zerosLike(x_)), v_(zerosLike(x_)) {}

void DenseTrainer::step() {
  ++t_;
  if (h_.model == Model::Multiplicative) {
    MatrixD &W = x_.W[0], &H = x_.H[0];
    H = (H.array() * (W.transpose() * A_).array() / ((W.transpose() * W * H).array() + 1e-10)).eval();
    W = (W.array() * (A_ * H.transpose()).array() / ((W * H * H.transpose()).array() + 1e-10)).eval();
    return;
  }
  const DenseFactors g = gradient(A_, x_, h_);
  const auto stepOne = [&](MatrixD& X, const MatrixD& G, MatrixD& m, MatrixD& v) {
    for (Eigen::Index i = 0; i < X.size(); ++i) {
      double &x = X.data()[i], &mi = m.data()[i], &vi = v.data()[i];
      double gi = G.data()[i];
      if (h_.nonnegativity == NonNegativity::Relu && !(x > 0)) gi = 0;
      if (h_.optimizer == Optimizer::Gradient) {
        x -= h_.live.learningRate * gi;
      } else {
        mi = 0.9 * mi + 0.1 * gi;
        vi = 0.999 * vi + 0.001 * gi * gi;
        const double mHat = mi / (1 - std::pow(0.9, static_cast<double>(t_)));
        const double vHat = vi / (1 - std::pow(0.999, static_cast<double>(t_)));
        x -= h_.live.learningRate * mHat / (std::sqrt(vHat) + 1e-8);
      }
      x = std::max(x, h_.floor);
    }
  };
  for (std::size_t l = 0; l < x_.W.size(); ++l) stepOne(x_.W[l], g.W[l], m_.W[l], v_.W[l]);
  for (std::size_t l = 0; l < x_.H.size(); ++l) stepOne(x_.H[l], g.H[l], m_.H[l], v_.H[l]);
}

}  // namespace nmf::reference
