#include "core/model/hyperparameters.h"

#include <algorithm>
#include <cmath>

#include "core/errors.h"

namespace nmf {

const char* word(Model model) {
  switch (model) {
    case Model::Multiplicative:
      return "mu";
    case Model::Hals:
      return "hals";
    case Model::GradientDescent:
      return "gd";
    case Model::Deep:
      return "deep";
    case Model::LayerWise:
      return "layerwise";
  }
  return "";
}

const char* word(Optimizer optimizer) {
  return optimizer == Optimizer::Adam ? "adam" : "gd";
}

const char* word(NonNegativity nonnegativity) {
  return nonnegativity == NonNegativity::Projection ? "projection" : "relu";
}

const char* word(Initialisation init) {
  switch (init) {
    case Initialisation::Random:
      return "random";
    case Initialisation::Eye:
      return "eye";
    case Initialisation::Nndsvd:
      return "nndsvd";
    case Initialisation::File:
      return "file";
  }
  return "";
}

namespace {

std::string number(double value) {
  std::string text = std::to_string(value);
  if (text.find('.') != std::string::npos && std::isfinite(value)) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

void requirePositive(const char* option, double value) {
  if (!(value > 0) || !std::isfinite(value))
    throw InputError(std::string(option) + " is " + number(value) + "; it must be a finite number above 0");
}

void requireNonNegative(const char* option, double value) {
  if (!(value >= 0) || !std::isfinite(value))
    throw InputError(std::string(option) + " is " + number(value) +
                     "; it must be a finite number, 0 or more");
}

void checkRanks(const Hyperparameters& h, std::int64_t m, std::int64_t n) {
  const std::string model = word(h.model);
  if (isLayered(h.model) && h.ranks.size() < 2)
    throw InputError("--ranks has " + std::to_string(h.ranks.size()) + " number(s); the model " + model +
                     " needs at least two, such as 20,10");
  if (!isLayered(h.model) && h.ranks.size() != 1)
    throw InputError("--ranks has " + std::to_string(h.ranks.size()) + " numbers; the model " + model +
                     " takes exactly one, such as 10");
  for (const int rank : h.ranks) {
    if (rank < 1)
      throw InputError("--ranks contains " + std::to_string(rank) + "; every rank must be at least 1");
    if (m > 0 && n > 0 && rank > std::min(m, n))
      throw InputError("--ranks contains " + std::to_string(rank) +
                       ", which exceeds the data: " + std::to_string(m) + " images of " + std::to_string(n) +
                       " pixels allow ranks from 1 to " + std::to_string(std::min(m, n)));
  }
}

}  // namespace

void checkHyperparameters(const Hyperparameters& h, std::int64_t m, std::int64_t n) {
  checkRanks(h, m, n);
  if (h.init == Initialisation::Nndsvd && !std::is_sorted(h.ranks.rbegin(), h.ranks.rend()))
    throw InputError(
        "--init nndsvd factorises H1 for the next layer, which allows no larger rank there; give ranks that "
        "do not grow, or another --init");
  requirePositive("--learning-rate", h.live.learningRate);
  requireNonNegative("--l1", h.live.l1);
  requireNonNegative("--cosine-separation", h.live.cosineSeparation);
  requireNonNegative("--floor", h.floor);
  requirePositive("--init-scale", h.initScale);
  requireNonNegative("--init-floor", h.initFloor);
  if (!h.layerWeights.empty()) {
    if (h.layerWeights.size() != h.ranks.size())
      throw InputError("--layer-weights has " + std::to_string(h.layerWeights.size()) + " number(s) for " +
                       std::to_string(h.ranks.size()) + " layers; give one for each");
    for (const double weight : h.layerWeights) requireNonNegative("--layer-weights", weight);
    if (std::none_of(h.layerWeights.begin(), h.layerWeights.end(), [](double weight) { return weight > 0; }))
      throw InputError("--layer-weights are all 0; at least one must be above 0");
  }
}

}  // namespace nmf
