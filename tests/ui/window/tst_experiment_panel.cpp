#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStyleOptionComboBox>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include "core/experiment/option.h"
#include "core/experiment/presets.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/panel/badge.h"
#include "ui/panel/experiment_panel.h"
#include "ui/panel/value_edits.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

Q_DECLARE_METATYPE(nmf::LiveHyperparameters)

class TestExperimentPanel : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void givesBackWhatItShows_data();
  void givesBackWhatItShows();
  void keepsWhatItHasNoFieldFor();
  void everyControlHasANameAndAToolTip();
  void whatHasAUnitSaysIt();
  void badValuesAreSaidBelowTheField_data();
  void badValuesAreSaidBelowTheField();
  void ranksAreComparedWithTheData();
  void whatDoesNotApplyIsDisabledWithTheReason();
  void formulasHaveTheNumbersOfNow();
  void ranksFollowTheModel();
  void liveFieldsActWhenCommitted();
  void enterPutsALiveFieldIntoEffect();
  void nothingIsCutOffBesideTheScrollBar();
  void theWheelThatScrollsThePanelChangesNoField();
  void badgesShowWhatWaits();
  void presetsFillTheFields();
  void newSeedDrawsAnother();
  void numbersStepAlongOneTwoFive();
  void outsideProblemsAppearAtTheFieldTheyName();

 private:
  void type(QLineEdit* line, const QString& text) {
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, text);
  }
  QLineEdit* lineOf(ExperimentPanel& panel, const char* key) {
    if (auto* line = panel.findChild<QLineEdit*>(key)) return line;
    auto* box = panel.findChild<QAbstractSpinBox*>(key);
    return box ? box->findChild<QLineEdit*>() : nullptr;
  }
  UiSandbox sandbox_;
};

void TestExperimentPanel::givesBackWhatItShows_data() {
  QTest::addColumn<QString>("json");
  QTest::newRow("defaults") << R"({})";
  QTest::newRow("mu")
      << R"({"model": "mu", "ranks": [7], "init": "eye", "init_floor": 0.01, "seed": 12345678901})";
  QTest::newRow("deep, penalties")
      << R"({"model": "deep", "ranks": [30, 20, 10], "l1": 0.5, "cosine_separation": 2e-7,
    "learning_rate": 0.003, "nonnegativity": "relu", "floor": 1e-9, "epochs": 123456789})";
  QTest::newRow("layer-wise")
      << R"({"model": "layerwise", "ranks": [9, 4], "layer_weights": [1, 0.5], "optimizer": "gd"})";
  QTest::newRow("data") << R"({"dataset": "swimmer", "rows": "3:17", "shuffle": 5})";
  QTest::newRow("a path") << R"({"dataset": "/somewhere/images.idx", "split": "test"})";
  QTest::newRow("noise") << R"({"dataset": "strokes", "noise": "gaussian:0.25"})";
  QTest::newRow("a share held out") << R"({"dataset": "strokes", "held_out": 0.35, "held_out_every": 20})";
  QTest::newRow("test images held out") << R"({"dataset": "strokes", "held_out": "test"})";
  QTest::newRow("stopping") << R"({"early_stop": "plateau:2", "plateau_open": 0.2, "plateau_min": 50})";
  QTest::newRow("recording") << R"({"singular_values": 9, "metrics_every": 3, "snapshots": 0, "threads": 2})";
}

void TestExperimentPanel::givesBackWhatItShows() {
  QFETCH(QString, json);
  Experiment experiment =
      settingsFromJson(nlohmann::ordered_json::parse(json.toStdString()), "test").experiment;
  if (experiment.data.dataset.empty()) experiment.data.dataset = "strokes";
  ExperimentPanel panel;
  panel.setExperiment(experiment);
  QVERIFY(panel.experiment());
  QCOMPARE(toJson(*panel.experiment()).dump(), toJson(experiment).dump());
  QVERIFY(*panel.experiment() == experiment);
}

void TestExperimentPanel::keepsWhatItHasNoFieldFor() {
  Experiment experiment = smallExperiment();
  experiment.data.array = "images";
  experiment.data.grayscale = true;
  ExperimentPanel panel;
  panel.setExperiment(experiment);
  QVERIFY(*panel.experiment() == experiment);
}

void TestExperimentPanel::everyControlHasANameAndAToolTip() {
  ExperimentPanel panel;
  for (QWidget* widget : panel.findChildren<QWidget*>()) {
    const bool control =
        qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractSpinBox*>(widget) ||
        qobject_cast<QToolButton*>(widget) ||
        (qobject_cast<QLineEdit*>(widget) && !qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) &&
         !qobject_cast<QComboBox*>(widget->parentWidget()));
    if (!control) continue;
    QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
  }
  for (const char* key :
       {"dataset", "rows", "model", "ranks", "learning_rate", "l1", "early_stop", "seed", "held_out"}) {
    const auto* row = panel.findChild<QWidget*>(QString(key) + "_row");
    QVERIFY2(row, key);
    QVERIFY(row->toolTip().contains(QString::fromStdString(findOption(key)->flag())));
  }
  for (const char* key : {"model", "optimizer"}) {
    const QString tip = panel.findChild<QWidget*>(QString(key) + "_row")->toolTip();
    for (const std::string& formula : findOption(key)->formulas)
      QVERIFY2(tip.contains(">" + QString::fromStdString(formula).toHtmlEscaped() + "<"), qPrintable(tip));
  }
}

void TestExperimentPanel::whatHasAUnitSaysIt() {
  ExperimentPanel panel;
  panel.show();
  const std::vector<std::pair<const char*, QString>> units{
      {"snapshot_memory_row", "MB"}, {"metrics_every_row", "epochs"}, {"plateau_min_row", "epochs"}};
  for (const auto& [row, unit] : units) {
    QStringList words;
    for (const QLabel* label : panel.findChild<QWidget*>(row)->findChildren<QLabel*>())
      words << label->text();
    QVERIFY2(words.contains(unit), qPrintable(row + words.join(", ")));
  }
}

void TestExperimentPanel::badValuesAreSaidBelowTheField_data() {
  QTest::addColumn<QString>("key");
  QTest::addColumn<QString>("bad");
  QTest::addColumn<QString>("good");
  QTest::newRow("rank 0") << "ranks"
                          << "0,10"
                          << "20,10";
  QTest::newRow("one rank for deep") << "ranks"
                                     << "20"
                                     << "20,10";
  QTest::newRow("no number") << "learning_rate"
                             << "fast"
                             << "0.02";
  QTest::newRow("rate 0") << "learning_rate"
                          << "0"
                          << "1e-3";
  QTest::newRow("negative penalty") << "l1"
                                    << "-1"
                                    << "0";
  QTest::newRow("rows the wrong way round") << "rows"
                                            << "20:10"
                                            << "10:20";
  QTest::newRow("negative epochs") << "epochs"
                                   << "-5"
                                   << "5";
  QTest::newRow("no seed") << "seed"
                           << "abc"
                           << "17";
  QTest::newRow("too many singular values") << "singular_values"
                                            << "65"
                                            << "6";
}

void TestExperimentPanel::badValuesAreSaidBelowTheField() {
  QFETCH(QString, key);
  QFETCH(QString, bad);
  QFETCH(QString, good);
  ExperimentPanel panel;
  panel.setExperiment(smallExperiment());
  panel.show();
  QVERIFY(QTest::qWaitForWindowExposed(&panel));
  QLineEdit* line = lineOf(panel, qPrintable(key));
  QVERIFY(line);
  type(line, bad);
  auto* message = panel.findChild<QLabel*>(key + "_problem");
  QVERIFY(!panel.experiment());
  QCOMPARE(panel.problemCount(), 1);
  QVERIFY(!message->isHidden());
  QVERIFY2(message->text().size() > 10, qPrintable(message->text()));
  type(line, good);
  QVERIFY2(panel.experiment(), qPrintable(message->text()));
  QVERIFY(message->isHidden());
}

void TestExperimentPanel::ranksAreComparedWithTheData() {
  ExperimentPanel panel;
  const Experiment experiment = smallExperiment();
  panel.setExperiment(experiment);
  panel.setDataSize(experiment.data, 120, 784);
  QVERIFY(panel.experiment());
  type(lineOf(panel, "ranks"), "130,4");
  QVERIFY(!panel.experiment());
  QVERIFY(panel.findChild<QLabel*>("ranks_problem")->text().contains("120"));
  type(lineOf(panel, "ranks"), "120,4");
  QVERIFY(panel.experiment());
}

void TestExperimentPanel::whatDoesNotApplyIsDisabledWithTheReason() {
  ExperimentPanel panel;
  Experiment experiment = smallExperiment();
  experiment.model.live.l1 = 0.5;
  panel.setExperiment(experiment);
  auto* model = panel.findChild<QComboBox*>("model");
  auto* l1 = panel.findChild<QAbstractSpinBox*>("l1");
  auto* row = panel.findChild<QWidget*>("l1_row");
  QVERIFY(l1->isEnabled());
  model->setCurrentIndex(model->findData("mu"));
  QVERIFY(!l1->isEnabled());
  QVERIFY2(row->toolTip().contains("penalties"), qPrintable(row->toolTip()));
  QVERIFY(panel.experiment());
  QCOMPARE(panel.experiment()->model.live.l1, 0.0);  // what does not apply has no value
  model->setCurrentIndex(model->findData("deep"));
  QVERIFY(l1->isEnabled());
  QCOMPARE(panel.experiment()->model.live.l1, 0.5);
}

void TestExperimentPanel::formulasHaveTheNumbersOfNow() {
  ExperimentPanel panel;
  panel.setExperiment(smallExperiment());
  const auto tip = [&](const char* row) { return panel.findChild<QWidget*>(row)->toolTip(); };
  QVERIFY2(tip("optimizer_row").contains("<b>adam: ") && tip("optimizer_row").contains("η = 0.01, floor = 0"),
           qPrintable(tip("optimizer_row")));
  type(lineOf(panel, "learning_rate"), "0.002");
  QVERIFY2(tip("optimizer_row").contains("η = 0.002"), qPrintable(tip("optimizer_row")));
  QVERIFY2(tip("model_row").contains("<b>deep: ") && tip("model_row").contains("r1 = 8, r2 = 4"),
           qPrintable(tip("model_row")));
  type(lineOf(panel, "cosine_separation"), "0.5");
  QVERIFY2(tip("cosine_separation_row").contains("loss + 0.5 · ‖G − I‖²"),
           qPrintable(tip("cosine_separation_row")));
}

void TestExperimentPanel::ranksFollowTheModel() {
  ExperimentPanel panel;
  panel.setExperiment(smallExperiment());
  auto* model = panel.findChild<QComboBox*>("model");
  model->setCurrentIndex(model->findData("gd"));
  QCOMPARE(panel.experiment()->model.ranks, (std::vector<int>{4}));  // the rank of M as before
  type(lineOf(panel, "ranks"), "6");
  model->setCurrentIndex(model->findData("deep"));
  QCOMPARE(panel.experiment()->model.ranks, (std::vector<int>{8, 4}));
  model->setCurrentIndex(model->findData("mu"));
  QCOMPARE(panel.experiment()->model.ranks, (std::vector<int>{6}));
}

void TestExperimentPanel::liveFieldsActWhenCommitted() {
  ExperimentPanel panel;
  panel.setExperiment(smallExperiment());
  panel.show();
  QVERIFY(QTest::qWaitForWindowExposed(&panel));
  QSignalSpy live(&panel, &ExperimentPanel::liveEdited);
  QSignalSpy stop(&panel, &ExperimentPanel::earlyStopEdited);
  QLineEdit* rate = lineOf(panel, "learning_rate");
  type(rate, "1e-3");
  QCOMPARE(live.count(), 0);  // "1" on the way to "1e-3" must not reach the run
  QTest::keyClick(rate, Qt::Key_Return);
  QCOMPARE(live.count(), 1);
  QCOMPARE(live[0][0].value<LiveHyperparameters>().learningRate, 1e-3);
  QTest::keyClick(panel.findChild<QAbstractSpinBox*>("learning_rate"), Qt::Key_Up);
  QCOMPARE(live.count(), 2);
  QCOMPARE(live[1][0].value<LiveHyperparameters>().learningRate, 2e-3);
  auto* rule = panel.findChild<QComboBox*>("early_stop");
  rule->setCurrentIndex(rule->findData("eckart-young"));
  QCOMPARE(stop.count(), 1);
  QCOMPARE(panel.experiment()->plan.earlyStop.kind, EarlyStopKind::EckartYoung);
}

void TestExperimentPanel::enterPutsALiveFieldIntoEffect() {
  ExperimentPanel panel;
  const Experiment running = smallExperiment();
  panel.setExperiment(running);
  panel.setInEffect(running);
  panel.setState(RunState::Running);
  panel.show();
  QVERIFY(QTest::qWaitForWindowExposed(&panel));
  QSignalSpy live(&panel, &ExperimentPanel::liveEdited);
  QSignalSpy stop(&panel, &ExperimentPanel::earlyStopEdited);
  auto* badge = panel.findChild<Badge*>("learning_rate_badge");
  auto* footer = panel.findChild<QWidget*>("waitingChanges");
  // What the window does.
  Experiment effect = running;
  connect(&panel, &ExperimentPanel::liveEdited, &panel, [&](const LiveHyperparameters& edited) {
    effect.model.live = edited;
    panel.setInEffect(effect);
  });
  connect(&panel, &ExperimentPanel::earlyStopEdited, &panel, [&](const EarlyStop& edited) {
    effect.plan.earlyStop = edited;
    panel.setInEffect(effect);
  });

  // From outside: it is meant for the next run.
  Experiment next = running;
  next.model.live.learningRate = 0.004;
  next.model.live.l1 = 0.25;
  next.plan.earlyStop = {EarlyStopKind::Plateau, 2};
  panel.setExperiment(next);
  QCOMPARE(live.count() + stop.count(), 0);
  QVERIFY(badge->isPending());
  QVERIFY2(badge->toolTip().contains("Enter") && badge->toolTip().contains("next run"),
           qPrintable(badge->toolTip()));
  QVERIFY(!footer->isHidden());
  QVERIFY(footer->findChild<QLabel*>()->text().startsWith("3 changes"));

  // Passing through changes nothing; Enter puts this field into effect, and this one alone.
  auto* rate = panel.findChild<QAbstractSpinBox*>("learning_rate");
  rate->setFocus();
  QTest::keyClick(rate, Qt::Key_Tab);
  QCOMPARE(live.count() + stop.count(), 0);
  rate->setFocus();
  QTest::keyClick(rate, Qt::Key_Return);
  QCOMPARE(live.count(), 1);
  LiveHyperparameters wanted = running.model.live;
  wanted.learningRate = 0.004;
  QVERIFY(live[0][0].value<LiveHyperparameters>() == wanted);
  QVERIFY(!badge->isPending());
  QVERIFY(footer->findChild<QLabel*>()->text().startsWith("2 changes"));

  // So does Enter in a list.
  auto* rule = panel.findChild<QComboBox*>("early_stop");
  rule->setFocus();
  QTest::keyClick(rule, Qt::Key_Return);
  QCOMPARE(stop.count(), 1);
  QVERIFY(effect.plan.earlyStop == next.plan.earlyStop);

  // Typing elsewhere leaves what waits alone.
  type(lineOf(panel, "learning_rate"), "0.003");
  QVERIFY(badge->isPending());
  QVERIFY(footer->findChild<QLabel*>()->text().startsWith("1 change "));  // what is being typed does not wait
  QTest::keyClick(rate, Qt::Key_Return);
  QCOMPARE(live.count(), 2);
  QCOMPARE(live[1][0].value<LiveHyperparameters>().learningRate, 0.003);
  QCOMPARE(live[1][0].value<LiveHyperparameters>().l1, running.model.live.l1);

  // A run that cannot be trained on takes nothing, and no badge says it did.
  panel.setInEffect(running, false);
  QVERIFY(badge->isPending());
  QVERIFY2(!badge->toolTip().contains("Enter"), qPrintable(badge->toolTip()));
}

void TestExperimentPanel::nothingIsCutOffBesideTheScrollBar() {
  ExperimentPanel panel;
  panel.setExperiment(smallExperiment());
  panel.resize(306, 500);  // as the window gives it on a small screen
  panel.show();
  QVERIFY(QTest::qWaitForWindowExposed(&panel));
  const auto* scroll = panel.findChild<QScrollArea*>("experimentScroll");
  for (const char* name : {"early_stop", "noise", "held_out"}) {
    auto* kinds = panel.findChild<QComboBox*>(name);
    QVERIFY2(kinds, name);
    for (int i = 0; i < kinds->count(); ++i) {
      kinds->setCurrentIndex(i);
      QTest::qWait(1);  // until it is laid out
      QVERIFY(scroll->verticalScrollBar()->isVisible());
      QVERIFY2(scroll->widget()->width() <= scroll->viewport()->width(),
               qPrintable(QString("%1 %2").arg(name, kinds->currentText())));
      QStyleOptionComboBox option;
      option.initFrom(kinds);
      const QRect room =
          kinds->style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, kinds);
      QVERIFY2(kinds->fontMetrics().horizontalAdvance(kinds->currentText()) <= room.width(),
               qPrintable(QString("%1 %2").arg(name, kinds->currentText())));
    }
    kinds->setCurrentIndex(0);
  }
}

void TestExperimentPanel::theWheelThatScrollsThePanelChangesNoField() {
  ExperimentPanel panel;
  panel.setExperiment(smallExperiment());
  panel.resize(306, 500);
  panel.show();
  panel.activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&panel));
  auto* scroll = panel.findChild<QScrollArea*>("experimentScroll");
  auto* rate = panel.findChild<QAbstractSpinBox*>("learning_rate");
  QScrollBar* bar = scroll->verticalScrollBar();
  const auto value = [&] { return panel.experiment()->model.live.learningRate; };
  // Whether the field takes it; where it does not, what is around it gets it.
  const auto isTaken = [&] {
    const QPoint mouse = QCursor::pos();
    QWheelEvent event(QPointF(rate->mapFromGlobal(mouse)), QPointF(mouse), {}, {0, -120}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(rate, &event);
    return event.isAccepted();
  };
  scroll->ensureWidgetVisible(rate);
  QCursor::setPos(rate->mapToGlobal(rate->rect().center()));
  QVERIFY(!isTaken());
  rate->setFocus();
  const double first = value();
  QVERIFY(isTaken() && value() < first);  // the mouse was over it
  // Elsewhere the panel is scrolled, until the field is under the mouse.
  const double before = value();
  bar->setValue(bar->value() - 60);
  QCursor::setPos(rate->mapToGlobal(rate->rect().center()) - QPoint(0, 30));
  bar->setValue(bar->value() + 30);
  QVERIFY(rate->rect().contains(rate->mapFromGlobal(QCursor::pos())));
  QVERIFY(!isTaken());
  QCOMPARE(value(), before);
  // Moved onto it, the mouse means the field.
  QCursor::setPos(rate->mapToGlobal(QPoint(rate->width() / 4, rate->height() / 2)));
  QVERIFY(isTaken() && value() < before);
}

void TestExperimentPanel::badgesShowWhatWaits() {
  ExperimentPanel panel;
  const Experiment experiment = smallExperiment();
  panel.setExperiment(experiment);
  panel.setInEffect(experiment);
  panel.setState(RunState::Running);
  panel.show();
  auto* ranks = panel.findChild<Badge*>("ranks_badge");
  auto* rate = panel.findChild<Badge*>("learning_rate_badge");
  auto* footer = panel.findChild<QWidget*>("waitingChanges");
  QVERIFY(!ranks->isLive() && rate->isLive());
  QVERIFY(!ranks->isPending() && !rate->isPending() && footer->isHidden());
  type(lineOf(panel, "ranks"), "9,4");
  QVERIFY(ranks->isPending());
  QVERIFY(!footer->isHidden());
  QSignalSpy restart(&panel, &ExperimentPanel::restartRequested);
  QTest::mouseClick(panel.findChild<QPushButton*>("restartWithChanges"), Qt::LeftButton);
  QCOMPARE(restart.count(), 1);
  panel.setInEffect(*panel.experiment());
  QVERIFY(!ranks->isPending() && footer->isHidden());
}

void TestExperimentPanel::presetsFillTheFields() {
  ExperimentPanel panel;
  panel.setExperiment(smallExperiment());
  auto* list = panel.findChild<QComboBox*>("presets");
  QCOMPARE(list->count(), static_cast<int>(presets().size()));
  for (int i = 0; i < list->count(); ++i) {
    list->setCurrentIndex(i);
    emit list->activated(i);
    QVERIFY2(panel.experiment(), qPrintable(list->itemText(i)));
    // A preset is about the method; it runs on the data that is being looked at.
    QCOMPARE(panel.experiment()->data.dataset, std::string("strokes"));
    QVERIFY(!panel.findChild<QLabel*>("lesson")->text().isEmpty());
  }
}

void TestExperimentPanel::newSeedDrawsAnother() {
  ExperimentPanel panel;
  panel.setExperiment(smallExperiment());
  std::set<std::uint64_t> seeds;
  for (int i = 0; i < 5; ++i) {
    QTest::mouseClick(panel.findChild<QToolButton*>("newSeedButton"), Qt::LeftButton);
    seeds.insert(panel.experiment()->model.seed);
  }
  QVERIFY(seeds.size() > 1);
}

void TestExperimentPanel::numbersStepAlongOneTwoFive() {
  QCOMPARE(stepOneTwoFive(1, 1), 2.0);
  QCOMPARE(stepOneTwoFive(2, 1), 5.0);
  QCOMPARE(stepOneTwoFive(5, 1), 10.0);
  QCOMPARE(stepOneTwoFive(0.01, -1), 0.005);
  QCOMPARE(stepOneTwoFive(3, 1), 5.0);
  QCOMPARE(stepOneTwoFive(3, -1), 2.0);
  QCOMPARE(stepOneTwoFive(0.1, 3), 1.0);
}

void TestExperimentPanel::outsideProblemsAppearAtTheFieldTheyName() {
  ExperimentPanel panel;
  panel.setExperiment(smallExperiment());
  QCOMPARE(panel.inItsWords("--ranks contains 20, more than --held-out leaves; see --out"),
           QString("'Ranks' contains 20, more than 'Held out' leaves; see --out"));
  panel.showProblem("--rows: 0:120 goes past the end");
  QCOMPARE(panel.findChild<QLabel*>("rows_problem")->text(), QString("0:120 goes past the end."));
  type(lineOf(panel, "rows"), "0:100");
  QVERIFY(panel.findChild<QLabel*>("rows_problem")->text().isEmpty());
  panel.showProblem("--rows and --held-out: too few images");
  QCOMPARE(panel.findChild<QLabel*>("rows_problem")->text(),
           QString("'Rows A:B' and 'Held out': too few images."));
  panel.showProblem("/data/x.idx: is truncated");
  QCOMPARE(panel.findChild<QLabel*>("dataset_problem")->text(), QString("/data/x.idx: is truncated."));
}

QTEST_MAIN(TestExperimentPanel)
#include "tst_experiment_panel.moc"
