#include "ui/figures/gif_writer.h"

#include <gif_lib.h>
#include <QPainter>
#include <QSaveFile>
#include <cstring>

#include "core/errors.h"
#include "ui/figures/color_table.h"
#include "ui/figures/save_file.h"

namespace nmf::ui {

struct GifWriter::File {
  explicit File(const QString& path) : save(path) {}
  ~File() {
    if (gif) EGifCloseFile(gif, nullptr);  // QSaveFile drops what is not committed
  }
  QSaveFile save;
  GifFileType* gif = nullptr;
};

namespace {

int writeBytes(GifFileType* gif, const GifByteType* bytes, int count) {
  auto* save = static_cast<QSaveFile*>(gif->UserData);
  return writeAll(*save, reinterpret_cast<const char*>(bytes), count) ? count : 0;
}

/// The smallest rectangle outside of which two pictures of one size are the same.
QRect differenceOf(const QImage& a, const QImage& b) {
  int top = a.height(), bottom = -1, left = a.width(), right = -1;
  for (int y = 0; y < a.height(); ++y) {
    const auto* p = reinterpret_cast<const QRgb*>(a.constScanLine(y));
    const auto* q = reinterpret_cast<const QRgb*>(b.constScanLine(y));
    if (std::memcmp(p, q, static_cast<std::size_t>(a.width()) * sizeof(QRgb)) == 0) continue;
    top = std::min(top, y);
    bottom = y;
    int x = 0;
    while (p[x] == q[x]) ++x;
    left = std::min(left, x);
    x = a.width() - 1;
    while (p[x] == q[x]) --x;
    right = std::max(right, x);
  }
  // A frame must have some extent, even where nothing has changed.
  return bottom < 0 ? QRect(0, 0, 1, 1) : QRect(QPoint(left, top), QPoint(right, bottom));
}

struct MapDeleter {
  void operator()(ColorMapObject* map) const { GifFreeMapObject(map); }
};

std::unique_ptr<ColorMapObject, MapDeleter> mapOf(const QVector<QRgb>& colors) {
  const int size = 1 << std::max(1, GifBitSize(static_cast<int>(colors.size())));
  std::unique_ptr<ColorMapObject, MapDeleter> map(GifMakeMapObject(size, nullptr));
  if (!map) throw std::bad_alloc();
  for (int i = 0; i < static_cast<int>(colors.size()); ++i)
    map->Colors[i] = {static_cast<GifByteType>(qRed(colors[i])), static_cast<GifByteType>(qGreen(colors[i])),
                      static_cast<GifByteType>(qBlue(colors[i]))};
  return map;
}

}  // namespace

GifWriter::GifWriter(const QString& path, QSize size) : file_(std::make_unique<File>(path)), size_(size) {
  if (!openUnbuffered(file_->save)) fail();
  file_->gif = EGifOpen(&file_->save, writeBytes, nullptr);
  if (!file_->gif) throw std::bad_alloc();
  begin();
}

GifWriter::~GifWriter() = default;

void GifWriter::fail() const {
  throw EnvironmentError("cannot write the animation " + file_->save.fileName().toStdString() + ": " +
                         file_->save.errorString().toStdString());
}

void GifWriter::begin() {
  GifFileType* const gif = file_->gif;
  EGifSetGifVersion(gif, true);
  constexpr int kBits = 8;
  // The application block of Netscape 2.0: repeat without end.
  constexpr GifByteType kLoop[3] = {1, 0, 0};
  if (EGifPutScreenDesc(gif, size_.width(), size_.height(), kBits, 0, nullptr) == GIF_ERROR ||
      EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE) == GIF_ERROR ||
      EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0") == GIF_ERROR ||
      EGifPutExtensionBlock(gif, sizeof kLoop, kLoop) == GIF_ERROR ||
      EGifPutExtensionTrailer(gif) == GIF_ERROR)
    fail();
}

void GifWriter::add(const QImage& picture, int centiseconds) {
  QImage frame = picture.convertToFormat(QImage::Format_RGB32);
  if (frame.size() != size_) {
    QImage fitted(size_, QImage::Format_RGB32);
    fitted.fill(frame.pixel(0, 0));
    QPainter painter(&fitted);
    painter.drawImage(0, 0, frame);
    painter.end();
    frame = fitted;
  }
  const QRect part = before_.isNull() ? frame.rect() : differenceOf(before_, frame);
  before_ = frame;
  const IndexedPicture indexedPart = indexed(frame.copy(part));
  const auto map = mapOf(indexedPart.colors);

  GraphicsControlBlock control{};
  control.DisposalMode = DISPOSE_DO_NOT;
  control.DelayTime = centiseconds;
  control.TransparentColor = NO_TRANSPARENT_COLOR;
  GifByteType extension[4];
  EGifGCBToExtension(&control, extension);
  GifFileType* const gif = file_->gif;
  if (EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, sizeof extension, extension) == GIF_ERROR ||
      EGifPutImageDesc(gif, part.left(), part.top(), part.width(), part.height(), false, map.get()) ==
          GIF_ERROR)
    fail();
  std::vector<GifPixelType> line(static_cast<std::size_t>(part.width()));
  for (int y = 0; y < part.height(); ++y) {
    // The library takes a line that it may change.
    std::copy_n(indexedPart.pixels.begin() + static_cast<std::ptrdiff_t>(y) * part.width(), part.width(),
                line.begin());
    if (EGifPutLine(gif, line.data(), part.width()) == GIF_ERROR) fail();
  }
}

void GifWriter::finish() {
  GifFileType* const gif = std::exchange(file_->gif, nullptr);
  if (EGifCloseFile(gif, nullptr) == GIF_ERROR || !file_->save.commit()) fail();
}

}  // namespace nmf::ui
