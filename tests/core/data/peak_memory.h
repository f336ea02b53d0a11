#pragma once

#include <QFile>
#include <QtTest>
#include <optional>

/// Kilobytes by which the memory of this process rises above where it stands while `act` runs; empty where
/// the system does not tell (Linux only).
template <typename Act>
std::optional<qint64> peakKilobytes(const Act& act) {
  const auto status = [](const char* key) -> qint64 {
    QFile file("/proc/self/status");
    if (!file.open(QIODevice::ReadOnly)) return -1;
    for (const QByteArray& line : file.readAll().split('\n'))
      if (line.startsWith(key))
        return line.mid(qsizetype(qstrlen(key))).simplified().split(' ').first().toLongLong();
    return -1;
  };
  QFile reset("/proc/self/clear_refs");
  if (!reset.open(QIODevice::WriteOnly) || reset.write("5") != 1)
    return std::nullopt;  // the peak from here on
  reset.close();
  const qint64 before = status("VmRSS:");
  act();
  const qint64 peak = status("VmHWM:");
  if (before < 0 || peak < 0) return std::nullopt;
  return peak - before;
}
