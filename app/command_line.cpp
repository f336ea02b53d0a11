#include "app/command_line.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/datasets_command.h"
#include "app/exit_status.h"
#include "app/gui_command.h"
#include "app/help_formatter.h"
#include "app/one_line.h"
#include "app/run_command.h"
#include "app/sweep_command.h"
#include "core/errors.h"
#include "core/experiment/number_text.h"
#include "core/experiment/option.h"
#include "core/experiment/runner.h"

namespace nmf::app {
namespace {

constexpr const char* kFooter =
    "Exit status: 0 done; 2 bad usage or input, nothing was written; 3 diverged and 130 interrupted, what "
    "was\n"
    "good is saved; 1 anything else.";

int complain(const std::string& sentence, int status) {
  std::fprintf(stderr, "nmf-explorer: %s\n", oneLine(sentence).c_str());
  return status;
}

std::vector<std::string> optionNames(const CLI::App& parser) {
  std::vector<std::string> names;
  for (const CLI::Option* option : parser.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> commandNames(const CLI::App& parser) {
  std::vector<std::string> names;
  for (const CLI::App* command : parser.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

/// Throws InputError for the first thing on the line that nothing understood.
void refuseExtras(const CLI::App& parser) {
  const std::vector<std::string> extras = parser.remaining();
  if (!extras.empty()) {
    const std::string& first = extras.front();
    const std::string shown = first.substr(0, first.find('='));
    const auto commands = commandNames(parser);
    if (first.starts_with("-")) {
      const bool belongsToRun = !parser.get_parent() && shown.size() > 2 && [&] {
        std::string key = shown.substr(2);
        std::replace(key.begin(), key.end(), '-', '_');
        return findOption(key) != nullptr;
      }();
      if (belongsToRun)
        throw InputError("option " + inQuotes(shown) + " belongs to a command, as in 'nmf-explorer run " +
                         shown + " ...'");
      throw InputError("unknown option " + inQuotes(shown) + suggestion(shown, optionNames(parser)));
    }
    if (commands.empty())
      throw InputError("unexpected argument " + inQuotes(first) + "; see --help for the options");
    throw InputError("unknown command " + inQuotes(first) + suggestion(first, commands) +
                     "; see --help for the commands");
  }
  for (const CLI::App* command : parser.get_subcommands()) refuseExtras(*command);
}

/// What CLI11 found wrong, in our words.
std::string sentenceOf(const CLI::ParseError& error) {
  const std::string what = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
    const std::size_t colon = what.find(':');
    if (colon != std::string::npos) return what.substr(0, colon) + " needs a value";
  }
  return what;
}

/// Extras are collected rather than refused by CLI11, so that the sentence about them is ours.
void allowExtras(CLI::App& parser) {
  parser.allow_extras();
  for (CLI::App* command : parser.get_subcommands([](const CLI::App*) { return true; }))
    allowExtras(*command);
}

int parseAndExecute(int argc, char** argv) {
  CLI::App program(
      "NMF Explorer: see how a non-negative matrix factorisation learns. Without a command it opens its "
      "window.",
      "nmf-explorer");
  program.formatter(std::make_shared<HelpFormatter>());
  program.set_help_flag("-h,--help", "print this help");
  program.set_version_flag("--version", "nmf-explorer " NMF_VERSION, "print the version");
  program.require_subcommand(0, 1);
  program.footer(kFooter);

  GuiCommand gui(program);
  RunCommand run(program);
  SweepCommand sweep(program);
  CollectCommand collect(program);
  DatasetsCommand datasets(program);
  const std::vector<Command*> commands{&gui, &run, &sweep, &collect, &datasets};
  for (Command* command : commands) command->parser().group("Commands");
  allowExtras(program);

  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& request) {
    return program.exit(request);
  } catch (const CLI::ParseError& error) {
    throw InputError(sentenceOf(error));
  }
  refuseExtras(program);
  const auto given =
      std::find_if(commands.begin(), commands.end(), [](Command* c) { return c->parser().parsed(); });
  int programNameOnly = 1;  // Qt has options of its own, which are none of this program's
  const ProgramArguments arguments{programNameOnly, argv};
  return (given == commands.end() ? static_cast<Command&>(gui) : **given).execute(arguments);
}

}  // namespace

int runCommandLine(int argc, char** argv) {
  try {
    const int status = parseAndExecute(argc, argv);
    return std::fflush(stdout) == 0 ? status : complain("cannot write to the standard output", kFailed);
  } catch (const InputError& error) {
    return complain(error.what(), kBadInput);
  } catch (const InterruptedError& error) {
    return complain(error.what(), kInterrupted);
  } catch (const EnvironmentError& error) {
    return complain(error.what(), kFailed);
  } catch (const std::bad_alloc&) {
    return complain("there is not enough memory for this; take fewer rows or fewer snapshots", kFailed);
  } catch (const std::exception& error) {
    return complain(error.what(), kFailed);
  }
}

}  // namespace nmf::app
