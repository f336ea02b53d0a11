#include "ui/theme/theme.h"

#include <utility>

namespace nmf::ui {
namespace {

/// Eight hues of Okabe & Ito (jfly.uni-koeln.de/color), darkened where white would swallow them: every one
/// keeps a contrast of at least 3 to 1 against white.
QVector<QColor> linesOnLight() {
  return {QColor(0x00, 0x72, 0xb2), QColor(0xd5, 0x5e, 0x00), QColor(0x00, 0x8f, 0x68),
          QColor(0xb6, 0x5a, 0x91), QColor(0xb8, 0x7e, 0x00), QColor(0x2b, 0x94, 0xd1),
          QColor(0x3c, 0x42, 0x4a), QColor(0x8a, 0x82, 0x00)};
}

/// The same hues at the same indices, lightened for a dark background.
QVector<QColor> linesOnDark() {
  return {QColor(0x56, 0xb4, 0xe9), QColor(0xf2, 0x80, 0x3a), QColor(0x2f, 0xc7, 0x9a),
          QColor(0xe0, 0x95, 0xc0), QColor(0xe6, 0x9f, 0x00), QColor(0x7f, 0xa6, 0xff),
          QColor(0xd8, 0xdd, 0xe4), QColor(0xf0, 0xe4, 0x42)};
}

QColor blend(const QColor& a, const QColor& b, double share) {
  return QColor::fromRgbF(a.redF() + (b.redF() - a.redF()) * share,
                          a.greenF() + (b.greenF() - a.greenF()) * share,
                          a.blueF() + (b.blueF() - a.blueF()) * share);
}

}  // namespace

QColor Theme::line(int i) const {
  if (lines.isEmpty() || i == kBaselineLine) return text;
  const int n = static_cast<int>(lines.size());
  return lines[((i % n) + n) % n];
}

Qt::PenStyle Theme::dash(int i) const {
  // The first round through the colours is solid; each further round has a dash of its own.
  static constexpr Qt::PenStyle styles[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
  const int n = lines.isEmpty() ? 1 : static_cast<int>(lines.size());
  return styles[(i < 0 ? 0 : i / n) % 4];
}

QVector<qreal> Theme::runDash(int i) const {
  // Five patterns beside eight hues: they fall together again only after forty runs.
  static const QVector<qreal> patterns[] = {{6, 2}, {2, 1.5}, {7, 2, 2, 2}, {12, 2.5}, {7, 2, 2, 2, 2, 2}};
  return i <= 0 ? QVector<qreal>() : patterns[(i - 1) % 5];
}

QColor Theme::faint(const QColor& colour, double share) const {
  return blend(base, colour, share);
}

Theme lightTheme() {
  Theme t;
  t.dark = false;
  t.window = QColor(0xf4, 0xf5, 0xf7);
  t.base = QColor(0xff, 0xff, 0xff);
  t.text = QColor(0x1d, 0x22, 0x2a);
  t.mutedText = QColor(0x5a, 0x64, 0x73);
  t.grid = QColor(0xe6, 0xe9, 0xed);
  t.axis = QColor(0x9a, 0xa4, 0xb1);
  t.accent = QColor(0x0a, 0x6e, 0xb4);
  t.accentText = QColor(0xff, 0xff, 0xff);
  t.plateauFill = QColor(0xfb, 0xee, 0xd2);
  t.reference = QColor(0x6b, 0x75, 0x83);
  t.warning = QColor(0x9a, 0x5b, 0x00);
  t.error = QColor(0xb4, 0x23, 0x18);
  t.good = QColor(0x00, 0x7a, 0x5a);
  t.lines = linesOnLight();
  return t;
}

Theme darkTheme() {
  Theme t;
  t.dark = true;
  t.window = QColor(0x17, 0x1a, 0x20);
  t.base = QColor(0x1f, 0x23, 0x2b);
  t.text = QColor(0xe8, 0xeb, 0xf0);
  t.mutedText = QColor(0xa3, 0xad, 0xba);
  t.grid = QColor(0x30, 0x36, 0x41);
  t.axis = QColor(0x6c, 0x77, 0x87);
  t.accent = QColor(0x56, 0xb4, 0xe9);
  t.accentText = QColor(0x0c, 0x14, 0x1c);
  t.plateauFill = QColor(0x43, 0x38, 0x24);
  t.reference = QColor(0x9b, 0xa6, 0xb4);
  t.warning = QColor(0xf0, 0xb4, 0x4c);
  t.error = QColor(0xff, 0x86, 0x78);
  t.good = QColor(0x3f, 0xd0, 0xa4);
  t.lines = linesOnDark();
  return t;
}

Theme paperTheme() {
  Theme t = lightTheme();
  t.window = Qt::white;
  t.base = Qt::white;
  t.text = QColor(0x11, 0x11, 0x11);
  t.mutedText = QColor(0x44, 0x44, 0x44);
  t.grid = QColor(0xe4, 0xe4, 0xe4);
  t.axis = QColor(0x55, 0x55, 0x55);
  t.reference = QColor(0x66, 0x66, 0x66);
  t.lineWidth = 1.0;
  return t;
}

Theme presentationTheme(Theme theme) {
  theme.lineWidth = 3.0;
  theme.fontScale = 1.6;
  return theme;
}

QPalette paletteFor(const Theme& theme) {
  QPalette p;
  const QColor button = theme.dark ? theme.base.lighter(125) : theme.base;
  p.setColor(QPalette::Window, theme.window);
  p.setColor(QPalette::WindowText, theme.text);
  p.setColor(QPalette::Base, theme.base);
  p.setColor(QPalette::AlternateBase, blend(theme.base, theme.window, theme.dark ? 0.5 : 0.7));
  p.setColor(QPalette::Text, theme.text);
  p.setColor(QPalette::PlaceholderText, theme.mutedText);
  p.setColor(QPalette::Button, button);
  p.setColor(QPalette::ButtonText, theme.text);
  p.setColor(QPalette::BrightText, theme.error);
  p.setColor(QPalette::ToolTipBase, theme.dark ? theme.base.lighter(135) : theme.base);
  p.setColor(QPalette::ToolTipText, theme.text);
  p.setColor(QPalette::Highlight, theme.accent);
  p.setColor(QPalette::HighlightedText, theme.accentText);
  p.setColor(QPalette::Link, theme.accent);
  p.setColor(QPalette::LinkVisited, blend(theme.accent, theme.mutedText, 0.4));
  p.setColor(QPalette::Light, button.lighter(theme.dark ? 130 : 104));
  p.setColor(QPalette::Midlight, button.lighter(theme.dark ? 115 : 102));
  p.setColor(QPalette::Mid, blend(theme.grid, theme.axis, 0.4));
  p.setColor(QPalette::Dark, blend(theme.grid, theme.axis, 0.8));
  p.setColor(QPalette::Shadow, theme.dark ? QColor(Qt::black) : theme.axis.darker(130));
  const QColor faint = blend(theme.mutedText, theme.window, 0.45);
  for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    p.setColor(QPalette::Disabled, role, faint);
  p.setColor(QPalette::Disabled, QPalette::Base, theme.window);
  p.setColor(QPalette::Disabled, QPalette::Highlight, blend(theme.accent, theme.window, 0.6));
  p.setColor(QPalette::Disabled, QPalette::HighlightedText, faint);
  return p;
}

}  // namespace nmf::ui
