#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace nmf::app {

/// What Qt is handed of the program's arguments.
struct ProgramArguments {
  int& argc;
  char** argv;
};

/// One of the program's commands, with its own options.
class Command {
 public:
  virtual ~Command() = default;
  /// The parser that holds the options; it says whether the command was given.
  virtual CLI::App& parser() = 0;
  /// Does it, and returns the exit status. Throws InputError, EnvironmentError, InterruptedError.
  virtual int execute(ProgramArguments arguments) = 0;
};

}  // namespace nmf::app
