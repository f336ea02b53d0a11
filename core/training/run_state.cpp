#include "core/training/run_state.h"

namespace nmf {

bool allowed(RunAction action, RunState state, bool hasFactors) {
  const bool working = state == RunState::Running || state == RunState::Paused;
  const bool settled = state == RunState::Idle || state == RunState::Finished ||
                       state == RunState::Diverged || state == RunState::Failed;
  switch (action) {
    case RunAction::Run:
      // A diverged run cannot go on from factors that diverge again at once: it is restarted instead.
      return state == RunState::Idle || state == RunState::Paused || state == RunState::Finished ||
             state == RunState::Failed;
    case RunAction::Pause:
      return state == RunState::Running;
    case RunAction::Step:
      return state == RunState::Idle || state == RunState::Paused || state == RunState::Finished;
    case RunAction::Stop:
      return working || state == RunState::Loading;
    case RunAction::Restart:
      return state != RunState::Loading && state != RunState::Stopping;
    case RunAction::EditExperiment:
      return state != RunState::Stopping;
    case RunAction::EditLive:
      return state != RunState::Stopping;
    case RunAction::SaveRun:
      return hasFactors && (settled || state == RunState::Paused);
    case RunAction::OpenRun:
      return state != RunState::Stopping;
  }
  return false;
}

const char* label(RunState state) {
  switch (state) {
    case RunState::Idle:
      return "Ready";
    case RunState::Loading:
      return "Loading";
    case RunState::Running:
      return "Running";
    case RunState::Paused:
      return "Paused";
    case RunState::Stopping:
      return "Stopping";
    case RunState::Finished:
      return "Finished";
    case RunState::Diverged:
      return "Diverged";
    case RunState::Failed:
      return "Failed";
  }
  return "";
}

}  // namespace nmf
