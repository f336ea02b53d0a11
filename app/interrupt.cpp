#include "app/interrupt.h"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>

namespace nmf::app {
namespace {

volatile std::sig_atomic_t seen = 0;
int pipeEnds[2] = {-1, -1};

extern "C" void onSignal(int) {
  const int saved = errno;
  seen = 1;
  if (pipeEnds[1] >= 0) {
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(pipeEnds[1], &byte, 1);
  }
  errno = saved;
}

}  // namespace

void noteInterrupts() {
  if (pipeEnds[0] < 0 && ::pipe2(pipeEnds, O_CLOEXEC | O_NONBLOCK) != 0) pipeEnds[0] = pipeEnds[1] = -1;
  struct sigaction action {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
  return seen != 0;
}

int interruptDescriptor() {
  return pipeEnds[0];
}

}  // namespace nmf::app
