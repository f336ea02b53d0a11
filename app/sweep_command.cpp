#include "app/sweep_command.h"

#include <QCoreApplication>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>

#include <CLI/CLI.hpp>

#include "app/exit_status.h"
#include "app/experiment_arguments.h"
#include "app/interrupt.h"
#include "app/progress_line.h"
#include "app/run_command.h"
#include "core/errors.h"
#include "core/experiment/experiment_check.h"
#include "core/experiment/json_file.h"
#include "core/experiment/sweep.h"
#include "core/experiment/sweep_runner.h"
#include "core/experiment/sweep_summary.h"

namespace nmf::app {
namespace {

const std::string kQuietHelp = "no progress on the terminal and no line for each point";

std::string pointText(const Sweep& sweep, const SweepPoint& point) {
  std::string text = "point " + std::to_string(point.index) + " of " + std::to_string(sweep.points.size());
  for (std::size_t i = 0; i < sweep.keys.size(); ++i)
    text += (i == 0 ? ": " : ", ") + sweep.keys[i] + " " + point.values[i];
  return text;
}

}  // namespace

SweepCommand::SweepCommand(CLI::App& program)
    : parser_(program.add_subcommand(
          "sweep",
          "do a grid of experiments: lists in a JSON file span it; finished points are skipped when it is "
          "started again")),
      file_(addTextOption(
          *parser_, "file", "FILE",
          "a configuration in JSON in which lists span a grid, such as {\"model\": \"gd\", \"ranks\": [[5], "
          "[10]], \"learning_rate\": [0.01, 0.003]}; ranks, layer_weights and labels vary as lists of "
          "lists; run options such as \"figures\": \"none\" are keys too")),
      shard_(addTextOption(
          *parser_, "--shard", "I/N",
          "do the I-th of N parts only, I from 1 to N, and write summary-I-of-N.csv; 'collect' joins them")),
      out_(addTextOption(*parser_, "--out", "DIR",
                         "where the result folders and summary.csv and summary.tex go [results]")),
      quiet_(parser_->add_flag("--quiet", kQuietHelp)) {}

int SweepCommand::execute(ProgramArguments arguments) {
  const std::string file = textOf(*file_);
  if (file.empty()) throw InputError("sweep needs the name of a JSON file; see 'nmf-explorer sweep --help'");
  const Shard shard = *shard_ ? parseShard(textOf(*shard_)) : Shard{};
  const Sweep sweep = expandSweep(readConfig(file), file);
  OutputOptions output = sweep.points.front().settings.output;
  if (*out_) output.out = textOf(*out_);
  if (output.out.empty()) throw InputError("--out: the empty name is no folder; give one such as results");
  output.quiet = output.quiet || *quiet_;
  checkOutput(output);
  noteInterrupts();
  const auto application = offscreenApplication(arguments, !output.figures.empty());

  SweepCallbacks callbacks;
  callbacks.run.shouldStop = interrupted;
  callbacks.run.listSkipped = output.listSkipped;
  std::set<std::string> said;  // points that alternate between data sets load them again and again
  callbacks.run.note = [&](const std::string& sentence) {
    if (!output.quiet && said.insert(sentence).second) printNote(sentence);
  };
  std::unique_ptr<ProgressLine> progress;
  callbacks.starting = [&](const SweepPoint& point) {
    progress = std::make_unique<ProgressLine>(
        output.quiet, "[" + std::to_string(point.index) + "/" + std::to_string(sweep.points.size()) + "] ");
  };
  callbacks.run.progress = [&](const TrainerStatus& status, const EpochRecord& last) {
    progress->show(status, last);
  };
  callbacks.finished = [&](const SweepPoint& point, const std::filesystem::path& folder, bool earlier) {
    progress.reset();
    if (!output.quiet)
      std::printf("%s%s: %s\n", pointText(sweep, point).c_str(), earlier ? " (done before)" : "",
                  folder.filename().c_str());
    std::fflush(stdout);
  };
  callbacks.figures = figureWriter(output.figures);

  const std::filesystem::path folder = std::filesystem::absolute(output.out).lexically_normal();
  const SweepOutcome outcome = runSweep(sweep, shard, folder, callbacks);
  progress.reset();
  std::printf("%s\n", folder.c_str());
  if (outcome.failed > 0) {
    std::fprintf(stderr, "nmf-explorer: %d points failed; start the sweep again to try them once more\n",
                 outcome.failed);
    return kFailed;
  }
  return outcome.interrupted ? kInterrupted : kDone;
}

CollectCommand::CollectCommand(CLI::App& program)
    : parser_(
          program.add_subcommand("collect", "join the summaries that the shards of a sweep wrote into one")),
      folder_(addTextOption(*parser_, "folder", "DIR", "the folder the shards wrote to")) {}

int CollectCommand::execute(ProgramArguments) {
  const std::string folder = textOf(*folder_);
  if (folder.empty()) throw InputError("collect needs the folder that the shards of a sweep wrote to");
  const ResultTable table = collectShards(folder);
  const std::filesystem::path written = std::filesystem::absolute(folder).lexically_normal() / "summary.csv";
  std::printf("%zu points\n%s\n", table.rows.size(), written.c_str());
  return kDone;
}

}  // namespace nmf::app
