#pragma once

#include <sys/types.h>
#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTest>
#include <csignal>
#include <memory>

/// The real program, as a person or a script starts it.
namespace program {

/// A generous limit on any wait, for machines under load. It is no measure of speed.
inline constexpr int kPatience = 120'000;  // ms

struct Outcome {
  int status = -1;  ///< -1 where it crashed or was killed by us
  QByteArray out;
  QByteArray err;
  /// The last line on stdout.
  QString lastLine() const {
    const QStringList lines = QString::fromUtf8(out).trimmed().split('\n');
    return lines.isEmpty() ? QString() : lines.last();
  }
  /// stderr is one line of the program's own.
  bool isOneErrorLine() const {
    return err.startsWith("nmf-explorer: ") && err.endsWith('\n') && err.count('\n') == 1;
  }
};

inline QString path() {
  return qEnvironmentVariable("NMF_EXPLORER_PROGRAM");
}

/// No display, and no user's folders: what a bare machine has.
inline QProcessEnvironment bareEnvironment() {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) environment.remove(name);
  return environment;
}

inline std::unique_ptr<QProcess> start(const QStringList& arguments, const QString& folder,
                                       const QProcessEnvironment& environment = bareEnvironment()) {
  auto process = std::make_unique<QProcess>();
  process->setWorkingDirectory(folder);
  process->setProcessEnvironment(environment);
  process->start(path(), arguments);
  process->waitForStarted(kPatience);
  return process;
}

inline Outcome finish(QProcess& process) {
  Outcome outcome;
  if (!process.waitForFinished(kPatience)) {
    process.kill();
    process.waitForFinished();
    return outcome;
  }
  outcome.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  outcome.out = process.readAllStandardOutput();
  outcome.err = process.readAllStandardError();
  return outcome;
}

inline Outcome run(const QStringList& arguments, const QString& folder,
                   const QProcessEnvironment& environment = bareEnvironment()) {
  return finish(*start(arguments, folder, environment));
}

inline QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Whether the program takes `signal`; on its way up it still dies of it.
inline bool listensTo(int signal, const QProcess& process) {
  const QByteArray status = contentOf(QStringLiteral("/proc/%1/status").arg(process.processId()));
  const qsizetype caught = status.indexOf("SigCgt:") + 7;
  return (status.mid(caught, status.indexOf('\n', caught) - caught).trimmed().toULongLong(nullptr, 16) >>
          (signal - 1)) &
         1;
}

inline void write(const QString& path, const QByteArray& content) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(content), content.size());
}

/// Names of all entries, hidden ones too.
inline QStringList entriesOf(const QString& folder) {
  return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

/// A small experiment that trains in milliseconds.
inline QStringList small(const QStringList& more = {}) {
  return QStringList{"run", "--dataset", "swimmer", "--rows",    "0:64", "--model",   "deep", "--ranks",
                     "8,4", "--epochs",  "30",      "--threads", "1",    "--figures", "none"} +
         more;
}

}  // namespace program
