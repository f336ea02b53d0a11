#pragma once

#include <QColor>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <string>
#include <vector>

#include "core/data/npz.h"

namespace nmf::test {

/// Writes text into a file, and the folders it lies in.
inline void writeText(const QString& path, const QByteArray& content) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) qFatal("cannot write");
}

/// An .npz with 30 `faces` of 9 x 10 (labels 0 to 3 in `kind`) and 20 `houses` of 12 x 12.
inline void writeTwoArrays(const QString& path) {
  NpzWriter writer(path.toStdString());
  const auto images = [&](const char* name, std::int64_t count, std::int64_t height, std::int64_t width) {
    std::vector<float> values(static_cast<std::size_t>(count * height * width));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 17) / 16;
    writer.begin(name, {count, height, width});
    writer.append(values);
  };
  images("faces", 30, 9, 10);
  images("houses", 20, 12, 12);
  std::vector<std::int64_t> kinds;
  for (int i = 0; i < 30; ++i) kinds.push_back(i % 4);
  writer.add("kind", kinds);
  writer.finish();
}

/// `rows` lines of `columns` numbers in [0, 1].
inline void writeCsv(const QString& path, int rows, int columns) {
  QByteArray text;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column)
      text += (column > 0 ? "," : "") + QByteArray::number((row * 7 + column * 3) % 10 / 10.0);
    text += '\n';
  }
  writeText(path, text);
}

/// `count` PNG pictures of 8 x 6 in each of the sub-folders "cat" and "dog", in colour.
inline void writePictures(const QString& folder, int count) {
  for (const char* kind : {"cat", "dog"}) {
    QDir().mkpath(folder + "/" + kind);
    for (int i = 0; i < count; ++i) {
      QImage image(6, 8, QImage::Format_RGB32);
      image.fill(QColor::fromHsv((i * 37) % 360, 200, kind[0] == 'c' ? 250 : 120));
      if (!image.save(QStringLiteral("%1/%2/%3.png").arg(folder, kind).arg(i, 4, 10, QChar('0'))))
        qFatal("cannot write");
    }
  }
}

}  // namespace nmf::test
