#pragma once

#include <unistd.h>

#include <QFile>
#include <QStringList>
#include <QTemporaryFile>
#include <cstdio>

namespace nmf::test {

/// While it lives, what anybody writes to standard error goes to a file and can be read. Not under the
/// sanitizers, whose reports must not be lost.
class StandardError {
 public:
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  static constexpr bool works = false;
  QStringList lines() {
    return {};
  }
#else
  static constexpr bool works = true;
  StandardError() : kept_(::dup(STDERR_FILENO)) {
    if (file_.open()) ::dup2(file_.handle(), STDERR_FILENO);
  }
  ~StandardError() {
    std::fflush(stderr);
    ::dup2(kept_, STDERR_FILENO);
    ::close(kept_);
  }
  QStringList lines() {
    std::fflush(stderr);
    QFile written(file_.fileName());
    if (!written.open(QIODevice::ReadOnly)) return {QStringLiteral("standard error cannot be read")};
    return QString::fromUtf8(written.readAll()).split('\n', Qt::SkipEmptyParts);
  }

 private:
  QTemporaryFile file_;
  int kept_;
#endif
};

}  // namespace nmf::test
