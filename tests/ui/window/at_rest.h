#pragma once

#include "ui/session/run_session.h"

namespace nmf::test {

/// Whether nothing trains and records and factors that are shown are of the last epoch trained.
inline bool isAtRest(ui::RunSession& session) {
  if (session.training() || !session.latestSnapshot() || session.history()->empty()) return false;
  const std::int64_t last = session.history()->back().epoch;
  return session.newestFactors()->epoch == last && session.latestSnapshot()->epoch == last;
}

}  // namespace nmf::test
