#include "ui/views/timeline.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <functional>
#include <limits>

#include "ui/controls/option_box.h"
#include "ui/views/timeline_strip.h"

namespace nmf::ui {
namespace {

enum class Symbol { Play, Pause, Loop, Dot, Ring, Bookmark };

QIcon symbolIcon(Symbol symbol, const QColor& color) {
  QPixmap pixmap(64, 64);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.scale(4, 4);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  switch (symbol) {
    case Symbol::Play:
      painter.drawPolygon(QPolygonF({{4, 2.5}, {13.5, 8}, {4, 13.5}}));
      break;
    case Symbol::Pause:
      painter.drawRect(QRectF(4, 3, 3, 10));
      painter.drawRect(QRectF(9, 3, 3, 10));
      break;
    case Symbol::Dot:
      painter.drawEllipse(QPointF(8, 8), 4.5, 4.5);
      break;
    case Symbol::Ring:
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(color, 1.6));
      painter.drawEllipse(QPointF(8, 8), 4, 4);
      break;
    case Symbol::Bookmark:
      painter.drawPolygon(QPolygonF({{4, 2}, {12, 2}, {12, 14}, {8, 10.5}, {4, 14}}));
      break;
    case Symbol::Loop:
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(color, 1.8, Qt::SolidLine, Qt::FlatCap));
      painter.drawArc(QRectF(3, 3, 10, 10), 60 * 16, 290 * 16);
      painter.setPen(Qt::NoPen);
      painter.setBrush(color);
      painter.drawPolygon(QPolygonF({{9.2, 0.6}, {14.6, 3.4}, {9.6, 6.6}}));
      break;
  }
  painter.end();
  return QIcon(pixmap);
}

/// Steps through snapshots instead of single epochs.
class EpochBox : public QSpinBox {
 public:
  using QSpinBox::QSpinBox;
  std::function<void(int)> onStep;
  void stepBy(int steps) override {
    if (onStep) onStep(steps);
  }
  /// An epoch beyond the last may be typed and means the last: refusing its last digit would go elsewhere.
  QValidator::State validate(QString& text, int& position) const override {
    return isTooLarge(text) ? QValidator::Intermediate : QSpinBox::validate(text, position);
  }
  void fixup(QString& text) const override {
    if (isTooLarge(text)) text = textFromValue(maximum());
  }

 private:
  bool isTooLarge(QString text) const {
    bool isNumber = false;
    const double value = text.remove(locale().groupSeparator()).toDouble(&isNumber);
    return isNumber && value > maximum() && text.indexOf('.') < 0;
  }

 protected:
  StepEnabled stepEnabled() const override { return StepUpEnabled | StepDownEnabled; }
};

}  // namespace

Timeline::Timeline(QWidget* parent) : QWidget(parent) {
  setObjectName("timeline");
  setAccessibleName(tr("Timeline"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(6, 2, 6, 2);
  row->setSpacing(4);

  playButton_ = makeButton(this, "timelinePlay", tr("Play"), tr("Play the snapshots (Space)"));
  playButton_->setAutoRaise(true);
  playButton_->setCheckable(true);
  loopButton_ = makeButton(this, "timelineLoop", tr("Loop"), tr("Start again at the end"));
  loopButton_->setAutoRaise(true);
  loopButton_->setCheckable(true);
  bookmarkButton_ =
      makeButton(this, "timelineBookmark", tr("Bookmark"),
                 tr("Keep the factors of the epoch shown, however many are thinned (Ctrl+B). Ctrl+Left and "
                    "Ctrl+Right on the timeline go from bookmark to bookmark."));
  bookmarkButton_->setAutoRaise(true);
  bookmarkButton_->setCheckable(true);
  strip_ = new TimelineStrip(this);
  strip_->setObjectName("timelineStrip");
  strip_->setAccessibleName(tr("Epochs with snapshots"));
  auto* box = new EpochBox(this);
  epochBox_ = box;
  epochBox_->setObjectName("timelineEpoch");
  epochBox_->setAccessibleName(tr("Epoch shown"));
  epochBox_->setToolTip(
      tr("Type an epoch: the nearest snapshot is shown. The arrows step through the snapshots."));
  epochBox_->setKeyboardTracking(false);
  epochBox_->setGroupSeparatorShown(true);
  epochBox_->setAlignment(Qt::AlignRight);
  epochBox_->setRange(0, 0);
  liveButton_ = makeButton(this, "timelineLive", tr("Live"), tr("Follow the newest epoch (End)"));
  liveButton_->setCheckable(true);
  liveButton_->setChecked(true);
  liveButton_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  row->addWidget(playButton_);
  row->addWidget(loopButton_);
  row->addWidget(bookmarkButton_);
  row->addWidget(strip_, 1);
  row->addWidget(liveButton_);
  row->addWidget(epochBox_);

  playTimer_.setInterval(100);
  connect(&playTimer_, &QTimer::timeout, this, &Timeline::playNext);
  connect(playButton_, &QToolButton::clicked, this, &Timeline::setPlaying);
  connect(liveButton_, &QToolButton::clicked, this, &Timeline::chooseLive);
  connect(bookmarkButton_, &QToolButton::clicked, this, [this] {
    showCurrent();  // whether it is marked is not for the button to say
    emit bookmarkRequested();
  });
  connect(strip_, &TimelineStrip::dragged, this, [this](qint64 epoch) {
    setPlaying(false);
    chooseNearest(epoch);
  });
  connect(strip_, &TimelineStrip::draggedToLive, this, [this] {
    if (!live_) chooseLive();
  });
  connect(epochBox_, &QSpinBox::valueChanged, this, [this](int epoch) {
    setPlaying(false);
    chooseNearest(epoch);
  });
  box->onStep = [this](int steps) {
    setPlaying(false);
    step(steps);
  };
  setTheme(lightTheme());
  enableControls();
}

void Timeline::setTheme(const Theme& theme) {
  strip_->setTheme(theme);
  symbolColor_ = theme.text;
  liveOn_ = symbolIcon(Symbol::Dot, theme.accent);
  liveOff_ = symbolIcon(Symbol::Ring, theme.mutedText);
  liveButton_->setIcon(live_ ? liveOn_ : liveOff_);
  loopButton_->setIcon(symbolIcon(Symbol::Loop, symbolColor_));
  markedIcon_ = symbolIcon(Symbol::Bookmark, theme.accent);
  unmarkedIcon_ = symbolIcon(Symbol::Bookmark, theme.mutedText);
  playButton_->setIcon(symbolIcon(isPlaying() ? Symbol::Pause : Symbol::Play, symbolColor_));
  showCurrent();
}

void Timeline::setRange(qint64 first, qint64 last) {
  first_ = first;
  last_ = std::max(first, last);
  strip_->setRange(first_, last_);
  if (live_) current_ = last_;
  showCurrent();
}

void Timeline::setSnapshots(const QVector<qint64>& epochs, qint64 thinned) {
  strip_->setSnapshots(epochs, thinned);
  if (epochs == snapshots_) return;
  snapshots_ = epochs;
  if (snapshots_.isEmpty()) setPlaying(false);
  enableControls();
}

void Timeline::setPlateaus(const std::vector<Plateau>& plateaus) {
  strip_->setPlateaus(plateaus);
}

void Timeline::setBookmarks(const QVector<qint64>& epochs) {
  if (epochs == bookmarks_) return;
  bookmarks_ = epochs;
  strip_->setBookmarks(epochs);
  showCurrent();
}

void Timeline::setChanges(const QVector<qint64>& epochs) {
  strip_->setChanges(epochs);
}

void Timeline::setCurrent(qint64 epoch, bool live) {
  if (current_ == epoch && live_ == live) return;
  current_ = epoch;
  live_ = live;
  showCurrent();
}

void Timeline::setShown(qint64 epoch) {
  if (shown_ == epoch) return;
  shown_ = epoch;
  showCurrent();
}

void Timeline::setLogarithmic(bool logarithmic) {
  strip_->setLogarithmic(logarithmic);
}
bool Timeline::isLogarithmic() const {
  return strip_->isLogarithmic();
}

void Timeline::setPlayInterval(int milliseconds) {
  playTimer_.setInterval(std::max(10, milliseconds));
}

void Timeline::setPlaying(bool playing) {
  playing = playing && !snapshots_.isEmpty();
  playButton_->setChecked(playing);
  if (playing == isPlaying()) return;
  if (playing) {
    // From the end there is nothing to play: begin at the beginning.
    const bool atEnd = live_ || current_ >= snapshots_.last();
    playTimer_.start();
    if (atEnd) choose(snapshots_.first());
  } else {
    playTimer_.stop();
  }
  playButton_->setIcon(symbolIcon(playing ? Symbol::Pause : Symbol::Play, symbolColor_));
  playButton_->setAccessibleName(playing ? tr("Pause playing") : tr("Play"));
  playButton_->setToolTip(playing ? tr("Pause playing (Space)") : tr("Play the snapshots (Space)"));
  emit playingChanged(playing);
}

void Timeline::playNext() {
  if (!live_ && current_ < snapshots_.last()) return step(1);
  if (loopButton_->isChecked()) return choose(snapshots_.first());
  setPlaying(false);
  chooseLive();
}

void Timeline::chooseNearest(qint64 epoch) {
  if (snapshots_.isEmpty()) return;
  const qint64 nearest = nearestEpoch(snapshots_, epoch);
  if (nearest != current_ || live_) return choose(nearest);
  showCurrent();
}

void Timeline::chooseLive() {
  setPlaying(false);
  live_ = true;
  current_ = last_;
  showCurrent();
  emit liveChosen();
}

void Timeline::step(int steps) {
  if (snapshots_.isEmpty() || steps == 0) return;
  const qint64 count = snapshots_.size();
  qint64 at = count;
  if (!live_) {
    // An epoch that was thinned away counts as lying just before the next one there is.
    at = std::lower_bound(snapshots_.begin(), snapshots_.end(), current_) - snapshots_.begin();
    if (steps > 0 && at < count && snapshots_[at] != current_) --steps;
  }
  const qint64 next = std::max<qint64>(0, at + steps);
  if (next >= count) {
    if (!live_) chooseLive();
    return;
  }
  choose(snapshots_[next]);
}

void Timeline::stepToBookmark(int direction) {
  const auto after = std::upper_bound(bookmarks_.begin(), bookmarks_.end(), current_);
  const auto from =
      live_ ? bookmarks_.end() : std::lower_bound(bookmarks_.begin(), bookmarks_.end(), current_);
  if (direction > 0 && !live_ && after != bookmarks_.end()) return chooseNearest(*after);
  if (direction < 0 && from != bookmarks_.begin()) return chooseNearest(*(from - 1));
}

void Timeline::choose(qint64 epoch) {
  current_ = shown_ = epoch;
  live_ = false;
  showCurrent();
  emit epochChosen(epoch);
}

void Timeline::showCurrent() {
  strip_->setCurrent(current_, live_);
  liveButton_->setChecked(live_);
  liveButton_->setIcon(live_ ? liveOn_ : liveOff_);
  const bool marked = std::binary_search(bookmarks_.begin(), bookmarks_.end(), shown_);
  bookmarkButton_->setChecked(marked);
  bookmarkButton_->setIcon(marked ? markedIcon_ : unmarkedIcon_);
  const QSignalBlocker blocker(epochBox_);
  constexpr qint64 most = std::numeric_limits<int>::max();
  epochBox_->setRange(static_cast<int>(std::min(first_, most)), static_cast<int>(std::min(last_, most)));
  // What a person is typing is left alone; to set the value that is there would wipe it too.
  const int current = static_cast<int>(std::min(current_, most));
  if ((!epochBox_->hasFocus() || !live_) && epochBox_->value() != current) epochBox_->setValue(current);
}

void Timeline::enableControls() {
  const bool any = !snapshots_.isEmpty();
  for (QWidget* control : {static_cast<QWidget*>(playButton_), static_cast<QWidget*>(loopButton_),
                           static_cast<QWidget*>(bookmarkButton_), static_cast<QWidget*>(liveButton_),
                           static_cast<QWidget*>(epochBox_)}) {
    control->setEnabled(any);
  }
}

void Timeline::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: {
      setPlaying(false);
      const bool back = event->key() == Qt::Key_Left || event->key() == Qt::Key_PageUp;
      if (event->modifiers() & Qt::ControlModifier) {
        stepToBookmark(back ? -1 : 1);
        break;
      }
      const bool far = event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown;
      step((back ? -1 : 1) * (far ? 10 : 1));
      break;
    }
    case Qt::Key_Home:
      setPlaying(false);
      if (!snapshots_.isEmpty()) choose(snapshots_.first());
      break;
    case Qt::Key_End:
      chooseLive();
      break;
    case Qt::Key_Space:
      setPlaying(!isPlaying());
      break;
    default:
      QWidget::keyPressEvent(event);
  }
}

}  // namespace nmf::ui
