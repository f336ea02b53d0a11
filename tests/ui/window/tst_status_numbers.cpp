// The figures of a run under way, which stand in several places, are those of one record.
#include <QRegularExpression>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/charts_panel.h"
#include "ui/views/timeline.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Figures : Shown {
  Figures() : Shown(endlessExperiment()) { window.resize(1600, 900); }
  /// What stands behind the word "epoch" in a label: "1,234"; empty where there is nothing.
  QString epochIn(const char* name) {
    static const QRegularExpression tags("<[^>]*>"), epoch("epoch ([0-9,]+)");
    QString text = window.findChild<QLabel*>(name)->text().remove(tags);
    return epoch.match(text.replace(QChar::Nbsp, ' ')).captured(1);
  }
};

}  // namespace

class TestStatusNumbers : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void toolbarAndChartsNameTheSameEpoch() {
    Figures shown;
    QVERIFY(shown.exposed);
    shown.window.startRun();
    QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 10, kPatience);
    QSet<QString> seen;
    const auto same = [&] {
      const QString epoch = shown.epochIn("statusEpoch");
      if (epoch != shown.epochIn("chartsReadout")) return false;
      seen << epoch;
      return true;
    };
    QTRY_VERIFY_WITH_TIMEOUT(!shown.epochIn("chartsReadout").isEmpty(), kPatience);
    while (seen.size() < 8) {  // whenever one looks
      QVERIFY2(same(), qPrintable(shown.epochIn("statusEpoch") + " " + shown.epochIn("chartsReadout")));
      QTest::qWait(7);
    }
    // One that is pointed at is another; back at the newest they are the same at once.
    auto* charts = shown.window.findChild<ChartsPanel*>();
    charts->setCursorEpoch(3);
    QCOMPARE(shown.epochIn("chartsReadout"), QString("3"));
    charts->setCursorEpoch(std::nullopt);
    QVERIFY(same());
    shown.key(Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Paused, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!shown.window.session().training() && same(), kPatience);
    // A new run has epochs of its own.
    shown.key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(same());
    QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 10, kPatience);
    QVERIFY(same());
  }

  /// Neither "Finished", nor as if it had been asked for no more.
  void aStoppedRunSaysThatItIsAndOfHowMany() {
    Figures shown;
    QVERIFY(shown.exposed);
    shown.window.startRun();
    QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 10, kPatience);
    shown.press("buttonStop");
    QVERIFY(shown.reach(RunState::Finished));
    const auto textOf = [&](const char* name) { return shown.window.findChild<QLabel*>(name)->text(); };
    QTRY_VERIFY2(textOf("statusState").contains("Stopped"), qPrintable(textOf("statusState")));
    QVERIFY2(textOf("statusEpoch").contains(" of "), qPrintable(textOf("statusEpoch")));
  }

  /// The factors kept are those of the epoch before.
  void aDivergedRunRestsOnTheEpochOfItsFactors() {
    Experiment experiment = smallExperiment(1000);
    experiment.model.live.learningRate = 1e6;
    experiment.model.optimizer = Optimizer::Gradient;
    Shown shown(experiment);
    QVERIFY(shown.exposed);
    shown.window.startRun();
    QVERIFY(shown.reach(RunState::Diverged));
    auto* timeline = shown.window.findChild<Timeline*>("timeline");
    QVERIFY(timeline->isLive());
    QTRY_COMPARE(timeline->current(), qint64(shown.window.session().latestSnapshot()->epoch));
    QVERIFY(timeline->current() < shown.window.session().history()->back().epoch);
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestStatusNumbers)
#include "tst_status_numbers.moc"
