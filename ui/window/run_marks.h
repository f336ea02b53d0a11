#pragma once

#include <QVector>
#include <optional>
#include <vector>

#include "ui/charts/run_curves.h"

namespace nmf::ui {

class RunSession;

/// The stretch over which the rank of the session's run waits without being a plateau yet, and whether early
/// stopping will end the run when it is one; empty: it does not wait, or on a plateau.
std::optional<Waiting> waitingOf(const RunSession& session);

/// Where, by which rule and with which values early stopping ended the session's run; empty: it did not.
std::optional<EarlyEnd> earlyEndOf(const RunSession& session);

/// The changeMarks() of the session's run.
std::vector<Change> changeMarksOf(const RunSession& session);
QVector<qint64> epochsOf(const std::vector<Change>& changes);

}  // namespace nmf::ui
