#pragma once

#include <QProxyStyle>

namespace nmf::ui {

/// Fusion, with what the palette of a theme cannot tell it: it draws the outline of a check box in a darker
/// shade of the window, and its icons in black, which nobody sees where the window is dark. And it just cuts
/// off a choice that has too little room.
class ThemeStyle : public QProxyStyle {
  Q_OBJECT
 public:
  ThemeStyle();

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget = nullptr) const override;
  void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                   const QWidget* widget = nullptr) const override;
  QIcon standardIcon(StandardPixmap kind, const QStyleOption* option = nullptr,
                     const QWidget* widget = nullptr) const override;
};

}  // namespace nmf::ui
