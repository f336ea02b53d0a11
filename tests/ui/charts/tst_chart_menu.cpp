// The context menu of a chart, by mouse and by keys.

#include <QClipboard>
#include <QSignalSpy>

#include "shown_charts.h"
#include "tests/ui/menu_keys.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;
using namespace nmf::ui::testing;

class TestChartMenu : public ShownCharts {
  Q_OBJECT

 private:
  /// Opens the menu of a chart that has the focus and chooses an entry.
  bool choose(Chart* from, const QString& entry) {
    from->setFocus();
    const QMenu* menu = pressMenuKey(from);
    return menu && menu->objectName() == "menu_" + from->figureName() && chooseByKeys(entry);
  }
  bool chooseCurve(Chart* from, const QString& name) {
    from->setFocus();
    return pressMenuKey(from) && chooseByKeys(QStringLiteral("Curves"), Qt::Key_Right) && chooseByKeys(name);
  }

 private slots:
  void theRightButtonOpensIt();
  void switchesTheReferencesOffAndOn();
  void switchesCurvesOffAndOn();
  void aLoneCurveHasNoListOfCurves();
  void switchesTheAxes();
  void copiesAsPng();
  void asksForTheExport();
  void fillsThePanelAndComesBack();
  void escapeChangesNothing();
};

void TestChartMenu::theRightButtonOpensIt() {
  panel_->setRun(syntheticRun(2000));
  flushAll(*panel_);
  for (Chart* each : panel_->charts()) {
    // Through the window, as the windowing system sends it; over the curves and over the title.
    for (const QPoint& at : {each->plotArea().center(), QPoint(each->plotArea().left(), 12)}) {
      QTest::mouseClick(panel_->windowHandle(), Qt::RightButton, Qt::NoModifier,
                        each->plot()->mapTo(panel_.get(), at));
      QTRY_VERIFY(openMenu());
      QCOMPARE(openMenu()->objectName(), "menu_" + each->figureName());
      QTest::keyClick(openMenu(), Qt::Key_Escape);
      QTRY_VERIFY(!openMenu());
    }
  }
}

void TestChartMenu::switchesTheReferencesOffAndOn() {
  panel_->setRun(syntheticRun(2000));
  flushAll(*panel_);
  Chart* error = chart(Quantity::RelativeError);
  QVERIFY(!error->model().references().empty());
  const QImage with = error->plot()->grab().toImage();
  QVERIFY(choose(error, QStringLiteral("References")));
  QVERIFY(!error->showsReferences());
  QVERIFY(error->model().references().empty());
  flushAll(*panel_);
  QVERIFY(error->plot()->grab().toImage() != with);
  QVERIFY(choose(error, QStringLiteral("References")));
  QVERIFY(error->showsReferences());
}

void TestChartMenu::switchesCurvesOffAndOn() {
  panel_->setRun(syntheticRun(2000));
  flushAll(*panel_);
  Chart* sigma = chart(Quantity::SingularValues);
  const QString third = sigma->curveNames().at(2);
  QVERIFY(chooseCurve(sigma, third));
  for (int curve = 0; curve < sigma->curveNames().size(); ++curve)
    QCOMPARE(sigma->isCurveVisible(curve), curve != 2);
  flushAll(*panel_);
  QVERIFY(!sigma->plot()->graph(2)->visible());
  QVERIFY(chooseCurve(sigma, third));
  QVERIFY(sigma->isCurveVisible(2));
}

void TestChartMenu::aLoneCurveHasNoListOfCurves() {
  panel_->setRun(syntheticRun(2000));
  flushAll(*panel_);
  Chart* error = chart(Quantity::RelativeError);
  QCOMPARE(error->curveNames().size(), 1);
  QVERIFY(!choose(error, QStringLiteral("Curves")));
  QTest::keyClick(openMenu(), Qt::Key_Escape);
}

void TestChartMenu::switchesTheAxes() {
  panel_->setRun(syntheticRun(2000));
  flushAll(*panel_);
  Chart* error = chart(Quantity::RelativeError);
  const bool logarithmic = error->logY();
  QVERIFY(choose(error, QStringLiteral("Logarithmic y axis")));
  QCOMPARE(error->logY(), !logarithmic);
  QVERIFY(choose(error, QStringLiteral("Logarithmic epochs")));
  for (const Chart* each : panel_->charts()) QVERIFY(each->epochRange().logarithmic);
  QVERIFY(choose(error, QStringLiteral("Smooth")));
  QVERIFY(panel_->smoothing() > 0);
}

void TestChartMenu::copiesAsPng() {
  panel_->setRun(syntheticRun(2000));
  flushAll(*panel_);
  Chart* rank = chart(Quantity::EffectiveRank);
  QApplication::clipboard()->clear();
  QVERIFY(choose(rank, QStringLiteral("Copy as PNG")));
  QCOMPARE(QApplication::clipboard()->image().size(), (rank->figureSize() * 2).toSize());
}

void TestChartMenu::asksForTheExport() {
  panel_->setRun(syntheticRun(2000));
  flushAll(*panel_);
  Chart* nuclear = chart(Quantity::NuclearRank);
  QSignalSpy asked(panel_.get(), &ChartsPanel::exportRequested);
  QVERIFY(choose(nuclear, QStringLiteral("Export")));
  QCOMPARE(asked.size(), 1);
  QCOMPARE(asked[0][0].value<Figure*>(), static_cast<Figure*>(nuclear));
}

void TestChartMenu::fillsThePanelAndComesBack() {
  panel_->setRun(syntheticRun(2000));
  flushAll(*panel_);
  Chart* rank = chart(Quantity::EffectiveRank);
  QVERIFY(choose(rank, QStringLiteral("Fill the panel")));
  QCOMPARE(panel_->maximised(), rank);
  QVERIFY(choose(rank, QStringLiteral("Show all charts")));
  QVERIFY(!panel_->maximised());
}

void TestChartMenu::escapeChangesNothing() {
  panel_->setRun(syntheticRun(2000));
  flushAll(*panel_);
  Chart* error = chart(Quantity::RelativeError);
  const QImage before = error->plot()->grab().toImage();
  error->setFocus();
  QMenu* menu = pressMenuKey(error);
  QVERIFY(menu);
  QTest::keyClick(menu, Qt::Key_Down);
  QTest::keyClick(menu, Qt::Key_Escape);
  QVERIFY(!openMenu());
  flushAll(*panel_);
  QCOMPARE(error->plot()->grab().toImage(), before);
}

QTEST_MAIN(TestChartMenu)
#include "tst_chart_menu.moc"
