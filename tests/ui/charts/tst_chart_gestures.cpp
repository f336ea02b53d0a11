#include <QSignalSpy>
#include <QToolButton>

#include "shown_charts.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::ui::testing;

class TestChartGestures : public ShownCharts {
  Q_OBJECT

 private slots:
  void theWheelLeavesFollowModeAndLinksTheCharts() {
    panel_->setRun(syntheticRun(20000));
    flushAll(*panel_);
    QSignalSpy follow(panel_.get(), &ChartsPanel::followChanged);
    Chart* error = chart(Quantity::RelativeError);
    const EpochRange before = error->epochRange();
    wheelOver(error, error->plotArea().center(), 3);
    QVERIFY(!panel_->follows());
    QCOMPARE(follow.size(), 1);
    QCOMPARE(follow.first().first().toBool(), false);
    for (Chart* each : panel_->charts()) {
      QVERIFY(each->epochRange().upper - each->epochRange().lower < 0.7 * (before.upper - before.lower));
      QCOMPARE(each->epochRange(), error->epochRange());
    }
  }

  void growthDoesNotMoveAZoomedChart() {
    GrowingRun run;
    run.grow(10000);
    panel_->setRun(run.curves);
    flushAll(*panel_);
    Chart* error = chart(Quantity::RelativeError);
    dragOver(error, error->plotArea().center(), error->plotArea().center() - QPoint(60, 0));
    QVERIFY(!panel_->follows());
    const EpochRange range = error->epochRange();
    QVERIFY(range.lower > 0);
    run.grow(10000);
    panel_->dataChanged();
    flushAll(*panel_);
    QCOMPARE(error->epochRange(), range);
  }

  void returnsToFollowMode_data() {
    QTest::addColumn<QString>("how");
    for (const char* how : {"F", "Home", "double click", "button"})
      QTest::newRow(how) << QString::fromLatin1(how);
  }

  void returnsToFollowMode() {
    QFETCH(QString, how);
    panel_->setRun(syntheticRun(20000));
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    wheelOver(rank, rank->plotArea().center(), 5);
    QVERIFY(!panel_->follows());
    if (how == QLatin1String("F")) QTest::keyClick(rank, Qt::Key_F);
    if (how == QLatin1String("Home")) QTest::keyClick(rank, Qt::Key_Home);
    if (how == QLatin1String("double click"))
      QTest::mouseDClick(rank->plot(), Qt::LeftButton, Qt::NoModifier, rank->plotArea().center());
    if (how == QLatin1String("button"))
      QTest::mouseClick(panel_->findChild<QToolButton*>(QStringLiteral("follow")), Qt::LeftButton);
    QVERIFY(panel_->follows());
    QCOMPARE(rank->epochRange().lower, 0.0);
    QVERIFY(rank->epochRange().upper >= 19999);
  }

  void aRubberBandZoomsBothAxes() {
    panel_->setRun(syntheticRun(20000));
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    const QRect area = rank->plotArea();
    const double left = rank->plot()->epochAxis()->pixelToCoord(area.left() + 50);
    const double top = rank->plot()->valueAxis()->pixelToCoord(area.top() + 30);
    dragOver(rank, area.topLeft() + QPoint(50, 30), area.topLeft() + QPoint(150, 90), Qt::ShiftModifier);
    QVERIFY(!panel_->follows());
    QVERIFY(!rank->fitsY());
    QVERIFY(qAbs(rank->epochRange().lower - left) < 1e-6 * left);
    QVERIFY(qAbs(rank->valueRange().upper - top) < 1e-6 * top);
    QVERIFY(chart(Quantity::RelativeError)->fitsY());
  }

  void controlAndTheWheelZoomTheValuesOfOneChart() {
    panel_->setRun(syntheticRun(2000));
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    const AxisRange before = rank->valueRange();
    wheelOver(rank, rank->plotArea().center(), 2, Qt::ControlModifier);
    QVERIFY(!rank->fitsY());
    QVERIFY(rank->valueRange().upper - rank->valueRange().lower < 0.8 * (before.upper - before.lower));
    QVERIFY(chart(Quantity::RelativeError)->fitsY());
  }

  void zoomedValuesLeaveFollowModeToo_data() {
    QTest::addColumn<QString>("how");
    for (const char* how : {"Ctrl+wheel", "wheel over the axis", "Up"})
      QTest::newRow(how) << QString::fromLatin1(how);
  }

  void zoomedValuesLeaveFollowModeToo() {
    QFETCH(QString, how);
    GrowingRun run;
    run.grow(10000);
    panel_->setRun(run.curves);
    flushAll(*panel_);
    QSignalSpy follow(panel_.get(), &ChartsPanel::followChanged);
    auto* button = panel_->findChild<QToolButton*>(QStringLiteral("follow"));
    Chart *rank = chart(Quantity::EffectiveRank), *error = chart(Quantity::RelativeError);
    const bool logError = error->logY();
    for (Chart* each : {rank, error}) {
      const QRect area = each->plotArea();
      if (how == QLatin1String("Ctrl+wheel")) wheelOver(each, area.center(), 2, Qt::ControlModifier);
      if (how == QLatin1String("wheel over the axis"))
        wheelOver(each, {area.left() / 2, area.center().y()}, 2);
      if (how == QLatin1String("Up")) QTest::keyClick(each, Qt::Key_Up);
      QVERIFY(!each->fitsY());
    }
    QVERIFY(!panel_->follows() && !button->isChecked());
    QCOMPARE(follow.size(), 1);
    // The epochs go on with the run.
    run.grow(30000);
    panel_->dataChanged();
    flushAll(*panel_);
    QVERIFY(rank->epochRange().upper >= 39999);
    // Where one of both fits again the other does not yet.
    QTest::mouseDClick(rank->plot(), Qt::LeftButton, Qt::NoModifier,
                       {rank->plotArea().left() / 2, rank->plotArea().center().y()});
    QVERIFY(rank->fitsY() && !panel_->follows());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(panel_->follows() && button->isChecked());
    QVERIFY(error->fitsY());
    QCOMPARE(error->logY(), logError);
    QCOMPARE(follow.size(), 2);
  }

  void aClickPicksTheEpochAndADoubleClickTakesItBack() {
    panel_->setRun(syntheticRun(20000));
    flushAll(*panel_);
    Chart* error = chart(Quantity::RelativeError);
    QSignalSpy picked(panel_.get(), &ChartsPanel::epochPicked);
    QSignalSpy live(panel_.get(), &ChartsPanel::liveRequested);
    const QPoint at = error->plotArea().center();
    QTest::mouseClick(error->plot(), Qt::LeftButton, Qt::NoModifier, at);
    QCOMPARE(picked.size(), 1);
    const double expected = error->plot()->epochAxis()->pixelToCoord(at.x());
    QVERIFY(qAbs(static_cast<double>(picked.first().first().toLongLong()) - expected) <= 1);
    QCOMPARE(panel_->cursorEpoch(), std::optional<qint64>(picked.first().first().toLongLong()));
    QTest::mouseDClick(error->plot(), Qt::LeftButton, Qt::NoModifier, at);
    QVERIFY(!panel_->cursorEpoch());
    QVERIFY(live.size() >= 1);
  }

  void arrowsMoveTheCursor() {
    panel_->setRun(syntheticRun(20000));
    flushAll(*panel_);
    Chart* error = chart(Quantity::RelativeError);
    QSignalSpy moved(panel_.get(), &ChartsPanel::cursorEpochChanged);
    panel_->setCursorEpoch(10000);
    QCOMPARE(moved.size(), 0);  // only what the keys do is reported
    QTest::keyClick(error, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(panel_->cursorEpoch(), std::optional<qint64>(10001));
    QTest::keyClick(error, Qt::Key_Left);
    QVERIFY(*panel_->cursorEpoch() < 10000);
    QCOMPARE(moved.size(), 2);
    for (Chart* each : panel_->charts()) QCOMPARE(each->model().cursor, panel_->cursorEpoch());
    QTest::keyClick(error, Qt::Key_Escape);
    QVERIFY(!panel_->cursorEpoch());
  }

  void keysPanAndZoomBothAxes() {
    panel_->setRun(syntheticRun(2000));
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    rank->setFocus();
    QTest::keyClick(rank, Qt::Key_Plus);
    const EpochRange epochs = rank->epochRange();
    QTest::keyClick(rank, Qt::Key_Comma);
    QVERIFY(rank->epochRange().lower < epochs.lower);
    QCOMPARE(chart(Quantity::RelativeError)->epochRange().lower, rank->epochRange().lower);
    QTest::keyClick(rank, Qt::Key_Period);
    QVERIFY(std::abs(rank->epochRange().lower - epochs.lower) < 1e-6);
    const AxisRange values = rank->valueRange();
    QTest::keyClick(rank, Qt::Key_Up);
    const AxisRange zoomed = rank->valueRange();
    QVERIFY(zoomed.lower > values.lower && zoomed.upper < values.upper);
    QTest::keyClick(rank, Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(rank->valueRange().lower > zoomed.lower && rank->valueRange().upper > zoomed.upper);
    QTest::keyClick(rank, Qt::Key_F);
    QVERIFY(panel_->follows());
    QVERIFY(rank->fitsY());
  }

  void aKeyLetsOneCurveAfterTheOtherStandOut() {
    panel_->setRun(syntheticRun(500));
    flushAll(*panel_);
    Chart* sigma = chart(Quantity::SingularValues);
    sigma->setFocus();
    QTest::keyClick(sigma, Qt::Key_C);
    QVERIFY(sigma->model().standsOut(0) && !sigma->model().standsOut(1));
    QTest::keyClick(sigma, Qt::Key_C);
    QVERIFY(!sigma->model().standsOut(0) && sigma->model().standsOut(1));
    for (int i = 0; i < 5; ++i) QTest::keyClick(sigma, Qt::Key_C);
    QVERIFY(!sigma->model().emphasises());
  }

  void hoveringShowsOneEpochOnAllCharts() {
    GrowingRun run;
    run.grow(1000);
    panel_->setRun(run.curves);
    flushAll(*panel_);
    Chart* sigma = chart(Quantity::SingularValues);
    moveOver(sigma, sigma->plotArea().center());
    QVERIFY(panel_->hoverEpoch().has_value());
    const qint64 first = *panel_->hoverEpoch();
    for (Chart* each : panel_->charts()) QCOMPARE(each->model().hover, panel_->hoverEpoch());
    // The mouse rests while the run goes on: the epoch below it is another one now.
    run.grow(3000);
    panel_->dataChanged();
    flushAll(*panel_);
    QVERIFY(*panel_->hoverEpoch() > first);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(sigma->plot(), &leave);
    QVERIFY(!panel_->hoverEpoch());
    QVERIFY(!sigma->model().hover);
  }

  void theLegendTogglesCurves() {
    panel_->setRun(syntheticRun(2000));
    flushAll(*panel_);
    Chart* sigma = chart(Quantity::SingularValues);
    QCOMPARE(sigma->curveNames().size(), 6);
    const QPoint entry = sigma->plot()->header().entryRect(1).center().toPoint();
    QTest::mouseClick(sigma->plot(), Qt::LeftButton, Qt::NoModifier, entry);
    QVERIFY(!sigma->isCurveVisible(1));
    QVERIFY(sigma->isCurveVisible(0));
    flushAll(*panel_);
    QVERIFY(!sigma->plot()->graph(1)->visible());
    QTest::mouseClick(sigma->plot(), Qt::LeftButton, Qt::NoModifier, entry);
    QVERIFY(sigma->isCurveVisible(1));
    // The last entry stands for the singular values of the data.
    const auto& entries = sigma->plot()->header().entries();
    QVERIFY(entries.back().curves.empty());
    const QPoint data =
        sigma->plot()->header().entryRect(static_cast<int>(entries.size()) - 1).center().toPoint();
    QTest::mouseClick(sigma->plot(), Qt::LeftButton, Qt::NoModifier, data);
    QVERIFY(!sigma->showsReferences());
  }

  void aLegendEntryUnderTheMouseEmphasisesItsCurve() {
    panel_->setRun(syntheticRun(2000));
    flushAll(*panel_);
    Chart* sigma = chart(Quantity::SingularValues);
    const auto middleOf = [sigma](int entry) {
      return sigma->plot()->header().entryRect(entry).center().toPoint();
    };
    const auto width = [sigma](int curve) { return sigma->plot()->graph(curve)->pen().widthF(); };
    const auto colour = [sigma](int curve) { return sigma->plot()->graph(curve)->pen().color(); };
    const double thin = width(1);
    const QColor full = colour(0), own = colour(1);
    const QImage plain = sigma->plot()->grab().toImage();
    QTest::mouseMove(sigma->plot(), middleOf(1));
    QTRY_VERIFY(width(1) > 1.5 * thin);
    QCOMPARE(sigma->plot()->cursor().shape(), Qt::PointingHandCursor);
    QCOMPARE(colour(1), own);
    QVERIFY(colour(0) != full);  // the others step back
    QVERIFY(width(0) <= thin);
    QVERIFY(!panel_->hoverEpoch());
    QTest::mouseMove(sigma->plot(), middleOf(0));
    QTRY_VERIFY(width(0) > 1.5 * thin && width(1) <= thin);
    // Nothing stands out for one that is switched off.
    QTest::mouseClick(sigma->plot(), Qt::LeftButton, Qt::NoModifier, middleOf(0));
    QVERIFY(!sigma->isCurveVisible(0));
    QTest::mouseMove(sigma->plot(), middleOf(0) + QPoint(1, 0));
    QTRY_COMPARE(colour(1), own);
    QVERIFY(!sigma->model().emphasises());
    QTest::mouseClick(sigma->plot(), Qt::LeftButton, Qt::NoModifier, middleOf(0));
    QTest::mouseMove(sigma->plot(), middleOf(1));
    QTRY_VERIFY(sigma->model().emphasises());
    QTest::mouseMove(sigma->plot(), QPoint(2, sigma->plot()->height() - 2));
    QTRY_VERIFY(!sigma->model().emphasises());
    flushAll(*panel_);
    QTRY_COMPARE(sigma->plot()->grab().toImage(), plain);
  }

  void aRunUnderTheMouseStandsOutOnAllCharts() {
    panel_->setRun(syntheticRun(2000));
    RunCurves first = syntheticRun(1000), second = syntheticRun(500);
    first.run = 71;
    second.run = 72;
    panel_->setPinned({first, second});
    flushAll(*panel_);
    QSignalSpy pointed(panel_.get(), &ChartsPanel::runPointedAt);
    const auto outstanding = [this](std::optional<std::uint64_t> run) {
      return std::all_of(panel_->charts().begin(), panel_->charts().end(), [&](Chart* each) {
        const ChartModel& model = each->model();
        for (std::size_t i = 0; i < model.curves().size(); ++i)
          if (model.standsOut(i) != (run && model.runs()[model.curves()[i].run].run == *run)) return false;
        return true;
      });
    };
    QVERIFY(outstanding(std::nullopt));
    // One entry of this legend stands for all singular values of a run.
    Chart *rank = chart(Quantity::EffectiveRank), *sigma = chart(Quantity::SingularValues);
    const auto point = [](Chart* at, int entry) {
      QTest::mouseMove(at->plot(), at->plot()->header().entryRect(entry).center().toPoint());
    };
    point(rank, 1);
    QTRY_VERIFY(outstanding(71));
    QCOMPARE(pointed.back()[0].value<std::optional<std::uint64_t>>(), std::optional<std::uint64_t>(71));
    point(sigma, 2);
    QTRY_VERIFY(outstanding(72));
    point(sigma, 0);
    QTRY_VERIFY(outstanding(panel_->charts().front()->model().runs().front().run));
    // What was chosen elsewhere comes back when the mouse leaves.
    panel_->setEmphasisedRun(71);
    QVERIFY(sigma->model().standsOut(0) && !sigma->model().standsOut(6));
    QTest::mouseMove(sigma->plot(), QPoint(2, sigma->plot()->height() - 2));
    QTRY_VERIFY(outstanding(71));
    QVERIFY(!pointed.back()[0].value<std::optional<std::uint64_t>>());
    panel_->setEmphasisedRun(std::nullopt);
    QVERIFY(outstanding(std::nullopt));
    // By keys too; a run that is gone stands out nowhere.
    rank->setFocus();
    for (int i = 0; i < 3; ++i) QTest::keyClick(rank, Qt::Key_C);
    QVERIFY(outstanding(72));
    panel_->setPinned({first});
    QVERIFY(outstanding(std::nullopt));
    QVERIFY(!pointed.back()[0].value<std::optional<std::uint64_t>>());
  }

  void aToggledCurveStaysOffAfterARestart() {
    panel_->setRun(syntheticRun(200));
    flushAll(*panel_);
    Chart* sigma = chart(Quantity::SingularValues);
    sigma->setCurveVisible(2, false);
    panel_->setRun(syntheticRun(100));
    flushAll(*panel_);
    QVERIFY(!sigma->isCurveVisible(2));
  }

  void oneChartCanFillThePanel() {
    panel_->setRun(syntheticRun(2000));
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    const QSize before = rank->size();
    QTest::keyClick(rank, Qt::Key_M);
    QCOMPARE(panel_->maximised(), rank);
    QTRY_VERIFY(rank->width() > 1.8 * before.width() && rank->height() > 1.8 * before.height());
    QVERIFY(!chart(Quantity::RelativeError)->isVisible());
    QTest::mouseClick(rank->findChild<QToolButton*>(QStringLiteral("maximise_effective_rank")),
                      Qt::LeftButton);
    QVERIFY(!panel_->maximised());
    QTRY_COMPARE(rank->size(), before);
  }
};

QTEST_MAIN(TestChartGestures)
#include "tst_chart_gestures.moc"
