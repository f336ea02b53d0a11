#pragma once

#include <fcntl.h>
#include <unistd.h>
#include <QByteArray>
#include <QString>
#include <cstdlib>

#include "tests/app/program.h"

namespace program {

/// A terminal that nobody sees: what a program says on one while it trains.
class Terminal {
 public:
  Terminal() : end_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)) {
    if (end_ >= 0 && ::grantpt(end_) == 0 && ::unlockpt(end_) == 0) path_ = ::ptsname(end_);
  }
  ~Terminal() { ::close(end_); }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// The program with its messages on the terminal.
  std::unique_ptr<QProcess> start(const QStringList& arguments, const QString& folder) const {
    auto process = std::make_unique<QProcess>();
    process->setWorkingDirectory(folder);
    process->setProcessEnvironment(bareEnvironment());
    process->start(
        "/bin/sh",
        QStringList{"-c", "messages=$0; exec \"$@\" 2>\"$messages\"", path_, program::path()} + arguments);
    process->waitForStarted(kPatience);
    return process;
  }
  /// All that was said so far.
  const QByteArray& text() {
    char piece[4096];
    for (ssize_t n = 0; (n = ::read(end_, piece, sizeof piece)) > 0;) text_.append(piece, n);
    return text_;
  }

 private:
  int end_;
  QString path_;
  QByteArray text_;
};

}  // namespace program
