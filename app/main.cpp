#include "app/command_line.h"

int main(int argc, char** argv) {
  return nmf::app::runCommandLine(argc, argv);
}
