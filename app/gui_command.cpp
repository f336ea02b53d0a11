#include "app/gui_command.h"

#include <QApplication>
#include <QSettings>
#include <QSocketNotifier>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

#include <CLI/CLI.hpp>

#include "app/exit_status.h"
#include "app/interrupt.h"
#include "core/errors.h"
#include "core/experiment/unsaved_folder.h"
#include "ui/pace/pace_overlay.h"
#include "ui/window/main_window.h"

namespace nmf::app {
namespace {

const std::string kStartHelp = "start training at once";

/// Without a display Qt would abort with a page of text.
void requireDisplay() {
  for (const char* variable : {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"})
    if (!qEnvironmentVariableIsEmpty(variable)) return;
  throw InputError(
      "there is no display for the window (neither DISPLAY nor WAYLAND_DISPLAY is set); use 'nmf-explorer "
      "run' instead, which needs none");
}

/// Whether nobody has started the program before, as far as its settings and what was left unsaved tell; from
/// now on somebody has.
bool isFirstStart() {
  QSettings settings;
  const bool first = !settings.value("lessons/begun").toBool();
  settings.setValue("lessons/begun", true);
  std::error_code missing;
  return first && (std::filesystem::is_empty(unsavedRoot(), missing) || missing);
}

}  // namespace

GuiCommand::GuiCommand(CLI::App& program)
    : parser_(program.add_subcommand(
          "gui", "open the window, set up with an experiment; also what no command does")),
      experiment_(*parser_, ExperimentArguments::RunOptions::Without),
      start_(parser_->add_flag("--start", kStartHelp)),
      pace_(parser_->add_flag("--pace")) {
  start_->group("What to do");
  pace_->group("");  // for developers, and in no help
}

int GuiCommand::execute(ProgramArguments arguments) {
  const Settings settings = experiment_.settings();
  requireDisplay();
  noteInterrupts();
  const bool bare =
      arguments.argc <= 1 || (arguments.argc == 2 && std::string_view(arguments.argv[1]) == "gui");
  QApplication application(arguments.argc, arguments.argv);
  QApplication::setApplicationName("nmf-explorer");
  QApplication::setApplicationDisplayName("NMF Explorer");
  QApplication::setApplicationVersion(NMF_VERSION);

  ui::MainWindow window(settings.experiment);
  std::unique_ptr<QSocketNotifier> notifier;
  if (interruptDescriptor() >= 0) {
    notifier = std::make_unique<QSocketNotifier>(interruptDescriptor(), QSocketNotifier::Read);
    QObject::connect(notifier.get(), &QSocketNotifier::activated, &window, [&window, &notifier] {
      notifier->setEnabled(false);
      window.close();
      QCoreApplication::quit();
    });
  }
  std::unique_ptr<ui::PaceOverlay> pace;
  if (*pace_) pace = std::make_unique<ui::PaceOverlay>(&window);
  window.show();
  if (*start_) {
    window.startRun();
  } else if (bare && isFirstStart()) {
    window.startFirstLesson();  // so that the empty window already teaches
  }
  const int status = QApplication::exec();
  if (pace) std::printf("%s\n", qPrintable(pace->summary()));
  return interrupted() ? kInterrupted : status == 0 ? kDone : kFailed;
}

}  // namespace nmf::app
