#pragma once

#include <memory>

#include "app/command.h"
#include "app/experiment_arguments.h"
#include "core/experiment/result_folder.h"

class QCoreApplication;

namespace nmf::app {

/// `run`: one experiment without a window, and its result folder.
class RunCommand : public Command {
 public:
  explicit RunCommand(CLI::App& program);
  CLI::App& parser() override { return *parser_; }
  int execute(ProgramArguments arguments) override;

 private:
  CLI::App* parser_;
  ExperimentArguments experiment_;
};

/// Qt without a display: with the painting of figures, or without, which starts faster.
std::unique_ptr<QCoreApplication> offscreenApplication(ProgramArguments arguments, bool figures);

/// Paints the figures of a run by the window's code in these formats. Needs offscreenApplication(..., true).
FigureWriter figureWriter(const std::vector<std::string>& formats);

/// A sentence on stderr that is no error.
void printNote(const std::string& sentence);

}  // namespace nmf::app
