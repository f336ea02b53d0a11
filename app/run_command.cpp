#include "app/run_command.h"

#include <QApplication>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "app/exit_status.h"
#include "app/interrupt.h"
#include "app/one_line.h"
#include "app/progress_line.h"
#include "core/errors.h"
#include "core/experiment/experiment_check.h"
#include "core/experiment/number_text.h"
#include "core/experiment/runner.h"
#include "core/metrics/data_spectrum.h"
#include "ui/figures/run_figures.h"

namespace nmf::app {
namespace {

std::string upTo(double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*g", digits, value);
  return text;
}

/// What was done, for a person.
std::string resultSentence(const RunResult& run) {
  const Dataset& data = *run.data;
  std::string ranks;
  for (const int rank : run.experiment.model.ranks)
    ranks += (ranks.empty() ? "" : ",") + std::to_string(rank);
  const EpochRecord last = run.history.empty() ? EpochRecord{} : run.history.back();
  std::string text = std::string(word(run.experiment.model.model)) + " " + ranks + " on " + data.name + " (" +
                     grouped(data.A.rows()) + " images of " + grouped(data.A.cols()) +
                     " pixels): " + grouped(last.epoch) + " epochs in " + upTo(last.seconds, 3) + " s";
  if (last.seconds > 0) text += " (" + upTo(static_cast<double>(last.epoch) / last.seconds, 4) + "/s)";
  text += ", relative error " + upTo(last.relativeError, 4);
  if (const ErrorSeries& heldOut = run.history.heldOut(); !heldOut.empty())
    text += " (" + upTo(heldOut.value.back(), 4) + " of " +
            (data.unseen ? grouped(data.unseen->A.rows()) + " " : std::string()) + "images held out)";
  if (const ErrorSeries& clean = run.history.clean(); !clean.empty())
    text += " (" + upTo(clean.value.back(), 4) + " against the clean images)";
  return text + ", effective rank " + upTo(last.effectiveRank, 4);
}

int statusOf(const Ending& ending, bool wasInterrupted) {
  if (ending.reason == StopReason::Diverged) return kDiverged;
  if (ending.reason == StopReason::Failed) return kFailed;
  return ending.reason == StopReason::Stopped && wasInterrupted ? kInterrupted : kDone;
}

/// A bare machine has no XDG_RUNTIME_DIR. That means nothing without a display, yet Qt remarks on it.
void passOverRuntimeFolder(QtMsgType type, const QMessageLogContext& context, const QString& message) {
  if (message.startsWith("QStandardPaths: XDG_RUNTIME_DIR not set")) return;
  std::fprintf(stderr, "%s\n", qPrintable(qFormatLogMessage(type, context, message)));
}

}  // namespace

std::unique_ptr<QCoreApplication> offscreenApplication(ProgramArguments arguments, bool figures) {
  qInstallMessageHandler(passOverRuntimeFolder);
  if (!figures) return std::make_unique<QCoreApplication>(arguments.argc, arguments.argv);
  qputenv("QT_QPA_PLATFORM", "offscreen");
  return std::make_unique<QApplication>(arguments.argc, arguments.argv);
}

FigureWriter figureWriter(const std::vector<std::string>& formats) {
  // The points of a sweep mostly share their data, whose spectrum takes longer than a short run.
  struct Known {
    DatasetPtr data;
    std::shared_ptr<const DataSpectrum> spectrum;
  };
  return [formats, known = std::make_shared<Known>()](const RunResult& run,
                                                      const std::filesystem::path& folder) {
    if (run.data && run.data != known->data)
      *known = {run.data, std::make_shared<const DataSpectrum>(computeDataSpectrum(run.data->A))};
    ui::writeRunFigures(run, folder, formats, known->spectrum);
  };
}

void printNote(const std::string& sentence) {
  std::fprintf(stderr, "nmf-explorer: note: %s\n", oneLine(sentence).c_str());
}

RunCommand::RunCommand(CLI::App& program)
    : parser_(program.add_subcommand(
          "run", "do one experiment without a window or a display, and write its result folder")),
      experiment_(*parser_, ExperimentArguments::RunOptions::With) {}

int RunCommand::execute(ProgramArguments arguments) {
  const Settings settings = experiment_.settings();
  const OutputOptions& output = settings.output;
  checkOutput(output);
  noteInterrupts();
  const auto application = offscreenApplication(arguments, !output.figures.empty());

  RunCallbacks callbacks;
  callbacks.shouldStop = interrupted;
  callbacks.listSkipped = output.listSkipped;
  if (!output.quiet) callbacks.note = printNote;
  const Experiment experiment = withDataNamed(settings.experiment);
  const DatasetPtr data = loadData(experiment.data, callbacks);
  if (const std::string note = noteOnStart(experiment.model); !note.empty()) callbacks.note(note);
  ProgressLine progress(output.quiet);
  callbacks.progress = [&progress](const TrainerStatus& status, const EpochRecord& last) {
    progress.show(status, last);
  };
  const RunResult run = runExperiment(experiment, settings.changes, data, callbacks, settings.continuedAt);
  progress.clear();

  const std::filesystem::path folder = writeResultFolder(run, output, figureWriter(output.figures));
  const int status = statusOf(run.ending, interrupted());
  if (status == kDiverged || status == kFailed)
    std::fprintf(stderr, "nmf-explorer: %s\n", run.ending.message.c_str());
  if (!output.quiet) {
    std::printf("%s\n", resultSentence(run).c_str());
    if (run.ending.reason == StopReason::EarlyStop)
      std::printf("stopped early: %s\n", run.ending.message.c_str());
  }
  std::printf("%s\n", folder.c_str());
  return status;
}

}  // namespace nmf::app
