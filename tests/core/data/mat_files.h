#pragma once

#include <QByteArray>
#include <QtEndian>
#include <string>
#include <vector>

/// MATLAB 5 files for tests, built tag by tag.
namespace matfile {

inline QByteArray u32(quint32 value, bool big = false) {
  QByteArray bytes(4, '\0');
  big ? qToBigEndian(value, bytes.data()) : qToLittleEndian(value, bytes.data());
  return bytes;
}

/// An element in the long form, padded to 8 bytes.
inline QByteArray element(quint32 type, const QByteArray& data, bool big = false) {
  return u32(type, big) + u32(quint32(data.size()), big) + data + QByteArray((8 - data.size() % 8) % 8, '\0');
}

inline QByteArray header(bool big = false) {
  QByteArray text("MATLAB 5.0 MAT-file, made by a test");
  text = text.leftJustified(124, ' ');
  return text + (big ? QByteArray("\x01\0MI", 4) : QByteArray("\0\x01IM", 4));
}

/// A matrix element; `arrayClass` 6 is double, 9 uint8, 11 uint16; `type` is that of the values as stored.
inline QByteArray matrix(const std::string& name, std::vector<qint32> shape, quint32 arrayClass, quint32 type,
                         const QByteArray& values, bool big = false) {
  QByteArray dimensions;
  for (const qint32 length : shape) dimensions += u32(quint32(length), big);
  return element(14,
                 element(6, u32(arrayClass, big) + u32(0, big), big) + element(5, dimensions, big) +
                     element(1, QByteArray::fromStdString(name), big) + element(type, values, big),
                 big);
}

/// An array of uint16 (class 11, type 4) in one row.
inline QByteArray uint16Row(const std::string& name, const std::vector<int>& values, bool big = false) {
  QByteArray raw;
  for (const int value : values) {
    QByteArray two(2, '\0');
    big ? qToBigEndian(quint16(value), two.data()) : qToLittleEndian(quint16(value), two.data());
    raw += two;
  }
  return matrix(name, {1, qint32(values.size())}, 11, 4, raw, big);
}

/// A packed element: qCompress's zlib stream, without the length that it puts before.
inline QByteArray compressed(const QByteArray& inner) {
  const QByteArray packed = qCompress(inner).mid(4);
  return u32(15) + u32(quint32(packed.size())) + packed;
}

}  // namespace matfile
