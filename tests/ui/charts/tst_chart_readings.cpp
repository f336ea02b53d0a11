// What a chart tells in words and numbers: its formula, the values at the cursor, its description.

#include <QHelpEvent>
#include <QLabel>
#include <QToolTip>

#include "shown_charts.h"
#include "ui/charts/formula.h"
#include "ui/charts/number_text.h"
#include "ui/window/run_readout.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::ui::testing;

namespace {

/// What the widget answers a mouse that rests at a point.
QString tipAt(QWidget* widget, const QPoint& at) {
  QHelpEvent event(QEvent::ToolTip, at, widget->mapToGlobal(at));
  QApplication::sendEvent(widget, &event);
  return QToolTip::text();
}

QImage pictureOf(Chart* chart) {
  return chart->plot()->grab().toImage();
}

QPoint titleOf(Chart* chart) {
  return chart->plot()->header().titleRect().center().toPoint();
}

RunCurves pinnedRun(std::int64_t epochs) {
  RunCurves pinned = syntheticRun(epochs);
  pinned.run = 2;
  pinned.name = QStringLiteral("mu 10");
  pinned.colour = 1;
  return pinned;
}

}  // namespace

class TestChartReadings : public ShownCharts {
  Q_OBJECT

 private:
  void takeFocus(Chart* chart) {
    panel_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(panel_.get()));
    chart->setFocus();
    QTRY_VERIFY(chart->hasFocus());
  }

 private slots:
  void theTitleTellsTheFormulaWithItsNumbers_data() {
    QTest::addColumn<int>("quantity");
    QTest::addColumn<QString>("numbers");
    const EpochRecord at = syntheticRecord(500);
    const auto sigma = [&at](int k) { return static_cast<double>(at.sigma[static_cast<std::size_t>(k)]); };
    const QString first = valueText(sigma(0), 3), second = valueText(sigma(1), 3),
                  third = valueText(sigma(2), 3);
    QTest::newRow("error") << 0
                           << QStringLiteral("= %1 / 81,000 = %2 at epoch 500")
                                  .arg(valueText(at.error), valueText(at.relativeError));
    QTest::newRow("effective rank") << 1
                                    << QStringLiteral(
                                           " + …)) = %1 at epoch 500\nσ₁ = %2, σ₂ = %3, σ₃ = %4, "
                                           "… of 20\nΣ σⱼ = nuclear rank · σ₁ = %5")
                                           .arg(valueText(at.effectiveRank), first, second, third,
                                                valueText(at.nuclearRank * sigma(0), 3));
    QTest::newRow("nuclear rank") << 2
                                  << QStringLiteral("= (%1 + %2 + %3 + …) / %1 = %4 at epoch 500")
                                         .arg(first, second, third, valueText(at.nuclearRank));
    QTest::newRow("singular values")
        << 3 << QStringLiteral("σ₁ = %1, σ₂ = %2, σ₃ = %3, ").arg(first, second, third);
  }

  void theTitleTellsTheFormulaWithItsNumbers() {
    QFETCH(int, quantity);
    QFETCH(QString, numbers);
    panel_->setRun(syntheticRun(2000));
    flushAll(*panel_);
    Chart* asked = panel_->charts().at(quantity);
    const QuantityText text = textOf(asked->quantity());
    const QString newest = tipAt(asked->plot(), titleOf(asked));
    QVERIFY2(newest.startsWith(text.title + QLatin1Char('\n') + text.formula), qPrintable(newest));
    QVERIFY2(newest.contains(QStringLiteral("at epoch 1,999")), qPrintable(newest));
    panel_->setCursorEpoch(500);
    const QString chosen = tipAt(asked->plot(), titleOf(asked));
    QVERIFY2(chosen.contains(numbers), qPrintable(chosen + "\nlacks\n" + numbers));
    QVERIFY2(chosen.contains(QStringLiteral("at epoch 500")), qPrintable(chosen));
    QToolTip::hideText();
    QTRY_COMPARE(QToolTip::text(), QString());
    QCOMPARE(tipAt(asked->plot(), asked->plotArea().center()), QString());
  }

  void aFormulaHoldsNoNumbersThatWereNotRecorded() {
    const QString none = formulaText(Quantity::EffectiveRank, std::nullopt, {});
    QVERIFY2(!none.contains(QStringLiteral("at epoch")), qPrintable(none));
    EpochRecord zero;  // M = 0 has no ranks
    zero.relativeError = 1;
    zero.error = 50;
    zero.sigmaCount = 3;
    for (const Quantity rank : {Quantity::EffectiveRank, Quantity::NuclearRank}) {
      const QString text = formulaText(rank, zero, {4});
      QVERIFY2(text.endsWith(QStringLiteral("\nno finite value at epoch 0")), qPrintable(text));
    }
    // An exact fit: the norm of A does not follow from 0 / 0.
    EpochRecord exact = syntheticRecord(10, 0);
    exact.error = exact.relativeError = 0;
    QVERIFY(formulaText(Quantity::RelativeError, exact, {}).endsWith(QStringLiteral("\n= 0 at epoch 10")));
    // Without singular values the ranks stand alone.
    QVERIFY(formulaText(Quantity::NuclearRank, exact, {})
                .endsWith(QStringLiteral("\n= %1 at epoch 10").arg(valueText(exact.nuclearRank))));
    // Nothing is left out where all are recorded.
    const QString whole = formulaText(Quantity::NuclearRank, syntheticRecord(10, 2), {2});
    QVERIFY2(!whole.contains(QStringLiteral("…")), qPrintable(whole));
  }

  void aStretchThatWaitsIsHatchedUntilItIsAPlateau() {
    RunCurves run = syntheticRun(2000);
    run.plateaus.clear();
    panel_->setRun(run);
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    const QImage before = pictureOf(rank), error = pictureOf(chart(Quantity::RelativeError));
    panel_->setWaiting(Waiting{1000, 2500, true});
    flushAll(*panel_);
    const QImage waiting = pictureOf(rank);
    const QRect area = rank->plotArea();
    QCOMPARE(waiting.copy(area.left(), area.top(), area.width() / 3, area.height()),
             before.copy(area.left(), area.top(), area.width() / 3, area.height()));
    QVERIFY(waiting != before);
    QCOMPARE(pictureOf(chart(Quantity::RelativeError)), error);
    panel_->setWaiting(Waiting{1000, 2500, false});  // other words
    flushAll(*panel_);
    QVERIFY(pictureOf(rank) != waiting);
    panel_->setWaiting(std::nullopt);
    flushAll(*panel_);
    QCOMPARE(pictureOf(rank), before);
  }

  void anEarlyEndIsMarkedOnEveryChart() {
    panel_->setRun(syntheticRun(2000));
    flushAll(*panel_);
    QList<QImage> before;
    for (Chart* each : panel_->charts()) before << pictureOf(each);
    panel_->addEarlyEnd({1000, QStringLiteral("plateau 1"), QStringLiteral("rank 5 · error 0.3")});
    flushAll(*panel_);
    for (Chart* each : panel_->charts()) {
      const QImage after = pictureOf(each);
      const QRect area = each->plotArea();
      // The line, away from the labels.
      const QRect middle(area.left(), area.top() + area.height() * 2 / 5, area.width(), area.height() / 5);
      QVERIFY(after.copy(middle) != before[panel_->charts().indexOf(each)].copy(middle));
    }
    panel_->setRun(syntheticRun(2000));  // of the run that ended alone
    flushAll(*panel_);
    for (Chart* each : panel_->charts()) QCOMPARE(pictureOf(each), before[panel_->charts().indexOf(each)]);
  }

  void whatIsNotComputedOfTheDataIsSaid() {
    RunCurves run = syntheticRun(2000);
    auto leading = std::make_shared<DataSpectrum>(*run.spectrum);
    leading->complete = false;
    leading->effectiveRank = std::numeric_limits<double>::quiet_NaN();
    run.spectrum = leading;
    panel_->setRun(run);
    flushAll(*panel_);
    for (const Quantity quantity : {Quantity::EffectiveRank, Quantity::NuclearRank}) {
      const std::vector<Reference> references = chart(quantity)->model().references();
      QVERIFY(std::isnan(references.back().value));
      QVERIFY(references.back().label.endsWith(QStringLiteral("of A not computed")));
      const AxisRange range = chart(quantity)->valueRange();
      QVERIFY(std::isfinite(range.lower) && std::isfinite(range.upper));
    }
  }

  void theStatusLineTellsTheSameFormulas() {
    RunFacts facts;
    facts.setVisible(true);
    QVERIFY(QTest::qWaitForWindowExposed(&facts));
    auto* error = facts.findChild<QLabel*>(QStringLiteral("statusError"));
    const QString formula = formulaText(Quantity::RelativeError, std::nullopt, {});
    QCOMPARE(tipAt(error, QPoint()), formula);
    error->setToolTip(QStringLiteral("held out"));
    QCOMPARE(tipAt(error, QPoint()), formula + QStringLiteral("\n\nheld out"));
    QCOMPARE(tipAt(facts.findChild<QLabel*>(QStringLiteral("statusRank")), QPoint()),
             formulaText(Quantity::EffectiveRank, std::nullopt, {}));
  }

  void theChartWithTheFocusShowsTheValuesAtTheCursor() {
    panel_->setRun(syntheticRun(20000));
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    Chart* error = chart(Quantity::RelativeError);
    takeFocus(error);
    const QImage plain = pictureOf(rank);
    takeFocus(rank);
    QCOMPARE(pictureOf(rank), plain);  // no cursor, no values
    panel_->setCursorEpoch(10000);
    const QImage withValues = pictureOf(rank);
    QTest::keyClick(rank, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(panel_->cursorEpoch(), std::optional<qint64>(9999));
    QVERIFY(pictureOf(rank) != withValues);
    panel_->setCursorEpoch(10000);
    QCOMPARE(pictureOf(rank), withValues);
    const QImage elsewhere = pictureOf(error);
    takeFocus(error);
    const QImage withoutValues = pictureOf(rank);
    QVERIFY(withoutValues != withValues);
    QVERIFY(pictureOf(error) != elsewhere);
    // The box stands right of the line, at the top.
    const int x = qRound(rank->plot()->epochAxis()->coordToPixel(10000)) + 10;
    const QRect area = rank->plotArea();
    for (int y = area.top(); y <= area.bottom(); ++y)
      for (int left = area.left(); left < x - 1; ++left)
        QCOMPARE(withoutValues.pixel(left, y), withValues.pixel(left, y));
    // Keys take cursor and values away.
    takeFocus(rank);
    QCOMPARE(pictureOf(rank), withValues);
    QTest::keyClick(rank, Qt::Key_Escape);
    QCOMPARE(pictureOf(rank), plain);
  }

  void theDescriptionTellsTheValuesAtTheCursorOrTheNewest() {
    panel_->setRun(syntheticRun(2000));
    panel_->setPinned({pinnedRun(300)});
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    const auto valueAt = [](std::int64_t epoch) { return valueText(syntheticRecord(epoch).effectiveRank); };
    const QString newest = QStringLiteral("epoch 1,999, deep 40,20 ") + valueAt(1999);
    QTRY_COMPARE(rank->accessibleDescription(), newest);
    panel_->setCursorEpoch(200);
    QCOMPARE(rank->accessibleDescription(),
             QStringLiteral("epoch 200, deep 40,20 %1, mu 10 %1").arg(valueAt(200)));
    // The pinned run has ended by then.
    panel_->setCursorEpoch(400);
    QCOMPARE(rank->accessibleDescription(), QStringLiteral("epoch 400, deep 40,20 ") + valueAt(400));
    QTest::keyClick(rank, Qt::Key_Escape);
    QCOMPARE(rank->accessibleDescription(), newest);
  }

  void aLoneCurveIsShownThoughItWasSwitchedOff() {
    panel_->setRun(syntheticRun(2000));
    panel_->setPinned({pinnedRun(1500)});
    flushAll(*panel_);
    Chart* rank = chart(Quantity::EffectiveRank);
    QTest::mouseClick(rank->plot(), Qt::LeftButton, Qt::NoModifier,
                      rank->plot()->header().entryRect(0).center().toPoint());
    flushAll(*panel_);
    QVERIFY(!rank->isCurveVisible(0));
    QVERIFY(!rank->plot()->graph(0)->visible());
    panel_->setPinned({});
    flushAll(*panel_);
    QCOMPARE(rank->curveNames().size(), 1);
    QVERIFY(rank->isCurveVisible(0));
    QVERIFY(rank->plot()->graph(0)->visible() && rank->plot()->graph(0)->dataCount() > 0);
    // Beside another it is off again, as it was left.
    panel_->setPinned({pinnedRun(1500)});
    flushAll(*panel_);
    QVERIFY(!rank->isCurveVisible(0));
    QVERIFY(rank->isCurveVisible(1));
  }
};

QTEST_MAIN(TestChartReadings)
#include "tst_chart_readings.moc"
