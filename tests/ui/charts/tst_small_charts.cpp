// Charts that are too small for all that is written beside their axes.
#include "shown_charts.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::ui::testing;

class TestSmallCharts : public QObject {
  Q_OBJECT

 private:
  /// The two that are labelled and whose labels meet on an axis; empty: none do.
  static QString meeting(const QCPAxis* axis) {
    const QFontMetricsF metrics(axis->tickLabelFont());
    const bool upright = axis->orientation() == Qt::Vertical;
    QString previous;
    double end = 0;
    for (qsizetype i = 0; i < axis->tickVector().size(); ++i) {
      const QString label = axis->tickVectorLabels().value(i);
      if (label.isEmpty()) continue;
      const double pixel = axis->coordToPixel(axis->tickVector()[i]), middle = upright ? -pixel : pixel;
      const double half = (upright ? metrics.capHeight() : metrics.horizontalAdvance(label)) / 2;
      if (!previous.isEmpty() && middle - half < end + 1) return previous + " and " + label;
      previous = label;
      end = middle + half;
    }
    return {};
  }

 private slots:
  void nothingIsPrintedOverSomethingElse_data() {
    QTest::addColumn<bool>("logarithmic");
    QTest::addColumn<double>("type");
    for (const bool logarithmic : {false, true})
      for (const double type : {1.0, 1.6, 3.0})
        QTest::addRow("%s, type %g", logarithmic ? "logarithmic" : "linear", type) << logarithmic << type;
  }
  void nothingIsPrintedOverSomethingElse() {
    QFETCH(bool, logarithmic);
    QFETCH(double, type);
    Theme theme = lightTheme();
    theme.fontScale = type;
    for (const Quantity quantity : allQuantities()) {
      Chart chart(quantity);
      chart.setTheme(theme);
      chart.setLogY(logarithmic);
      RunCurves other = syntheticRun(1000);
      other.run = 2;
      other.name = "deep 20,10";
      chart.setRuns({syntheticRun(20000), other});
      chart.setEpochRange({logarithmic ? 1.0 : 0.0, 20000, logarithmic});
      for (const QSize& size : {QSize(220, 150), QSize(230, 190), QSize(280, 230), QSize(340, 270)}) {
        chart.resize(size);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        chart.redraw();
        chart.plot()->replot();
        const QCPAxis* values = chart.plot()->valueAxis();
        const double length = QFontMetricsF(values->labelFont()).horizontalAdvance(values->label());
        QVERIFY2(length <= std::max(0, chart.plotArea().height()),
                 qPrintable(QString::number(size.height())));
        for (const QCPAxis* axis : {values, const_cast<const QCPAxis*>(chart.plot()->epochAxis())})
          QCOMPARE(meeting(axis), QString());
      }
    }
  }

  void whereThereIsRoomTheAxisIsNamed() {
    for (const Quantity quantity : allQuantities()) {
      Chart chart(quantity);
      chart.setRuns({syntheticRun(2000)});
      chart.resize(220, 150);  // and again, when it has been small
      chart.show();
      QVERIFY(QTest::qWaitForWindowExposed(&chart));
      chart.redraw();
      chart.resize(420, 300);
      chart.redraw();
      QCOMPARE(chart.plot()->valueAxis()->label(), textOf(quantity).axis);
    }
  }
};

QTEST_MAIN(TestSmallCharts)
#include "tst_small_charts.moc"
