#include "ui/figures/animation.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nmf::ui {

Animation::Animation(Figure& figure, std::vector<SnapshotPtr> snapshots, const QString& path,
                     const Options& options)
    : figure_(figure), snapshots_(std::move(snapshots)), path_(path), options_(options) {}

/// One frame may take more room than the first, which gives all of them their size: for the lines of its
/// caption, or for an epoch of more digits, as the last has.
void Animation::reserveRoom() {
  ExportOptions& look = options_.look;
  double width = look.width, height = 0;
  for (const SnapshotPtr& snapshot : {snapshots_.front(), snapshots_.back()})
    figure_.atEpoch(snapshot, [&] {
      figure_.prepareFigure();
      const QSizeF size = figureSizeOf(figure_, look);
      width = size.width();
      height = std::max(height, size.height());
    });
  look.height = height;
  if (look.caption.isEmpty()) return;
  for (const SnapshotPtr& snapshot : snapshots_)
    look.captionRoom =
        std::max(look.captionRoom, captionHeight(look.caption.at(snapshot->epoch), width, look.theme));
}

QImage Animation::frameAt(std::size_t index) {
  QImage image;
  if (index == 0) reserveRoom();
  figure_.atEpoch(snapshots_[index], [&] { image = renderFigure(figure_, options_.look); });
  return image;
}

bool Animation::step() {
  const auto at = static_cast<std::size_t>(next_);
  if (at >= snapshots_.size()) return false;
  const QImage image = frameAt(at);
  if (!gif_) gif_ = std::make_unique<GifWriter>(path_, image.size());
  const bool last = at + 1 == snapshots_.size();
  gif_->add(image, last ? options_.lastCentiseconds : 100 / options_.framesPerSecond);
  ++next_;
  if (last) std::exchange(gif_, nullptr)->finish();
  return !last;
}

}  // namespace nmf::ui
