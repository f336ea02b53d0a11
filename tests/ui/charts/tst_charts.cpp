#include <QComboBox>
#include <QSet>
#include <QTextDocument>
#include <QToolButton>

#include "shown_charts.h"
#include "ui/charts/readout.h"
#include "ui/figures/export_figure.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::ui::testing;

namespace {

int differentColours(const QImage& image, const QRect& area) {
  QSet<QRgb> colours;
  for (int y = area.top(); y <= area.bottom(); ++y)
    for (int x = area.left(); x <= area.right(); ++x) colours.insert(image.pixel(x, y));
  return static_cast<int>(colours.size());
}

}  // namespace

class TestCharts : public ShownCharts {
  Q_OBJECT

 private slots:
  void everyControlHasANameAndAnAccessibleName() {
    for (QToolButton* button : panel_->findChildren<QToolButton*>()) {
      QVERIFY(!button->objectName().isEmpty());
      QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->objectName()));
    }
    for (Chart* each : panel_->charts()) {
      QVERIFY(!each->objectName().isEmpty());
      QVERIFY(!each->accessibleName().isEmpty());
      QCOMPARE(each->focusPolicy(), Qt::StrongFocus);
    }
  }

  void drawsAnyLength_data() {
    QTest::addColumn<int>("epochs");
    QTest::addColumn<bool>("thinned");
    QTest::newRow("no run") << -1 << false;
    QTest::newRow("nothing recorded") << 0 << false;
    QTest::newRow("one epoch") << 1 << false;
    QTest::newRow("ten epochs") << 10 << false;
    QTest::newRow("a hundred thousand") << 100000 << true;
  }

  void drawsAnyLength() {
    QFETCH(int, epochs);
    QFETCH(bool, thinned);
    if (epochs >= 0) panel_->setRun(syntheticRun(epochs));
    flushAll(*panel_);
    for (Chart* each : panel_->charts()) {
      QCOMPARE(each->isThinned(), thinned);
      int points = 0;
      for (int g = 0; g < each->plot()->graphCount(); ++g)
        points = std::max(points, each->plot()->graph(g)->dataCount());
      QVERIFY2(points <= 4 * each->plotArea().width() * each->devicePixelRatioF() + 2,
               qPrintable(QString::number(points)));
      const QImage image = each->plot()->grab().toImage();
      QVERIFY(differentColours(image, image.rect()) > 5);
    }
  }

  void theFirstEpochIsADot() {
    panel_->setRun(syntheticRun(1));
    flushAll(*panel_);
    Chart* error = chart(Quantity::RelativeError);
    const QImage image = error->plot()->grab().toImage();
    const QColor line = lightTheme().line(0);
    const int x = qRound(error->plot()->epochAxis()->coordToPixel(0));
    const double value = syntheticRecord(0).relativeError;
    const int y = qRound(error->plot()->valueAxis()->coordToPixel(value));
    // Whole, although it lies on the axis.
    for (const int dx : {-1, 0, 1}) {
      bool found = false;
      for (int dy = -1; dy <= 1; ++dy) found = found || image.pixelColor(x + dx, y + dy) == line;
      QVERIFY2(found, qPrintable(QString::number(dx)));
    }
  }

  void aFittedAxisShowsTheSmoothedCurves() {
    GrowingRun run;
    for (int epoch = 0; epoch <= 100; ++epoch) {
      EpochRecord record = syntheticRecord(epoch);
      record.relativeError = epoch == 0 ? 500 : 0.1;
      run.history->append(record);
    }
    panel_->setRun(run.curves);
    Chart* error = chart(Quantity::RelativeError);
    emit error->logXRequested(true);  // which hides epoch 0, but not from a mean
    while (panel_->smoothing() < 100) emit error->smoothingRequested();
    flushAll(*panel_);
    QVERIFY(error->fitsY());
    int points = 0;
    for (const QCPGraphData& point : *error->plot()->graph(1)->data()) {
      if (!(point.key >= error->epochRange().lower && point.key <= error->epochRange().upper)) continue;
      ++points;
      QVERIFY2(point.value >= error->valueRange().lower && point.value <= error->valueRange().upper,
               qPrintable(QString("%1 at %2").arg(point.value).arg(point.key)));
    }
    QVERIFY(points > 50);
  }

  void followsARunThatGrows() {
    GrowingRun run;
    panel_->setRun(run.curves);
    for (int i = 0; i < 5; ++i) {
      run.grow(5000);
      panel_->dataChanged();
      flushAll(*panel_);
      for (Chart* each : panel_->charts()) {
        const double last = static_cast<double>(run.history->epoch().back());
        QCOMPARE(each->epochRange().lower, 0.0);
        QVERIFY(each->epochRange().upper >= last && each->epochRange().upper <= 1.3 * last);
      }
    }
  }

  void theySayHowFarRecordsAreApart() {
    GrowingRun run;
    run.grow(3);
    panel_->setRun(run.curves);
    flushAll(*panel_);
    const auto notes = [this] { return chart(Quantity::EffectiveRank)->plot()->notes(); };
    QVERIFY(notes().isEmpty());
    GrowingRun sparse;
    for (const int epoch : {0, 10, 37, 74, 111, 120}) sparse.history->append(syntheticRecord(epoch));
    panel_->setRun(sparse.curves);
    flushAll(*panel_);
    QCOMPARE(notes(), QStringList{"1 record in 37 epochs"});
    // The mean of no more than one is none.
    panel_->setSmoothing(11);
    flushAll(*panel_);
    QCOMPARE(notes(), QStringList{"1 record in 37 epochs"});
  }

  void zerosAreGapsOnALogAxis() {
    GrowingRun run;
    for (int epoch = 0; epoch < 100; ++epoch) {
      EpochRecord record = syntheticRecord(epoch);
      if (epoch >= 40 && epoch < 45) record.sigma[5] = 0;
      run.history->append(record);
    }
    panel_->setRun(run.curves);
    flushAll(*panel_);
    Chart* sigma = chart(Quantity::SingularValues);
    QVERIFY(sigma->logY());
    QCOMPARE(sigma->hiddenValues(), 5);
    QVERIFY(sigma->valueRange().lower > 0);
    QTest::keyClick(sigma, Qt::Key_L);
    flushAll(*panel_);
    QVERIFY(!sigma->logY());
    QCOMPARE(sigma->hiddenValues(), 0);
    QCOMPARE(sigma->valueRange().lower, 0.0);
    // And back: the axis shows the positive values again, not a clipped linear range.
    QTest::keyClick(sigma, Qt::Key_L);
    flushAll(*panel_);
    QVERIFY(sigma->valueRange().lower > 1e-3);
  }

  void logEpochsHideEpochZeroOnly() {
    panel_->setRun(syntheticRun(5000));
    flushAll(*panel_);
    QTest::mouseClick(panel_->findChild<QToolButton*>(QStringLiteral("logEpochs")), Qt::LeftButton);
    flushAll(*panel_);
    QVERIFY(panel_->logX());
    for (Chart* each : panel_->charts()) {
      QVERIFY(each->epochRange().logarithmic);
      QCOMPARE(each->epochRange().lower, 1.0);
      QCOMPARE(each->plot()->hiddenEpochs(), 1);
      QCOMPARE(each->plot()->epochAxis()->scaleType(), QCPAxis::stLogarithmic);
      QCOMPARE(each->plot()->epochAxis()->range().lower, 1.0);
    }
    QVERIFY(panel_->follows());
    panel_->setLogX(false);
    flushAll(*panel_);
    for (Chart* each : panel_->charts()) QCOMPARE(each->epochRange().lower, 0.0);
  }

  void missingValuesAreMarked() {
    GrowingRun run;
    for (int epoch = 0; epoch < 50000; ++epoch) {
      EpochRecord record = syntheticRecord(epoch);
      if (epoch == 33333) record.effectiveRank = std::numeric_limits<double>::quiet_NaN();
      run.history->append(record);
    }
    run.curves.spectrum.reset();
    panel_->setRun(run.curves);
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    const QImage image = rank->plot()->grab().toImage();
    const int x = qRound(rank->plot()->epochAxis()->coordToPixel(33333));
    const QColor mark = lightTheme().error;
    bool found = false;
    for (int dx = -2; dx <= 2; ++dx)
      found = found || image.pixelColor(x + dx, rank->plotArea().bottom() - 2) == mark;
    QVERIFY(found);
  }

  void hiddenChartsAreNotDrawn() {
    panel_->setRun(syntheticRun(100));
    flushAll(*panel_);
    panel_->hide();
    panel_->setRun(syntheticRun(500));
    for (Chart* each : panel_->charts()) {
      QCOMPARE(each->redraw(), 0.0);
      QVERIFY(each->isDirty());
    }
    panel_->show();
    QTRY_VERIFY(!panel_->charts().first()->isDirty());
  }

  void aFlushDrawsFewChartsAndTheOneInUseFirst() {
    GrowingRun run;
    run.grow(2000);
    panel_->setRun(run.curves);
    Chart* rank = chart(Quantity::EffectiveRank);
    panel_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(panel_.get()));
    // The mouse, wherever the test before left it, comes before the focus.
    QTest::mouseMove(rank->plot(), rank->plotArea().center());
    rank->setFocus();
    QTRY_VERIFY(rank->hasFocus());
    flushAll(*panel_);
    QTest::qWait(150);  // so that every chart is due again
    run.grow(10);
    panel_->dataChanged();
    panel_->flush();
    int waiting = 0;
    for (Chart* each : panel_->charts()) waiting += each->isDirty();
    QCOMPARE(waiting, 2);
    QVERIFY(!rank->isDirty());
    // The chart in use is drawn again at once, the others not before their turn.
    run.grow(10);
    panel_->dataChanged();
    panel_->flush();
    QVERIFY(!rank->isDirty());
    flushAll(*panel_);
  }

  void anOpenPlateauIsDrawnWithTheRun() {
    panel_->setRun(syntheticRun(9000));
    Chart* rank = chart(Quantity::EffectiveRank);
    rank->setShowsReferences(false);
    flushAll(*panel_);
    // The share of a pixel column that has the plateau's colour; grid, curve and label take the rest.
    const auto shaded = [&](double epoch) {
      const QImage image = rank->plot()->grab().toImage();
      const int x = qRound(rank->plot()->epochAxis()->coordToPixel(epoch));
      const QRect area = rank->plotArea();
      int count = 0;
      for (int y = area.top(); y <= area.bottom(); ++y)
        count += image.pixelColor(x, y) == lightTheme().plateauFill;
      return static_cast<double>(count) / area.height();
    };
    QCOMPARE(shaded(6100), 0.0);
    panel_->setPlateaus({{4840, 5360, std::nullopt, 4.98, 0.543}});
    QVERIFY(rank->isDirty());
    QVERIFY(!chart(Quantity::RelativeError)->isDirty());  // its picture does not depend on plateaus
    flushAll(*panel_);
    QVERIFY2(shaded(6100) > 0.6, qPrintable(QString::number(shaded(6100))));
    QCOMPARE(shaded(4300), 0.0);
  }

  void chartsAboveEachOtherAlign() {
    panel_->setRun(syntheticRun(20000));
    flushAll(*panel_);
    QTRY_VERIFY([&] {
      for (Chart* each : panel_->charts())
        if (each->plotArea().left() != panel_->charts().first()->plotArea().left()) return false;
      return true;
    }());
  }

  void theReferencesComeWithTheSpectrum() {
    GrowingRun run;
    run.grow(3000);
    const auto spectrum = run.curves.spectrum;
    run.curves.spectrum.reset();
    panel_->setRun(run.curves);
    for (Chart* each : panel_->charts()) QVERIFY(each->model().references().empty());
    panel_->setSpectrum(spectrum);
    const std::vector<Reference> floors = chart(Quantity::RelativeError)->model().references();
    QCOMPARE(floors.size(), std::size_t{2});  // EY(1) and EY(20), the smallest rank
    QCOMPARE(floors[0].value, spectrum->floorOfRank(1));
    QCOMPARE(floors[1].value, spectrum->floorOfRank(20));
    QVERIFY(floors[1].label.startsWith(QStringLiteral("EY(20)")));
    const Reference rank = chart(Quantity::EffectiveRank)->model().references().back();
    QCOMPARE(rank.label, QStringLiteral("rank of A = 31.5"));
    QCOMPARE(rank.value, spectrum->effectiveRank);
    QVERIFY(rank.style == Reference::Style::Dashed && rank.important);
    QCOMPARE(chart(Quantity::SingularValues)->model().references().size(), std::size_t{6});
  }

  void overlaidRunsAreDrawnInTheirColours() {
    panel_->setRun(syntheticRun(2000));
    RunCurves pinned = syntheticRun(1500);
    pinned.run = 2;
    pinned.name = QStringLiteral("mu 10");
    pinned.colour = 1;
    panel_->setPinned({pinned});
    flushAll(*panel_);
    Chart* error = chart(Quantity::RelativeError);
    QCOMPARE(error->curveNames(), QStringList({QStringLiteral("deep 40,20"), QStringLiteral("mu 10")}));
    QCOMPARE(error->plot()->graph(1)->pen().color(), lightTheme().line(1));
    // And by a dash of its own, for those who cannot tell the colours apart.
    const auto gaps = [&](int graph) {  // a dense curve is cut where its dashes end
      int count = 0;
      for (const QCPGraphData& point : *error->plot()->graph(graph)->data()) count += std::isnan(point.value);
      return count;
    };
    QCOMPARE(gaps(0), 0);
    QVERIFY2(gaps(1) > 5, qPrintable(QString::number(gaps(1))));
    QVERIFY(lightTheme().runDash(1) != lightTheme().runDash(2));
    // All singular values of a run go by one entry of the legend.
    Chart* sigma = chart(Quantity::SingularValues);
    QCOMPARE(sigma->plot()->header().entries().size(), std::size_t{3});
    // The spectrum of the data stays, but in no run's colour.
    QCOMPARE(sigma->plot()->header().entries()[2].text, QStringLiteral("data A"));
    const std::vector<Reference> spectrum = sigma->model().references();
    QCOMPARE(spectrum.size(), std::size_t{6});
    for (const Reference& line : spectrum) QCOMPARE(line.colour, -1);
    QTest::mouseClick(sigma->plot(), Qt::LeftButton, Qt::NoModifier,
                      sigma->plot()->header().entryRect(1).center().toPoint());
    for (int curve = 0; curve < 12; ++curve) QCOMPARE(sigma->isCurveVisible(curve), curve < 6);
  }

  void furtherErrorCurvesHaveTheirOwnEpochs() {
    RunCurves run = syntheticRun(2000);
    auto series = std::make_shared<ErrorSeries>();
    for (int epoch = 0; epoch < 2000; epoch += 50) {
      series->epoch.push_back(epoch);
      series->value.push_back(0.7);
    }
    run.heldOut = std::make_shared<const ErrorCurve>(ErrorCurve{QStringLiteral("held out"), series});
    panel_->setRun(run);
    flushAll(*panel_);
    Chart* error = chart(Quantity::RelativeError);
    QCOMPARE(error->curveNames(),
             QStringList({QStringLiteral("relative error"), QStringLiteral("held out")}));
    QCOMPARE(error->plot()->graph(1)->dataCount(), 40);
    QCOMPARE(chart(Quantity::EffectiveRank)->curveNames().size(), 1);
  }

  void theReadoutLeavesOutWhatDoesNotFit() {
    panel_->setRun(syntheticRun(2000));
    flushAll(*panel_);
    auto* readout = panel_->findChild<Readout*>(QStringLiteral("chartsReadout"));
    const auto fits = [readout] {
      QTextDocument text;
      text.setDefaultFont(readout->font());
      text.setDocumentMargin(0);
      text.setHtml(readout->text());
      return text.idealWidth() <= readout->width();
    };
    QList<int> shown;
    for (const int width : {1400, 540, 460}) {
      panel_->resize(width, 600);
      QTRY_COMPARE(panel_->width(), width);
      QTRY_VERIFY2(fits(), qPrintable(readout->text()));
      shown << readout->shown();
      QCOMPARE(readout->toolTip().split('\n').size(), 5);
    }
    QVERIFY(shown[0] > shown[1] && shown[1] >= shown[2] && shown[2] >= 1);
  }

  void themesChangeEveryColour() {
    panel_->setRun(syntheticRun(2000));
    panel_->setTheme(darkTheme());
    flushAll(*panel_);
    const QImage image = chart(Quantity::RelativeError)->plot()->grab().toImage();
    QCOMPARE(image.pixelColor(2, 2), darkTheme().base);
  }

  void smoothingDrawsTheMeanBeforeTheRecords() {
    panel_->setRun(syntheticRun(5000));
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    const QImage records = rank->plot()->grab().toImage();
    QCOMPARE(rank->plot()->graphCount(), 1);
    auto* smoothing = panel_->findChild<QComboBox*>("smoothing");
    smoothing->setFocus();
    QTest::keyClick(smoothing, Qt::Key_Down);
    QTest::keyClick(smoothing, Qt::Key_Down);
    QCOMPARE(panel_->smoothing(), 51);
    QTRY_COMPARE(rank->plot()->graphCount(), 2);
    QTRY_VERIFY(rank->plot()->grab().toImage() != records);
    // In front, at full strength, and only as many points as there are columns.
    QVERIFY(rank->plot()->graph(1)->pen().color().lightness() <
            rank->plot()->graph(0)->pen().color().lightness());
    QVERIFY(rank->plot()->graph(1)->dataCount() <= rank->plotArea().width() * rank->devicePixelRatioF() + 4);
    // A figure shows the same.
    const QImage smoothed = renderFigure(*rank);
    // The means of all curves of all runs lie before all records, the run under way before what is pinned.
    RunCurves pinned = syntheticRun(3000);
    pinned.run = 99;
    pinned.colour = 1;
    panel_->setPinned({pinned});
    ChartPlot* sigmas = chart(Quantity::SingularValues)->plot();
    QTRY_COMPARE(sigmas->graphCount(), 24);
    flushAll(*panel_);
    const auto depth = [sigmas](int graph) { return sigmas->graph(graph)->layer()->index(); };
    for (int record = 0; record < 12; ++record)
      for (int mean = 12; mean < 24; ++mean) QVERIFY(depth(mean) > depth(record));
    QVERIFY(depth(12) > depth(18) && depth(0) > depth(6));
    panel_->setEmphasisedRun(99);
    flushAll(*panel_);
    QTRY_VERIFY(depth(18) > depth(12));
    panel_->setEmphasisedRun(std::nullopt);
    panel_->setPinned({});
    panel_->setSmoothing(0);
    QTRY_COMPARE(rank->plot()->graphCount(), 1);
    rank->setFocus();
    QTest::keyClick(rank, Qt::Key_S);
    QCOMPARE(panel_->smoothing(), 11);
    panel_->setSmoothing(0);
    QTRY_COMPARE(rank->plot()->graphCount(), 1);
    QTRY_COMPARE(rank->plot()->grab().toImage(), records);
    QVERIFY(renderFigure(*rank) != smoothed);
    QCOMPARE(smoothing->currentIndex(), 0);
  }
};

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
