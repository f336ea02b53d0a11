#pragma once

#include "core/solver/padded_matrix.h"

namespace nmf {

/// Images whose codes are fitted together: enough vectors in flight to keep the multipliers busy.
inline constexpr int kFittedRows = 8 * kLanes;

/// When sweeping ends: once no codes could make the block's ||A_b - W D||_F^2 smaller by more than `relative`
/// of itself, by the bound of fitCodes(), or after `sweeps`. The bound is loose: what is left is mostly a
/// hundredth of it. `floor`, a share of ||A_b||_F^2, is where the bound drowns in the rounding of single
/// precision.
struct CodeTolerance {
  double relative = 1e-3;
  double floor = 1e-5;
  int sweeps = 256;
};

/// What fitCodes() did to one block.
struct CodeFit {
  double objective = 0;  ///< ||A_b - W D||_F^2 - ||A_b||_F^2, summed over the rows
  double gap = 0;        ///< the objective is at most this far above the smallest there is
  int sweeps = 0;
};

/// The codes W >= 0 of one block of images for a fixed dictionary D (r x n): the non-negative least squares
/// fit min ||a - w D||^2 of every row, by cyclic coordinate descent (the update of `hals`, swept to a
/// tolerance). All that is needed of A and D are B = A_b D' and G = D D'.
///
/// `codes` (r x rows, one column an image; the start, then the result) and `products` (B', r x rows) have
/// kFittedRows columns, those past the block's images zero; `gram` is r x r; `squaredNorm` is ||A_b||_F^2.
///
/// The bound on what is left: with the half gradient g = w G - b, convexity gives f(w) - f(w*) <= 2 g (w -
/// w*)', and since D and A are >= 0 the best codes obey 0 <= w*_k <= b_k / G_kk, so each entry leaves at most
/// 2 g_k w_k where g_k > 0 and 2 |g_k| max(0, b_k / G_kk - w_k) where g_k < 0.
CodeFit fitCodes(PaddedMatrix& codes, const PaddedMatrix& products, const PaddedMatrix& gram,
                 double squaredNorm, const CodeTolerance& tolerance);

}  // namespace nmf
