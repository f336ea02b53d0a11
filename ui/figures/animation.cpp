#include "ui/figures/animation.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nmf::ui {

Animation::Animation(Figure& figure, std::vector<SnapshotPtr> snapshots, const QString& path,
                     const Options& options)
    : figure_(figure), snapshots_(std::move(snapshots)), path_(path), options_(options) {}

/// The caption of one frame may take more lines than that of the first, which gives all of them their size.
void Animation::reserveCaption() {
  ExportOptions& look = options_.look;
  if (look.caption.isEmpty()) return;
  figure_.prepareFigure();
  const double width = std::ceil(look.width > 0 ? look.width : figure_.figureSize().width());
  for (const SnapshotPtr& snapshot : snapshots_)
    look.captionRoom =
        std::max(look.captionRoom, captionHeight(look.caption.at(snapshot->epoch), width, look.theme));
}

QImage Animation::frameAt(std::size_t index) {
  QImage image;
  figure_.atEpoch(snapshots_[index], [&] {
    if (index == 0) reserveCaption();
    image = renderFigure(figure_, options_.look);
  });
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
