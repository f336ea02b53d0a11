#pragma once

#include <QSaveFile>

namespace nmf::ui {

/// Without a buffer: of one that is written in part only, as where a disk gets full, Qt knows no reason.
inline bool openUnbuffered(QSaveFile& file) {
  return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered);
}

/// Writes all of it. False: file.errorString() has the system's reason.
inline bool writeAll(QSaveFile& file, const char* bytes, qint64 count) {
  for (qint64 done = 0; done < count;) {
    const qint64 written = file.write(bytes + done, count - done);
    if (written <= 0) return false;
    done += written;
  }
  return true;
}

}  // namespace nmf::ui
