#pragma once

#include <QString>
#include <memory>
#include <vector>

#include "core/training/snapshot.h"
#include "ui/figures/export_figure.h"
#include "ui/figures/gif_writer.h"

namespace nmf::ui {

/// A figure over the timeline as an animated GIF: a frame for each snapshot, one step() at a time so that a
/// window can show how far it is and give it up, which leaves no file. Each frame is painted by the
/// figure itself, with the choices made there, and after each step it shows what it showed before.
class Animation {
 public:
  struct Options {
    ExportOptions look;  ///< scale, theme and caption
    int framesPerSecond = 10;
    int lastCentiseconds = 200;  ///< the last frame stays for longer
  };

  /// `snapshots` by epoch; not empty. Throws EnvironmentError.
  Animation(Figure& figure, std::vector<SnapshotPtr> snapshots, const QString& path, const Options& options);

  int frames() const { return static_cast<int>(snapshots_.size()); }
  int written() const { return next_; }
  /// Writes the next frame; false once the file is there whole. Throws EnvironmentError.
  bool step();

 private:
  QImage frameAt(std::size_t index);
  void reserveRoom();

  Figure& figure_;
  std::vector<SnapshotPtr> snapshots_;
  QString path_;
  Options options_;
  std::unique_ptr<GifWriter> gif_;
  int next_ = 0;
};

}  // namespace nmf::ui
