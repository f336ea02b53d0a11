#include "ui/views/canvas.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

namespace nmf::ui {

Canvas::Canvas(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setMinimumSize(120, 90);
  setAttribute(Qt::WA_OpaquePaintEvent);
}

void Canvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (onPaint) onPaint(painter);
}

void Canvas::mouseMoveEvent(QMouseEvent* event) {
  if (onHover) onHover(event->position());
}

void Canvas::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return event->ignore();
  pressed_ = event->position();
}

void Canvas::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return event->ignore();
  // A drag is not a click.
  if (onClick && (event->position() - pressed_).manhattanLength() < 6) onClick(event->position());
}

void Canvas::leaveEvent(QEvent*) {
  emit left();
}

void Canvas::wheelEvent(QWheelEvent* event) {
  if (!onWheel) return event->ignore();
  const QPoint pixels = event->pixelDelta();
  onWheel(pixels.isNull() ? -event->angleDelta().y() / 2 : -pixels.y());
}

void Canvas::resizeEvent(QResizeEvent*) {
  if (onResize) onResize();
}

void Canvas::focusInEvent(QFocusEvent* event) {
  keyboard_ = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
              event->reason() == Qt::ShortcutFocusReason;
  update();
}

void Canvas::focusOutEvent(QFocusEvent*) {
  update();
}

void Canvas::keyPressEvent(QKeyEvent* event) {
  keyboard_ = true;
  if (!onKey || !onKey(event)) QWidget::keyPressEvent(event);
}

bool Canvas::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && toolTipAt) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString text = toolTipAt(help->pos());
    if (text.isEmpty()) {
      QToolTip::hideText();
    } else {
      QToolTip::showText(help->globalPos(), text, this);
    }
    return true;
  }
  return QWidget::event(event);
}

}  // namespace nmf::ui
