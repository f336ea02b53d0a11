#include "ui/views/picture_view.h"

#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/controls/wrap_layout.h"
#include "ui/views/picture_text.h"

namespace nmf::ui {

PictureView::PictureView(QWidget* parent) : View(parent), theme_(lightTheme()) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(8, 6, 8, 4);
  row->setSpacing(6);
  controls_ = row;
  column->addLayout(row);
  canvas_ = new Canvas(this);
  body_ = new QHBoxLayout;
  body_->setSpacing(0);
  body_->addWidget(canvas_, 1);
  column->addLayout(body_, 1);
  canvas_->onPaint = [this](QPainter& painter) { paintCanvas(painter); };
}

QLayout* PictureView::wrappingControls() {
  auto* wrapping = new WrapLayout;
  wrapping->setSpacing(controls_->spacing());
  controls_->addLayout(wrapping, 1);
  return wrapping;
}

void PictureView::finishControls() {
  // The canvas was made first, but comes last when one walks through with Tab.
  QWidget* before = nullptr;
  for (QWidget* control : findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
    if (control == canvas_ || !(control->focusPolicy() & Qt::TabFocus)) continue;
    if (before) setTabOrder(before, control);
    before = control;
  }
  if (before) setTabOrder(before, canvas_);
}

void PictureView::setFrame(const RunFrame& frame) {
  if (frame.run < frame_.run) return;
  if (frame.data == frame_.data && frame.snapshot == frame_.snapshot && frame.run == frame_.run &&
      frame.model == frame_.model && frame.live == frame_.live) {
    return;
  }
  frame_ = frame;
  stale_ = true;
  if (isVisible()) repaintPicture();
}

void PictureView::setTheme(const Theme& theme) {
  theme_ = theme;
  repaintPicture();
}

void PictureView::showEvent(QShowEvent* event) {
  View::showEvent(event);
  if (stale_) repaintPicture();
}

QString PictureView::figureHeading() const {
  if (!frame_.snapshot) return figureTitle();
  return tr("%1, epoch %2").arg(figureTitle(), grouped(frame_.snapshot->epoch));
}

void PictureView::invalidate() {
  stale_ = true;
  repaintPicture();
}

void PictureView::repaintPicture() {
  if (!isVisible()) return;
  // Controls change before the paint event, never inside it; the costly part waits for that event, which Qt
  // merges.
  syncControls();
  canvas_->update();
}

void PictureView::syncControls() {
  if (knownData_ != frame_.data) {
    knownData_ = frame_.data;
    dataChanged();
  }
  if (knownSnapshot_ != frame_.snapshot) {
    knownSnapshot_ = frame_.snapshot;
    snapshotChanged();
  }
}

QString PictureView::emptySentence() const {
  if (needsData() && !frame_.data)
    return frame_.snapshot
               ? tr("The images that this run was trained on are needed here, and they are not at hand.")
               : tr("Load a data set, and its pictures will be shown here.");
  if (needsSnapshot() && !frame_.snapshot) return tr("Press Run, and this will show what the factors learn.");
  return {};
}

void PictureView::ensurePrepared() {
  if (!stale_) return;
  stale_ = false;
  ++preparations_;
  prepare();
}

void PictureView::paintCanvas(QPainter& painter) {
  QElapsedTimer timer;
  timer.start();
  const QRectF area = canvas_->rect();
  painter.fillRect(area, theme_.base);
  const QString sentence = emptySentence();
  if (sentence.isEmpty()) {
    ensurePrepared();
    paintPicture(painter, area, theme_, true);
  } else {
    painter.setFont(figureFont(theme_, 1.1));
    painter.setPen(theme_.mutedText);
    painter.drawText(area.adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, sentence);
  }
  if (canvas_->showsFocus()) {
    painter.setPen(QPen(theme_.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
  }
  lastMilliseconds_ = static_cast<double>(timer.nsecsElapsed()) * 1e-6;
}

std::optional<std::int64_t> PictureView::shownEpoch() const {
  if (!changesOverTime()) return {};
  return frame_.snapshot->epoch;
}

void PictureView::atEpoch(const SnapshotPtr& snapshot, const std::function<void()>& paint) {
  const RunFrame shown = frame_;
  RunFrame frame = shown;
  frame.snapshot = snapshot;
  frame.epoch = snapshot->epoch;
  frame.live = false;
  setFrame(frame);
  paint();
  setFrame(shown);
}

void PictureView::prepareFigure() {
  syncControls();
  if (!emptySentence().isEmpty()) return;
  ensurePrepared();
  completeFigure();
}

double PictureView::figureHeight(const Theme& theme, double width) const {
  const double inner = std::ceil(width) - 2 * kFigureMargin;  // as it will be painted
  const QString sentence = emptySentence();
  const double picture = sentence.isEmpty() ? leastHeight(inner, theme)
                                            : 2 * wrappedHeight(figureFont(theme, 1.08), sentence, inner);
  return std::max(Figure::figureHeight(theme, width),
                  2 * kFigureMargin + figureHeadingHeight(theme, figureHeading(), inner) + picture);
}

void PictureView::paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) {
  prepareFigure();  // the heading may name what is prepared
  painter.save();
  painter.fillRect(area, theme.base);
  const QString sentence = emptySentence();
  QRectF rest = area.adjusted(kFigureMargin, kFigureMargin, -kFigureMargin, -kFigureMargin);
  rest.setTop(rest.top() + paintFigureHeading(painter, rest, theme, figureHeading()));
  if (sentence.isEmpty()) {
    paintPicture(painter, rest, theme, false);
  } else {
    painter.setPen(theme.mutedText);
    painter.drawText(rest, Qt::AlignCenter | Qt::TextWordWrap, sentence);
  }
  painter.restore();
}

}  // namespace nmf::ui
