#pragma once

namespace nmf::app {

/// From now on SIGINT and SIGTERM are noted instead of ending the program; a second one ends it.
void noteInterrupts();

/// Whether one has come.
bool interrupted();

/// A file descriptor that becomes readable when one comes; for event loops.
int interruptDescriptor();

}  // namespace nmf::app
