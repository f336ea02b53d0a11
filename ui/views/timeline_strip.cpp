#include "ui/views/timeline_strip.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/views/color_bar.h"
#include "ui/views/picture_text.h"

namespace nmf::ui {
namespace {

constexpr double kMargin = 12;  // room for the handle at both ends
constexpr double kTrackHeight = 18;
constexpr double kHandle = 6.5;  // radius
constexpr double kBeyond = 9;    // past the end by this much means live

}  // namespace

qint64 nearestEpoch(const QVector<qint64>& epochs, qint64 epoch) {
  const auto after = std::lower_bound(epochs.begin(), epochs.end(), epoch);
  if (after == epochs.begin()) return epochs.first();
  if (after == epochs.end()) return epochs.last();
  const qint64 before = *(after - 1);
  return epoch - before <= *after - epoch ? before : *after;
}

TimelineStrip::TimelineStrip(QWidget* parent) : QWidget(parent), theme_(lightTheme()) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize TimelineStrip::sizeHint() const {
  return {320, static_cast<int>(std::ceil(kTrackHeight + 9 + textHeight(figureFont(theme_, 0.83))))};
}
QSize TimelineStrip::minimumSizeHint() const {
  return {120, sizeHint().height()};
}

void TimelineStrip::setTheme(const Theme& theme) {
  theme_ = theme;
  updateGeometry();
  update();
}

void TimelineStrip::setRange(qint64 first, qint64 last) {
  if (first == first_ && last == last_) return;
  first_ = first;
  last_ = std::max(first, last);
  update();
}

void TimelineStrip::setSnapshots(const QVector<qint64>& epochs, qint64 thinned) {
  thinned_ = thinned;
  if (epochs == snapshots_) return;
  snapshots_ = epochs;
  update();
}

void TimelineStrip::setPlateaus(const std::vector<Plateau>& plateaus) {
  if (plateaus == plateaus_) return;
  plateaus_ = plateaus;
  update();
}

void TimelineStrip::setBookmarks(const QVector<qint64>& epochs) {
  if (epochs == bookmarks_) return;
  bookmarks_ = epochs;
  update();
}

void TimelineStrip::setChanges(const QVector<qint64>& epochs) {
  if (epochs == changes_) return;
  changes_ = epochs;
  update();
}

void TimelineStrip::setCurrent(qint64 epoch, bool live) {
  if (epoch == current_ && live == live_) return;
  current_ = epoch;
  live_ = live;
  update();
}

void TimelineStrip::setLogarithmic(bool logarithmic) {
  logarithmic_ = logarithmic;
  update();
}

QRectF TimelineStrip::track() const {
  return {kMargin, 5, std::max(1.0, width() - 2 * kMargin), kTrackHeight};
}

double TimelineStrip::share(qint64 epoch) const {
  const double span = static_cast<double>(last_ - first_);
  if (span <= 0) return 0;
  const double at = std::clamp(static_cast<double>(epoch - first_), 0.0, span);
  return logarithmic_ ? std::log1p(at) / std::log1p(span) : at / span;
}

double TimelineStrip::xOf(qint64 epoch) const {
  return track().left() + share(epoch) * track().width();
}

qint64 TimelineStrip::epochAt(double x) const {
  const double s = std::clamp((x - track().left()) / track().width(), 0.0, 1.0);
  const double span = static_cast<double>(last_ - first_);
  return first_ + std::llround(logarithmic_ ? std::expm1(s * std::log1p(span)) : s * span);
}

void TimelineStrip::follow(double x) {
  if (snapshots_.isEmpty()) return;
  if (x > track().right() + kBeyond) {
    emit draggedToLive();
  } else {
    emit dragged(epochAt(x));
  }
}

void TimelineStrip::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return event->ignore();
  follow(event->position().x());
}

void TimelineStrip::mouseMoveEvent(QMouseEvent* event) {
  hoverX_ = event->position().x();
  if (event->buttons() & Qt::LeftButton) {
    follow(hoverX_);
  } else {
    QToolTip::showText(event->globalPosition().toPoint(), textAt(hoverX_), this);
  }
  update();
}

void TimelineStrip::leaveEvent(QEvent*) {
  hoverX_ = -1;
  update();
}

QString TimelineStrip::textAt(double x) const {
  if (snapshots_.isEmpty()) return {};
  const qint64 epoch = epochAt(x), snapshot = nearestEpoch(snapshots_, epoch);
  QString text = tr("Snapshot at epoch %1").arg(grouped(snapshot));
  if (std::binary_search(bookmarks_.begin(), bookmarks_.end(), snapshot)) text += tr(", bookmarked");
  for (const Plateau& plateau : plateaus_) {
    if (epoch >= plateau.start && epoch <= plateau.end.value_or(last_)) {
      text += tr("\nThe effective rank waits at %1").arg(shortNumber(plateau.level));
    }
  }
  for (qint64 change : changes_) {
    if (std::abs(xOf(change) - x) < 5)
      text += tr("\nA parameter was changed at epoch %1").arg(grouped(change));
  }
  return text + '\n' + countText();
}

QString TimelineStrip::countText() const {
  QString text = snapshots_.size() == 1
                     ? tr("1 snapshot of this run is kept")
                     : tr("%1 snapshots of this run are kept").arg(grouped(snapshots_.size()));
  if (thinned_ == 1) text += tr(", 1 was thinned to fit the memory and count");
  if (thinned_ > 1) text += tr(", %1 were thinned to fit the memory and count").arg(grouped(thinned_));
  return text;
}

QString TimelineStrip::emptyText() const {
  // Where epochs were trained the first snapshot would be there already.
  return last_ > first_ ? tr("No snapshots of this run are kept.")
                        : tr("The timeline fills while a run trains.");
}

void TimelineStrip::paintNumbers(QPainter& painter, const QRectF& track) const {
  const QFont font = figureFont(theme_, 0.83);
  painter.setFont(font);
  QVector<double> ticks;
  if (logarithmic_) {
    for (double power = 1; power <= static_cast<double>(last_); power *= 10) ticks.append(power);
    ticks.prepend(static_cast<double>(first_));
  } else {
    const int room = static_cast<int>(track.width() / (3 * textWidth(font, grouped(last_)) / 2 + 8));
    ticks = niceTicks({static_cast<double>(first_), static_cast<double>(last_)}, std::clamp(room, 2, 11));
  }
  const double line = textHeight(font);
  double free = -1e9;
  for (double tick : ticks) {
    if (tick != std::floor(tick) || tick < static_cast<double>(first_)) continue;
    const qint64 epoch = static_cast<qint64>(tick);
    const QString text = grouped(epoch);
    const double width = textWidth(font, text), x = xOf(epoch);
    const double left = std::clamp(x - width / 2, 0.0, std::max(0.0, QWidget::width() - width));
    if (left < free) continue;
    free = left + width + 6;
    painter.setPen(theme_.mutedText);
    painter.drawText(QRectF(left, track.bottom() + 3, width, line), Qt::AlignCenter | Qt::TextDontClip, text);
  }
}

void TimelineStrip::paintHandle(QPainter& painter, const QRectF& track) const {
  const double x = live_ ? xOf(last_) : xOf(current_);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme_.accent, 2));
  painter.drawLine(QPointF(x, track.top() - 3), QPointF(x, track.bottom() + 3));
  painter.setPen(QPen(theme_.base, 2));
  painter.setBrush(theme_.accent);
  painter.drawEllipse(QPointF(x, track.center().y()), kHandle, kHandle);
  if (live_) {
    // A filled dot is a chosen epoch; the ring says that the handle is pushed along.
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.base);
    painter.drawEllipse(QPointF(x, track.center().y()), kHandle - 4, kHandle - 4);
  }
}

void TimelineStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF area = track();
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme_.grid);
  painter.drawRoundedRect(area, 4, 4);
  if (last_ > first_) {
    QPainterPath clip;
    clip.addRoundedRect(area, 4, 4);
    painter.save();
    painter.setClipPath(clip);
    for (const Plateau& plateau : plateaus_) {
      const double left = xOf(plateau.start), right = xOf(plateau.end.value_or(last_));
      const QRectF span(left, area.top(), std::max(2.0, right - left), area.height());
      painter.setBrush(theme_.plateauFill);
      painter.drawRect(span);
      painter.setBrush(theme_.warning);
      painter.drawRect(QRectF(left, area.bottom() - 2, span.width(), 2));
    }
    painter.restore();
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(theme_.axis, 1));
  double drawn = -10;
  for (qint64 epoch : snapshots_) {
    const double x = std::round(xOf(epoch)) + 0.5;
    if (x - drawn < 1) continue;
    drawn = x;
    painter.drawLine(QPointF(x, area.top() + 5), QPointF(x, area.bottom() - 5));
  }
  painter.setRenderHint(QPainter::Antialiasing);
  for (qint64 epoch : bookmarks_) {
    // A ribbon across the track.
    const double x = xOf(epoch);
    QPainterPath ribbon;
    ribbon.addPolygon(QPolygonF({{x - 3.5, area.top() - 2},
                                 {x + 3.5, area.top() - 2},
                                 {x + 3.5, area.bottom() - 3},
                                 {x, area.bottom() - 7},
                                 {x - 3.5, area.bottom() - 3}}));
    ribbon.closeSubpath();
    painter.fillPath(ribbon, theme_.accent);
  }
  for (qint64 epoch : changes_) {
    const double x = xOf(epoch);
    QPainterPath mark;
    mark.moveTo(x - 4, area.top() - 4);
    mark.lineTo(x + 4, area.top() - 4);
    mark.lineTo(x, area.top() + 3);
    mark.closeSubpath();
    painter.fillPath(mark, theme_.line(1));
  }
  if (hoverX_ >= 0 && !snapshots_.isEmpty() && isEnabled()) {
    const double x = xOf(nearestEpoch(snapshots_, epochAt(hoverX_)));
    painter.setPen(QPen(theme_.accent, 1));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
  }
  if (!snapshots_.isEmpty()) {
    paintHandle(painter, area);
    paintNumbers(painter, area);
  } else {
    painter.setFont(figureFont(theme_, 0.83));
    painter.setPen(theme_.mutedText);
    painter.drawText(area, Qt::AlignCenter, emptyText());
  }
  if (hasFocus()) {
    painter.setPen(QPen(theme_.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(area.adjusted(-2, -2, 2, 2), 5, 5);
  }
}

}  // namespace nmf::ui
