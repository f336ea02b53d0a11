#include "app/datasets_command.h"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "app/exit_status.h"
#include "core/data/dataset_request.h"

namespace nmf::app {
namespace {

std::string whereabouts(const KnownDataset& dataset) {
  if (dataset.builtIn) return "built in";
  return dataset.folder.empty() ? "not on this machine" : dataset.folder;
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

}  // namespace

DatasetsCommand::DatasetsCommand(CLI::App& program)
    : parser_(program.add_subcommand("datasets",
                                     "the data sets known by name, and where they are on this machine")) {
  parser_->add_subcommand("list", "list them; also what 'datasets' alone does")->group("Commands");
  parser_->require_subcommand(0, 1);
}

int DatasetsCommand::execute(ProgramArguments) {
  return listDatasets();
}

}  // namespace nmf::app
