#include "ui/window/appearance.h"

#include <QApplication>
#include <QFile>
#include <QFontInfo>
#include <QSettings>
#include <algorithm>
#include <utility>

#include "ui/theme/theme_style.h"
#include "ui/window/icons.h"

namespace nmf::ui {

namespace {

constexpr auto kThemeKey = "window/theme";
const QStringList kChoices{"system", "light", "dark"};

bool paletteIsDark() {
  return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

}  // namespace

Appearance::Appearance(QWidget* window) : QObject(window) {
  // Asked before our own palette hides the system's.
  systemIsDark_ = paletteIsDark();
  QApplication::setStyle(new ThemeStyle);
  const qsizetype index = kChoices.indexOf(QSettings().value(kThemeKey, "system").toString());
  choice_ = static_cast<Choice>(std::max<qsizetype>(index, 0));
  apply();
  window->installEventFilter(this);
}

// Both are answered once the event has reached every widget.
bool Appearance::eventFilter(QObject* object, QEvent* event) {
  if (event->type() == QEvent::ThemeChange)
    QMetaObject::invokeMethod(this, &Appearance::followSystem, Qt::QueuedConnection);
  if (event->type() == QEvent::ApplicationPaletteChange)
    QMetaObject::invokeMethod(this, &Appearance::followPalette, Qt::QueuedConnection);
  return QObject::eventFilter(object, event);
}

void Appearance::followSystem() {
  QApplication::setPalette(QPalette());  // the system's, which ours hid
  systemIsDark_ = paletteIsDark();
  apply();
}

/// Our own palette changes nothing, so it is told from the system's by its colour.
void Appearance::followPalette() {
  if (QApplication::palette().color(QPalette::Window) == paletteFor(theme_).color(QPalette::Window)) return;
  systemIsDark_ = paletteIsDark();
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

QString Appearance::styleSheet() const {
  initResources();
  QFile file(":/window.qss");
  QString sheet = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
  const Theme& t = theme_;
  const std::pair<const char*, QString> words[] = {
      {"%size", QStringLiteral("%1pt").arg(QFontInfo(QApplication::font()).pointSizeF() * t.fontScale)},
      {"%medium",
       QStringLiteral("%1pt").arg(QFontInfo(QApplication::font()).pointSizeF() * (1 + t.fontScale) / 2)},
      {"%tab", QString::fromLatin1(presenting_ ? "3px" : "7px")},
      {"%line", (t.dark ? t.base.lighter(150) : t.grid.darker(106)).name()},
      {"%base", t.base.name()},
      {"%muted", t.mutedText.name()},
      {"%error", t.error.name()},
      {"%hover", t.grid.name()},
      {"%note", t.plateauFill.name()},
      {"%info", t.dark ? "#1d3145" : "#e5f1fb"},
      {"%alarm", t.dark ? "#4a2222" : "#fde7e5"},
      {"%onAccent", t.accentText.name()},
      {"%strongAccent", (t.dark ? t.accent.lighter(112) : t.accent.darker(112)).name()},
      {"%accent", t.accent.name()}};
  for (const auto& [word, value] : words) sheet.replace(word, value);
  return sheet;
}

}  // namespace nmf::ui
