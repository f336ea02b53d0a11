#include "ui/window/experiment_text.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "core/experiment/option.h"
#include "core/experiment/run_comparison.h"
#include "ui/charts/number_text.h"
#include "ui/views/picture_text.h"

namespace nmf::ui {

namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("Experiment", text);
}

QString nameOf(const std::string& key) {
  return QString::fromStdString(key).replace('_', ' ');
}

/// The last error measured up to `epoch`, which errors on further images are not at each: ", held-out error
/// 0.41". Says of which epoch it is where that is another one; empty where there is none yet.
QString measured(const QString& name, const ErrorSeries& series, std::int64_t epoch) {
  const auto after = std::upper_bound(series.epoch.begin(), series.epoch.end(), epoch);
  if (after == series.epoch.begin()) return {};
  const std::int64_t at = *(after - 1);
  const double value = series.value[static_cast<std::size_t>(after - 1 - series.epoch.begin())];
  const QString text = QStringLiteral(", %1 %2").arg(name, valueText(value, 3));
  return at == epoch ? text : text + tr(" at epoch %1").arg(grouped(at));
}

/// The settings that change the result and are not said by inWords(), where they are not the usual ones:
/// "noise gaussian:0.3".
QStringList furtherSettings(const Experiment& experiment) {
  static const std::set<std::string> said{"dataset",   "model",         "ranks",
                                          "optimizer", "learning_rate", "nonnegativity",
                                          "l1",        "seed",          "cosine_separation"};
  ComparedRun run, usual;
  run.experiment = experiment;
  usual.experiment.model.model = experiment.model.model;
  QStringList parts;
  for (const std::string& key : differingSettings({run, usual})) {
    const OptionGroup group = findOption(key)->group;
    if (said.contains(key) || group == OptionGroup::Stopping || group == OptionGroup::Recording) continue;
    if (key == "rows" && experiment.data.rows && experiment.data.rows->begin == 0)
      continue;  // their number is
    const QString text = QString::fromStdString(settingText(run, key));
    if (!text.isEmpty()) parts << nameOf(key) + ' ' + text;
  }
  if (experiment.plan.metricsEvery > 1)
    parts << tr("1 record in %1 epochs").arg(grouped(experiment.plan.metricsEvery));
  return parts;
}

/// What was changed while it trained, up to `epoch`: "learning rate 0.005 after epoch 5,600".
QStringList changesUpTo(const std::vector<Change>& changes, std::int64_t epoch) {
  QStringList parts;
  for (const Change& change : changes)
    if (change.epoch <= epoch)
      parts << tr("%1 %2 after epoch %3")
                   .arg(nameOf(change.key), QString::fromStdString(change.value), grouped(change.epoch));
  return parts;
}

/// What the run had reached at `epoch`, or at its end: "Epoch 100: relative error 0.41, effective rank 2.5."
QString reachedAt(const History& history, std::optional<std::int64_t> epoch) {
  const EpochRecord record = epoch ? history.record(history.indexNear(*epoch)) : history.back();
  const bool recorded = !epoch || *epoch == record.epoch;
  return (recorded ? tr("Epoch %1: ") : tr("Epoch %1, the nearest recorded: ")).arg(grouped(record.epoch)) +
         tr("relative error %1, effective rank %2")
             .arg(valueText(record.relativeError, 3), valueText(record.effectiveRank, 3)) +
         measured(tr("held-out error"), history.heldOut(), record.epoch) +
         measured(tr("error against the clean images"), history.clean(), record.epoch) + ".";
}
}  // namespace

QString inWords(const Experiment& experiment) {
  const Hyperparameters& model = experiment.model;
  QStringList ranks;
  for (const int rank : model.ranks) ranks << QString::number(rank);
  QStringList parts{QString::fromUtf8(word(model.model)),
                    (ranks.size() == 1 ? tr("rank %1") : tr("ranks %1")).arg(ranks.join(", "))};
  if (usesGradient(model.model)) {
    const QString optimizer =
        model.optimizer == Optimizer::Adam ? tr("Adam at %1") : tr("plain descent at %1");
    parts << optimizer.arg(model.live.learningRate) << QString::fromUtf8(word(model.nonnegativity));
  }
  if (model.live.l1 > 0) parts << tr("L1 %1").arg(model.live.l1);
  if (model.live.cosineSeparation > 0) parts << tr("cosine separation %1").arg(model.live.cosineSeparation);
  parts << tr("%1 epochs").arg(grouped(experiment.plan.epochs));
  if (experiment.plan.earlyStop.kind != EarlyStopKind::Off)
    parts << tr("early stopping %1").arg(QString::fromStdString(formatEarlyStop(experiment.plan.earlyStop)));
  parts << tr("seed %1").arg(model.seed);
  return parts.join(", ");
}

QString dataInWords(const Dataset& data) {
  const ImageShape& shape = data.shape;
  const QString size = QStringLiteral("%1 \u00d7 %2").arg(shape.height).arg(shape.width);
  return (shape.channels == 1 ? tr("%1: %2 images of %3") : tr("%1: %2 colour images of %3"))
             .arg(QString::fromStdString(data.name), grouped(data.A.rows()), size) +
         (data.unseen ? tr(", %1 more held out").arg(grouped(data.unseen->A.rows())) : QString());
}

Caption captionOf(const RunResult& run, std::shared_ptr<const History> history, const QString& name) {
  const QString said = name.isEmpty() ? QString() : name + QStringLiteral(" — ");
  const QString data = said + (run.data ? dataInWords(*run.data) + ". " : QString());
  const QString settings =
      data + (QStringList{inWords(run.experiment)} + furtherSettings(run.experiment)).join(", ");
  return Caption(
      [settings, changes = run.changes, history = std::move(history)](std::optional<std::int64_t> epoch) {
        if (!history || history->empty()) return settings + ".";
        const QStringList changed = changesUpTo(changes, epoch.value_or(history->back().epoch));
        return (QStringList{settings} + changed).join("; ") + ". " + reachedAt(*history, epoch);
      });
}

}  // namespace nmf::ui
