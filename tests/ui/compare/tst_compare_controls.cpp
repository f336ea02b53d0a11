// Compare by mouse and menu: what is shown of many runs, and how.
#include <QComboBox>
#include <QLineEdit>
#include <QStatusBar>
#include <QStyle>
#include <QStyleOptionViewItem>

#include "tests/ui/compare/comparing.h"
#include "tests/ui/menu_keys.h"
#include "ui/charts/chart_plot.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

struct Scene : Comparing {
  using Comparing::Comparing;
  void pin() { key(Qt::Key_D, Qt::ControlModifier); }
  QString status() { return window.statusBar()->currentMessage(); }
  const PinnedRun& pinned(std::size_t index) { return pins->runs()[index]; }
  /// Opens a chooser by mouse and goes to the entry.
  void choose(const char* chooser, int entry) {
    auto* box = view->findChild<QComboBox*>(chooser);
    QTest::mouseClick(box, Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return box->view()->isVisible(); }, kPatience));
    QTest::keyClick(box->view(), Qt::Key_Home);
    for (int i = 0; i < entry; ++i) QTest::keyClick(box->view(), Qt::Key_Down);
    QTest::keyClick(box->view(), Qt::Key_Return);
    QTRY_VERIFY(!box->view()->isVisible());
    QCOMPARE(box->currentIndex(), entry);
  }
  /// Clicks the check box before a run's name.
  void tick(int row) {
    QStyleOptionViewItem option;
    option.initFrom(table);
    option.rect = table->visualRect(table->model()->index(row, 0));
    option.features = QStyleOptionViewItem::HasCheckIndicator;
    const QRect box = table->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, table);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, box.center());
  }
  /// Opens the menu of a row by key and chooses an entry.
  bool chooseInMenu(int row, const QString& entry) {
    table->setFocus();
    if (!QTest::qWaitFor([this] { return table->hasFocus() && !openMenu(); }, kPatience)) return false;
    table->setCurrentIndex(table->model()->index(row, 0));
    const QMenu* menu = pressMenuKey(table);
    return menu && menu->objectName() == "compareMenu" && chooseByKeys(entry);
  }
};

}  // namespace

class TestCompareControls : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }
  void theSeventhPinIsKeptButNotDrawn();
  void theCheckBoxShowsAndHidesARun();
  void layerAndOrderChangeTheSignatures();
  void theMenuOfARunRenames();
  void theMenuOfARunHidesAndUnpins();
  void theMenuOfARunMakesItTheBaseline();
  void theMenuOfTheRunUnderWayOnlyUnpinsAll();

 private:
  UiSandbox sandbox_;
};

void TestCompareControls::theSeventhPinIsKeptButNotDrawn() {
  Scene shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  for (std::size_t count = 1; count <= 6; ++count) {
    shown.pin();
    QCOMPARE(shown.pins->runs().size(), count);
    QVERIFY2(shown.status().contains(shown.pinned(count - 1).name + ". The next run is drawn over it"),
             qPrintable(shown.status()));
  }
  shown.pin();
  QCOMPARE(shown.pins->runs().size(), 7U);
  QVERIFY2(shown.status().contains(shown.pinned(6).name + ". It is hidden"), qPrintable(shown.status()));
  for (Chart* chart : shown.charts->charts()) QCOMPARE(chart->model().runs().size(), 1U + 6);
  QTRY_COMPARE(shown.view->sheets().size(), 1U + 6);
  QTRY_COMPARE(shown.table->model()->rowCount(), 1 + 7);
  for (int row = 1; row <= 7; ++row)
    QCOMPARE(shown.table->model()->index(row, 0).data(Qt::CheckStateRole).toInt(),
             int(row <= 6 ? Qt::Checked : Qt::Unchecked));
}

void TestCompareControls::theCheckBoxShowsAndHidesARun() {
  Scene shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.pin();
  shown.pin();
  QTRY_COMPARE(shown.table->model()->rowCount(), 3);
  QTRY_COMPARE(shown.view->sheets().size(), 3U);
  shown.tick(2);
  QVERIFY(shown.pinned(0).shown && !shown.pinned(1).shown);
  QCOMPARE(shown.chart(0)->model().runs().size(), 2U);
  QTRY_COMPARE(shown.view->sheets().size(), 2U);
  QCOMPARE(shown.table->model()->rowCount(), 3);
  shown.tick(2);
  QVERIFY(shown.pinned(1).shown);
  QCOMPARE(shown.chart(0)->model().runs().size(), 3U);
  QTRY_COMPARE(shown.view->sheets().size(), 3U);
}

void TestCompareControls::layerAndOrderChangeTheSignatures() {
  Scene shown(smallExperiment(300));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.pin();
  QTRY_COMPARE(shown.view->sheets().size(), 2U);
  const auto counts = [&] {
    QList<int> all;
    for (const CompareSheet& sheet : shown.view->sheets()) all << sheet.signatures.count();
    return all;
  };
  const auto rows = [&] {
    QList<int> all;
    const auto& sheets = shown.view->sheets();
    for (int i = 0; !sheets.empty() && i < sheets.back().signatures.count(); ++i)
      all << sheets.back().signatures.rowAt(i);
    return all;
  };
  QTRY_COMPARE(counts(), (QList<int>{4, 4}));  // H of the last of the layers 8,4
  shown.choose("compareLayer", 1);
  QTRY_COMPARE(counts(), (QList<int>{8, 8}));
  QTRY_COMPARE(rows(), (QList<int>{0, 1, 2, 3, 4, 5, 6, 7}));
  const QImage stored = shown.view->grab().toImage();
  shown.choose("compareOrder", 1);
  const auto falls = [&] {
    const auto& sheets = shown.view->sheets();
    if (sheets.size() != 2) return false;
    const auto& signatures = sheets.back().signatures;
    for (int i = 1; i < signatures.count(); ++i)
      if (signatures.energyShare(signatures.rowAt(i)) > signatures.energyShare(signatures.rowAt(i - 1)))
        return false;
    return signatures.count() == 8;
  };
  QTRY_VERIFY(falls());
  QVERIFY(rows() != (QList<int>{0, 1, 2, 3, 4, 5, 6, 7}));
  QVERIFY(shown.view->grab().toImage() != stored);
  shown.choose("compareOrder", 0);
  shown.choose("compareLayer", 0);
  QTRY_COMPARE(counts(), (QList<int>{4, 4}));
}

void TestCompareControls::theMenuOfARunRenames() {
  Scene shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.pin();
  shown.pin();
  QTRY_COMPARE(shown.table->model()->rowCount(), 3);
  QVERIFY(shown.chooseInMenu(2, "Rename"));
  QLineEdit* editor = nullptr;
  QTRY_VERIFY((editor = shown.table->findChild<QLineEdit*>()));
  editor->selectAll();
  QTest::keyClicks(editor, "the second");
  QTest::keyClick(editor, Qt::Key_Return);
  QTRY_COMPARE(shown.pinned(1).name, QString("the second"));
  QVERIFY(shown.chart(0)->curveNames().contains("the second"));
}

void TestCompareControls::theMenuOfARunHidesAndUnpins() {
  Scene shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.pin();
  shown.pin();
  QTRY_COMPARE(shown.table->model()->rowCount(), 3);
  const QString second = shown.pinned(1).name;
  QVERIFY(shown.chooseInMenu(2, "Hide"));
  QVERIFY(!shown.pinned(1).shown);
  QVERIFY(!shown.chart(0)->curveNames().contains(second));
  QVERIFY(!shown.chooseInMenu(2, "Hide"));  // it says Show now
  QTest::keyClick(openMenu(), Qt::Key_Escape);
  QVERIFY(shown.chooseInMenu(2, "Show"));
  QVERIFY(shown.pinned(1).shown);

  QVERIFY(shown.chooseInMenu(1, "Unpin"));
  QCOMPARE(shown.pins->runs().size(), 1U);
  QCOMPARE(shown.pinned(0).name, second);
}

void TestCompareControls::theMenuOfARunMakesItTheBaseline() {
  Scene shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.pin();
  shown.pin();
  shown.type("epochs", "30");
  QVERIFY(shown.runOnce());
  QTRY_COMPARE(shown.table->model()->rowCount(), 3);
  const QString name = shown.pinned(1).name;
  const auto pen = [&](int run) {
    shown.table->clearSelection();  // which lets a run stand out
    shown.chart(1)->redraw();
    return shown.chart(1)->plot()->graph(run)->pen();
  };
  const QPen before = pen(2);
  const char* column = "relative error vs baseline";
  QCOMPARE(shown.cell(0, column), QString("no such column"));

  QVERIFY(shown.chooseInMenu(2, "Baseline"));
  QVERIFY(!shown.pinned(0).baseline && shown.pinned(1).baseline);
  QCOMPARE(shown.cell(2, "run"), name + " (baseline)");
  QCOMPARE(shown.cell(2, column), QString("0"));
  const double difference =
      shown.window.session().history()->back().relativeError - shown.pinned(1).history->back().relativeError;
  QVERIFY(difference != 0);
  QVERIFY(std::abs(shown.cell(0, column).toDouble() - difference) < 1e-3 * std::abs(difference));
  // Its curve is told from all others: solid, wider and of no line's colour.
  QCOMPARE(pen(2).style(), Qt::SolidLine);
  for (const int other : {0, 1}) {
    QVERIFY(pen(2).widthF() > pen(other).widthF());
    QVERIFY(pen(2).color() != pen(other).color());
  }
  for (const Theme& theme : {lightTheme(), darkTheme()}) QVERIFY(!theme.lines.contains(pen(2).color()));
  // Its name stays what it was, and can be edited.
  QCOMPARE(shown.pinned(1).name, name);
  QCOMPARE(shown.table->model()->index(2, 0).data(Qt::EditRole).toString(), name);

  // There is one at most; chosen again there is none, and none is left of one that is unpinned.
  QVERIFY(shown.chooseInMenu(1, "Baseline"));
  QVERIFY(shown.pinned(0).baseline && !shown.pinned(1).baseline);
  QCOMPARE(pen(2), before);
  QVERIFY(shown.chooseInMenu(1, "Baseline"));
  QVERIFY(!shown.pinned(0).baseline);
  QCOMPARE(shown.cell(0, column), QString("no such column"));
  QVERIFY(shown.chooseInMenu(1, "Baseline"));
  QVERIFY(shown.chooseInMenu(1, "Unpin"));
  QCOMPARE(shown.cell(0, column), QString("no such column"));
}

void TestCompareControls::theMenuOfTheRunUnderWayOnlyUnpinsAll() {
  Scene shown(smallExperiment(20));
  QVERIFY(shown.exposed);
  QVERIFY(shown.runOnce());
  shown.pin();
  shown.pin();
  QTRY_COMPARE(shown.table->model()->rowCount(), 3);
  QVERIFY(!shown.chooseInMenu(0, "Rename"));
  QTest::keyClick(openMenu(), Qt::Key_Escape);
  QVERIFY(shown.chooseInMenu(0, "Unpin all"));
  QVERIFY(shown.pins->empty());
  QVERIFY(!shown.table->isVisible());
}

QTEST_MAIN(TestCompareControls)
#include "tst_compare_controls.moc"
