#pragma once

#include "app/command.h"
#include "app/experiment_arguments.h"

namespace CLI {
class Option;
}

namespace nmf::app {

/// `gui`: the window, set up with an experiment, and running where `--start` says so.
class GuiCommand : public Command {
 public:
  explicit GuiCommand(CLI::App& program);
  CLI::App& parser() override { return *parser_; }
  int execute(ProgramArguments arguments) override;

 private:
  CLI::App* parser_;
  ExperimentArguments experiment_;
  CLI::Option* start_;
  CLI::Option* pace_;
};

}  // namespace nmf::app
