// What the window looks like: from one start to the next, and with the system.
#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QMenu>
#include <QScreen>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <cstdlib>
#include <utility>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/charts_panel.h"
#include "ui/window/scale.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Scene : Shown {
  using Shown::Shown;
  ChartsPanel* charts() { return window.findChild<ChartsPanel*>(); }
  QTabWidget* tabs() { return window.findChild<QTabWidget*>("pictures"); }
  QString tab() { return tabs()->currentWidget()->objectName(); }
  void clickTab(int index) {
    QTabBar* bar = tabs()->tabBar();
    QTest::mouseClick(bar, Qt::LeftButton, Qt::NoModifier, bar->tabRect(index).center());
  }
};

/// Presses the button in a chart that makes its values logarithmic, or linear again.
void toggleLogValues(Chart* chart) {
  const bool before = chart->logY();
  QTest::mouseClick(chart->findChild<QToolButton*>("log_" + textOf(chart->quantity()).name), Qt::LeftButton);
  QCOMPARE(chart->logY(), !before);
}

QList<bool> logValues(const ChartsPanel* panel) {
  QList<bool> list;
  for (const Chart* chart : panel->charts()) list << chart->logY();
  return list;
}

/// As the charts start out.
QList<bool> firstLogValues() {
  QList<bool> list;
  for (const Quantity quantity : allQuantities()) list << textOf(quantity).logarithmic;
  return list;
}

QString sizeText(const QSize& size) {
  return QString("%1 x %2").arg(size.width()).arg(size.height());
}

/// The visible buttons and choosers that have less room than their words or icons, or that reach out of what
/// they lie in; those that can be scrolled to are whole there.
QStringList cutOff(const QWidget& window) {
  QStringList names;
  for (const QWidget* widget : window.findChildren<QWidget*>()) {
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    if ((!button && !qobject_cast<const QComboBox*>(widget)) || !widget->isVisible()) continue;
    const auto* tool = qobject_cast<const QToolButton*>(widget);
    const bool icon = tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull();
    const QSize least = icon     ? tool->iconSize()
                        : button ? button->fontMetrics().size(Qt::TextShowMnemonic, button->text())
                                 : widget->minimumSizeHint();
    if (widget->size() != widget->size().expandedTo(least) ||
        !widget->parentWidget()->rect().contains(widget->geometry()))
      names << widget->objectName() + " " + sizeText(widget->size()) + " of " + sizeText(least);
  }
  return names;
}

bool isDark() {
  return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

}  // namespace

class TestWindowLayout : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    sandbox_.forget();
    QApplication::setPalette(QPalette());
  }
  void whatWasChosenToSeeIsThereAgain();
  void resettingBringsTheFirstViewBack();
  void aTabThatNobodyChoseFollowsTheRun();
  void theWindowFitsAScreenAndNothingIsCutOff();
  void theLogarithmicAxisIsOneSetting();
  void keysMoveTheBorderOfThePictures();
  void theChartsGiveTheirRoomToThePictures();
  void followIsOneSwitch();
  void theSystemsThemeIsFollowed();
  void aChosenThemeStaysWhenTheSystemChanges();
  void aScaleIsChosenInTheMenuForTheNextStart();

 private:
  UiSandbox sandbox_;
};

void TestWindowLayout::whatWasChosenToSeeIsThereAgain() {
  QList<bool> wanted;
  {
    Scene shown(smallExperiment());
    QVERIFY(shown.exposed);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
    shown.clickTab(2);
    QCOMPARE(shown.tabs()->currentIndex(), 2);
    shown.press("logEpochs");
    auto* smoothing = shown.window.findChild<QComboBox*>("smoothing");
    smoothing->setFocus();
    QTest::keyClick(smoothing, Qt::Key_Down);
    QCOMPARE(logValues(shown.charts()), firstLogValues());
    for (const int chart : {0, 2}) toggleLogValues(shown.charts()->charts()[chart]);
    wanted = logValues(shown.charts());
    shown.charts()->setMaximised(shown.charts()->charts()[1]);
    shown.window.close();
  }
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
  QCOMPARE(shown.tabs()->currentIndex(), 2);
  QVERIFY(shown.charts()->logX());
  QVERIFY(shown.action("actionLogX")->isChecked());
  QCOMPARE(logValues(shown.charts()), wanted);
  QCOMPARE(shown.charts()->smoothing(), 11);
  QCOMPARE(shown.window.findChild<QComboBox*>("smoothing")->currentIndex(), 1);
  QCOMPARE(shown.charts()->maximised(), shown.charts()->charts()[1]);
  QVERIFY(shown.charts()->charts()[1]->isVisible() && !shown.charts()->charts()[0]->isVisible());
}

void TestWindowLayout::resettingBringsTheFirstViewBack() {
  Scene shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  shown.clickTab(3);
  shown.press("logEpochs");
  for (Chart* chart : shown.charts()->charts()) toggleLogValues(chart);
  shown.charts()->setSmoothing(51);
  shown.charts()->setMaximised(shown.charts()->charts()[2]);
  shown.action("actionResetLayout")->trigger();
  QCOMPARE(shown.tabs()->currentIndex(), 0);
  QVERIFY(!shown.charts()->logX() && !shown.action("actionLogX")->isChecked());
  QCOMPARE(logValues(shown.charts()), firstLogValues());
  QCOMPARE(shown.charts()->smoothing(), 0);
  QVERIFY(!shown.charts()->maximised());
  for (const Chart* chart : shown.charts()->charts()) QVERIFY(chart->isVisible());
}

void TestWindowLayout::aTabThatNobodyChoseFollowsTheRun() {
  {
    Scene shown(smallExperiment());
    QVERIFY(shown.exposed);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
    QTRY_COMPARE(shown.tab(), QString("data_setView"));
    shown.window.close();
  }
  Scene shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
  QTRY_COMPARE(shown.tab(), QString("data_setView"));
  QVERIFY(shown.train());
  QTRY_COMPARE(shown.tab(), QString("signaturesView"));
}

void TestWindowLayout::theWindowFitsAScreenAndNothingIsCutOff() {
  constexpr QSize small(1280, 720);  // also that of 3840 x 2160 pixels, three to a logical one
  Scene shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  const QSize least = shown.window.minimumSizeHint();
  QVERIFY2(least == least.boundedTo(small), qPrintable(sizeText(least)));
  const QSize screen = shown.window.screen()->availableSize();
  if (screen == screen.expandedTo(small))
    QVERIFY2(shown.window.size() == shown.window.size().boundedTo(screen), qPrintable(sizeText(screen)));
  shown.window.resize(small);
  QTRY_COMPARE(shown.window.size(), small);
  for (int tab = 0; tab < shown.tabs()->count(); ++tab) {
    shown.clickTab(tab);
    QTRY_COMPARE(shown.tabs()->currentIndex(), tab);
    QTRY_VERIFY2(cutOff(shown.window).isEmpty(), qPrintable(cutOff(shown.window).join(", ")));
  }
}

void TestWindowLayout::theLogarithmicAxisIsOneSetting() {
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  QAction* action = shown.action("actionLogX");
  shown.press("logEpochs");
  QVERIFY(shown.charts()->logX() && action->isChecked());
  action->trigger();
  QVERIFY(!shown.charts()->logX());
  QVERIFY(!shown.window.findChild<QToolButton*>("logEpochs")->isChecked());
}

void TestWindowLayout::theSystemsThemeIsFollowed() {
  const bool dark = isDark();  // the system's
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  QCOMPARE(isDark(), dark);
  QPalette other;
  const QColor colour(dark ? "#fafafa" : "#101010");
  other.setColor(QPalette::Window, colour);
  QApplication::setPalette(other);
  // The program's own palette of that kind, not the bare one.
  QTRY_VERIFY(QApplication::palette().color(QPalette::Window) != colour);
  QCOMPARE(isDark(), !dark);
  const QString sheet = shown.window.styleSheet();
  // And back, as the system tells it: its palette lies below the program's.
  QEvent change(QEvent::ThemeChange);
  QApplication::sendEvent(&shown.window, &change);
  QTRY_COMPARE(isDark(), dark);
  QTRY_VERIFY(shown.window.styleSheet() != sheet);
}

void TestWindowLayout::aChosenThemeStaysWhenTheSystemChanges() {
  const bool dark = isDark();
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  shown.action(dark ? "actionThemeLight" : "actionThemeDark")->trigger();
  const QColor chosen = QApplication::palette().color(QPalette::Window);
  QCOMPARE(isDark(), !dark);
  QEvent change(QEvent::ThemeChange);
  QApplication::sendEvent(&shown.window, &change);
  QTest::qWait(50);
  QCOMPARE(QApplication::palette().color(QPalette::Window), chosen);
  // The program's own palette was not taken for the system's.
  shown.action("actionThemeSystem")->trigger();
  QCOMPARE(isDark(), dark);
}

void TestWindowLayout::aScaleIsChosenInTheMenuForTheNextStart() {
  const auto factorAtStart = [] {
    const ScaleAtStart scale;
    return qgetenv("QT_SCALE_FACTOR");
  };
  qunsetenv("QT_SCALE_FACTOR");
  QVERIFY(factorAtStart().isEmpty());
  {
    Shown shown(smallExperiment());
    QVERIFY(shown.exposed);
    QMenu* scales = nullptr;
    for (QMenu* menu : shown.window.findChildren<QMenu*>())
      if (menu->title() == "S&cale") scales = menu;
    QVERIFY(scales);
    QStringList names;
    for (const QAction* action : scales->actions()) names << action->text();
    QCOMPARE(names, (QStringList{"100 %", "125 %", "150 %", "200 %", "300 %"}));
    QVERIFY(shown.action("actionScale100")->isChecked());
    scales->popup(shown.window.pos());
    QTest::mouseClick(scales, Qt::LeftButton, {},
                      scales->actionGeometry(shown.action("actionScale200")).center());
    QVERIFY(shown.action("actionScale200")->isChecked() && !shown.action("actionScale100")->isChecked());
    QVERIFY2(shown.message().contains("200 % acts at the next start"), qPrintable(shown.message()));
    QCOMPARE(shown.window.devicePixelRatioF(), 1.0);
  }
  QCOMPARE(factorAtStart(), QByteArray("2"));
  QVERIFY(!qEnvironmentVariableIsSet("QT_SCALE_FACTOR"));  // no other program inherits it
  Shown again(smallExperiment());
  QVERIFY(again.exposed && again.action("actionScale200")->isChecked());
  // What the environment says comes first, and that is said.
  qputenv("QT_SCALE_FACTOR", "1.5");
  QCOMPARE(factorAtStart(), QByteArray("1.5"));
  QCOMPARE(qgetenv("QT_SCALE_FACTOR"), QByteArray("1.5"));
  again.action("actionScale300")->trigger();
  QVERIFY2(again.message().contains("QT_SCALE_FACTOR"), qPrintable(again.message()));
  qunsetenv("QT_SCALE_FACTOR");
}

void TestWindowLayout::keysMoveTheBorderOfThePictures() {
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  shown.window.resize(1400, 800);
  QCoreApplication::processEvents();
  const auto widths = [&] { return std::pair(shown.charts()->width(), shown.tabs()->width()); };
  const auto before = widths();
  const Qt::KeyboardModifiers keys = Qt::ControlModifier | Qt::ShiftModifier;
  shown.key(Qt::Key_Left, keys);
  QTRY_VERIFY(widths().second > before.second && widths().first < before.first);
  shown.key(Qt::Key_Right, keys);
  QTRY_VERIFY(std::abs(widths().second - before.second) <= 2);
  // As far as both can be seen.
  for (int i = 0; i < 30; ++i) shown.key(Qt::Key_Right, keys);
  QTRY_VERIFY(widths().second < before.second);
  QVERIFY(widths().second >= shown.tabs()->minimumSizeHint().width() && widths().second > 100);
  for (int i = 0; i < 60; ++i) shown.key(Qt::Key_Left, keys);
  QVERIFY(widths().first > 100);
}

void TestWindowLayout::theChartsGiveTheirRoomToThePictures() {
  {
    Scene shown(smallExperiment(300));
    QVERIFY(shown.exposed);
    QVERIFY(shown.train());
    const int both = shown.charts()->width() + shown.tabs()->width();
    shown.key(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(!shown.charts()->isVisible() && !shown.action("actionCharts")->isChecked());
    QTRY_VERIFY(shown.tabs()->width() >= both);
    // Another run: what the charts would show is exported all the same.
    shown.type("epochs", "500");
    shown.key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(shown.state() == RunState::Finished && shown.records() == 501, kPatience);
    for (const Chart* chart : shown.charts()->charts()) QTRY_VERIFY(chart->epochRange().upper >= 500);
    // Never both: the other comes.
    shown.key(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(shown.charts()->isVisible() && !shown.tabs()->isVisible());
    shown.key(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(!shown.charts()->isVisible() && shown.tabs()->isVisible());
    QVERIFY(shown.action("actionPictures")->isChecked());
    shown.window.close();
  }
  Scene shown(smallExperiment());
  QVERIFY(shown.exposed);
  QVERIFY(!shown.charts()->isVisible() && shown.tabs()->isVisible());
  shown.action("actionResetLayout")->trigger();
  QVERIFY(shown.charts()->isVisible() && shown.tabs()->isVisible());
}

void TestWindowLayout::followIsOneSwitch() {
  Scene shown(smallExperiment(300));
  QVERIFY(shown.exposed);
  QVERIFY(shown.train());
  QAction* action = shown.action("actionFollow");
  auto* button = shown.window.findChild<QToolButton*>("follow");
  Chart* rank = shown.charts()->charts()[1];
  rank->setFocus();
  QTest::keyClick(rank, Qt::Key_Up);
  QVERIFY(!rank->fitsY() && !action->isChecked() && !button->isChecked());
  shown.key(Qt::Key_F, Qt::ControlModifier);
  QVERIFY(rank->fitsY() && action->isChecked() && button->isChecked());
  shown.key(Qt::Key_F, Qt::ControlModifier);
  QVERIFY(!shown.charts()->follows() && !action->isChecked() && !button->isChecked());
  shown.press("follow");
  QVERIFY(shown.charts()->follows() && action->isChecked());
}

QTEST_MAIN(TestWindowLayout)
#include "tst_window_layout.moc"
