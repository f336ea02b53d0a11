#include "core/experiment/presets.h"

#include <algorithm>

#include "core/errors.h"
#include "core/experiment/json_file.h"
#include "core/experiment/number_text.h"
#include "core/experiment/option.h"
#include "core/experiment/option_builders.h"

namespace nmf {
namespace {

// Every number below comes from a run of the preset on the first training images of Fashion-MNIST and on the
// first test images of MNIST, seed 0.

std::vector<Preset> rankThatWaits() {
  return {
      {"authors-example", "The authors' example",
       "A deep factorisation of 250 images, ranks 20,10. The effective rank rises, waits while the error "
       "settles, and climbs once more singular values leave the bottom: on Fashion-MNIST it waits from "
       "epoch 860 to 5,405 at about 2.5, on MNIST's test digits from 1,381 to 5,971 at 2.8. Drag the "
       "timeline across the end of the shaded plateau and compare the signatures.",
       R"({"model": "deep", "rows": "100:350", "ranks": [20, 10], "epochs": 10000})"},
      {"published", "The rank waits",
       "The published settings: 2,000 images, ranks 40,20, ReLU, Adam at 0.01, one global loss. The rank "
       "waits from epoch 3,494 to 10,375 on Fashion-MNIST (at 4.5) and from 4,808 to 10,960 on MNIST's test "
       "digits (at 5.1). Pin this run, then see whether a loss for every layer waits as long.",
       R"({"model": "deep", "rows": "0:2000", "ranks": [40, 20], "optimizer": "adam", "learning_rate": 0.01,
           "nonnegativity": "relu", "epochs": 12000})",
       "layerwise-loss"},
      {"layerwise-loss", "Layer-wise loss",
       "The same start and rate, but every layer has a loss of its own. The rank still waits, only much "
       "shorter: from epoch 516 to 2,045 on Fashion-MNIST, from 751 to 2,265 on MNIST's test digits, where "
       "the global loss waits beyond 10,000. At epoch 5,000 its error is the lower one; at 12,000 it is the "
       "higher one.",
       R"({"model": "layerwise", "rows": "0:2000", "ranks": [40, 20], "optimizer": "adam", "learning_rate": 0.01,
           "nonnegativity": "relu", "epochs": 12000})",
       "", true},
      {"published-20-10", "The rank waits, 20,10",
       "The other published ranks, everything else as before. The rank waits again, only earlier: from epoch "
       "1,080 to 6,293 on Fashion-MNIST (at 3.0) and from 1,699 to 7,068 on MNIST's test digits (at 3.4). "
       "Pin this run, then give every layer a loss of its own.",
       R"({"model": "deep", "rows": "0:2000", "ranks": [20, 10], "optimizer": "adam", "learning_rate": 0.01,
           "nonnegativity": "relu", "epochs": 12000})",
       "layerwise-loss-20-10"},
      {"layerwise-loss-20-10", "Layer-wise loss, 20,10",
       "The first wait is shorter, from epoch 229 to 1,422 on Fashion-MNIST and from 369 to 1,677 on MNIST's "
       "test digits; a second one, at 4.6 and 6.1, has not ended at epoch 12,000. At epoch 5,000 the error "
       "is the lower one (0.298 against 0.324, 0.565 against 0.590), at 12,000 the higher one (0.302 "
       "against 0.217, 0.568 against 0.491).",
       R"({"model": "layerwise", "rows": "0:2000", "ranks": [20, 10], "optimizer": "adam", "learning_rate": 0.01,
           "nonnegativity": "relu", "epochs": 12000})",
       "", true},
      {"relu", "ReLU or projection",
       "With ReLU the gradient is 0 where an entry is exactly 0, so that entries which reach 0 hardly come "
       "back. Its plateau ends at epoch 10,375 on Fashion-MNIST and 10,960 on MNIST's test digits. Pin it, "
       "then let projection clamp the entries instead.",
       R"({"model": "deep", "rows": "0:2000", "ranks": [40, 20], "nonnegativity": "relu", "epochs": 12000})",
       "projection"},
      {"projection", "Projection",
       "Entries are clamped at 0 after each step but can return. The start is the same and the curves lie "
       "together for the first thousand epochs; the plateau ends earlier (epoch 9,569 on Fashion-MNIST, "
       "10,127 on MNIST's test digits), and at epoch 12,000 the error is the lower one. Go on to 20,000 "
       "epochs: 0.10 against 0.19 on Fashion-MNIST, 0.30 against 0.45 on MNIST's test digits.",
       R"({"model": "deep", "rows": "0:2000", "ranks": [40, 20], "nonnegativity": "projection", "epochs": 12000})",
       "", true},
  };
}

std::vector<Preset> methodsAndDepth() {
  return {
      {"mu", "Updates that do not wait",
       "Multiplicative updates of rank 10. Nothing waits on the way up: by epoch 100 the effective rank is "
       "within 6 % of where it ends (the shading is that end), and the error is 0.134 on Fashion-MNIST and "
       "0.372 on MNIST's test "
       "digits. Pin the run and see what gradient descent does with the same start.",
       R"({"model": "mu", "rows": "0:2000", "ranks": [10], "epochs": 3000})", "gd"},
      {"gd", "Gradient descent",
       "Adam on the same two factors. At epoch 100 the error is still 0.60 on Fashion-MNIST and 1.2 on "
       "MNIST's digits; the effective rank then falls, to 3.1 at epoch 544 and 3.6 at epoch 661, and then "
       "climbs. After 3,000 epochs both methods are within 4 % of each other.",
       R"({"model": "gd", "rows": "0:2000", "ranks": [10], "epochs": 3000})", "", true},
      {"depth-1", "Depth 1 to 4",
       "One layer of rank 10 from a small start (uniform on [0, 0.1]), 1,000 images. Nothing waits on the "
       "way up: the second singular value has half of its final size by epoch 85 on Fashion-MNIST, 79 on "
       "MNIST's test digits. Pin the run and add a layer; the last rank stays 10.",
       R"({"model": "gd", "rows": "0:1000", "ranks": [10], "init_scale": 0.1, "epochs": 4000})", "depth-2"},
      {"depth-2", "Depth 2",
       "The rank now waits at 1.0, until epoch 227 on Fashion-MNIST and 151 on MNIST's test digits, with an "
       "error of 0.32 and 0.57: only the first singular value has been learned.",
       R"({"model": "deep", "rows": "0:1000", "ranks": [20, 10], "init_scale": 0.1, "epochs": 4000})",
       "depth-3", true},
      {"depth-3", "Depth 3",
       "The rank waits at 1.0 until epoch 534 on Fashion-MNIST and 305 on MNIST's test digits, twice as "
       "long as with two layers.",
       R"({"model": "deep", "rows": "0:1000", "ranks": [40, 20, 10], "init_scale": 0.1, "epochs": 4000})",
       "depth-4", true},
      {"depth-4", "Depth 4",
       "Until epoch 780 on Fashion-MNIST and 871 on MNIST's test digits: the deeper, the longer the rank "
       "waits at 1.0. The final error is no lower for it: 0.139 against 0.128 with one layer on "
       "Fashion-MNIST, 0.366 against 0.355 on MNIST's test digits.",
       R"({"model": "deep", "rows": "0:1000", "ranks": [80, 40, 20, 10], "init_scale": 0.1, "epochs": 4000})",
       "", true},
  };
}

std::vector<Preset> ratesStartsAndNoise() {
  return {
      {"diverging-rate", "A rate that diverges",
       "With a rate of 1 the first step of Adam takes every entry below 0; all are clamped to 0, the "
       "reconstruction vanishes, and every further gradient is 0. The run ends at epoch 1 with the initial "
       "factors kept, and says so. It did on Fashion-MNIST, MNIST's test digits and the built-in strokes.",
       R"({"model": "deep", "rows": "0:2000", "ranks": [20, 10], "learning_rate": 1, "epochs": 3000})",
       "steady-rate"},
      {"steady-rate", "Rate 0.01",
       "The same start at a rate of 0.01: the error falls from thousands to 0.33 on Fashion-MNIST and 0.63 "
       "on MNIST's digits within 3,000 epochs, the rank is on its plateau.",
       R"({"model": "deep", "rows": "0:2000", "ranks": [20, 10], "learning_rate": 0.01, "epochs": 3000})", "",
       true},
      {"one-by-one", "Singular values one by one",
       "Plain gradient descent from a very small start, 500 images, rank 6. Look at the singular values: "
       "the first has half of its final size at epoch 292 on Fashion-MNIST (502 on MNIST's test digits), "
       "the second at 1,552 (2,408), the third at 2,194 (2,776). Between the first and the second the "
       "effective rank waits at 1.0 and the error at 0.32 (0.58).",
       R"({"model": "gd", "rows": "0:500", "ranks": [6], "optimizer": "gd", "learning_rate": 3e-5,
           "init_scale": 0.01, "epochs": 10000})"},
      {"noise", "Learning the noise",
       "500 images with Gaussian noise of 0.3, HALS of rank 40. The error against the clean images (second "
       "curve of the error chart) is not what is minimised, but falls along with it, to 0.138 on "
       "Fashion-MNIST and 0.322 on MNIST's test digits. Pin the run, then give the model more components "
       "than the images need.",
       R"({"model": "hals", "rows": "0:500", "ranks": [40], "noise": "gaussian:0.3", "epochs": 300})",
       "noise-rank-200"},
      {"noise-rank-200", "Rank 200",
       "Now the two errors part: what is minimised falls to the end, the error against the clean images is "
       "least at epoch 50 and rises from then on, from 0.155 to 0.162 on Fashion-MNIST and from 0.289 to "
       "0.291 on MNIST's digits. Rank 40 ends better on Fashion-MNIST, rank 200 on the digits all the same.",
       R"({"model": "hals", "rows": "0:500", "ranks": [200], "noise": "gaussian:0.3", "epochs": 300})", "",
       true},
  };
}

}  // namespace

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all = [] {
    std::vector<Preset> list;
    for (const auto& group : {rankThatWaits(), methodsAndDepth(), ratesStartsAndNoise()})
      list.insert(list.end(), group.begin(), group.end());
    return list;
  }();
  return all;
}

const Preset* findPreset(const std::string& name) {
  const auto it = std::find_if(presets().begin(), presets().end(),
                               [&name](const Preset& preset) { return preset.name == name; });
  return it == presets().end() ? nullptr : &*it;
}

const Preset* nextLesson(const std::string& name) {
  const Preset* from = findPreset(name);
  if (!from) return nullptr;
  const auto after = presets().begin() + (from - presets().data()) + 1;
  const auto it =
      std::find_if(after, presets().end(), [](const Preset& preset) { return !preset.followsUp; });
  return it == presets().end() ? nullptr : &*it;
}

nlohmann::ordered_json presetJson(const std::string& name) {
  if (const Preset* preset = findPreset(name)) return parseJson(preset->json, "preset " + name);
  std::vector<std::string> names;
  for (const Preset& preset : presets()) names.push_back(preset.name);
  throw InputError("--preset: " + inQuotes(name) + " is not one of " + orList(names) +
                   suggestion(name, names));
}

}  // namespace nmf
