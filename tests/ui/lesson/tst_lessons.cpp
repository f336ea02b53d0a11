#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QPushButton>

#include "core/experiment/command_text.h"
#include "core/experiment/presets.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/compare/comparison.h"
#include "ui/lesson/lesson_card.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Learning : Shown {
  Learning() : Shown(smallExperiment(10)) {
    card = window.findChild<LessonCard*>();
    pins = &window.findChild<Comparison*>()->pins();
  }
  bool isReady() {
    return QTest::qWaitFor([this] { return state() == RunState::Idle; }, kPatience);
  }
  /// Chooses from the list by keys.
  void choose(const QString& name) {
    auto* list = window.findChild<QComboBox*>("presets");
    list->setFocus();
    while (list->currentData().toString() != name) QTest::keyClick(list, Qt::Key_Down);
  }
  void click(const char* button) {
    QTest::mouseClick(window.findChild<QPushButton*>(button), Qt::LeftButton);
  }
  /// Stops the run under way once it has some records.
  bool trainsAndStops() {
    if (!QTest::qWaitFor([this] { return state() == RunState::Running && records() > 3; }, kPatience) &&
        state() != RunState::Finished)
      return false;
    if (state() == RunState::Running) key(Qt::Key_Period, Qt::ControlModifier);
    return QTest::qWaitFor([this] { return state() == RunState::Finished; }, kPatience);
  }

  LessonCard* card;
  PinnedRuns* pins;
};

}  // namespace

class TestLessons : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void choosingALessonShowsItAndStartsNothing() {
    Learning shown;
    QVERIFY(shown.exposed && shown.isReady());
    QVERIFY(!shown.card->isVisible());
    shown.choose("published");
    QVERIFY(shown.card->isVisible());
    QCOMPARE(shown.card->lesson(), QString("published"));
    QCOMPARE(shown.window.findChild<QLabel*>("lesson")->text(),
             QString::fromStdString(findPreset("published")->text));
    QVERIFY(!shown.window.findChild<QPushButton*>("lessonCompare")->isEnabled());
    QTest::qWait(400);
    QCOMPARE(shown.records(), 0U);
  }

  void aComparisonPinsTheFirstRunAndStartsTheSecond() {
    Learning shown;
    QVERIFY(shown.exposed && shown.isReady());
    shown.choose("depth-1");
    shown.click("lessonRun");
    QVERIFY(shown.trainsAndStops());
    QCOMPARE(shown.window.session().experiment().model.model, Model::GradientDescent);
    for (const char* next : {"depth-2", "depth-3", "depth-4"}) {
      auto* compare = shown.window.findChild<QPushButton*>("lessonCompare");
      QVERIFY(compare->isVisible() && compare->isEnabled());
      const std::size_t records = shown.records();
      shown.click("lessonCompare");
      QCOMPARE(shown.card->lesson(), QString(next));
      QCOMPARE(shown.pins->runs().back().history->size(), records);
      QVERIFY(shown.trainsAndStops());
    }
    QCOMPARE(shown.pins->runs().size(), 3U);
    QCOMPARE(shown.pins->runs()[1].name, QString("deep 20,10"));
    QCOMPARE(shown.window.session().experiment().model.ranks, (std::vector<int>{80, 40, 20, 10}));
    QVERIFY(!shown.window.findChild<QPushButton*>("lessonCompare")->isVisible());
  }

  void nextLeadsThroughAllLessons() {
    Learning shown;
    QVERIFY(shown.exposed && shown.isReady());
    shown.choose(QString::fromStdString(presets().front().name));
    std::size_t seen = 1;
    while (shown.window.findChild<QPushButton*>("lessonNext")->isVisible() && seen <= presets().size()) {
      shown.click("lessonNext");
      ++seen;
    }
    QCOMPARE(shown.card->lesson(), QString("noise"));
    std::size_t lessons = 0;
    for (const Preset& preset : presets()) lessons += preset.followsUp ? 0 : 1;
    QCOMPARE(seen, lessons);
    QTest::mouseClick(shown.window.findChild<QToolButton*>("lessonClose"), Qt::LeftButton);
    QVERIFY(!shown.card->isVisible());
    QCOMPARE(shown.window.findChild<QComboBox*>("presets")->currentIndex(), -1);
  }

  void aLessonGivenAtTheStartIsShownOverItsOwnSettings() {
    Learning shown;
    shown.window.showLesson("published");
    QVERIFY(shown.exposed && shown.isReady());
    QVERIFY(shown.card->isVisible());
    QCOMPARE(shown.window.findChild<QLabel*>("lesson")->text(),
             QString::fromStdString(findPreset("published")->text));
    QCOMPARE(shown.window.findChild<QComboBox*>("presets")->currentData().toString(), QString("published"));
    QCOMPARE(shown.window.findChild<QLineEdit*>("ranks")->text(), QString("8,4"));
    QVERIFY(shown.action("actionNextLesson")->isEnabled());
    shown.window.showLesson({});
    QVERIFY(!shown.card->isVisible());
    QCOMPARE(shown.window.findChild<QComboBox*>("presets")->currentIndex(), -1);
  }

  void aLessonGoesWhereOtherSettingsCome() {
    Learning shown;
    QVERIFY(shown.exposed && shown.isReady());
    QVERIFY(shown.train());
    const QString folder = shown.save();
    QVERIFY(!folder.isEmpty());
    const auto isGone = [&] {
      return !shown.card->isVisible() && shown.card->lesson().isEmpty() &&
             shown.window.findChild<QComboBox*>("presets")->currentIndex() == -1;
    };
    shown.choose("published");
    QVERIFY(!isGone());
    shown.window.openPath(folder);
    QTRY_VERIFY_WITH_TIMEOUT(shown.window.session().opened(), kPatience);
    QTRY_VERIFY(isGone());
    QVERIFY(!shown.action("actionCompareLesson")->isEnabled());  // it would pin that run

    shown.choose("mu");
    shown.window.openPath(folder + "/config.json");
    QVERIFY(isGone());

    shown.choose("relu");
    QApplication::clipboard()->setText(QString::fromStdString(configText(smallExperiment())));
    shown.key(Qt::Key_V, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(isGone());

    // What cannot be used replaces nothing.
    shown.choose("relu");
    QApplication::clipboard()->setText(R"({"rnks": [4, 3]})");
    shown.key(Qt::Key_V, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(!isGone());
  }

  void aLessonStaysWithItsOwnRun() {
    Learning shown;
    QVERIFY(shown.exposed && shown.isReady());
    shown.choose("gd");
    shown.key(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);  // of whichever seed
    QVERIFY(shown.trainsAndStops());
    const QString folder = shown.save();
    QVERIFY(!folder.isEmpty());
    shown.window.openPath(folder);
    QTRY_VERIFY_WITH_TIMEOUT(shown.window.session().opened(), kPatience);
    QVERIFY(shown.card->isVisible());
    QCOMPARE(shown.card->lesson(), QString("gd"));
    // Another lesson's it is not.
    shown.choose("depth-1");
    shown.window.openPath(folder);
    QTRY_VERIFY_WITH_TIMEOUT(!shown.card->isVisible(), kPatience);
  }

  void theStartCardRunsTheFirstLesson() {
    Learning shown;
    QVERIFY(shown.exposed && shown.isReady());
    shown.click("startLesson");
    QCOMPARE(shown.card->lesson(), QString::fromStdString(presets().front().name));
    QVERIFY(shown.trainsAndStops());
    QCOMPARE(shown.window.session().experiment().data.rows, (RowRange{100, 350}));
    QCOMPARE(shown.window.session().experiment().data.dataset, std::string("strokes"));
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestLessons)
#include "tst_lessons.moc"
