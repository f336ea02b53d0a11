#include "ui/figures/animation.h"

#include <utility>

#include "ui/views/picture_view.h"

namespace nmf::ui {

Animation::Animation(PictureView& view, std::vector<SnapshotPtr> snapshots, const QString& path,
                     const Options& options)
    : view_(view), snapshots_(std::move(snapshots)), path_(path), options_(options) {}

QImage Animation::frameAt(std::size_t index) {
  const RunFrame shown = view_.frame();
  RunFrame frame = shown;
  frame.snapshot = snapshots_[index];
  frame.epoch = frame.snapshot->epoch;
  frame.live = false;
  view_.setFrame(frame);
  const QImage image = renderFigure(view_, options_.look);
  view_.setFrame(shown);
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
