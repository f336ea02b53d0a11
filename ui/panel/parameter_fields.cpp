#include "ui/panel/parameter_fields.h"

#include <QCoreApplication>
#include <QFileDialog>

#include "core/data/dataset_request.h"
#include "ui/panel/value_edits.h"

namespace nmf::ui {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("ExperimentPanel", text);
}

/// Free text; `placeholder` stands where the option has its default.
std::function<ValueEdit*(const Option&)> text(const QString& placeholder) {
  return [placeholder](const Option& option) {
    return new TextEdit(placeholder, QString::fromStdString(option.format(Settings{})));
  };
}

/// Free text that always has a value.
ValueEdit* plainText(const Option&) {
  return new TextEdit({});
}

std::function<ValueEdit*(const Option&)> number(Stepping stepping, double lowest = 0,
                                                const QString& unit = {}) {
  return [stepping, lowest, unit](const Option&) { return new NumberEdit(stepping, lowest, unit); };
}

std::function<ValueEdit*(const Option&)> choice(const QVector<ChoiceEdit::Item>& items) {
  return [items](const Option&) { return new ChoiceEdit(items); };
}

std::function<ValueEdit*(const Option&)> kinds(const QVector<KindEdit::Kind>& list) {
  return [list](const Option&) { return new KindEdit(list); };
}

ValueEdit* seed(const Option&) {
  return new SeedEdit;
}

ValueEdit* dataset(const Option&) {
  QVector<ChoiceEdit::Item> items;
  for (const KnownDataset& known : knownDatasets()) {
    const bool here = known.builtIn || !known.folder.empty();
    const QString description = QString::fromStdString(known.description);
    items.push_back({QString::fromStdString(known.name), QString::fromStdString(known.name),
                     here ? description : tr("%1 It is not on this machine.").arg(description), here});
  }
  return new ChoiceEdit(items);
}

ValueEdit* initialisation(const Option&) {
  return new ChoiceEdit({{"random", tr("Random")}, {"eye", tr("Identity (eye)")}, {"nndsvd", tr("NNDSVD")}},
                        {{tr("From a file..."), [](QWidget* parent) {
                            return QFileDialog::getOpenFileName(parent, tr("Initial factors"), {},
                                                                tr("NumPy archives (*.npz)"));
                          }}});
}

ParameterSection dataSection() {
  return {"data",
          tr("Data"),
          true,
          {{"dataset", tr("Data set"), dataset},
           {"split", tr("Split"),
            choice({{"train", tr("Training")}, {"val", tr("Validation")}, {"test", tr("Test")}})},
           {"rows", tr("Rows A:B"), text(tr("0:2000, or all"))},
           {"shuffle", tr("Shuffle seed"), text(tr("not shuffled"))},
           {"labels", tr("Labels"), text(tr("all"))},
           {"noise", tr("Noise"),
            kinds({{"none", tr("None")},
                   {"gaussian", tr("Gaussian"), "0.1", tr("Standard deviation"), Stepping::OneTwoFive},
                   {"salt-pepper", tr("Salt and pepper"), "0.1", tr("Share of pixels"), Stepping::OneTwoFive},
                   {"missing", tr("Missing"), "0.1", tr("Share of pixels"), Stepping::OneTwoFive}})},
           {"held_out", tr("Held out"),
            kinds({{"none", tr("None")},
                   {"", tr("A share"), "0.2", tr("Share of the images selected"), Stepping::OneTwoFive},
                   {"test", tr("Test split")}})}}};
}

ParameterSection modelSection() {
  return {"model",
          tr("Model"),
          true,
          {{"model", tr("Model"),
            choice({{"mu", tr("Multiplicative"), tr("mu: multiplicative updates, M = W H")},
                    {"hals", tr("HALS"), tr("hals: one row or column at a time, M = W H")},
                    {"gd", tr("Gradient"), tr("gd: gradient descent, M = W H")},
                    {"deep", tr("Deep"), tr("deep: gradient descent, M = W1 ... WL H")},
                    {"layerwise", tr("Layer-wise"), tr("layerwise: a loss for every layer")}})},
           {"ranks", tr("Ranks"), plainText},
           {"layer_weights", tr("Layer weights"), text(tr("all 1"))}}};
}

ParameterSection startSection() {
  return {"start",
          tr("Initialisation"),
          true,
          {{"init", tr("Start"), initialisation},
           {"init_scale", tr("Scale"), number(Stepping::OneTwoFive)},
           {"init_floor", tr("Floor of eye"), number(Stepping::OneTwoFive)},
           {"seed", tr("Seed"), seed}}};
}

ParameterSection optimiserSection() {
  return {"optimiser",
          tr("Optimiser"),
          true,
          {{"optimizer", tr("Optimiser"), choice({{"adam", tr("Adam")}, {"gd", tr("Plain descent (gd)")}})},
           {"learning_rate", tr("Learning rate"), number(Stepping::OneTwoFive)},
           {"nonnegativity", tr("Non-negativity"),
            choice({{"projection", tr("Projection")}, {"relu", tr("ReLU")}})},
           {"floor", tr("Floor"), number(Stepping::OneTwoFive)}}};
}

ParameterSection penaltySection() {
  return {"penalties",
          tr("Penalties"),
          true,
          {{"l1", tr("L1 of W"), number(Stepping::OneTwoFive)},
           {"cosine_separation", tr("Cosine separation"), number(Stepping::OneTwoFive)}}};
}

ParameterSection stoppingSection() {
  return {"stopping",
          tr("Stopping"),
          true,
          {{"epochs", tr("Epochs"), number(Stepping::OneTwoFive)},
           {"early_stop", tr("Early stopping"),
            kinds({{"off", tr("Off")},
                   {"plateau", tr("At plateau"), "1", tr("Which plateau, counted from 1")},
                   {"eckart-young", tr("Eckart-Young")},
                   {"stagnation", tr("Stagnation"), "0.0001", tr("Relative fall of the error"),
                    Stepping::OneTwoFive}})}}};
}

ParameterSection plateauSection() {
  return {"plateau",
          tr("Plateau rule"),
          false,
          {{"plateau_open", tr("Opens below"), number(Stepping::OneTwoFive)},
           {"plateau_close", tr("Closes above"), number(Stepping::OneTwoFive)},
           {"plateau_share", tr("Share"), number(Stepping::OneTwoFive, 0, tr("of epochs"))},
           {"plateau_window", tr("Window"), number(Stepping::OneTwoFive, 0, tr("of epochs"))},
           {"plateau_min", tr("At least"), number(Stepping::OneTwoFive, 1, tr("epochs"))}}};
}

ParameterSection recordingSection() {
  return {"recording",
          tr("Recording"),
          false,
          {{"singular_values", tr("Singular values"), number(Stepping::ByOne, 1)},
           {"metrics_every", tr("Record every"), number(Stepping::ByOne, 1, tr("epochs"))},
           {"held_out_every", tr("Held out every"), number(Stepping::OneTwoFive, 1, tr("epochs"))},
           {"snapshots", tr("Snapshots"), number(Stepping::OneTwoFive)},
           {"snapshot_memory", tr("Their memory"), number(Stepping::OneTwoFive, 1, tr("MB"))},
           {"threads", tr("Threads"), text(tr("all cores"))}}};
}

}  // namespace

QVector<ParameterSection> parameterSections() {
  return {dataSection(),    modelSection(),    startSection(),   optimiserSection(),
          penaltySection(), stoppingSection(), plateauSection(), recordingSection()};
}

}  // namespace nmf::ui
