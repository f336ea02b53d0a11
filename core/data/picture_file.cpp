#include "core/data/picture_file.h"

#include <QBuffer>
#include <QFile>
#include <QImage>
#include <QImageReader>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace nmf {
namespace {

constexpr int decodedLimitMiB = 512;

bool isGray(const QImage& image) {
  switch (image.format()) {
    case QImage::Format_Grayscale8:
    case QImage::Format_Grayscale16:
    case QImage::Format_Mono:
    case QImage::Format_MonoLSB:
      return true;
    case QImage::Format_Indexed8: {
      const auto colors = image.colorTable();
      return std::all_of(colors.begin(), colors.end(),
                         [](QRgb color) { return qIsGray(color) && qAlpha(color) == 255; });
    }
    default:
      return false;
  }
}

Picture grayPicture(QImage image) {
  image.convertTo(QImage::Format_Grayscale8);
  Picture picture{{image.height(), image.width(), 1}, {}, {}};
  picture.bytes.resize(static_cast<std::size_t>(picture.shape.pixels()));
  for (int y = 0; y < image.height(); ++y) {
    std::memcpy(picture.bytes.data() + std::ptrdiff_t{y} * image.width(), image.constScanLine(y),
                static_cast<std::size_t>(image.width()));
  }
  return picture;
}

Picture colorPicture(QImage image) {
  if (image.hasAlphaChannel()) {
    QImage opaque(image.size(), QImage::Format_RGB32);
    opaque.fill(Qt::black);
    QPainter(&opaque).drawImage(0, 0, image);
    image = std::move(opaque);
  }
  if (image.format() != QImage::Format_RGB32) image.convertTo(QImage::Format_RGB888);
  Picture picture{{image.height(), image.width(), 3}, {}, {}};
  picture.bytes.resize(static_cast<std::size_t>(picture.shape.pixels()));
  const std::ptrdiff_t plane = std::ptrdiff_t{image.height()} * image.width();
  for (int y = 0; y < image.height(); ++y) {
    std::uint8_t* red = picture.bytes.data() + std::ptrdiff_t{y} * image.width();
    std::uint8_t *green = red + plane, *blue = green + plane;
    if (image.format() == QImage::Format_RGB32) {
      const QRgb* line = reinterpret_cast<const QRgb*>(image.constScanLine(y));
      for (int x = 0; x < image.width(); ++x) {
        red[x] = static_cast<std::uint8_t>(qRed(line[x]));
        green[x] = static_cast<std::uint8_t>(qGreen(line[x]));
        blue[x] = static_cast<std::uint8_t>(qBlue(line[x]));
      }
    } else {
      const uchar* line = image.constScanLine(y);
      for (int x = 0; x < image.width(); ++x, line += 3) {
        red[x] = line[0];
        green[x] = line[1];
        blue[x] = line[2];
      }
    }
  }
  return picture;
}

// Qt's plugins read more than pictures are promised to be, vector drawings among it, whose drawing nothing
// bounds.
bool isPictureFormat(const QByteArray& format) {
  constexpr std::array formats{"png", "jpeg", "jpg", "bmp", "webp", "tiff", "tif", "pgm", "ppm", "pbm"};
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

std::optional<Picture> decoded(QIODevice& device) {
  QImageReader reader(&device);
  reader.setDecideFormatFromContent(true);
  reader.setAutoTransform(true);
  if (!isPictureFormat(reader.format())) return std::nullopt;
  // The header is read first, so that no decoder is asked for what could never be a picture of a data set.
  const QSize size = reader.size();
  if (size.isValid() &&
      std::int64_t{size.width()} * size.height() > std::int64_t{decodedLimitMiB} * 1024 * 1024 / 4) {
    return std::nullopt;
  }
  QImage image = reader.read();
  if (image.isNull()) return std::nullopt;
  return isGray(image) ? grayPicture(std::move(image)) : colorPicture(std::move(image));
}

void raiseAllocationLimit() {
  static const bool once = [] {
    QImageReader::setAllocationLimit(decodedLimitMiB);
    return true;
  }();
  static_cast<void>(once);
}

}  // namespace

bool isPictureName(const std::string& name) {
  constexpr std::array<std::string_view, 9> endings{".png",  ".jpg", ".jpeg", ".bmp", ".webp",
                                                    ".tiff", ".tif", ".pgm",  ".ppm"};
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos) return false;
  std::string ending = name.substr(dot);
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

std::optional<Picture> readPictureFile(const std::string& path) {
  raiseAllocationLimit();
  // Opened by the bytes of its name, which need not be UTF-8.
  std::FILE* const handle = std::fopen(path.c_str(), "rb");
  QFile file;
  if (!handle || !file.open(handle, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) return std::nullopt;
  return decoded(file);
}

std::optional<Picture> readPicture(const QByteArray& content) {
  raiseAllocationLimit();
  QBuffer buffer;
  buffer.setData(content);
  if (!buffer.open(QIODevice::ReadOnly)) return std::nullopt;
  return decoded(buffer);
}

}  // namespace nmf
