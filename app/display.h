#pragma once

#include <QApplication>
#include <memory>

#include "app/command.h"

namespace nmf::app {

/// Qt's application on the display the surroundings name. Throws InputError where they name none. One that is
/// named and does not answer ends the process with one line on stderr and exit status 2, as Qt can only abort
/// then.
std::unique_ptr<QApplication> openDisplay(ProgramArguments arguments);

}  // namespace nmf::app
