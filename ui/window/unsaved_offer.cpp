#include "ui/window/unsaved_offer.h"

#include <QAction>
#include <QDateTime>
#include <QLocale>

#include "ui/session/run_session.h"
#include "ui/window/experiment_text.h"

namespace nmf::ui {

namespace {

QString sentenceAbout(const UnsavedState& state) {
  const QLocale english(QLocale::English);
  const QString when = english.toString(QDateTime::fromSecsSinceEpoch(state.savedAt), "d MMMM, hh:mm");
  const QString what = UnsavedOffer::tr("%1 on %2, up to epoch %3 (%4)")
                           .arg(inWords(state.run.experiment), QString::fromStdString(state.data),
                                english.toString(static_cast<qlonglong>(state.epoch)), when);
  return (state.closed ? UnsavedOffer::tr("A run was left unsaved: %1.")
                       : UnsavedOffer::tr("The program ended unexpectedly during a run: %1."))
      .arg(what);
}

}  // namespace

UnsavedOffer::UnsavedOffer(RunSession* session, MessageBar* messages, QAction* action)
    : session_(session), messages_(messages), action_(action), autosave_(session) {
  setObjectName("unsavedOffer");
  setAccessibleName(tr("Unsaved run"));
  findChild<QWidget*>("messageText")->setObjectName("unsavedText");
  findChild<QWidget*>("messageClose")->setObjectName("unsavedClose");
  action->setEnabled(false);
  connect(action, &QAction::triggered, &autosave_, &Autosave::restore);
  connect(&autosave_, &Autosave::offerChanged, this, &UnsavedOffer::showOffer);
  connect(session, &RunSession::trainingBegan, this, &MessageBar::clear);
  // Where nothing came of the run that was to replace it, it is offered again.
  connect(session, &RunSession::stateChanged, this, [this](RunState state) {
    if (state == RunState::Failed && autosave_.offerWasReplaced()) showOffer();
  });
  connect(&autosave_, &Autosave::problem, this,
          [this](const QString& sentence) { messages_->showMessage(Topic::Files, Kind::Warning, sentence); });
  connect(&autosave_, &Autosave::restored, this, [this](qint64 stride) {
    const History& history = *session_->history();
    const QLocale english(QLocale::English);
    const qint64 epoch = history.empty() ? 0 : history.back().epoch;
    const SnapshotPtr factors = session_->latestSnapshot();
    QString sentence;
    if (factors && factors->epoch >= epoch) {
      sentence = tr("The run is back as it was at epoch %1.").arg(english.toString(epoch));
    } else {
      sentence = tr("The run is back with its records to epoch %1; ").arg(english.toString(epoch));
      if (!factors)
        sentence += tr("its factors were not kept.");
      else if (session_->state() == RunState::Diverged)
        sentence += tr("its factors are those of epoch %1.").arg(english.toString(qint64{factors->epoch}));
      else
        sentence += tr("its factors are those of epoch %1, from where it goes on.")
                        .arg(english.toString(qint64{factors->epoch}));
    }
    if (stride > 1) sentence += tr(" Of its records, one in %1 was kept.").arg(stride);
    messages_->showMessage(Topic::Run, Kind::Info, sentence);
  });
}

void UnsavedOffer::showOffer() {
  const UnsavedState* offer = autosave_.offer();
  action_->setEnabled(offer != nullptr);
  clear();
  if (!offer || (autosave_.offerWasReplaced() && session_->state() != RunState::Failed)) return;
  showMessage(Topic::Run, offer->closed ? Kind::Info : Kind::Warning, sentenceAbout(*offer),
              {{tr("Restore"), "unsavedRestore", [this] { autosave_.restore(); }},
               {tr("Discard"), "unsavedDiscard", [this] { autosave_.discard(); }}});
}

}  // namespace nmf::ui
