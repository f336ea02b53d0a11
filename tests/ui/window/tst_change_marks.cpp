// What the charts and the timeline tell of a parameter that was changed while training.
#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>
#include <QTest>
#include <algorithm>

#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/chart_plot.h"
#include "ui/charts/charts_panel.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Scene : Shown {
  using Shown::Shown;
  ChartsPanel* charts() { return window.findChild<ChartsPanel*>("charts"); }
  /// The pixels of the colour of warnings in a column of the plot.
  int warnings(Chart* chart, int x) {
    const QImage image = chart->plot()->grab().toImage();
    int count = 0;
    for (int y = chart->plotArea().top(); y <= chart->plotArea().bottom(); ++y)
      count += image.pixelColor(x, y) == lightTheme().warning;
    return count;
  }
  int pixelOf(Chart* chart, std::int64_t epoch) {
    return qRound(chart->plot()->epochAxis()->coordToPixel(static_cast<double>(epoch)));
  }
  /// Half way from there to the right end of the plot.
  int pixelBeyond(Chart* chart, std::int64_t epoch) {
    return (pixelOf(chart, epoch) + chart->plotArea().right()) / 2;
  }
  /// Trains on until what happened at `epoch` lies well within the charts, and pauses.
  bool pauseBeyond(std::int64_t epoch) {
    const auto isBeyond = [&] { return std::int64_t(records()) > epoch + epoch / 2; };
    if (!QTest::qWaitFor(isBeyond, kPatience)) return false;
    press("buttonPause");
    return reach(RunState::Paused) &&
           QTest::qWaitFor([this] { return !window.session().training(); }, kPatience);
  }
};

/// All that is written on the chart as it is, with the values under the mouse.
QString wordsOn(Chart* chart) {
  QBuffer buffer;
  QSvgGenerator svg;
  svg.setOutputDevice(&buffer);
  svg.setSize(chart->plot()->size());
  ChartPlot plot(chart->model(), ChartPlot::Output::File);
  plot.setLook(lightTheme(), 13);
  plot.setShowsCursor(true);
  QPainter painter(&svg);
  plot.paintOn(painter, QRectF(QPointF(), chart->plot()->size()));
  painter.end();
  return QString::fromUtf8(buffer.data());
}

}  // namespace

class TestChangeMarks : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void aRateTypedWhileTrainingIsMarkedOnEveryChart();
  void theCrosshairThereTellsTheChange();
  void penaltiesTypedWhileTrainingTakeEffect();

 private:
  UiSandbox sandbox_;
};

void TestChangeMarks::aRateTypedWhileTrainingIsMarkedOnEveryChart() {
  Scene shown(endlessExperiment());
  QVERIFY(shown.exposed);
  shown.action("actionThemeLight")->trigger();
  shown.window.startRun();
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 500, kPatience);
  for (Chart* chart : shown.charts()->charts()) QVERIFY(chart->model().runs().front().changes.empty());
  shown.type("learning_rate", "0.002");
  QTRY_COMPARE_WITH_TIMEOUT(shown.window.session().changes().size(), 1U, kPatience);
  const Change change = shown.window.session().changes().front();
  QCOMPARE(change.key, std::string("learning_rate"));
  QCOMPARE(change.value, std::string("0.002"));
  QVERIFY(change.epoch > 400);
  QVERIFY(shown.pauseBeyond(change.epoch));
  for (Chart* chart : shown.charts()->charts()) {
    QTRY_COMPARE(chart->model().runs().front().changes, std::vector<Change>{change});
    const auto isMarked = [&] {
      const int x = shown.pixelOf(chart, change.epoch);
      int most = 0;
      for (int near = x - 1; near <= x + 1; ++near) most = std::max(most, shown.warnings(chart, near));
      return most >= 3;  // of the triangle at the top
    };
    QTRY_VERIFY2(!chart->isDirty() && isMarked(), qPrintable(chart->figureTitle()));
    const int beyond = shown.pixelBeyond(chart, change.epoch);
    QVERIFY(beyond > shown.pixelOf(chart, change.epoch) + 10 && beyond < chart->plotArea().right());
    QCOMPARE(shown.warnings(chart, beyond), 0);
  }
}

void TestChangeMarks::theCrosshairThereTellsTheChange() {
  Scene shown(endlessExperiment());
  QVERIFY(shown.exposed);
  shown.window.startRun();
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 500, kPatience);
  shown.type("learning_rate", "0.002");
  QTRY_COMPARE_WITH_TIMEOUT(shown.window.session().changes().size(), 1U, kPatience);
  const std::int64_t at = shown.window.session().changes().front().epoch;
  QVERIFY(shown.pauseBeyond(at));
  Chart* chart = shown.charts()->charts().front();
  QTRY_VERIFY(!chart->isDirty() && chart->model().runs().front().changes.size() == 1);
  // Under X a move arrives when the display gets round to it, so the words are waited for.
  const auto wordsAt = [&](int x, auto isExpected) {
    QTest::mouseMove(chart->plot(), QPoint(x, chart->plotArea().center().y()));
    return QTest::qWaitFor([&] { return isExpected(wordsOn(chart)); }, kPatience);
  };
  const int x = shown.pixelOf(chart, at);
  QVERIFY2(wordsAt(x, [](const QString& words) { return words.contains("learning rate → 0.002"); }),
           qPrintable(wordsOn(chart)));
  // Further away it is not said.
  const int beyond = shown.pixelBeyond(chart, at);
  QVERIFY(beyond > x + 10 && beyond < chart->plotArea().right());
  QVERIFY2(wordsAt(beyond,
                   [](const QString& words) {
                     return words.contains("epoch ") && !words.contains("learning rate");
                   }),
           qPrintable(wordsOn(chart)));
}

void TestChangeMarks::penaltiesTypedWhileTrainingTakeEffect() {
  Scene shown(endlessExperiment());
  QVERIFY(shown.exposed);
  shown.window.startRun();
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 500, kPatience);
  shown.type("cosine_separation", "0.5");
  QTRY_COMPARE_WITH_TIMEOUT(shown.window.session().changes().size(), 1U, kPatience);
  // So heavy that W goes to zero, and with it the reconstruction.
  shown.type("l1", "10000");
  QTRY_COMPARE_WITH_TIMEOUT(shown.window.session().changes().size(), 2U, kPatience);
  const std::vector<Change> changes = shown.window.session().changes();
  QCOMPARE(changes[0].key, std::string("cosine_separation"));
  QCOMPARE(changes[1].key, std::string("l1"));
  const auto history = shown.window.session().history();
  const std::size_t before = history->indexNear(changes[1].epoch - 1);
  QVERIFY2(history->record(before).relativeError < 0.7, "it had learnt something");
  QTRY_VERIFY_WITH_TIMEOUT(history->back().relativeError > 0.9, kPatience);
}

QTEST_MAIN(TestChangeMarks)
#include "tst_change_marks.moc"
