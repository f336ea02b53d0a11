#pragma once

#include <QApplication>
#include <QScreen>
#include <QScrollArea>

namespace nmf::ui {

/// Shows a widget whole as long as there is room for it, and scrolls where there is not, so that a window
/// fits the screen however large everything is shown.
class FittingArea : public QScrollArea {
  Q_OBJECT
 public:
  /// `beside`: what the screen is to have room for besides, the window's frame among it; half of the screen
  /// if it is not given.
  explicit FittingArea(QWidget* content, QSize beside = {}) : beside_(beside) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidgetResizable(true);
    setWidget(content);
    // Queued: an area within this one scrolls first.
    connect(qApp, &QApplication::focusChanged, this, &FittingArea::showFocus, Qt::QueuedConnection);
  }

  QSize sizeHint() const override { return widget()->sizeHint(); }
  /// What the content needs, but no more than the screen has room for.
  QSize minimumSizeHint() const override {
    const QSize all = screen()->availableSize();
    return widget()->minimumSizeHint().boundedTo(beside_.isValid() ? all - beside_ : all / 2);
  }

 private:
  /// Qt does so only for Tab within the area, and with the cursor of a field instead of the whole. What is
  /// pressed must stay under the mouse.
  void showFocus() {
    const QWidget* focus = QApplication::focusWidget();
    if (!focus || !widget()->isAncestorOf(focus) || QApplication::mouseButtons() != Qt::NoButton) return;
    const QRect place(focus->mapTo(widget(), QPoint()), focus->size());
    const QSize margin = (place.size() / 2 + QSize(8, 8)).boundedTo(viewport()->size() / 2);
    ensureVisible(place.center().x(), place.center().y(), margin.width(), margin.height());
  }

  QSize beside_;
};

/// Gives a window `wanted`, or what its screen has room for: the frame is left some.
inline void resizeOnScreen(QWidget* window, const QSize& wanted) {
  const QWidget* place = window->parentWidget() ? window->parentWidget() : window;
  window->resize(wanted.boundedTo(place->screen()->availableSize() - QSize(8, 40)));
}

}  // namespace nmf::ui
