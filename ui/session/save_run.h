#pragma once

#include <QString>
#include <functional>
#include <memory>

#include "core/experiment/result_folder.h"
#include "ui/session/background_task.h"

namespace nmf::ui {

/// Told how saving went: the folder that was written, or one sentence why there is none.
using SaveDone = std::function<void(const QString& folder, const QString& problem)>;

/// Writes the result folder of `run` in the background; `figures` paints before this returns. `done` is
/// called on the thread of `receiver` while the task is kept; where painting fails there is no task, and
/// `done` has been called.
std::unique_ptr<BackgroundTask> saveRun(QObject* receiver, const std::shared_ptr<RunResult>& run,
                                        const OutputOptions& out, const FigureWriter& figures,
                                        const SaveDone& done);

}  // namespace nmf::ui
