// Charts that compare more runs than their legends and read-outs have room for.
#include <QBuffer>
#include <QMenu>
#include <QSvgGenerator>
#include <QTemporaryDir>

#include "shown_charts.h"
#include "tests/ui/figures/drawn_svg.h"
#include "tests/ui/menu_keys.h"
#include "ui/charts/number_text.h"
#include "ui/figures/export_figure.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;
using namespace nmf::ui::testing;

namespace {

constexpr int kRuns = 7;

RunCurves runNumber(int number, std::int64_t epochs = 2000) {
  RunCurves run = syntheticRun(epochs);
  run.run = static_cast<std::uint64_t>(number + 1);
  run.name = QStringLiteral("deep 40,20 noise gaussian:0.1 seed %1").arg(10000 + number);
  run.colour = number;
  return run;
}

bool differs(const QColor& a, const QColor& b) {
  return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) > 120;
}

/// All that is written on the chart as it is, with the values under the mouse.
QString wordsOn(Chart* chart) {
  QBuffer buffer;
  QSvgGenerator svg;
  svg.setOutputDevice(&buffer);
  svg.setSize(chart->plot()->size());
  QCPPainter painter(&svg);
  chart->plot()->toPainter(&painter);
  painter.end();
  return QString::fromUtf8(buffer.data());
}

}  // namespace

class TestManyRuns : public ShownCharts {
  Q_OBJECT

 private:
  void showMany() {
    panel_->setRun(runNumber(0));
    std::vector<RunCurves> pinned;
    for (int number = 1; number < kRuns; ++number) pinned.push_back(runNumber(number));
    panel_->setPinned(pinned);
    flushAll(*panel_);
  }
  /// Runs with long names that differ in the middle.
  void showAlike() {
    std::vector<RunCurves> runs;
    for (int number = 0; number < 3; ++number) {
      runs.push_back(runNumber(number));
      runs.back().name =
          QStringLiteral("deep 20,10 seed %1 learning rate 0.05 epochs 2000").arg(20400 + number);
    }
    panel_->setRun(runs[0]);
    panel_->setPinned({runs[1], runs[2]});
    flushAll(*panel_);
  }
  /// Where the legend counts what it has no room for: behind its last entry.
  static QPoint moreOf(Chart* chart) {
    const ChartHeader& header = chart->plot()->header();
    int last = 0;
    while (last + 1 < static_cast<int>(header.entries().size()) && !header.entryRect(last + 1).isNull())
      ++last;
    const QRectF rect = header.entryRect(last);
    return {qRound(rect.right() + 12), qRound(rect.center().y())};
  }

 private slots:
  void aFileNamesEveryRun() {
    showMany();
    QTemporaryDir folder;
    for (Chart* each : panel_->charts()) {
      ExportOptions options;
      options.width = kColumnWidth;
      const QString path = folder.filePath(each->figureName() + ".svg");
      exportFigure(*each, path.toStdString(), FigureFormat::Svg, options);
      QFile file(path);
      QVERIFY(file.open(QIODevice::ReadOnly));
      const QString svg = QString::fromUtf8(file.readAll());
      for (int number = 0; number < kRuns; ++number)
        QVERIFY2(svg.contains(QStringLiteral("%1<").arg(10000 + number)), qPrintable(each->figureName()));
      QVERIFY(!svg.contains(QStringLiteral(">+")));
    }
  }

  void aFileShowsLongNamesWhole() {
    showAlike();
    QTemporaryDir folder;
    for (Chart* each : panel_->charts()) {
      for (const double width : {kColumnWidth, kPageWidth}) {
        ExportOptions options;
        options.width = width;
        const QString path = folder.filePath(each->figureName() + ".svg");
        exportFigure(*each, path.toStdString(), FigureFormat::Svg, options);
        const DrawnSvg svg(path);
        for (const char* wrong : {"elided", "cut off"})
          QCOMPARE(svg.illegible().filter(wrong), QStringList());
        QString all;
        for (const DrawnSvg::Text& text : svg.texts) all += text.text.trimmed() + ' ';
        for (int number = 0; number < 3; ++number)
          QVERIFY2(all.contains(QStringLiteral("seed %1 learning rate 0.05 epochs 2000").arg(20400 + number)),
                   qPrintable(all));
      }
    }
  }

  void theScreenTellsAlikeNamesApart() {
    panel_->resize(560, 600);
    showAlike();
    for (Chart* each : panel_->charts()) {
      if (each->quantity() == Quantity::SingularValues) continue;  // has columns for the runs
      moveOver(each, each->plotArea().center());
      QTRY_VERIFY(panel_->hoverEpoch());
      const QString words = wordsOn(each);
      // In the legend, which has room for two of them, and in the read-out.
      for (const auto& [seed, times] : {std::pair{"20400", 2}, {"20401", 2}, {"20402", 1}})
        QVERIFY2(words.count(seed) >= times, qPrintable(each->figureName() + " lacks " + seed));
    }
  }

  void theCountInTheLegendOpensTheListOfCurves() {
    showMany();
    Chart* rank = chart(Quantity::EffectiveRank);
    const QPoint more = moreOf(rank);
    QVERIFY2(rank->plot()->header().isMoreAt(more), "it is counted");
    QTest::mouseClick(rank->plot(), Qt::LeftButton, Qt::NoModifier, more);
    QMenu* menu = openMenu();
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), kRuns + 1);
    QVERIFY(rank->isCurveVisible(kRuns - 1));
    QVERIFY(chooseByKeys(runNumber(kRuns - 1).name));
    QVERIFY(!rank->isCurveVisible(kRuns - 1));
    QTRY_VERIFY(!openMenu());
  }

  void theReferencesWithoutAPlaceAreInThatListToo() {
    showMany();
    for (const Quantity quantity : {Quantity::EffectiveRank, Quantity::SingularValues}) {
      Chart* counted = chart(quantity);
      const auto& header = counted->plot()->header();
      const ChartHeader::Entry references = header.entries().back();
      QVERIFY(references.curves.empty() &&
              header.entryRect(static_cast<int>(header.entries().size()) - 1).isNull());
      for (const bool shown : {false, true}) {
        QTest::mouseClick(counted->plot(), Qt::LeftButton, Qt::NoModifier, moreOf(counted));
        QVERIFY(chooseByKeys(references.text));
        QCOMPARE(counted->showsReferences(), shown);
        QTRY_VERIFY(!openMenu());
        flushAll(*panel_);
      }
    }
  }

  void everyDashShowsAGapInTheLegend_data() {
    QTest::addColumn<Theme>("theme");
    QTest::newRow("light") << lightTheme();
    QTest::newRow("dark") << darkTheme();
    QTest::newRow("lecture hall") << presentationTheme(lightTheme());
  }
  void everyDashShowsAGapInTheLegend() {
    QFETCH(Theme, theme);
    panel_->resize(1500, 900);
    panel_->setTheme(theme);
    showMany();
    Chart* rank = chart(Quantity::EffectiveRank);
    panel_->setMaximised(rank);
    flushAll(*panel_);
    const ChartHeader& header = rank->plot()->header();
    QTRY_VERIFY(!header.entryRect(5).isNull());
    const QImage picture = rank->plot()->grab().toImage().convertToFormat(QImage::Format_RGB32);
    QSet<QString> patterns;
    for (int run = 0; run < 6; ++run) {  // the one under way, and each of the five dashes
      const QRectF rect = header.entryRect(run);
      QString pattern;
      for (int x = qCeil(rect.left()) + 1; x < qFloor(rect.left() + header.sampleLength()) - 1; ++x) {
        const QColor seen = picture.pixelColor(x, qRound(rect.center().y()));
        pattern += differs(seen, theme.base) ? '#' : '.';
      }
      QCOMPARE(pattern.contains(".."), run > 0);
      patterns << pattern;
    }
    QCOMPARE(patterns.size(), 6);
  }

  void theReadOutKeepsItsValuesAndStaysInThePlot() {
    showMany();
    for (Chart* each : panel_->charts()) {
      moveOver(each, each->plotArea().center());
      QTRY_VERIFY(panel_->hoverEpoch());
      const std::int64_t epoch = *panel_->hoverEpoch();
      const QString words = wordsOn(each);
      const QString value =
          each->quantity() == Quantity::SingularValues  ? valueText(syntheticRecord(epoch).sigma[0], 5)
          : each->quantity() == Quantity::RelativeError ? valueText(syntheticRecord(epoch).relativeError, 5)
          : each->quantity() == Quantity::EffectiveRank ? valueText(syntheticRecord(epoch).effectiveRank, 5)
                                                        : valueText(syntheticRecord(epoch).nuclearRank, 5);
      QVERIFY2(words.contains('>' + value), qPrintable(each->figureName() + " lacks " + value));
      if (each->quantity() != Quantity::SingularValues) QVERIFY(words.count('>' + value) >= 5);
    }
  }

  void theReadOutOfAMouseElsewhereLeavesRoom() {
    showMany();
    Chart *error = chart(Quantity::RelativeError), *rank = chart(Quantity::EffectiveRank);
    const auto namesWith = [&](Chart* pointed) {
      moveOver(pointed, pointed->plotArea().center());
      return wordsOn(rank).count("seed 1");
    };
    const auto whole = namesWith(rank);
    moveOver(rank, QPoint(1, 1));  // leaves the plot
    QVERIFY(whole >= kRuns);
    const auto fewer = namesWith(error);
    QVERIFY2(fewer < whole && fewer > 2, qPrintable(QString("%1 of %2").arg(fewer).arg(whole)));
  }

  void aSteepClimbIsDrawnWhole() {
    GrowingRun climbing;
    climbing.curves = runNumber(1, 12'000);
    auto history = std::make_shared<History>();
    for (std::int64_t epoch = 0; epoch < 12'000; ++epoch) {
      EpochRecord record = syntheticRecord(epoch);
      record.effectiveRank = epoch < 6000   ? 1.0
                             : epoch < 6030 ? 1.0 + static_cast<double>(epoch - 6000) / 3
                                            : 11.0;
      history->append(record);
    }
    climbing.curves.history = history;
    panel_->setRun(runNumber(0, 12'000));
    // Wherever its dashes begin.
    for (const int colour : {1, 2, 3, 4, 5}) {
      climbing.curves.colour = colour;
      panel_->setPinned({climbing.curves});
      flushAll(*panel_);
      int gaps = 0, climb = 0;
      for (const QCPGraphData& point : *chart(Quantity::EffectiveRank)->plot()->graph(1)->data()) {
        gaps += std::isnan(point.value);
        if (point.key < 6000 || point.key > 6030) continue;
        ++climb;
        QVERIFY2(!std::isnan(point.value), qPrintable(QString::number(point.key)));
      }
      QVERIFY(gaps > 5 && climb > 0);
    }
  }
};

QTEST_MAIN(TestManyRuns)
#include "tst_many_runs.moc"
