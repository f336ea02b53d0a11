#include "ui/window/run_marks.h"

#include "ui/charts/number_text.h"
#include "ui/session/run_session.h"

namespace nmf::ui {

std::optional<Waiting> waitingOf(const RunSession& session) {
  const RunStatus status = session.status();
  if (!status.stretchStart || !status.epochsUntilPlateau || session.history()->empty()) return std::nullopt;
  Waiting waiting{*status.stretchStart, status.epoch + *status.epochsUntilPlateau, false};
  if (!status.mayStop || waiting.plateauAt > status.target) return waiting;
  const EarlyStop& stop = session.inEffect().plan.earlyStop;
  if (stop.kind == EarlyStopKind::Plateau)
    waiting.stops = static_cast<std::size_t>(stop.plateau) == session.plateaus().size() + 1;
  if (stop.kind == EarlyStopKind::EckartYoung && session.spectrum())
    waiting.stops = session.history()->back().relativeError <= session.spectrum()->floorOfRank(1);
  return waiting;
}

namespace {

QString ruleInWords(const EarlyStop& stop) {
  switch (stop.kind) {
    case EarlyStopKind::Plateau:
      return QStringLiteral("plateau %1").arg(stop.plateau);
    case EarlyStopKind::EckartYoung:
      return QStringLiteral("Eckart-Young");
    case EarlyStopKind::Stagnation:
      return QStringLiteral("stagnation below %1").arg(valueText(stop.tolerance, 2));
    case EarlyStopKind::Off:
      break;
  }
  return QStringLiteral("early");
}

}  // namespace

std::optional<EarlyEnd> earlyEndOf(const RunSession& session) {
  const auto& ending = session.ending();
  if (!ending || ending->reason != StopReason::EarlyStop || session.history()->empty()) return std::nullopt;
  const EpochRecord last = session.history()->back();
  return EarlyEnd{last.epoch, ruleInWords(session.inEffect().plan.earlyStop),
                  QStringLiteral("rank %1 · error %2")
                      .arg(valueText(last.effectiveRank, 3), valueText(last.relativeError, 3))};
}

std::vector<Change> changeMarksOf(const RunSession& session) {
  return changeMarks(session.experiment().model, session.changes(), session.resumedAt());
}

QVector<qint64> epochsOf(const std::vector<Change>& changes) {
  QVector<qint64> epochs;
  for (const Change& change : changes) epochs << change.epoch;
  return epochs;
}

}  // namespace nmf::ui
