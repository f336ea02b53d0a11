#pragma once

#include "app/command.h"

namespace CLI {
class Option;
}

namespace nmf::app {

/// `datasets`: the data sets known by name, and where they are; `datasets fetch` downloads one.
class DatasetsCommand : public Command {
 public:
  explicit DatasetsCommand(CLI::App& program);
  CLI::App& parser() override { return *parser_; }
  int execute(ProgramArguments arguments) override;

 private:
  int fetch(ProgramArguments arguments);

  CLI::App* parser_;
  CLI::App* fetch_;
  CLI::Option* name_;
  CLI::Option* mirror_;
};

}  // namespace nmf::app
