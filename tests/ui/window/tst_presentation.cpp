// What an audience sees in presentation mode: the lesson, what the run waits for, and every tab.
#include <QApplication>
#include <QPushButton>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>

#include "core/experiment/presets.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/charts_panel.h"
#include "ui/compare/comparison.h"
#include "ui/lesson/lesson_card.h"
#include "ui/panel/experiment_panel.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

constexpr QSize kProjector{1366, 768};

struct Lecture : Shown {
  explicit Lecture(const Experiment& experiment = smallExperiment()) : Shown(experiment) {
    card = window.findChild<LessonCard*>();
    panel = window.findChild<ExperimentPanel*>();
  }
  bool isReady() {
    return exposed && QTest::qWaitFor([this] { return state() == RunState::Idle; }, kPatience);
  }
  /// On a screen of that size, whatever the machine's is.
  void present(const QSize& size = kProjector) {
    key(Qt::Key_F11);
    window.showNormal();
    window.resize(size);
    QVERIFY(QTest::qWaitFor([&] { return window.size() == size; }, kPatience));
    QTest::qWait(50);  // the parts are laid out
  }
  template <typename Widget = QLabel>
  Widget* find(const char* name) {
    return window.findChild<Widget*>(name);
  }
  QRect placeOf(const QWidget* widget) { return {widget->mapTo(&window, QPoint()), widget->size()}; }
  /// Those of the names that are shown, from left to right, all of them whole and none upon another.
  QStringList shownWhole(const QList<const char*>& names) {
    QStringList whole;
    int right = 0;
    for (const char* name : names) {
      const QLabel* label = find(name);
      if (!label->isVisible() || label->text().isEmpty()) continue;
      const QRect place = placeOf(label);
      if (place.left() < right || place.right() > window.width() ||
          place.width() < label->sizeHint().width() || place.height() < label->sizeHint().height())
        return {"not whole: " + label->text()};
      right = place.right();
      whole << name;
    }
    return whole;
  }
  QStringList facts() {
    return shownWhole({"statusState", "statusData", "statusPlateau", "statusRank", "statusError"});
  }

  LessonCard* card;
  ExperimentPanel* panel;
};

/// One whose rank counts as waiting whatever it does, and whose error is said twice.
Experiment waitingExperiment() {
  Experiment experiment = endlessExperiment();
  experiment.data.heldOut.share = 0.25;
  experiment.plan.earlyStop = {EarlyStopKind::Plateau, 2};
  experiment.plan.plateau.open = experiment.plan.plateau.close = 1000;
  experiment.plan.plateau.min = 60;
  return experiment;
}

}  // namespace

class TestPresentation : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void theLessonLiesAboveTheTimeline();
  void escapeLeavesIt();
  void theStartCardIsNotCutOff();
  void noLessonIsCutOff();
  void theKeysLeadThroughTheLessons();
  void stateAndCountdownStayAndTheDataGivesWay();
  void aMessageAndTheFactsAreNotShownAtOnce();
  void theToolbarKeepsEpochAndTimeLeft();
  void everyTabIsSeen();

 private:
  UiSandbox sandbox_;
};

void TestPresentation::theLessonLiesAboveTheTimeline() {
  Lecture shown;
  QVERIFY(shown.isReady());
  shown.present();
  QVERIFY(!shown.card->isVisible() && !shown.panel->isVisible());
  shown.key(Qt::Key_F8);
  QVERIFY(shown.card->isVisible() && !shown.panel->isVisible());
  QCOMPARE(shown.card->lesson(), QString::fromStdString(presets().front().name));
  QTRY_COMPARE_WITH_TIMEOUT(shown.placeOf(shown.card).width(), kProjector.width(), kPatience);
  const QRect place = shown.placeOf(shown.card);
  QVERIFY(place.top() >= shown.placeOf(shown.find<QWidget>("workSplitter")).bottom());
  QVERIFY(place.bottom() <= shown.placeOf(shown.find<QWidget>("timeline")).top());
  QVERIFY(shown.find("lesson")->fontInfo().pixelSize() > QFontInfo(QApplication::font()).pixelSize());
  QTest::mouseClick(shown.find<QPushButton>("lessonNext"), Qt::LeftButton);
  QCOMPARE(shown.card->lesson(), QString("published"));
  // Back in its column, where it was, and closed there.
  shown.key(Qt::Key_F11);
  QVERIFY(shown.panel->isAncestorOf(shown.card) && shown.card->isVisible());
  QCOMPARE(shown.find("lesson")->text(), QString::fromStdString(findPreset("published")->text));
  QTest::mouseClick(shown.find<QToolButton>("lessonClose"), Qt::LeftButton);
  shown.present();
  QVERIFY(!shown.card->isVisible());
}

void TestPresentation::escapeLeavesIt() {
  Lecture shown;
  QVERIFY(shown.isReady());
  for (const bool fromChart : {false, true}) {
    shown.present();
    QVERIFY(!shown.panel->isVisible());
    if (fromChart) shown.window.findChild<Chart*>()->setFocus();  // where it leaves the cursor first
    for (int i = 0; i < (fromChart ? 2 : 1); ++i)
      QTest::keyClick(fromChart ? QApplication::focusWidget() : &shown.window, Qt::Key_Escape);
    QVERIFY(shown.panel->isVisible());
    QVERIFY(!shown.action("actionPresentation")->isChecked());
  }
  // In the window it does nothing.
  shown.key(Qt::Key_Escape);
  QVERIFY(shown.window.isVisible() && shown.panel->isVisible());
}

void TestPresentation::theStartCardIsNotCutOff() {
  Lecture shown;
  QVERIFY(shown.isReady());
  const auto cutOff = [&] {
    for (const QPushButton* button : shown.find<QWidget>("startCard")->findChildren<QPushButton*>())
      if (!button->isVisible() || button->width() < button->sizeHint().width()) return button->text();
    return QString();
  };
  QTRY_VERIFY2_WITH_TIMEOUT(cutOff().isEmpty(), qPrintable(cutOff()), kPatience);
  shown.present();
  QTRY_VERIFY2_WITH_TIMEOUT(cutOff().isEmpty(), qPrintable(cutOff()), kPatience);
}

void TestPresentation::noLessonIsCutOff() {
  Lecture shown;
  QVERIFY(shown.isReady());
  shown.present();
  // The first part that is not whole; empty: they all are, which takes until the parts are laid out.
  const auto cutOff = [&]() -> QString {
    for (const char* name : {"lessonTitle", "lesson"}) {
      const QLabel* label = shown.find(name);
      if (label->height() < label->heightForWidth(label->width())) return name;
    }
    for (const QPushButton* button : shown.card->findChildren<QPushButton*>())
      if (button->isVisible() && button->width() < button->sizeHint().width()) return button->text();
    const QRect place = shown.placeOf(shown.card);
    if (place.bottom() > shown.placeOf(shown.find<QWidget>("timeline")).top()) return "the card's end";
    return place.height() < kProjector.height() / 5 ? QString() : "the charts";
  };
  for (const Preset& preset : presets()) {
    shown.panel->choosePreset(QString::fromStdString(preset.name));
    QTest::qWait(30);
    QCOMPARE(shown.window.size(), kProjector);
    QTRY_VERIFY2_WITH_TIMEOUT(cutOff().isEmpty(), qPrintable(cutOff() + " of " + preset.name.c_str()),
                              kPatience);
  }
}

void TestPresentation::theKeysLeadThroughTheLessons() {
  Lecture shown;
  QVERIFY(shown.isReady());
  QAction *next = shown.action("actionNextLesson"), *compare = shown.action("actionCompareLesson");
  QVERIFY(next->isEnabled() && !compare->isEnabled());
  shown.present();
  while (shown.card->lesson() != "mu") shown.key(Qt::Key_F8);
  QVERIFY(!compare->isEnabled());  // there is no run to pin yet
  shown.key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 3, kPatience);
  shown.key(Qt::Key_Period, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
  const std::size_t records = shown.records();
  QVERIFY(compare->isEnabled());
  shown.key(Qt::Key_F8, Qt::ShiftModifier);
  QCOMPARE(shown.card->lesson(), QString("gd"));
  const auto& pinned = shown.window.findChild<Comparison*>()->pins().runs();
  QCOMPARE(pinned.size(), 1U);
  QCOMPARE(pinned.front().history->size(), records);
  QTRY_VERIFY_WITH_TIMEOUT(
      shown.records() > 3 && shown.window.session().experiment().model.model == Model::GradientDescent,
      kPatience);
  QVERIFY(!compare->isEnabled());  // it compares with nothing further
  shown.key(Qt::Key_Period, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Finished, kPatience);
  while (next->isEnabled()) shown.key(Qt::Key_F8);
  QCOMPARE(shown.card->lesson(), QString("noise"));
  // Without a lesson they begin anew.
  QTest::mouseClick(shown.find<QToolButton>("lessonClose"), Qt::LeftButton);
  QVERIFY(next->isEnabled() && !compare->isEnabled());
}

void TestPresentation::stateAndCountdownStayAndTheDataGivesWay() {
  Lecture shown(waitingExperiment());
  QVERIFY(shown.isReady());
  shown.key(Qt::Key_F10, Qt::ShiftModifier);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Paused, kPatience);
  const QLabel* plateau = shown.find("statusPlateau");
  QTRY_VERIFY2(plateau->text().startsWith("plateau 1 of 2 since"), qPrintable(plateau->text()));
  shown.present();
  QCOMPARE(shown.facts(),
           (QStringList{"statusState", "statusData", "statusPlateau", "statusRank", "statusError"}));
  QVERIFY(plateau->fontInfo().pixelSize() > QFontInfo(QApplication::font()).pixelSize());
  shown.window.resize(1150, 700);
  QTRY_COMPARE(shown.facts(), (QStringList{"statusState", "statusPlateau", "statusRank", "statusError"}));
  shown.window.resize(850, 600);
  QTRY_COMPARE(shown.facts(), (QStringList{"statusState", "statusPlateau", "statusError"}));
  shown.window.resize(kProjector);
  shown.key(Qt::Key_F11);
  shown.window.showNormal();
  shown.window.resize(kProjector);
  QTRY_COMPARE(shown.facts().size(), 5);
}

void TestPresentation::aMessageAndTheFactsAreNotShownAtOnce() {
  Lecture shown;
  QVERIFY(shown.isReady());
  for (int i = 0; i < 2; ++i) {
    shown.window.statusBar()->showMessage("There are no factors to bookmark yet.");
    QVERIFY(!shown.find("statusState")->isVisible());
    shown.key(Qt::Key_F11);
    QTRY_VERIFY_WITH_TIMEOUT(shown.find("statusState")->isVisible(), kPatience);
    QCOMPARE(shown.window.statusBar()->currentMessage(), QString());
  }
}

void TestPresentation::theToolbarKeepsEpochAndTimeLeft() {
  Lecture shown(endlessExperiment());
  QVERIFY(shown.isReady());
  shown.present();
  shown.key(Qt::Key_R, Qt::ControlModifier);
  const QLabel *speed = shown.find("statusSpeed"), *left = shown.find("statusTimeLeft");
  QTRY_VERIFY_WITH_TIMEOUT(!speed->text().isEmpty() && !left->text().isEmpty(), kPatience);
  // A thousand million epochs leave no room for the speed.
  const QList<const char*> names{"statusEpoch", "statusSpeed", "statusTimeLeft"};
  QTRY_COMPARE(shown.shownWhole(names), (QStringList{"statusEpoch", "statusTimeLeft"}));
  shown.window.resize(1920, 1080);
  QTRY_COMPARE(shown.shownWhole(names).size(), 3);
}

void TestPresentation::everyTabIsSeen() {
  Lecture shown;
  QVERIFY(shown.isReady());
  const QTabBar* bar = shown.find<QTabWidget>("pictures")->tabBar();
  const int size = bar->fontInfo().pixelSize();
  const auto allSeen = [bar] {
    for (const QToolButton* arrow : bar->findChildren<QToolButton*>())
      if (arrow->isVisible()) return false;
    for (int i = 0; i < bar->count(); ++i)
      if (!bar->rect().contains(bar->tabRect(i))) return false;
    return true;
  };
  shown.present();
  QVERIFY(allSeen() && bar->fontInfo().pixelSize() > size);
  for (int i = 0; i < bar->count(); ++i)  // with their whole names
    QVERIFY2(bar->tabRect(i).width() >= bar->fontMetrics().horizontalAdvance(bar->tabText(i)) + 6,
             qPrintable(bar->tabText(i)));
  shown.window.resize(1000, 700);
  QTRY_VERIFY(allSeen());
  shown.key(Qt::Key_F11);
  QTRY_COMPARE(bar->fontInfo().pixelSize(), size);
  QVERIFY(bar->usesScrollButtons());
}

QTEST_MAIN(TestPresentation)
#include "tst_presentation.moc"
