#pragma once

#include <zlib.h>

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <string>

/// A folder that is gone after the test, and files in it.
class TemporaryFiles {
 public:
  std::string path(const QString& name = {}) const {
    return (name.isEmpty() ? folder_.path() : folder_.filePath(name)).toStdString();
  }
  /// Writes a file, and the folders it lies in; returns its path.
  std::string write(const QString& name, const QByteArray& content) const {
    QDir().mkpath(QFileInfo(folder_.filePath(name)).path());
    QFile file(folder_.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
      qFatal("cannot write a test file");
    return file.fileName().toStdString();
  }

 private:
  QTemporaryDir folder_;
};

/// `content` as a gzip file.
inline QByteArray gzipped(const QByteArray& content) {
  z_stream stream{};
  constexpr int gzipWindow = 15 + 16;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    qFatal("cannot compress");
  }
  QByteArray packed(qsizetype(deflateBound(&stream, uLong(content.size()))), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = uInt(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = uInt(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) qFatal("cannot compress");
  packed.resize(qsizetype(stream.total_out));
  deflateEnd(&stream);
  return packed;
}

/// An IDX header of unsigned bytes (or another element type) with these lengths.
inline QByteArray idxHeader(const std::vector<quint32>& lengths, char type = 0x08) {
  QByteArray header("\0\0", 2);
  header += type;
  header += char(lengths.size());
  for (const quint32 length : lengths) {
    for (int shift = 24; shift >= 0; shift -= 8) header += char(length >> shift & 0xff);
  }
  return header;
}

/// `count` bytes that differ from their neighbours.
inline QByteArray pattern(qsizetype count) {
  QByteArray bytes(count, '\0');
  for (qsizetype i = 0; i < count; ++i) bytes[i] = char(i * 37 % 251);
  return bytes;
}
