#include "ui/window/run_readout.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QToolTip>

#include "ui/charts/formula.h"
#include "ui/charts/number_text.h"
#include "ui/session/run_session.h"
#include "ui/views/picture_text.h"
#include "ui/window/experiment_text.h"
#include "ui/window/run_marks.h"
#include "ui/window/status_text.h"

namespace nmf::ui {

namespace {

QLabel* addLabel(QHBoxLayout* row, const char* name, const QString& accessibleName) {
  auto* label = new QLabel;
  label->setObjectName(name);
  label->setAccessibleName(accessibleName);
  label->setTextFormat(Qt::PlainText);  // names of data are in it
  row->addWidget(label);
  return label;
}

/// Sets the text only when it changed: a label that is set lays the bar out again.
void setText(QLabel* label, const QString& text) {
  if (label->text() != text) label->setText(text);
}

/// What the labels need beside each other, whether they are shown or not.
int widthOf(const QLayout* row, const QList<const QLabel*>& labels) {
  const QMargins margins = row->contentsMargins();
  int width = margins.left() + margins.right() - row->spacing();
  for (const QLabel* label : labels) width += label->sizeHint().width() + row->spacing();
  return width;
}

/// Stopped by a person, it has not.
bool hasReachedItsEnd(const RunSession& session) {
  return session.ending() && session.ending()->reason != StopReason::Stopped;
}

}  // namespace

RunReadout::RunReadout(QWidget* parent) : QWidget(parent) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(8, 0, 4, 0);
  row->setSpacing(18);
  epoch_ = addLabel(row, "statusEpoch", tr("Epoch"));
  epoch_->setProperty("role", "figure");
  speed_ = addLabel(row, "statusSpeed", tr("Epochs per second"));
  left_ = addLabel(row, "statusTimeLeft", tr("Time left"));
  left_->setToolTip(
      tr("From the median time of the recent epochs. \"At most\" where early stopping may end the run "
         "sooner."));
  for (QLabel* label : {epoch_, speed_, left_}) label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

void RunReadout::show(const RunSession& session) {
  const RunStatus status = session.status();
  const bool any = !session.history()->empty();
  setText(epoch_, !any ? QString()
                  : status.target > status.epoch && !hasReachedItsEnd(session)
                      ? tr("epoch %1 of %2").arg(grouped(status.epoch), grouped(status.target))
                      : tr("epoch %1").arg(grouped(status.epoch)));
  const double rate = status.epochsPerSecond;
  setText(speed_, rate > 0 ? tr("%1 epochs/s").arg(valueText(rate, 3)) : QString());
  QString left;
  if (status.secondsLeft) {
    left = status.atMost ? tr("at most %1 left") : tr("%1 left");
    left = left.arg(duration(*status.secondsLeft));
  } else if (any && !session.history()->seconds().empty() && session.ending()) {
    left = tr("took %1").arg(duration(session.history()->seconds().back()));
  }
  setText(left_, left);
  fit();
}

QSize RunReadout::sizeHint() const {
  return {widthOf(layout(), {epoch_, speed_, left_}), QWidget::sizeHint().height()};
}

QSize RunReadout::minimumSizeHint() const {
  return {widthOf(layout(), {epoch_, left_}), QWidget::minimumSizeHint().height()};
}

void RunReadout::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

void RunReadout::fit() {
  speed_->setHidden(width() < sizeHint().width());
}

QString plateauText(const RunSession& session) {
  const RunStatus status = session.status();
  const EarlyStop stop = status.mayStop ? session.inEffect().plan.earlyStop : EarlyStop();
  if (stop.kind == EarlyStopKind::Stagnation && status.errorFall)
    return RunFacts::tr("error fell by %1 over the last tenth; stops below %2")
        .arg(valueText(*status.errorFall, 2), valueText(stop.tolerance, 2));
  const auto& plateaus = session.plateaus();
  const int found = static_cast<int>(plateaus.size());
  const bool byEckartYoung = stop.kind == EarlyStopKind::EckartYoung;
  // The plateau that ends the run; 0 where none does.
  const int last = stop.kind == EarlyStopKind::Plateau && found < stop.plateau ? stop.plateau : 0;
  if (!plateaus.empty() && !plateaus.back().end) {
    const Plateau& plateau = plateaus.back();
    QString text =
        last ? RunFacts::tr("plateau %1 of %2").arg(found).arg(last) : RunFacts::tr("plateau %1").arg(found);
    text +=
        RunFacts::tr(" since epoch %1 at rank %2").arg(grouped(plateau.start), valueText(plateau.level, 3));
    if (byEckartYoung && session.spectrum()) {
      text += found == 1 ? RunFacts::tr("; stops at its end or EY(1)") : RunFacts::tr("; stops at EY(1)");
      if (const double floor = session.spectrum()->floorOfRank(1); floor > 0)
        text += RunFacts::tr(" (error %1 × EY(1))")
                    .arg(valueText(session.history()->back().relativeError / floor, 3));
    } else if (byEckartYoung && found == 1) {
      text += RunFacts::tr("; stops at its end");
    }
    return text;
  }
  if (!status.epochsUntilPlateau) return {};
  const std::int64_t missing = *status.epochsUntilPlateau;
  if (last > found + 1)
    return RunFacts::tr("rank waits; plateau %1 of %2 in %3 epochs")
        .arg(found + 1)
        .arg(last)
        .arg(grouped(missing));
  if (const auto waiting = waitingOf(session); waiting && waiting->stops) {
    const QString text =
        RunFacts::tr("rank waits; stops in %1 epochs if it goes on waiting").arg(grouped(missing));
    return last > 1 ? RunFacts::tr("%1 (plateau %2)").arg(text).arg(last) : text;
  }
  return RunFacts::tr("rank waits; a plateau in %1 epochs").arg(grouped(missing));
}

RunFacts::RunFacts(QWidget* parent) : QWidget(parent) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(10, 2, 10, 2);
  row->setSpacing(20);
  state_ = addLabel(row, "statusState", tr("State of the run"));
  state_->setTextFormat(Qt::RichText);
  data_ = addLabel(row, "statusData", tr("Data"));
  data_->setProperty("role", "muted");
  row->addStretch(1);
  plateau_ = addLabel(row, "statusPlateau", tr("Plateau"));
  plateau_->setToolTip(
      tr("Whether the effective rank waits, and what early stopping waits for. EY(1) is the least error of a "
         "product of rank 1."));
  rank_ = addLabel(row, "statusRank", tr("Effective rank"));
  error_ = addLabel(row, "statusError", tr("Relative error"));
  for (QLabel* label : {rank_, error_}) label->installEventFilter(this);
}

bool RunFacts::eventFilter(QObject* object, QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::eventFilter(object, event);
  auto* label = static_cast<QLabel*>(object);
  std::optional<EpochRecord> newest;
  if (history_ && !history_->empty()) newest = history_->back();
  QString text =
      formulaText(label == rank_ ? Quantity::EffectiveRank : Quantity::RelativeError, newest, ranks_);
  if (!label->toolTip().isEmpty()) text += "\n\n" + label->toolTip();
  QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text, label);
  return true;
}

QSize RunFacts::minimumSizeHint() const {
  return {0, QWidget::minimumSizeHint().height()};
}

void RunFacts::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

void RunFacts::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) fit();
}

void RunFacts::fit() {
  QList<const QLabel*> shown;
  bool fits = true;
  for (QLabel* label : {state_, plateau_, error_, rank_, data_}) {
    shown << label;
    fits = fits && widthOf(layout(), shown) <= width();  // nor does what matters less than what does not
    label->setHidden(label->text().isEmpty() || !(fits || label == state_ || label == plateau_));
  }
}

void RunFacts::setColours(const QColor& quiet, const QColor& busy, const QColor& good, const QColor& bad) {
  quiet_ = quiet;
  busy_ = busy;
  good_ = good;
  bad_ = bad;
}

void RunFacts::showErrors(const EpochRecord& last, const History& history, const DatasetPtr& dataset) {
  QString text = tr("relative error %1").arg(valueText(last.relativeError, 3)), tip;
  if (const ErrorSeries& heldOut = history.heldOut(); !heldOut.empty()) {
    const QString value = valueText(heldOut.value.back(), 3);
    const QString images = dataset && dataset->unseen
                               ? tr("%1 unseen images").arg(grouped(dataset->unseen->A.rows()))
                               : tr("unseen images");
    text += tr(", held out %1").arg(value);
    tip += tr("Held out: %1 at epoch %2. The error of %3, with the codes that fit them best while the "
              "signatures stay as they are; the codes of the images trained on are still being learned, so "
              "this may lie below their error.")
               .arg(value, grouped(heldOut.epoch.back()), images);
  }
  if (const ErrorSeries& clean = history.clean(); !clean.empty()) {
    if (!tip.isEmpty()) tip += "\n\n";
    tip += tr("Against the clean images: %1 at epoch %2. The reconstruction compared with the images before "
              "noise was added; minimised is the error against the noisy ones.")
               .arg(valueText(clean.value.back(), 3), grouped(clean.epoch.back()));
  }
  setText(error_, text);
  if (error_->toolTip() != tip) error_->setToolTip(tip);
}

void RunFacts::show(const RunSession& session) {
  history_ = session.history();
  ranks_ = session.experiment().model.ranks;
  QColor dot = quiet_;
  switch (session.state()) {
    case RunState::Running:
    case RunState::Loading:
    case RunState::Stopping:
      dot = busy_;
      break;
    case RunState::Finished:
      dot = hasReachedItsEnd(session) ? good_ : quiet_;
      break;
    case RunState::Diverged:
    case RunState::Failed:
      dot = bad_;
      break;
    default:
      break;
  }
  const bool isStopped = session.state() == RunState::Finished && !hasReachedItsEnd(session);
  const QString word =
      isStopped ? tr("Stopped") : QCoreApplication::translate("RunState", label(session.state()));
  setText(state_,
          QStringLiteral("<span style='color:%1'>\u25cf</span>&nbsp; <b>%2</b>").arg(dot.name(), word));
  state_->setAccessibleDescription(word);
  if (session.data()) {
    constexpr int kWidest = 320;  // of a name that would leave no room to the others
    QString text = data_->fontMetrics().elidedText(dataInWords(*session.data()), Qt::ElideMiddle, kWidest);
    // Brief work is not worth a word.
    if (const auto share = session.spectrumShare(); share && *share > 0)
      text += tr(" · spectrum of A, %1 %").arg(qRound(100 * *share));
    setText(data_, text);
  } else {
    setText(data_, session.state() == RunState::Loading
                       ? tr("loading, %1 %").arg(qRound(100 * session.loadingShare()))
                       : QString());
  }
  if (session.history()->empty()) {
    for (QLabel* label : {error_, rank_, plateau_}) setText(label, {});
    error_->setToolTip({});
    fit();
    return;
  }
  const EpochRecord last = session.history()->back();
  showErrors(last, *session.history(), session.data());
  setText(rank_, tr("effective rank %1").arg(valueText(last.effectiveRank, 3)));
  setText(plateau_, plateauText(session));
  fit();
}

}  // namespace nmf::ui
