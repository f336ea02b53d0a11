#include "app/gui_command.h"

#include <QApplication>
#include <QSettings>
#include <QSocketNotifier>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include <CLI/CLI.hpp>

#include "app/display.h"
#include "app/exit_status.h"
#include "app/interrupt.h"
#include "core/experiment/unsaved_folder.h"
#include "ui/pace/pace_overlay.h"
#include "ui/window/main_window.h"
#include "ui/window/scale.h"

namespace nmf::app {
namespace {

const std::string kStartHelp = "start training at once";

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
  // Before the display is opened: the scale is read from the settings kept under these names.
  QApplication::setOrganizationName("nmf-explorer");
  QApplication::setApplicationName("nmf-explorer");
  std::unique_ptr<QApplication> application;
  {
    const ui::ScaleAtStart scale;
    application = openDisplay(arguments);
  }
  noteInterrupts();
  const bool bare = parser_->count_all() == parser_->count();
  QApplication::setApplicationDisplayName("NMF Explorer");
  QApplication::setApplicationVersion(NMF_VERSION);

  ui::MainWindow window(settings.experiment);
  window.showLesson(QString::fromStdString(experiment_.preset()));
  window.passOver(settings);
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
