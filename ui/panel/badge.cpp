#include "ui/panel/badge.h"

#include <QPainter>

namespace nmf::ui {

Badge::Badge(bool live, QWidget* parent) : QWidget(parent), live_(live) {
  setFixedSize(sizeHint());
  describe();
}

QSize Badge::sizeHint() const {
  return {12, 12};
}

void Badge::setPending(bool pending, bool byEnter) {
  if (pending == pending_ && byEnter == byEnter_) return;
  pending_ = pending;
  byEnter_ = byEnter;
  describe();
  update();
}

void Badge::describe() {
  QString text;
  if (pending_) {
    text = byEnter_ ? tr("Not yet in effect: press Enter in the field, or it acts at the next run.")
                    : tr("Changed, not yet in effect: it acts at the next run.");
  } else {
    text = live_ ? tr("Acts at once, also while the run trains.") : tr("Acts at the next run.");
  }
  setToolTip(text);
  setAccessibleName(text);
}

void Badge::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const bool dark = palette().color(QPalette::Window).lightness() < 128;
  const QColor amber = dark ? QColor(0xf5, 0xb0, 0x41) : QColor(0xc9, 0x6a, 0x00);
  QColor quiet = palette().color(QPalette::WindowText);
  quiet.setAlphaF(isEnabled() ? 0.35F : 0.15F);
  const QRectF dot = QRectF(rect()).adjusted(3, 3, -3, -3);
  if (pending_) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(amber);
    painter.drawEllipse(dot.adjusted(-1, -1, 1, 1));
  } else if (live_) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(isEnabled() ? palette().color(QPalette::Highlight) : quiet);
    painter.drawEllipse(dot);
  } else {
    painter.setPen(QPen(quiet, 1.2));
    painter.drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

}  // namespace nmf::ui
