#pragma once

namespace nmf::app {

/// Reads the command line, does what it says, and returns the exit status. Every error is one line on stderr.
int runCommandLine(int argc, char** argv);

}  // namespace nmf::app
