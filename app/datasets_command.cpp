#include "app/datasets_command.h"

#include <QCoreApplication>
#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "app/exit_status.h"
#include "app/experiment_arguments.h"
#include "app/interrupt.h"
#include "app/progress_line.h"
#include "app/run_command.h"
#include "core/data/bytes.h"
#include "core/data/dataset_request.h"
#include "core/data/download.h"
#include "core/errors.h"

namespace nmf::app {
namespace {

std::string whereabouts(const KnownDataset& dataset) {
  if (dataset.builtIn) return "built in";
  if (!dataset.folder.empty()) return dataset.folder;
  return "not on this machine; 'nmf-explorer datasets fetch " + dataset.name + "' downloads it";
}

int listDatasets() {
  const auto datasets = knownDatasets();
  std::size_t width = 0;
  for (const KnownDataset& dataset : datasets) width = std::max(width, dataset.name.size());
  const std::string standard = defaultDataset();
  for (const KnownDataset& dataset : datasets) {
    std::string name = dataset.name;
    name.resize(width, ' ');
    std::printf("%s  %s%s\n", name.c_str(), whereabouts(dataset).c_str(),
                dataset.name == standard ? " (the default)" : "");
    std::printf("%s  %s\n", std::string(width, ' ').c_str(), dataset.description.c_str());
  }
  return kDone;
}

std::string progressText(const FetchProgress& progress) {
  std::string text = progress.file + "   " + sizeText(progress.received);
  if (progress.total >= 0) text += " of " + sizeText(progress.total);
  text += "   " + sizeText(static_cast<std::int64_t>(progress.bytesPerSecond)) + "/s";
  if (progress.secondsLeft >= 0) text += "   " + clockText(progress.secondsLeft) + " left";
  return text;
}

}  // namespace

DatasetsCommand::DatasetsCommand(CLI::App& program)
    : parser_(program.add_subcommand("datasets",
                                     "the data sets known by name: where they are, and downloading them")),
      fetch_(parser_->add_subcommand(
          "fetch", "download a data set into the user's cache folder; a download that was cut goes on")),
      name_(addTextOption(*fetch_, "name", "NAME", "mnist, fashion-mnist or flowers102")),
      mirror_(addTextOption(
          *fetch_, "--mirror", "URL",
          "where to take the files from instead of the known mirrors: an address or a folder")) {
  fetch_->group("Commands");
  parser_->add_subcommand("list", "list them; also what 'datasets' alone does")->group("Commands");
  parser_->require_subcommand(0, 1);
}

int DatasetsCommand::execute(ProgramArguments arguments) {
  return fetch_->parsed() ? fetch(arguments) : listDatasets();
}

int DatasetsCommand::fetch(ProgramArguments arguments) {
  const std::string name = textOf(*name_);
  if (name.empty()) throw InputError("datasets fetch needs the name of a data set, such as mnist");
  FetchOptions options;
  options.mirror = textOf(*mirror_);
  if (*mirror_ && options.mirror.empty())
    throw InputError("--mirror: the empty name is no place; give an address or a folder");
  noteInterrupts();
  const auto application = offscreenApplication(arguments, false);
  ProgressLine progress(false);
  options.progress = [&progress](const FetchProgress& now) {
    progress.show(progressText(now));
    return !interrupted();
  };
  try {
    const std::string folder = fetchDataset(name, options);
    progress.clear();
    std::printf("%s\n", folder.c_str());
    return kDone;
  } catch (const InputError&) {
    if (!interrupted()) throw;
    progress.clear();
    std::fprintf(stderr,
                 "nmf-explorer: interrupted; the download goes on from here when it is started again\n");
    return kInterrupted;
  }
}

}  // namespace nmf::app
