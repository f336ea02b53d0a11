#pragma once

#include <string>
#include <vector>

#include "core/model/hyperparameters.h"
#include "core/model/matrix.h"

namespace nmf {

/// The factors of a model as a value; every entry is >= 0. With A m x n and ranks r1..rL:
///  - mu, hals, gd: W = {W (m x r)}, H = {H (r x n)};
///  - deep: W = {W1 (m x r1), W2 (r1 x r2), ..., WL (r(L-1) x rL)}, H = {H (rL x n)};
///  - layerwise: W as for deep, H = {H1 (r1 x n), ..., HL (rL x n)}.
struct Factors {
  std::vector<Matrix> W;
  std::vector<Matrix> H;
};

/// The names under which factors are stored, in order: all of W, then all of H ("W","H" / "W1".."WL","H" /
/// "W1".."WL","H1".."HL").
std::vector<std::string> factorNames(Model model, int layers);

/// The factors in the order of factorNames().
std::vector<const Matrix*> factorList(const Factors& factors);

/// The left factor of the reconstruction: P = W1 W2 ... WL (m x rL).
Matrix leftProduct(const Factors& factors);

/// The right factor of the reconstruction M = P H: H, or HL for layerwise (rL x n).
const Matrix& rightFactor(const Factors& factors);

/// The signatures that layer `layer` (1..L) contributes, as images in the rows of an r_layer x n matrix.
/// Layer L gives H itself; layer l < L gives W(l+1) ... WL H, for layerwise H_l as stored.
Matrix layerSignatures(const Factors& factors, int layer);

/// Bytes held by the entries.
std::size_t byteSize(const Factors& factors);

/// Throws InputError unless `factors` has the shapes that `model` and `ranks` need for m x n data and every
/// entry is finite and >= 0. `what` names the source in the message, e.g. the file.
void checkFactors(const Factors& factors, Model model, const std::vector<int>& ranks, Eigen::Index m,
                  Eigen::Index n, const std::string& what);

}  // namespace nmf
