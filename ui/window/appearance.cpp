#include "ui/window/appearance.h"

#include <QApplication>
#include <QSettings>
#include <QStyleFactory>

namespace nmf::ui {

namespace {

constexpr auto kThemeKey = "window/theme";
const QStringList kChoices{"system", "light", "dark"};

QString rgb(const QColor& colour) {
  return colour.name();
}

}  // namespace

Appearance::Appearance(QObject* parent) : QObject(parent) {
  // Asked before our own palette hides the system's.
  systemIsDark_ = QApplication::palette().color(QPalette::Window).lightness() < 128;
  QApplication::setStyle(QStyleFactory::create("Fusion"));
  const qsizetype index = kChoices.indexOf(QSettings().value(kThemeKey, "system").toString());
  choice_ = static_cast<Choice>(std::max<qsizetype>(index, 0));
  apply();
}

void Appearance::setChoice(Choice choice) {
  if (choice == choice_) return;
  choice_ = choice;
  QSettings().setValue(kThemeKey, kChoices[static_cast<int>(choice)]);
  apply();
}

void Appearance::setPresenting(bool presenting) {
  if (presenting == presenting_) return;
  presenting_ = presenting;
  apply();
}

void Appearance::apply() {
  const bool dark = choice_ == Choice::Dark || (choice_ == Choice::System && systemIsDark_);
  theme_ = dark ? darkTheme() : lightTheme();
  if (presenting_) theme_ = presentationTheme(theme_);
  QApplication::setPalette(paletteFor(theme_));
  emit changed(theme_);
}

QFont Appearance::font() const {
  QFont font = QApplication::font();
  if (font.pointSizeF() > 0) font.setPointSizeF(font.pointSizeF() * theme_.fontScale);
  return font;
}

QString Appearance::styleSheet() const {
  const QColor line = theme_.dark ? theme_.base.lighter(150) : theme_.grid.darker(106);
  return QStringLiteral(R"(
QToolBar { border: none; border-bottom: 1px solid %line; background: %base; padding: 3px 8px; spacing: 2px; }
QToolBar::separator { width: 1px; margin: 5px 6px; background: %line; }
QStatusBar { background: %base; border-top: 1px solid %line; }
QStatusBar::item { border: none; }
QLabel[role="muted"] { color: %muted; }
QLabel[role="problem"] { color: %error; }
QLabel[role="title"] { font-weight: bold; }
QLabel[role="figure"] { font-weight: bold; }
QToolButton[role="section"] { border: none; padding: 5px 6px; text-align: left; }
QToolButton[role="section"]:hover { background: %hover; border-radius: 4px; }
QSplitter::handle { background: %line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
#waitingChanges { background: %note; border-top: 1px solid %line; }
#messageBar[kind="info"] { background: %info; border-bottom: 1px solid %line; }
#messageBar[kind="warning"] { background: %note; border-bottom: 1px solid %line; }
#messageBar[kind="error"] { background: %alarm; border-bottom: 1px solid %line; }
#startCard { background: %base; border: 1px solid %line; border-radius: 10px; }
QPushButton[role="primary"] { background: %accent; color: %accentText; border: none; border-radius: 5px;
  padding: 8px 22px; font-weight: bold; }
QPushButton[role="primary"]:hover { background: %accentHover; }
QPushButton[role="primary"]:disabled { background: %line; color: %muted; }
)")
      .replace("%line", rgb(line))
      .replace("%base", rgb(theme_.base))
      .replace("%muted", rgb(theme_.mutedText))
      .replace("%error", rgb(theme_.error))
      .replace("%hover", rgb(theme_.grid))
      .replace("%note", rgb(theme_.plateauFill))
      .replace("%info", rgb(theme_.dark ? QColor(0x1d, 0x31, 0x45) : QColor(0xe5, 0xf1, 0xfb)))
      .replace("%alarm", rgb(theme_.dark ? QColor(0x4a, 0x22, 0x22) : QColor(0xfd, 0xe7, 0xe5)))
      .replace("%accentText", rgb(theme_.accentText))
      .replace("%accentHover", rgb(theme_.dark ? theme_.accent.lighter(112) : theme_.accent.darker(112)))
      .replace("%accent", rgb(theme_.accent));
}

}  // namespace nmf::ui
