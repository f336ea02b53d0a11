#include <filesystem>
#include <limits>

#include "core/experiment/number_text.h"
#include "core/experiment/option_builders.h"
#include "core/experiment/option_groups.h"

namespace nmf {
namespace {

Hyperparameters& model(Settings& settings) {
  return settings.experiment.model;
}
const Hyperparameters& model(const Settings& settings) {
  return settings.experiment.model;
}

std::string needsGradient(const Experiment& experiment) {
  if (usesGradient(experiment.model.model)) return {};
  return std::string("the model ") + word(experiment.model.model) +
         " has its own updates and no optimiser; it belongs to gd, deep and layerwise";
}

std::string needsPenalties(const Experiment& experiment) {
  if (takesPenalties(experiment.model.model)) return {};
  return std::string("the loss of the model ") + word(experiment.model.model) +
         " has no penalties; it belongs to gd and deep";
}

std::string needsLayerLosses(const Experiment& experiment) {
  if (experiment.model.model == Model::LayerWise) return {};
  return std::string("the model ") + word(experiment.model.model) + " has one loss; it belongs to layerwise";
}

/// Applies with one initialisation only.
std::function<std::string(const Experiment&)> needsInit(Initialisation init) {
  return [init](const Experiment& experiment) {
    if (experiment.model.init == init) return std::string();
    return std::string("it belongs to --init ") + word(init);
  };
}

bool isNpzName(const std::string& text) {
  return text.size() > 4 && text.compare(text.size() - 4, 4, ".npz") == 0;
}

void parseInit(Settings& settings, const std::string& text) {
  Hyperparameters& h = model(settings);
  const std::vector<Initialisation> named{Initialisation::Random, Initialisation::Eye,
                                          Initialisation::Nndsvd};
  h.initFile.clear();
  for (const Initialisation init : named)
    if (text == word(init)) {
      h.init = init;
      return;
    }
  if (text == "ssvd") {
    h.init = Initialisation::Nndsvd;
  } else if (isNpzName(text)) {
    h.init = Initialisation::File;
    h.initFile = text;
  } else {
    throw InputError(inQuotes(text) +
                     " is neither random, eye, nndsvd nor the name of an .npz file with the factors" +
                     suggestion(text, {"random", "eye", "nndsvd"}));
  }
}

std::string formatInit(const Settings& settings) {
  const Hyperparameters& h = model(settings);
  return h.init == Initialisation::File ? h.initFile : word(h.init);
}

std::vector<Option> startOptions() {
  return {
      textOption({"init", OptionGroup::Start, "METHOD",
                  "where the factors start: random (uniform on [0, init-scale]), eye (ones at (i, i) plus "
                  "uniform noise on [0, init-floor]), nndsvd (Boutsidis & Gallopoulos 2008, layer by layer; "
                  "ssvd means the same) or an .npz file that holds the factors by name"},
                 formatInit, parseInit),
      when(numberOption({"init_scale", OptionGroup::Start, "X",
                         "entries are uniform on [0, X]; a small start lets singular values be learned one "
                         "by one"},
                        [](Settings& s) -> double& { return model(s).initScale; }, {0, true}),
           "--init random", needsInit(Initialisation::Random)),
      when(numberOption(
               {"init_floor", OptionGroup::Start, "X",
                "uniform noise on [0, X] is added; 0 gives the bare identity, whose zeros mu and relu "
                "cannot leave"},
               [](Settings& s) -> double& { return model(s).initFloor; }, {0}),
           "--init eye", needsInit(Initialisation::Eye)),
      [] {
        OptionText text{
            "seed", OptionGroup::Start, "N",
            "seeds the initial factors and the noise; the same seed gives the same run, bit for bit, on the "
            "same machine and thread count"};
        Option option = integerOption(
            text, [](const Settings&) { return 0; }, [](Settings&, std::int64_t) {}, 0, 0);
        // A seed has 64 unsigned bits.
        option.format = [](const Settings& s) { return std::to_string(model(s).seed); };
        option.parse = [](Settings& s, const std::string& value) { model(s).seed = parseSeed(value); };
        option.toJson = [](const Settings& s) { return nlohmann::ordered_json(model(s).seed); };
        option.fromJson = [](Settings& s, const nlohmann::ordered_json& value) {
          model(s).seed = seedFromJson(value);
        };
        return option;
      }(),
  };
}

// What the solvers do in an epoch. ∇ is the gradient that a step of the optimiser takes; those of the
// penalties, which are options of their own, come on top.
std::vector<std::string> modelFormulas() {
  return {
      "mu: H ← H ∘ WᵀA / (WᵀWH + 10⁻¹⁰), then W ← W ∘ AHᵀ / (WHHᵀ + 10⁻¹⁰)",
      "hals: hₖ ← max(0, hₖ + ((WᵀA)ₖ − (WᵀW)ₖ H) / (WᵀW)ₖₖ) for each row of H, then likewise each column of "
      "W",
      "gd: ∇H = −2 Wᵀ(A − WH), ∇W = −2 (A − WH)Hᵀ",
      "deep: ∇H = −2 (W₁⋯W_L)ᵀ(A − M), ∇Wᵢ = −2 (W₁⋯Wᵢ₋₁)ᵀ(A − M)(Wᵢ₊₁⋯W_L H)ᵀ",
      "layerwise: ∇Hᵢ = −2 λᵢ Wᵢᵀ(Hᵢ₋₁ − Wᵢ Hᵢ) + 2 λᵢ₊₁ (Hᵢ − Wᵢ₊₁ Hᵢ₊₁), ∇Wᵢ = −2 λᵢ (Hᵢ₋₁ − Wᵢ Hᵢ)Hᵢᵀ, "
      "H₀ = A"};
}

std::vector<std::string> optimizerFormulas() {
  return {
      "adam: m ← β₁ m + (1 − β₁) ∇, v ← β₂ v + (1 − β₂) ∇², x ← max(floor, x − η m / (1 − β₁ᵗ) / "
      "(√(v / (1 − β₂ᵗ)) + ε)); β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸",
      "gd: x ← max(floor, x − η ∇)"};
}

Option with(Option option, std::function<std::string(const Settings&)> numbers) {
  option.numbers = std::move(numbers);
  return option;
}

std::string modelNumbers(const Settings& settings) {
  const Hyperparameters& h = model(settings);
  std::string text;
  for (std::size_t l = 0; l < h.ranks.size(); ++l) {
    const std::string layer = isLayered(h.model) ? std::to_string(l + 1) : std::string();
    text += (l > 0 ? ", r" : "r") + layer + " = " + std::to_string(h.ranks[l]);
    if (h.model == Model::LayerWise)
      text += ", λ" + layer + " = " + formatNumber(l < h.layerWeights.size() ? h.layerWeights[l] : 1.0);
  }
  return text;
}

std::string optimizerNumbers(const Settings& settings) {
  const Hyperparameters& h = model(settings);
  return "η = " + formatNumber(h.live.learningRate) + ", floor = " + formatNumber(h.floor);
}

std::vector<Option> optimisationOptions() {
  return {
      with(
          when(choiceOption<Optimizer>(
                   {"optimizer",
                    OptionGroup::Optimisation,
                    "NAME",
                    "adam (Kingma & Ba; betas 0.9, 0.999) or gd, plain descent: the gradient-flow experiment",
                    {},
                    optimizerFormulas()},
                   [](Settings& s) -> Optimizer& { return model(s).optimizer; },
                   {Optimizer::Adam, Optimizer::Gradient}),
               "gd, deep, layerwise", needsGradient),
          optimizerNumbers),
      live(when(
          numberOption(
              {"learning_rate", OptionGroup::Optimisation, "X",
               "the step: all factors move together by X times the optimiser's direction; too high a rate "
               "clamps every entry to 0 at once"},
              [](Settings& s) -> double& { return model(s).live.learningRate; }, {0, true}),
          "gd, deep, layerwise", needsGradient)),
      when(choiceOption<NonNegativity>({"nonnegativity", OptionGroup::Optimisation, "NAME",
                                        "projection (step, then clamp at the floor) or relu (factors pass "
                                        "through ReLU in the loss, so that the gradient is 0 where an entry "
                                        "is 0; then clamped as well)"},
                                       [](Settings& s) -> NonNegativity& { return model(s).nonnegativity; },
                                       {NonNegativity::Projection, NonNegativity::Relu}),
           "gd, deep, layerwise", needsGradient),
      when(numberOption({"floor", OptionGroup::Optimisation, "X", "entries of the factors are clamped at X"},
                        [](Settings& s) -> double& { return model(s).floor; }, {0}),
           "gd, deep, layerwise", needsGradient),
      with(live(when(numberOption(
                         {"l1", OptionGroup::Optimisation, "X",
                          "adds X times the sum of the entries of W1 (W in gd) to the loss: sparser codes"},
                         [](Settings& s) -> double& { return model(s).live.l1; }, {0}),
                     "gd, deep", needsPenalties)),
           [](const Settings& s) { return "loss + " + formatNumber(model(s).live.l1) + " · Σ W₁"; }),
      with(
          live(when(
              numberOption(
                  {"cosine_separation", OptionGroup::Optimisation, "X",
                   "adds X ||G - I||_F^2 to the loss, G the cosine similarities of the rows of H: pushes the "
                   "signatures apart"},
                  [](Settings& s) -> double& { return model(s).live.cosineSeparation; }, {0}),
              "gd, deep", needsPenalties)),
          [](const Settings& s) {
            return "loss + " + formatNumber(model(s).live.cosineSeparation) + " · ‖G − I‖²";
          }),
      when(numberListOption(
               {"layer_weights", OptionGroup::Optimisation, "X1,...,XL",
                "the weight of each layer's own loss ||H_{l-1} - W_l H_l||_F^2", "all 1"},
               [](Settings& s) -> std::vector<double>& { return model(s).layerWeights; }, "ones"),
           "layerwise", needsLayerLosses),
  };
}

}  // namespace

std::vector<Option> modelOptions() {
  std::vector<Option> options{
      choiceOption<Model>(
          {"model",
           OptionGroup::Model,
           "NAME",
           "how A is approximated: mu (M = W H, multiplicative updates), hals (M = W H, one row or column "
           "at a time), gd (M = W H by gradient), deep (M = W1 ... WL H, one global loss) or layerwise (A ~ "
           "W1 H1, H1 ~ W2 H2, ..., a loss for each layer)",
           {},
           modelFormulas()},
          [](Settings& s) -> nmf::Model& { return model(s).model; },
          {Model::Multiplicative, Model::Hals, Model::GradientDescent, Model::Deep, Model::LayerWise}),
      integerListOption(
          {"ranks", OptionGroup::Model, "R1,...,RL",
           "the inner dimensions of the factors: one number for mu, hals and gd, L >= 2 numbers for deep "
           "and layerwise; the reconstruction has at most the smallest of them as its rank",
           "20,10, or 10"},
          [](Settings& s) -> std::vector<int>& { return model(s).ranks; }, 1, {}),
  };
  options.front().numbers = modelNumbers;
  for (const auto& group : {startOptions(), optimisationOptions()})
    options.insert(options.end(), group.begin(), group.end());
  return options;
}

}  // namespace nmf
