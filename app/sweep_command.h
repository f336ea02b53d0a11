#pragma once

#include "app/command.h"

namespace CLI {
class Option;
}

namespace nmf::app {

/// `sweep`: a grid of experiments, a result folder for each and a summary of all.
class SweepCommand : public Command {
 public:
  explicit SweepCommand(CLI::App& program);
  CLI::App& parser() override { return *parser_; }
  int execute(ProgramArguments arguments) override;

 private:
  CLI::App* parser_;
  CLI::Option* file_;
  CLI::Option* shard_;
  CLI::Option* out_;
  CLI::Option* quiet_;
};

/// `collect`: joins the summaries of a sweep's shards.
class CollectCommand : public Command {
 public:
  explicit CollectCommand(CLI::App& program);
  CLI::App& parser() override { return *parser_; }
  int execute(ProgramArguments arguments) override;

 private:
  CLI::App* parser_;
  CLI::Option* folder_;
};

}  // namespace nmf::app
