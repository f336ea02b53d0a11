#pragma once

#include <QElapsedTimer>
#include <QMap>
#include <algorithm>

#include "ui/charts/charts_panel.h"

namespace nmf::ui {

/// What the linked charts have in common.
struct ChartsPanel::State {
  RunCurves run;
  std::vector<RunCurves> pinned;
  Theme theme = lightTheme();
  EpochRange range;
  bool follow = true;       ///< the epochs
  bool followShown = true;  ///< what the switch says, which is of the values too
  Chart* maximised = nullptr;
  Chart* hovered = nullptr;  ///< the chart under the mouse
  std::optional<qint64> cursor, hover, newest;
  std::optional<std::optional<qint64>> cursorBeforePick;
  std::optional<std::uint64_t> emphasisedRun, pointedRun;
  QElapsedTimer clock;
  QMap<Chart*, qint64> drawnAt;
  qint64 readoutAt = -1000;

  const History* history() const { return run.history.get(); }
  double lastEpoch() const {
    double last = 0;
    const auto look = [&](const RunCurves& curves) {
      if (curves.history && !curves.history->empty())
        last = std::max(last, static_cast<double>(curves.history->epoch().back()));
    };
    look(run);
    for (const RunCurves& curves : pinned) look(curves);
    return last;
  }
};

}  // namespace nmf::ui
