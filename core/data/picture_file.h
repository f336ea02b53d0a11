#pragma once

#include <QByteArray>
#include <optional>
#include <string>

#include "core/data/picture.h"

namespace nmf {

/// Whether the ending of a file name is that of a picture that is read: PNG, JPEG, BMP, WebP, TIFF, PGM or
/// PPM.
bool isPictureName(const std::string& name);

/// Decodes a picture in full: 8 bits a channel, one channel where the file is gray, else three; turned
/// upright as its EXIF says; transparent parts are black. Empty when it cannot be decoded, or would take more
/// than 512 MiB. Safe to call from many threads.
std::optional<Picture> readPictureFile(const std::string& path);
std::optional<Picture> readPicture(const QByteArray& content);

}  // namespace nmf
