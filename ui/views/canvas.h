#pragma once

#include <QPointF>
#include <QWidget>
#include <functional>

class QKeyEvent;
class QPainter;

namespace nmf::ui {

/// A widget without controls that hands painting and input to functions, so that a view keeps its drawing in
/// one place.
class Canvas : public QWidget {
  Q_OBJECT
 public:
  explicit Canvas(QWidget* parent = nullptr);

  std::function<void(QPainter&)> onPaint;
  std::function<void(const QPointF&)> onHover;  ///< the mouse moved here
  std::function<void(const QPointF&)> onClick;  ///< left button released where it was pressed
  std::function<bool(QKeyEvent*)> onKey;        ///< true: handled
  std::function<void(int)> onWheel;             ///< pixels to scroll by, down positive
  std::function<void()> onResize;
  std::function<QString(const QPointF&)> toolTipAt;  ///< empty: none here

  /// Whether the keyboard is in use here, so that the focus should be seen.
  bool showsFocus() const { return hasFocus() && keyboard_; }

 signals:
  void left();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QPointF pressed_;
  bool keyboard_ = false;
};

}  // namespace nmf::ui
