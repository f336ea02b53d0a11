#pragma once

#include <cmath>
#include <cstdint>

#include "core/model/hyperparameters.h"
#include "core/solver/padded_matrix.h"
#include "core/solver/vector.h"

namespace nmf {

/// One step of the optimiser on rows of a factor: Adam (Kingma & Ba 2015, algorithm 1, eps outside the root)
/// or plain descent, then the clamp at the floor; with `relu` the gradient is 0 where the entry is 0.
class GradientStep {
 public:
  /// For update number `step` (from 1).
  GradientStep(const Hyperparameters& h, double rate, std::int64_t step)
      : adam_(h.optimizer == Optimizer::Adam), relu_(h.nonnegativity == NonNegativity::Relu) {
    const double t = static_cast<double>(step);
    rate_ = static_cast<float>(adam_ ? rate / (1 - std::pow(kBeta1, t)) : rate);
    inverseRootBias2_ = static_cast<float>(1 / std::sqrt(1 - std::pow(kBeta2, t)));
  }

  /// The entry after the step; m and v are the moments (ignored by plain descent).
  Vec apply(Vec x, Vec gradient, Vec bound, float* m, float* v) const {
    if (relu_) gradient = x > Vec{} ? gradient : Vec{};
    if (!adam_) return atLeast(x - rate_ * gradient, bound);
    const Vec m1 = kBeta1f * load(m) + (1 - kBeta1f) * gradient;
    const Vec v1 = kBeta2f * load(v) + (1 - kBeta2f) * gradient * gradient;
    store(m, m1);
    store(v, v1);
    return atLeast(x - rate_ * m1 / (squareRoot(v1) * inverseRootBias2_ + kEpsilon), bound);
  }

  /// The same for one number, for the small factors of deep models.
  float applyScalar(float x, float gradient, float bound, float& m, float& v) const {
    if (relu_ && !(x > 0)) gradient = 0;
    float next = x - rate_ * gradient;
    if (adam_) {
      m = kBeta1f * m + (1 - kBeta1f) * gradient;
      v = kBeta2f * v + (1 - kBeta2f) * gradient * gradient;
      next = x - rate_ * m / (std::sqrt(v) * inverseRootBias2_ + kEpsilon);
    }
    return next < bound ? bound : next;
  }

 private:
  static constexpr double kBeta1 = 0.9, kBeta2 = 0.999;
  static constexpr float kBeta1f = 0.9f, kBeta2f = 0.999f, kEpsilon = 1e-8f;
  bool adam_, relu_;
  float rate_ = 0, inverseRootBias2_ = 1;
};

/// First and second moments beside a factor.
struct Moments {
  PaddedMatrix m, v;
  Moments(Eigen::Index rows, Eigen::Index columns) : m(rows, columns), v(rows, columns) {}
};

/// A row of `value` in the first `columns` entries and 0 in the padding, which must stay 0.
inline PaddedMatrix paddedRow(Eigen::Index columns, double value) {
  PaddedMatrix row(1, columns);
  row.view().setConstant(static_cast<float>(value));
  return row;
}

/// A small factor (r x r) with its moments, updated entry by entry.
struct SmallFactor {
  Matrix X[2];
  Matrix m, v;
  explicit SmallFactor(const Matrix& start)
      : X{start, start},
        m(Matrix::Zero(start.rows(), start.cols())),
        v(Matrix::Zero(start.rows(), start.cols())) {}
  void step(const GradientStep& rule, const MatrixD& gradient, float floor, int from, int to) {
    for (Eigen::Index i = 0; i < m.size(); ++i)
      X[to].data()[i] = rule.applyScalar(X[from].data()[i], static_cast<float>(gradient.data()[i]), floor,
                                         m.data()[i], v.data()[i]);
  }
};

}  // namespace nmf
