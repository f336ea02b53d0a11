#include "ui/window/experiment_text.h"

#include <QCoreApplication>
#include <QStringList>

#include "ui/charts/number_text.h"
#include "ui/views/picture_text.h"

namespace nmf::ui {

namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("Experiment", text);
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

QString captionOf(const RunResult& run) {
  QString caption;
  if (run.data) caption = dataInWords(*run.data) + ". ";
  caption += inWords(run.experiment) + ".";
  if (!run.history.empty()) {
    const EpochRecord last = run.history.back();
    caption +=
        tr(" Epoch %1: relative error %2, effective rank %3.")
            .arg(grouped(last.epoch), valueText(last.relativeError, 3), valueText(last.effectiveRank, 3));
    if (const ErrorSeries& heldOut = run.history.heldOut(); !heldOut.empty())
      caption.insert(caption.size() - 1, tr(", held-out error %1").arg(valueText(heldOut.value.back(), 3)));
    if (const ErrorSeries& clean = run.history.clean(); !clean.empty())
      caption.insert(caption.size() - 1,
                     tr(", error against the clean images %1").arg(valueText(clean.value.back(), 3)));
  }
  return caption;
}

}  // namespace nmf::ui
