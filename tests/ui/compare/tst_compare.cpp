#include <QAbstractItemModel>
#include <QAbstractSpinBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>
#include <QThread>

#include "core/experiment/result_table.h"
#include "tests/ui/compare/comparing.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/charts/chart_plot.h"
#include "ui/charts/charts_panel.h"
#include "ui/compare/compare_view.h"
#include "ui/compare/comparison.h"
#include "ui/figures/export_figure.h"
#include "ui/views/timeline.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

class TestCompare : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void pinsARunAndComparesTheNextWithIt();
  void runsOnOtherDataSaySoInTheLegend();
  void theSameSettingsAreNoDifference();
  void pinsAsTheRunIsNow();
  void tableIsCopiedAsCsvAndLatex();
  void runsAreHiddenRenamedAndUnpinnedFromTheTable();
  void aRowEmphasisesItsCurves();
  void aRunPointedAtInALegendIsMarked();
  void signaturesFollowTheTimelineAndNameTheirEpochs();
  void runsStandBesideEachOtherWhereThatMakesThemLarger();
  void opensAResultFolderAsAPinnedRun();
  void aFolderThatIsNoRunIsAMessage();
  void nothingIsPinnedBeforeARun();
  void aSheetKeepsItsPicturesWhileAnotherRunTrains();
  void picturesTakeTheirShapeFromDataThatComesLater();

 private:
  UiSandbox sandbox_;
};

void TestCompare::nothingIsPinnedBeforeARun() {
  Comparing shown(smallExperiment());
  QVERIFY(shown.exposed);
  QTRY_COMPARE_WITH_TIMEOUT(shown.state(), RunState::Idle, kPatience);
  QVERIFY(!shown.action("actionPin")->isEnabled());
  shown.key(Qt::Key_D, Qt::ControlModifier);
  QTest::mouseClick(shown.view->findChild<QToolButton*>("comparePin"), Qt::LeftButton);
  QVERIFY(shown.pins->empty());
  QVERIFY(!shown.table->isVisible());
}

void TestCompare::pinsARunAndComparesTheNextWithIt() {
  Comparing shown(smallExperiment(60));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.key(Qt::Key_D, Qt::ControlModifier);
  QCOMPARE(shown.pins->runs().size(), 1U);
  QVERIFY(shown.window.statusBar()->currentMessage().contains("deep 8,4"));
  shown.type("ranks", "6,3");
  shown.type("epochs", "30");
  QVERIFY(shown.runOnce());

  // Both runs are drawn on every chart, told apart by colour, dash and name.
  for (Chart* chart : shown.charts->charts()) {
    chart->redraw();
    QCOMPARE(chart->model().runs().size(), 2U);
    QCOMPARE(chart->model().runs()[1].history->size(), 61U);
    QCOMPARE(chart->model().runs()[0].history->size(), 31U);
    QVERIFY(chart->model().runs()[0].colour != chart->model().runs()[1].colour);
  }
  const QStringList names = shown.chart(0)->curveNames();
  QCOMPARE(names, (QStringList{"now: deep 6,3", "deep 8,4"}));
  QVERIFY(shown.chart(0)->epochRange().upper >= 60);

  // The table tells what differs and where both ended.
  QTRY_COMPARE(shown.table->model()->rowCount(), 2);
  QCOMPARE(shown.cell(0, "ranks"), QString("6,3"));
  QCOMPARE(shown.cell(1, "ranks"), QString("8,4"));
  QCOMPARE(shown.cell(0, "final epochs"), QString("30"));
  QCOMPARE(shown.cell(1, "final epochs"), QString("60"));
  QCOMPARE(shown.cell(1, "stop reason"), QString("epochs"));
  QCOMPARE(shown.cell(0, "seed"), QString("no such column"));
  QVERIFY(shown.cell(1, "relative error").toDouble() > 0);

  // The legend switches the pinned curve off like any other.
  shown.chart(0)->setCurveVisible(1, false);
  QVERIFY(!shown.chart(0)->isCurveVisible(1));
}

void TestCompare::runsOnOtherDataSaySoInTheLegend() {
  Comparing shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.key(Qt::Key_D, Qt::ControlModifier);
  Experiment other = smallExperiment(20);
  other.data.dataset = "swimmer";
  other.model.ranks = {6, 3};
  shown.window.session().restart(other);
  QTRY_VERIFY_WITH_TIMEOUT(shown.state() == RunState::Finished && shown.records() == 21, kPatience);
  QTRY_COMPARE(shown.chart(0)->curveNames(),
               (QStringList{"now: deep 6,3 on swimmer", "deep 8,4 on strokes"}));
  // Back on the same data there is nothing to say.
  shown.window.session().restart(smallExperiment(20));
  QTRY_VERIFY_WITH_TIMEOUT(shown.state() == RunState::Finished && shown.records() == 21, kPatience);
  QTRY_VERIFY2(!shown.chart(0)->curveNames().join(' ').contains(" on "),
               qPrintable(shown.chart(0)->curveNames().join('|')));
}

void TestCompare::theSameSettingsAreNoDifference() {
  Experiment experiment = smallExperiment(30);
  experiment.data.dataset = "swimmer";
  experiment.data.rows.reset();  // all of them, whatever their number
  Comparing shown(experiment);
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.key(Qt::Key_D, Qt::ControlModifier);
  QVERIFY(shown.runOnce());
  QCOMPARE(shown.chart(0)->curveNames(), (QStringList{"now: deep 8,4", "deep 8,4"}));
  QTRY_COMPARE(shown.table->model()->rowCount(), 2);
  for (const char* column : {"rows", "dataset"}) QCOMPARE(shown.cell(0, column), QString("no such column"));
  // One that went on has trained for more epochs, and says so as it would when pinned.
  shown.key(Qt::Key_R, Qt::ControlModifier);
  QTRY_COMPARE_WITH_TIMEOUT(shown.records(), 61U, kPatience);
  QTRY_COMPARE(shown.cell(0, "final epochs"), QString("60"));
  QCOMPARE(shown.cell(0, "epochs"), QString("60"));
  QCOMPARE(shown.cell(1, "epochs"), QString("30"));
}

void TestCompare::pinsAsTheRunIsNow() {
  Comparing shown(endlessExperiment());
  QVERIFY(shown.exposed);
  shown.window.startRun();
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 30, kPatience);
  shown.press("buttonPin");
  QCOMPARE(shown.pins->runs().size(), 1U);
  const std::size_t records = shown.pins->runs()[0].history->size();
  QVERIFY(records > 30);
  QCOMPARE(shown.pins->runs()[0].ending, QString("running"));
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > records + 30, kPatience);
  QCOMPARE(shown.pins->runs()[0].history->size(), records);
  QVERIFY(!shown.pins->runs()[0].snapshots.empty());
  shown.press("buttonStop");
}

void TestCompare::tableIsCopiedAsCsvAndLatex() {
  Comparing shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  QTest::mouseClick(shown.view->findChild<QToolButton*>("comparePin"), Qt::LeftButton);
  shown.pins->rename(shown.pins->runs()[0].id, "50%, \"first\" & best_one");
  QTest::mouseClick(shown.view->findChild<QToolButton*>("compareCopyCsv"), Qt::LeftButton);
  const ResultTable table = tableFromCsv(QGuiApplication::clipboard()->text().toStdString(), "the clipboard");
  QCOMPARE(table.rows.size(), 2U);
  QCOMPARE(table.rows[1][0], std::string("50%, \"first\" & best_one"));
  const auto error = std::find(table.columns.begin(), table.columns.end(), "relative_error");
  QVERIFY(error != table.columns.end());
  // The same bits as in the records: nothing is rounded in the CSV.
  QCOMPARE(QString::fromStdString(table.rows[1][std::size_t(error - table.columns.begin())]).toDouble(),
           shown.pins->runs()[0].history->back().relativeError);
  QTest::mouseClick(shown.view->findChild<QToolButton*>("compareCopyLatex"), Qt::LeftButton);
  const QString latex = QGuiApplication::clipboard()->text();
  QVERIFY2(latex.contains("50\\%, \"first\" \\& best\\_one & "), qPrintable(latex));
  QVERIFY(latex.startsWith("\\begin{tabular}") && latex.trimmed().endsWith("\\end{tabular}"));
}

void TestCompare::runsAreHiddenRenamedAndUnpinnedFromTheTable() {
  Comparing shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.key(Qt::Key_D, Qt::ControlModifier);
  shown.key(Qt::Key_D, Qt::ControlModifier);
  QTRY_VERIFY(shown.table->isVisible());
  QTRY_COMPARE(shown.table->model()->rowCount(), 3);
  const QModelIndex first = shown.table->model()->index(1, 0);
  shown.table->setFocus();
  shown.table->setCurrentIndex(first);
  QTest::keyClick(shown.table, Qt::Key_Space);
  QVERIFY(!shown.pins->runs()[0].shown);
  QCOMPARE(shown.chart(0)->model().runs().size(), 2U);
  QCOMPARE(shown.table->currentIndex().row(), 1);
  QTest::keyClick(shown.table, Qt::Key_Space);
  QCOMPARE(shown.chart(0)->model().runs().size(), 3U);

  QTest::keyClick(shown.table, Qt::Key_F2);
  auto* editor = shown.table->findChild<QLineEdit*>();
  QVERIFY(editor);
  editor->selectAll();
  QTest::keyClicks(editor, "the first");
  QTest::keyClick(editor, Qt::Key_Return);
  QTRY_COMPARE(shown.pins->runs()[0].name, QString("the first"));
  QVERIFY(shown.chart(0)->curveNames().contains("the first"));

  QTRY_VERIFY(shown.table->hasFocus());
  shown.table->setCurrentIndex(shown.table->model()->index(1, 0));
  QTest::keyClick(shown.table, Qt::Key_Delete);
  QCOMPARE(shown.pins->runs().size(), 1U);
  shown.table->setCurrentIndex(shown.table->model()->index(1, 0));
  auto* unpin = shown.view->findChild<QToolButton*>("compareUnpin");
  QVERIFY(unpin->isEnabled());
  QTest::mouseClick(unpin, Qt::LeftButton);
  QVERIFY(shown.pins->empty());
  QVERIFY(!shown.table->isVisible());
  QCOMPARE(shown.chart(0)->model().runs().size(), 1U);
}

void TestCompare::aRowEmphasisesItsCurves() {
  Comparing shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.key(Qt::Key_D, Qt::ControlModifier);
  QTRY_COMPARE(shown.table->model()->rowCount(), 2);
  const ChartModel& model = shown.chart(0)->model();
  QVERIFY(!model.emphasises());
  const auto click = [&](int row) {
    const QRect cell = shown.table->visualRect(shown.table->model()->index(row, 1));
    QTest::mouseClick(shown.table->viewport(), Qt::LeftButton, {}, cell.center());
  };
  click(1);
  QVERIFY(model.standsOut(1));
  QVERIFY(!model.standsOut(0));
  click(0);
  QVERIFY(!model.emphasises());
}

void TestCompare::aRunPointedAtInALegendIsMarked() {
  Comparing shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.key(Qt::Key_D, Qt::ControlModifier);
  QTRY_COMPARE(shown.table->model()->rowCount(), 2);
  QTRY_COMPARE(shown.view->sheets().size(), 2U);
  const auto fillOf = [&](int row) { return shown.table->model()->index(row, 0).data(Qt::BackgroundRole); };
  const auto isMarked = [&](int row) { return fillOf(row).isValid(); };
  // Where the marked line above the signatures begins; empty: none is marked.
  auto* canvas = shown.view->findChild<QWidget*>("compareCanvas");
  const auto markedAt = [&](const QColor& fill) -> std::optional<QPoint> {
    const QImage picture = canvas->grab().toImage();
    for (int y = 0; y < picture.height(); ++y)
      for (int x = 0; x < picture.width(); ++x)
        if (picture.pixelColor(x, y) == fill) return QPoint(x, y);
    return std::nullopt;
  };
  ChartPlot* plot = shown.chart(1)->plot();
  QTRY_VERIFY(plot->header().entries().size() >= 2);
  QColor fill;
  std::optional<QPoint> places[2];
  for (const int run : {0, 1}) {
    QTest::mouseMove(plot, plot->header().entryRect(run).center().toPoint());
    QTRY_VERIFY(isMarked(run) && !isMarked(1 - run));
    fill = fillOf(run).value<QColor>();
    places[run] = markedAt(fill);
    QVERIFY(places[run]);
  }
  QVERIFY(*places[0] != *places[1]);
  QTest::mouseMove(plot, QPoint(2, plot->height() - 2));
  QTRY_VERIFY(!isMarked(0) && !isMarked(1));
  QVERIFY(!markedAt(fill));
}

void TestCompare::signaturesFollowTheTimelineAndNameTheirEpochs() {
  Comparing shown(smallExperiment(400));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.key(Qt::Key_D, Qt::ControlModifier);
  shown.type("epochs", "40");
  shown.type("ranks", "5,2");
  QVERIFY(shown.runOnce());
  QTRY_COMPARE(shown.view->sheets().size(), 2U);
  // A run that has just begun has no sheet yet.
  const auto epochOf = [&](std::size_t run) {
    const auto& sheets = shown.view->sheets();
    return run < sheets.size() && sheets[run].snapshot ? sheets[run].snapshot->epoch : std::int64_t{-1000};
  };
  const auto textOf = [&](std::size_t run) {
    const auto& sheets = shown.view->sheets();
    return run < sheets.size() ? sheets[run].epoch : QString();
  };
  // Live: the pinned run is seen at the epoch of the one shown, not at its own end.
  QTRY_COMPARE(epochOf(0), 40);
  QTRY_VERIFY(std::abs(epochOf(1) - 40) < 15);
  QCOMPARE(shown.view->sheets().size(), 2U);
  QCOMPARE(shown.view->sheets()[0].signatures.count(), 2);
  QCOMPARE(shown.view->sheets()[1].signatures.count(), 4);

  const auto* timeline = shown.window.findChild<Timeline*>("timeline");
  QTRY_VERIFY_WITH_TIMEOUT(!timeline->snapshots().isEmpty() && timeline->snapshots().last() == 40, kPatience);
  emit shown.charts->epochPicked(10);
  QTRY_VERIFY(std::abs(epochOf(1) - 10) <= 8);
  for (const CompareSheet& sheet : shown.view->sheets()) {
    const QString epoch = QString::number(sheet.snapshot->epoch);
    QVERIFY2(sheet.epoch.contains("epoch " + epoch), qPrintable(sheet.epoch));
  }
  // As an animation does it: both runs at an epoch, then what is shown again.
  QVERIFY(shown.view->changesOverTime());
  QCOMPARE(shown.view->dataFormat(), FigureData::None);  // whose factors would it be
  const qint64 before = epochOf(0);
  const SnapshotPtr last = shown.window.session().snapshots().back();
  QImage there;
  std::vector<std::int64_t> epochs;
  shown.view->atEpoch(last, [&] {
    there = renderFigure(*shown.view);
    epochs = {epochOf(0), epochOf(1)};
  });
  QCOMPARE(epochs.front(), last->epoch);
  QVERIFY(std::abs(epochs.back() - last->epoch) < 15);
  const QImage here = renderFigure(*shown.view);
  QVERIFY(here != there);
  QCOMPARE(epochOf(0), before);

  // A run that was not recorded there says which epoch is shown instead.
  emit shown.charts->liveRequested();
  shown.type("epochs", "1000");
  QVERIFY(shown.runOnce());
  QTRY_VERIFY2(textOf(1).contains("epoch 400, its last"), qPrintable(textOf(1)));
}

void TestCompare::runsStandBesideEachOtherWhereThatMakesThemLarger() {
  Comparing shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.key(Qt::Key_D, Qt::ControlModifier);
  QTRY_COMPARE(shown.view->sheets().size(), 2U);
  const auto& sheets = shown.view->sheets();
  const auto* canvas = shown.view->findChild<QWidget*>("compareCanvas");
  const CompareLayout& layout = shown.view->arrangement();

  shown.view->setFixedSize(1200, 420);
  QTRY_COMPARE(layout.columns(), 2);
  QCOMPARE(layout.heading(0).top(), layout.heading(1).top());
  QCOMPARE(layout.picture(0, 0).size(), layout.picture(1, 0).size());
  QVERIFY2(layout.picture(0, 0).height() > canvas->height() / 2.0 - layout.heading(0).height(),
           "larger than below each other");
  QVERIFY(layout.height() <= canvas->height() + 1);
  for (const int run : {0, 1})
    for (int i = 0; i < 4; ++i) {
      const QRectF tile = layout.picture(static_cast<std::size_t>(run), i);
      QVERIFY(run == 0 ? tile.right() < canvas->width() / 2.0 : tile.left() > canvas->width() / 2.0);
      QCOMPARE(layout.at(sheets, tile.center()), std::pair(run, i));
    }

  // Where names would be cut off they stay below each other, as they do where that makes them larger.
  const QString lengthy = QString("a name that tells it all ").repeated(5).trimmed();
  shown.pins->rename(shown.pins->runs()[0].id, lengthy);
  QTRY_COMPARE(layout.columns(), 1);
  shown.pins->rename(shown.pins->runs()[0].id, "short");
  QTRY_COMPARE(layout.columns(), 2);
  shown.view->setFixedSize(300, 450);
  QTRY_COMPARE(layout.columns(), 1);
  QVERIFY(layout.heading(1).top() > layout.picture(0, 3).bottom());
}

void TestCompare::opensAResultFolderAsAPinnedRun() {
  QString folder;
  Comparing shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  connect(&shown.window.session(), &RunSession::saved, this, [&](const QString& path) { folder = path; });
  shown.key(Qt::Key_S, Qt::ControlModifier);
  QTRY_VERIFY_WITH_TIMEOUT(!folder.isEmpty(), kPatience);
  const double error = shown.window.session().history()->back().relativeError;
  shown.type("ranks", "3,2");
  QVERIFY(shown.runOnce());
  shown.window.findChild<Comparison*>()->open(folder);
  QTRY_COMPARE_WITH_TIMEOUT(shown.pins->runs().size(), 1U, kPatience);
  const PinnedRun& pin = shown.pins->runs()[0];
  QCOMPARE(pin.history->back().relativeError, error);
  QCOMPARE(pin.shape.pixels(), 28 * 28);
  QVERIFY(pin.snapshots.size() > 1);
  QCOMPARE(shown.cell(1, "ranks"), QString("8,4"));
  // The run that was shown is still there.
  QCOMPARE(shown.cell(0, "ranks"), QString("3,2"));
  // One that is read before the next is asked for is not lost, either.
  for (int i = 0; i < 2; ++i) {
    shown.window.findChild<Comparison*>()->open(folder);
    QThread::msleep(300);
  }
  QTRY_COMPARE_WITH_TIMEOUT(shown.pins->runs().size(), 3U, kPatience);
}

void TestCompare::aFolderThatIsNoRunIsAMessage() {
  Comparing shown(smallExperiment());
  QVERIFY(shown.exposed);
  QDir().mkpath(sandbox_.path("empty"));
  shown.window.findChild<Comparison*>()->open(sandbox_.path("empty"));
  QTRY_VERIFY_WITH_TIMEOUT(shown.message().contains("empty"), kPatience);
  QVERIFY(shown.pins->empty());
}

void TestCompare::aSheetKeepsItsPicturesWhileAnotherRunTrains() {
  Comparing shown(smallExperiment(30));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.key(Qt::Key_D, Qt::ControlModifier);
  QTRY_COMPARE(shown.view->sheets().size(), 2U);
  shown.type("epochs", "1000000000");
  shown.key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
  QTRY_VERIFY_WITH_TIMEOUT(shown.records() > 300, kPatience);
  QTRY_COMPARE(shown.view->sheets().size(), 2U);
  QTest::qWait(300);
  const int rendered = shown.view->sheets()[1].tiles.rendered();
  QVERIFY(rendered >= 4);
  const int prepared = shown.view->preparations();
  QTRY_VERIFY_WITH_TIMEOUT(shown.view->preparations() > prepared + 5, kPatience);
  QCOMPARE(shown.view->sheets()[1].tiles.rendered(), rendered);
  shown.key(Qt::Key_Period, Qt::ControlModifier);
}

void TestCompare::picturesTakeTheirShapeFromDataThatComesLater() {
  Comparing shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  const RunSession& session = shown.window.session();
  RunFrame frame{1, Model::Deep, session.data(), session.result().final, true, 20};
  ComparedRun run;
  run.name = "deep 8,4";
  PinnedRuns pins;
  // Images of 14 x 56, which nobody would guess.
  auto other = std::make_shared<Dataset>(*session.data());
  other->shape = {14, 56, 1};
  CompareView early, late;
  for (CompareView* view : {&early, &late}) {
    view->setPins(&pins);
    view->setCurrent(run);
  }
  frame.data = nullptr;
  early.setFrame(frame);
  const QImage guessed = renderFigure(early, {});
  frame.data = other;
  early.setFrame(frame);
  late.setFrame(frame);
  QCOMPARE(renderFigure(early, {}), renderFigure(late, {}));
  QVERIFY(renderFigure(late, {}) != guessed);
  // Without the data they are guessed to be square.
  CompareView square;
  square.setPins(&pins);
  square.setCurrent(run);
  frame.data = session.data();
  square.setFrame(frame);
  QCOMPARE(renderFigure(square, {}), guessed);
}

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
