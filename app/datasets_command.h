#pragma once

#include "app/command.h"

namespace nmf::app {

/// `datasets`: the data sets known by name, and where they are.
class DatasetsCommand : public Command {
 public:
  explicit DatasetsCommand(CLI::App& program);
  CLI::App& parser() override { return *parser_; }
  int execute(ProgramArguments arguments) override;

 private:
  CLI::App* parser_;
};

}  // namespace nmf::app
