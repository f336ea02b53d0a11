#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nmf {

/// Which factorisation is learned. M is the reconstruction of A.
enum class Model {
  Multiplicative,   ///< `mu`: M = W H, multiplicative updates (Lee & Seung 2001)
  Hals,             ///< `hals`: M = W H, one row or column at a time (Cichocki & Phan 2009)
  GradientDescent,  ///< `gd`: M = W H
  Deep,             ///< `deep`: M = W1 ... WL H, one global loss
  LayerWise         ///< `layerwise`: A ~ W1 H1, H1 ~ W2 H2, ... (De Handschutter & Gillis 2023)
};

enum class Optimizer {
  Adam,     ///< `adam` (Kingma & Ba 2015; betas 0.9, 0.999, eps 1e-8)
  Gradient  ///< `gd`: plain descent
};

enum class NonNegativity {
  Projection,  ///< `projection`: step, then clamp at the floor
  Relu         ///< `relu`: factors pass through ReLU in the loss, then are clamped as well
};

enum class Initialisation { Random, Eye, Nndsvd, File };

/// What may change between two epochs of a run.
struct LiveHyperparameters {
  double learningRate = 0.01;   ///< > 0
  double l1 = 0;                ///< >= 0, weight of ||W1||_1 (W in gd); gd and deep
  double cosineSeparation = 0;  ///< >= 0, weight of ||G - I||_F^2 of H's rows; gd and deep
  bool operator==(const LiveHyperparameters&) const = default;
};

/// Everything that defines the model and how its factors are updated and started.
struct Hyperparameters {
  Model model = Model::Deep;
  std::vector<int> ranks{20, 10};  ///< r1..rL; one number for mu, hals, gd; L >= 2 otherwise
  Optimizer optimizer = Optimizer::Adam;
  NonNegativity nonnegativity = NonNegativity::Projection;
  double floor = 0;                  ///< >= 0: entries are clamped at it
  std::vector<double> layerWeights;  ///< lambda_1..lambda_L of layerwise; empty: all 1
  Initialisation init = Initialisation::Random;
  std::string initFile;     ///< the .npz of Initialisation::File
  double initScale = 1;     ///< random: uniform on [0, initScale]
  double initFloor = 1e-3;  ///< eye: uniform noise on [0, initFloor] is added
  std::uint64_t seed = 0;
  LiveHyperparameters live;
  bool operator==(const Hyperparameters&) const = default;
};

/// Whether the model is trained by an optimiser on a gradient (gd, deep, layerwise).
constexpr bool usesGradient(Model model) {
  return model == Model::GradientDescent || model == Model::Deep || model == Model::LayerWise;
}
/// Whether the model has several layers (deep, layerwise).
constexpr bool isLayered(Model model) {
  return model == Model::Deep || model == Model::LayerWise;
}
/// Whether the loss may carry the penalties l1 and cosine separation (gd, deep).
constexpr bool takesPenalties(Model model) {
  return model == Model::GradientDescent || model == Model::Deep;
}

// The words of the command line and of JSON for each choice.
const char* word(Model model);
const char* word(Optimizer optimizer);
const char* word(NonNegativity nonnegativity);
const char* word(Initialisation init);

/// Throws InputError, naming the option, unless the values are in range and combine: for example ranks >
/// min(m, n), one rank for deep, a rate of 0. With m = n = 0 the ranks are not compared with the data.
void checkHyperparameters(const Hyperparameters& hyperparameters, std::int64_t m = 0, std::int64_t n = 0);

}  // namespace nmf
