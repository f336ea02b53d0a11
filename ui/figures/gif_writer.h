#pragma once

#include <QImage>
#include <QString>
#include <memory>

namespace nmf::ui {

/// An animated GIF, written frame by frame as they come and appearing whole or not at all: one that is
/// destroyed before finish() leaves nothing. Every function throws EnvironmentError naming the file when it
/// cannot be written (disk full, no permission).
class GifWriter {
 public:
  /// Loops for ever. All frames have the `size` in pixels.
  GifWriter(const QString& path, QSize size);
  ~GifWriter();
  GifWriter(const GifWriter&) = delete;
  GifWriter& operator=(const GifWriter&) = delete;

  /// Adds a frame that is shown for `centiseconds`. Only the part that differs from the frame before is
  /// stored. A frame of another size is fitted into the first's.
  void add(const QImage& frame, int centiseconds);
  void finish();

 private:
  struct File;
  [[noreturn]] void fail() const;
  void begin();

  std::unique_ptr<File> file_;
  QSize size_;
  QImage before_;
};

}  // namespace nmf::ui
