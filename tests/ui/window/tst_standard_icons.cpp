// The icons of the style are seen in either theme, whichever it was when they were made.
#include <QAction>
#include <QApplication>
#include <QStyle>
#include <QTest>
#include <QToolBar>
#include <QToolButton>
#include <algorithm>
#include <cstdlib>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

/// How far the strongest pixel of an icon is from the buttons of the theme, in steps of lightness.
int strength(const QIcon& icon) {
  const QImage image = icon.pixmap(QSize(16, 16)).toImage();
  const int around = QApplication::palette().color(QPalette::Button).lightness();
  int strongest = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const QColor color = image.pixelColor(x, y);
      if (color.alpha() > 200) strongest = std::max(strongest, std::abs(color.lightness() - around));
    }
  }
  return strongest;
}

}  // namespace

class TestStandardIcons : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void areSeenInEitherTheme() {
    Shown shown(smallExperiment());
    QVERIFY(shown.exposed);
    const auto* more =
        shown.window.findChild<QToolBar*>("runToolbar")->findChild<QToolButton*>("qt_toolbar_ext_button");
    QVERIFY(more);
    // Dialogs ask for it like this, where the desktop has icons in their buttons.
    const QIcon close =
        shown.window.style()->standardIcon(QStyle::SP_DialogCloseButton, nullptr, &shown.window);
    for (const char* theme : {"actionThemeDark", "actionThemeLight", "actionThemeDark"}) {
      shown.action(theme)->trigger();
      QTRY_VERIFY2_WITH_TIMEOUT(strength(more->icon()) > 100, theme, kPatience);
      QTRY_VERIFY2_WITH_TIMEOUT(strength(close) > 100, theme, kPatience);
    }
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestStandardIcons)
#include "tst_standard_icons.moc"
