#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QFocusEvent>
#include <QLineEdit>
#include <QTest>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/panel/badge.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/window/main_window.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

constexpr int kLongerThanTyping = 1200;  // ms; what comes later is another change

struct Editing : Shown {
  explicit Editing(const Experiment& experiment) : Shown(experiment) {
    panel = window.findChild<ExperimentPanel*>();
    undo = window.findChild<QAction*>("actionUndo");
    redo = window.findChild<QAction*>("actionRedo");
  }
  const Hyperparameters& model() const { return panel->experiment()->model; }
  QWidget* control(const char* key) { return panel->findChild<QWidget*>(QString("edit_") + key); }
  void undoByKey() { QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier); }
  void redoByKey() {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  }
  /// Clicks an action in a menu of the bar.
  void chooseInMenu(const QString& title, const char* name) {
    for (QMenu* menu : window.findChildren<QMenu*>()) {
      if (menu->title() != title) continue;
      menu->popup(window.pos());
      QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action(name)).center());
    }
  }
  void changeRate(double rate) {
    Experiment experiment = *panel->experiment();
    experiment.model.live.learningRate = rate;
    panel->edit(experiment);
  }

  ExperimentPanel* panel;
  QAction *undo, *redo;
};

}  // namespace

class TestSettingsUndo : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void theDefaultsAreOneStepAway() {
    Experiment unusual = endlessExperiment();
    unusual.data.noise = {NoiseKind::Gaussian, 0.25};
    unusual.model.live.learningRate = 0.02;
    Editing shown(unusual);
    QVERIFY(shown.exposed);
    shown.window.startRun();
    QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 10, kPatience);
    QTest::qWait(kLongerThanTyping);
    const Experiment before = *shown.panel->experiment();
    // A field that cannot be used does not stand in the way.
    shown.type("ranks", ",");
    QVERIFY(!shown.panel->experiment());
    shown.chooseInMenu("&Edit", "actionDefaultSettings");
    QVERIFY(shown.panel->experiment());
    Experiment expected;
    expected.data.dataset = shown.panel->experiment()->data.dataset;  // what there is on this machine
    QVERIFY(*shown.panel->experiment() == expected);
    // They are for the next run.
    QCOMPARE(shown.state(), RunState::Running);
    QCOMPARE(shown.window.session().inEffect().model.live.learningRate, 0.02);
    shown.undoByKey();
    QVERIFY(*shown.panel->experiment() == before);
  }

  void takesBackAndBringsAgain() {
    Editing shown(smallExperiment());
    QVERIFY(shown.exposed);
    QVERIFY(!shown.undo->isEnabled() && !shown.redo->isEnabled());
    const double first = shown.model().live.learningRate;
    for (const double rate : {0.02, 0.03}) {
      QTest::qWait(kLongerThanTyping);
      shown.changeRate(rate);
    }
    QVERIFY(shown.undo->isEnabled());
    shown.undo->trigger();
    QCOMPARE(shown.model().live.learningRate, 0.02);
    QVERIFY(shown.redo->isEnabled());
    shown.undo->trigger();
    QCOMPARE(shown.model().live.learningRate, first);
    QVERIFY(!shown.undo->isEnabled());
    shown.redo->trigger();
    shown.redo->trigger();
    QCOMPARE(shown.model().live.learningRate, 0.03);
    QVERIFY(!shown.redo->isEnabled());
    // A change after going back leaves nothing to bring again.
    shown.undo->trigger();
    QTest::qWait(kLongerThanTyping);
    shown.changeRate(0.5);
    QVERIFY(!shown.redo->isEnabled());
    shown.undo->trigger();
    QCOMPARE(shown.model().live.learningRate, 0.02);
  }

  void typingInOneFieldIsOneChangeAndTheKeysWorkThere() {
    Editing shown(smallExperiment());
    QVERIFY(shown.exposed);
    const std::vector<int> before = shown.model().ranks;
    QTest::qWait(kLongerThanTyping);
    auto* ranks = shown.panel->findChild<QLineEdit*>("ranks");
    QVERIFY(ranks);
    ranks->setFocus();
    ranks->selectAll();
    QTest::keyClicks(ranks, "12,7");
    QTest::keyClick(ranks, Qt::Key_Tab);
    QCOMPARE(shown.model().ranks, (std::vector<int>{12, 7}));
    ranks->setFocus();
    shown.undoByKey();
    QCOMPARE(shown.model().ranks, before);
    QVERIFY(!shown.undo->isEnabled());
    shown.redoByKey();
    QCOMPARE(shown.model().ranks, (std::vector<int>{12, 7}));
  }

  void theKeysWorkInAFieldOfANumber() {
    Editing shown(smallExperiment());
    QVERIFY(shown.exposed);
    const double first = shown.model().live.learningRate;
    QTest::qWait(kLongerThanTyping);
    shown.type("learning_rate", "0.002");
    QCOMPARE(shown.model().live.learningRate, 0.002);
    auto* rate = shown.panel->findChild<QAbstractSpinBox*>("learning_rate");
    QCOMPARE(QApplication::focusWidget(), rate);
    shown.undoByKey();
    QCOMPARE(shown.model().live.learningRate, first);
    shown.redoByKey();
    QCOMPARE(shown.model().live.learningRate, 0.002);
    QTest::qWait(kLongerThanTyping);
    QTest::keyClick(rate, Qt::Key_Up);
    QCOMPARE(shown.model().live.learningRate, 0.005);
    shown.undoByKey();
    QCOMPARE(shown.model().live.learningRate, 0.002);
  }

  void theKeysWorkInAFieldOutsideThePanelOnceItsTextHasTakenEffect() {
    Editing shown(endlessExperiment());
    QVERIFY(shown.exposed);
    shown.window.startRun();
    auto* epoch = shown.window.findChild<QAbstractSpinBox*>("timelineEpoch");
    QTRY_VERIFY_WITH_TIMEOUT(epoch->isEnabled() && shown.records() > 100, kPatience);
    const double first = shown.model().live.learningRate;
    QTest::qWait(kLongerThanTyping);
    shown.type("learning_rate", "0.002");
    epoch->setFocus();
    QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), epoch, kPatience);
    const QString before = epoch->text();
    epoch->selectAll();
    QTest::keyClicks(epoch, "10");
    // While the text is being typed it is what is taken back.
    shown.undoByKey();
    QCOMPARE(epoch->text(), before);
    shown.redoByKey();
    QCOMPARE(epoch->text(), "10");
    QCOMPARE(shown.model().live.learningRate, 0.002);
    QTest::keyClick(epoch, Qt::Key_Return);
    shown.undoByKey();
    QCOMPARE(shown.model().live.learningRate, first);
    shown.redoByKey();
    QCOMPARE(shown.model().live.learningRate, 0.002);
  }

  void aPresetOrAConfigurationIsOneChange() {
    Editing shown(smallExperiment());
    QVERIFY(shown.exposed);
    const Experiment before = *shown.panel->experiment();
    QTest::qWait(kLongerThanTyping);
    QFile config(sandbox_.path("c.json"));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write(R"({"dataset": "strokes", "rows": "0:90", "model": "mu", "ranks": [5], "seed": 3})");
    config.close();
    shown.window.openPath(config.fileName());
    QCOMPARE(shown.model().model, Model::Multiplicative);
    QCOMPARE(shown.model().ranks, std::vector<int>{5});
    shown.undo->trigger();
    QVERIFY(*shown.panel->experiment() == before);
    shown.redo->trigger();
    QCOMPARE(shown.model().seed, 3U);
  }

  void takenBackWhileTrainingItReachesTheRun() {
    Editing shown(endlessExperiment());
    QVERIFY(shown.exposed);
    const double first = shown.model().live.learningRate;
    shown.window.startRun();
    QTRY_COMPARE_WITH_TIMEOUT(shown.window.session().state(), RunState::Running, kPatience);
    QTest::qWait(kLongerThanTyping);
    shown.changeRate(0.002);
    QCOMPARE(shown.window.session().inEffect().model.live.learningRate, 0.002);
    shown.undo->trigger();
    QCOMPARE(shown.window.session().inEffect().model.live.learningRate, first);
  }

  void aConfigurationWhileTrainingWaitsForEnter() {
    Editing shown(endlessExperiment());
    QVERIFY(shown.exposed);
    shown.window.startRun();
    QTRY_COMPARE_WITH_TIMEOUT(shown.window.session().state(), RunState::Running, kPatience);
    const double first = shown.window.session().inEffect().model.live.learningRate;
    QFile config(sandbox_.path("rate.json"));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write(R"({"dataset": "strokes", "rows": "0:120", "ranks": [8, 4], "learning_rate": 0.004})");
    config.close();
    shown.window.openPath(config.fileName());
    QCOMPARE(shown.model().live.learningRate, 0.004);
    QCOMPARE(shown.window.session().inEffect().model.live.learningRate, first);
    auto* badge = shown.panel->findChild<Badge*>("learning_rate_badge");
    QVERIFY(badge->isPending());
    auto* rate = shown.panel->findChild<QAbstractSpinBox*>("learning_rate");
    rate->setFocus();
    QTest::keyClick(rate, Qt::Key_Return);
    QCOMPARE(shown.window.session().inEffect().model.live.learningRate, 0.004);
    QVERIFY(!badge->isPending());
    QTRY_COMPARE_WITH_TIMEOUT(shown.window.session().changes().size(), 1U, kPatience);
  }

  void noMoreThanAHundredAreKept() {
    Editing shown(smallExperiment());
    QVERIFY(shown.exposed);
    for (int i = 1; i <= 130; ++i) {
      QTest::qWait(101);
      shown.changeRate(0.001 * i);
    }
    int taken = 0;
    while (shown.undo->isEnabled() && taken < 1000) {
      shown.undo->trigger();
      ++taken;
    }
    QCOMPARE(taken, 99);
    QVERIFY(std::abs(shown.model().live.learningRate - 0.031) < 1e-12);
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestSettingsUndo)
#include "tst_settings_undo.moc"
