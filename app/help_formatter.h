#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace nmf::app {

/// Help with long descriptions broken into lines.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
  std::string make_option(const CLI::Option* option, bool isPositional) const override;
  std::string make_subcommand(const CLI::App* subcommand) const override;
};

}  // namespace nmf::app
