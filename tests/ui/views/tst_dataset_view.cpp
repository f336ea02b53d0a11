#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "tests/ui/views/bars.h"
#include "tests/ui/views/pictures.h"
#include "ui/views/dataset_view.h"
#include "ui/views/log_plot.h"

using namespace nmf;
using namespace nmf::ui;
using namespace nmf::test;

class TestDatasetView : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void factsAreThoseOfTheMatrix() {
    const DatasetPtr data = barData(1300, 3);
    const std::optional<DatasetFacts> facts = computeDatasetFacts(data);
    QVERIFY(facts.has_value());
    QVERIFY((facts->mean - data->A.colwise().mean().transpose()).cwiseAbs().maxCoeff() < 1e-5f);
    QVERIFY(std::abs(facts->zeroShare - (data->A.array() == 0).cast<double>().mean()) < 1e-12);
    QVERIFY(std::abs(facts->meanValue - data->A.cast<double>().mean()) < 1e-9);
    QCOMPARE(facts->labels.size(), std::size_t(3));
    std::int64_t total = 0;
    for (const LabelFacts& label : facts->labels) {
      total += label.count;
      Eigen::VectorXf mean = Eigen::VectorXf::Zero(data->A.cols());
      for (Eigen::Index row = label.label; row < data->A.rows(); row += 3)
        mean += data->A.row(row).transpose();
      mean /= static_cast<float>(label.count);
      QVERIFY((label.mean - mean).cwiseAbs().maxCoeff() < 1e-4f);
    }
    QCOMPARE(total, std::int64_t(1300));
    const QString words = describeDataset(*facts).join('\n');
    QVERIFY(words.contains("1,300 images of 8 × 8 pixels, colour"));
    QVERIFY2(words.contains("A takes 975.0 KiB"), qPrintable(words));
    QVERIFY(!computeDatasetFacts(data, [] { return true; }).has_value());
  }

  void withoutLabelsThereAreNone() {
    auto data = std::make_shared<Dataset>(*barData(50));
    data->labels.clear();
    const std::optional<DatasetFacts> facts = computeDatasetFacts(data);
    QVERIFY(facts->labels.empty());
    QVERIFY((facts->mean - data->A.colwise().mean().transpose()).cwiseAbs().maxCoeff() < 1e-5f);
  }

  void logTicksAreRoundAndInside_data() {
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<QVector<double>>("expected");
    QTest::newRow("one decade") << 1.0 << 10.0 << QVector<double>{1, 2, 5, 10};
    QTest::newRow("three decades") << 1.0 << 1000.0 << QVector<double>{1, 10, 100, 1000};
    QTest::newRow("eight decades") << 1e-6 << 100.0 << QVector<double>{1e-6, 1e-4, 0.01, 1, 100};
    QTest::newRow("inside a decade") << 0.3 << 0.9 << QVector<double>{0.5};
  }
  void logTicksAreRoundAndInside() {
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(QVector<double>, expected);
    const QVector<double> ticks = logTicks(low, high);
    QCOMPARE(ticks.size(), expected.size());
    for (int i = 0; i < ticks.size(); ++i) QVERIFY(std::abs(ticks[i] / expected[i] - 1) < 1e-9);
  }

  void plotDrawsPositiveValuesOnly_data() {
    QTest::addColumn<QVector<double>>("values");
    QTest::addColumn<bool>("drawn");
    QTest::newRow("falling") << QVector<double>{9, 3, 1, 0.1} << true;
    QTest::newRow("with zeros and NaN") << QVector<double>{9, 0, std::nan(""), 1} << true;
    QTest::newRow("one value") << QVector<double>{5} << true;
    QTest::newRow("constant") << QVector<double>{2, 2, 2} << true;
    QTest::newRow("zeros") << QVector<double>{0, 0} << false;
    QTest::newRow("none") << QVector<double>{} << false;
  }
  void plotDrawsPositiveValuesOnly() {
    QFETCH(QVector<double>, values);
    QFETCH(bool, drawn);
    QImage image(300, 200, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    paintLogPlot(painter, QRectF(5, 5, 290, 190), paperTheme(), {"Title", "k", values, QColor(255, 0, 0)});
    painter.end();
    int red = 0;
    for (int y = 0; y < 200; ++y) {
      for (int x = 0; x < 300; ++x) red += image.pixel(x, y) == qRgb(255, 0, 0);
    }
    QCOMPARE(red > 3, drawn);
  }

  void factsComeInTheBackgroundAndFollowTheData() {
    DatasetView view;
    view.resize(600, 600);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QSignalSpy spy(&view, &DatasetView::factsReady);
    const DatasetPtr first = barData(400), second = barData(900);
    view.setFrame(frameOf(first, nullptr, 1));
    view.setFrame(frameOf(second, nullptr, 2));
    QTRY_VERIFY(view.facts().data == second);
    QTest::qWait(50);
    QCOMPARE(spy.count(), 1);  // those of the first were dropped
    const QImage without = view.grab().toImage();
    view.setSpectrum(std::make_shared<DataSpectrum>(computeDataSpectrum(second->A)));
    QVERIFY(view.grab().toImage() != without);
  }

  void skippedPicturesAreListedOnRequest() {
    auto data = std::make_shared<Dataset>(*barData(50));
    QVERIFY(describeSkipped(*data).isEmpty());
    for (int i = 0; i < 1040; ++i) data->skipped.push_back("a<b/" + std::to_string(i) + ".png");
    const QString text = describeSkipped(*data);
    QVERIFY(text.contains("a&lt;b/29.png") && !text.contains("/30.png"));
    QVERIFY2(text.endsWith("and 1,010 more"), qPrintable(text));
    DatasetView view;
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.setFrame(frameOf(data, nullptr));
    bool shown = false;
    for (const QWidget* part : view.findChildren<QWidget*>()) shown = shown || part->toolTip() == text;
    QVERIFY(shown);
  }

  void hiddenViewDoesNoWork() {
    DatasetView view;
    view.setFrame(frameOf(barData(50), nullptr));
    QTest::qWait(50);
    QVERIFY(!view.facts().data);
  }

  void figureIsPaintedWithoutAWindow_data() { deviceRows(); }
  void figureIsPaintedWithoutAWindow() {
    QFETCH(QString, device);
    auto data = std::make_shared<Dataset>(*barData(90));
    for (int i = 0; i < 90; ++i) data->labels[static_cast<std::size_t>(i)] = i % 30;  // many labels
    data->notes = {"2 unreadable pictures were skipped"};
    DatasetView view;
    view.setFrame(frameOf(data, nullptr));
    view.setSpectrum(std::make_shared<DataSpectrum>(computeDataSpectrum(data->A)));
    checkFigure(view, device);
  }
};

QTEST_MAIN(TestDatasetView)
#include "tst_dataset_view.moc"
