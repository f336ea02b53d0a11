#include "core/model/factors.h"

#include <cmath>

#include "core/errors.h"

namespace nmf {

std::vector<std::string> factorNames(Model model, int layers) {
  if (!isLayered(model)) return {"W", "H"};
  std::vector<std::string> names;
  const auto numbered = [](char letter, int l) { return std::string(1, letter).append(std::to_string(l)); };
  for (int l = 1; l <= layers; ++l) names.push_back(numbered('W', l));
  if (model == Model::Deep) {
    names.emplace_back("H");
  } else {
    for (int l = 1; l <= layers; ++l) names.push_back(numbered('H', l));
  }
  return names;
}

std::vector<const Matrix*> factorList(const Factors& factors) {
  std::vector<const Matrix*> list;
  for (const Matrix& W : factors.W) list.push_back(&W);
  for (const Matrix& H : factors.H) list.push_back(&H);
  return list;
}

Matrix leftProduct(const Factors& factors) {
  // From the right: the chain W2 ... WL is small, W1 has a row for every image.
  Matrix product = factors.W.back();
  for (std::size_t l = factors.W.size() - 1; l-- > 0;) product = (factors.W[l] * product).eval();
  return product;
}

const Matrix& rightFactor(const Factors& factors) {
  return factors.H.back();
}

Matrix layerSignatures(const Factors& factors, int layer) {
  const std::size_t index = static_cast<std::size_t>(layer - 1);
  if (factors.H.size() > 1) return factors.H[index];
  Matrix signatures = factors.H.front();
  for (std::size_t l = factors.W.size(); l-- > index + 1;) signatures = (factors.W[l] * signatures).eval();
  return signatures;
}

std::size_t byteSize(const Factors& factors) {
  std::size_t bytes = 0;
  for (const Matrix* factor : factorList(factors))
    bytes += static_cast<std::size_t>(factor->size()) * sizeof(float);
  return bytes;
}

void checkFactors(const Factors& factors, Model model, const std::vector<int>& ranks, Eigen::Index m,
                  Eigen::Index n, const std::string& what) {
  const std::size_t layers = ranks.size();
  const std::size_t rightFactors = model == Model::LayerWise ? layers : 1;
  if (factors.W.size() != layers || factors.H.size() != rightFactors)
    throw InputError(what + " holds " + std::to_string(factors.W.size()) + " W and " +
                     std::to_string(factors.H.size()) + " H; the model " + word(model) + " with " +
                     std::to_string(layers) + " layer(s) needs " + std::to_string(layers) + " W and " +
                     std::to_string(rightFactors) + " H");
  const auto names = factorNames(model, static_cast<int>(layers));
  const auto list = factorList(factors);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Matrix& factor = *list[i];
    const bool isW = i < layers;
    const std::size_t layer = isW ? i : (rightFactors == 1 ? layers - 1 : i - layers);
    const Eigen::Index rows = isW ? (layer == 0 ? m : ranks[layer - 1]) : ranks[layer];
    const Eigen::Index columns = isW ? ranks[layer] : n;
    if (factor.rows() != rows || factor.cols() != columns)
      throw InputError(what + ": " + names[i] + " is " + std::to_string(factor.rows()) + " x " +
                       std::to_string(factor.cols()) + "; the data and ranks need " + std::to_string(rows) +
                       " x " + std::to_string(columns));
    if (!factor.allFinite()) throw InputError(what + ": " + names[i] + " has an entry that is not finite");
    if (factor.size() > 0 && factor.minCoeff() < 0)
      throw InputError(what + ": " + names[i] + " has a negative entry; all factors must be >= 0");
  }
}

}  // namespace nmf
