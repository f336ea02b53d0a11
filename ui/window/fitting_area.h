#pragma once

#include <QScreen>
#include <QScrollArea>

namespace nmf::ui {

/// Shows a widget whole as long as there is room for it, and scrolls where there is not, so that a window
/// fits the screen however large everything is shown.
class FittingArea : public QScrollArea {
  Q_OBJECT
 public:
  explicit FittingArea(QWidget* content) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidgetResizable(true);
    setWidget(content);
  }

  /// What the content needs, but no more than half of the screen: the rest is for bars and frames.
  QSize minimumSizeHint() const override {
    return widget()->minimumSizeHint().boundedTo(screen()->availableSize() / 2);
  }
};

}  // namespace nmf::ui
