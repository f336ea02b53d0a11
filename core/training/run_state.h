#pragma once

namespace nmf {

/// The one state of a run, from which alone follows what a person may do.
enum class RunState { Idle, Loading, Running, Paused, Stopping, Finished, Diverged, Failed };

enum class RunAction { Run, Pause, Step, Stop, Restart, EditExperiment, EditLive, SaveRun, OpenRun };

/// Whether `action` is possible in `state`. `hasFactors`: the run has at least its initial factors recorded.
bool allowed(RunAction action, RunState state, bool hasFactors);

/// The word shown to a person, e.g. "Paused".
const char* label(RunState state);

}  // namespace nmf
