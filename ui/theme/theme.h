#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QVector>

namespace nmf::ui {

/// The colours and sizes of one appearance. Lines are referred to by index so that themes can swap palettes.
struct Theme {
  bool dark = false;
  QColor window, base, text, mutedText, grid, axis, accent, accentText;
  QColor plateauFill, reference, warning, error, good;
  QVector<QColor> lines;   ///< hues of Okabe-Ito, adapted to the background; index modulo size
  double lineWidth = 1.5;  ///< of curves, in logical pixels
  double fontScale = 1.0;  ///< presentation mode enlarges it

  /// The index of a run that others are measured against: solid in the colour of text, which is no line's.
  static constexpr int kBaselineLine = -1;

  /// The line colour of index i, and its dash as the second cue.
  QColor line(int i) const;
  Qt::PenStyle dash(int i) const;
  /// The dash of overlaid run i in widths of its line, empty for the run under way (0): runs differ by more
  /// than colour, and no two of the first forty look the same.
  QVector<qreal> runDash(int i) const;
  /// `colour` as if only `share` of it lay on the background. Opaque, for translucent lines take long to
  /// paint.
  QColor faint(const QColor& colour, double share) const;
};

/// The built-in themes.
Theme lightTheme();
Theme darkTheme();
/// The theme of paper: light, white background, thin lines; for exported figures.
Theme paperTheme();
/// `theme` with large type and thick lines for a lecture hall.
Theme presentationTheme(Theme theme);

/// The application palette that goes with a theme.
QPalette paletteFor(const Theme& theme);

}  // namespace nmf::ui
