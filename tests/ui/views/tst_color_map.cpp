#include <QImage>
#include <QPainter>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "ui/views/color_bar.h"
#include "ui/views/color_map.h"

using namespace nmf::ui;

namespace {

// Colours are rounded to 8 bits a channel, which moves L* by up to about this much.
constexpr double kRounding = 0.45;

int distance(QRgb a, QRgb b) {
  return std::max(
      {std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))});
}

}  // namespace

class TestColorMap : public QObject {
  Q_OBJECT

 private slots:
  void lightnessIsMonotone_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("rising");
    QTest::newRow("gray") << int(ColorMapKind::Gray) << true;
    QTest::newRow("ink") << int(ColorMapKind::Ink) << false;
    QTest::newRow("viridis") << int(ColorMapKind::Viridis) << true;
    QTest::newRow("cividis") << int(ColorMapKind::Cividis) << true;
    QTest::newRow("inferno") << int(ColorMapKind::Inferno) << true;
  }
  void lightnessIsMonotone() {
    QFETCH(int, kind);
    QFETCH(bool, rising);
    const auto& colors = ColorMap::of(ColorMapKind(kind)).colors();
    const double sign = rising ? 1 : -1;
    double largest = -1000;
    for (QRgb color : colors) {
      const double L = sign * lightness(color);
      QVERIFY2(L > largest - kRounding, qPrintable(QString::number(L)));
      largest = std::max(largest, L);
    }
    QVERIFY(std::abs(lightness(colors.back()) - lightness(colors.front())) > 60);
  }

  void divergingIsSymmetricAboutALightMiddle() {
    const auto& colors = ColorMap::of(ColorMapKind::Diverging).colors();
    const int n = ColorMap::kLevels;
    for (int i = 1; i < n / 2; ++i) {
      QVERIFY(lightness(colors[i]) > lightness(colors[i - 1]) - kRounding);
      QVERIFY(std::abs(lightness(colors[i]) - lightness(colors[n - 1 - i])) < 2.5);
    }
    QVERIFY(lightness(colors[n / 2]) > 94);
    // Blue below zero, orange above.
    QVERIFY(qBlue(colors[n / 4]) > qRed(colors[n / 4]) + 40);
    QVERIFY(qRed(colors[3 * n / 4]) > qBlue(colors[3 * n / 4]) + 40);
  }

  void endsAreThePublishedOnes_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QRgb>("first");
    QTest::addColumn<QRgb>("last");
    QTest::newRow("gray") << int(ColorMapKind::Gray) << qRgb(0, 0, 0) << qRgb(255, 255, 255);
    QTest::newRow("viridis") << int(ColorMapKind::Viridis) << qRgb(68, 1, 84) << qRgb(253, 231, 37);
    QTest::newRow("cividis") << int(ColorMapKind::Cividis) << qRgb(0, 34, 78) << qRgb(254, 232, 56);
    QTest::newRow("inferno") << int(ColorMapKind::Inferno) << qRgb(0, 0, 4) << qRgb(252, 255, 164);
  }
  void endsAreThePublishedOnes() {
    QFETCH(int, kind);
    QFETCH(QRgb, first);
    QFETCH(QRgb, last);
    const ColorMap& map = ColorMap::of(ColorMapKind(kind));
    QVERIFY(distance(map.color(0), first) <= 2);
    QVERIFY(distance(map.color(1), last) <= 2);
    QCOMPARE(map.color(-5), map.color(0));
    QCOMPARE(map.color(7), map.color(1));
    QCOMPARE(map.color(std::numeric_limits<double>::quiet_NaN()), map.color(0));
  }

  void neighboursDifferLittle() {
    for (ColorMapKind kind :
         {ColorMapKind::Viridis, ColorMapKind::Cividis, ColorMapKind::Inferno, ColorMapKind::Diverging}) {
      const auto& colors = ColorMap::of(kind).colors();
      std::set<QRgb> distinct(colors.begin(), colors.end());
      QVERIFY2(distinct.size() >= 200, qPrintable(colorMapName(kind)));
      for (std::size_t i = 1; i < colors.size(); ++i) QVERIFY(distance(colors[i], colors[i - 1]) <= 5);
    }
  }

  void ticksAreRoundAndFit_data() {
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("most");
    QTest::addColumn<QVector<double>>("expected");
    QTest::newRow("unit") << 0.0 << 1.0 << 6 << QVector<double>{0, 0.2, 0.4, 0.6, 0.8, 1.0};
    QTest::newRow("two") << 0.0 << 1.0 << 2 << QVector<double>{0, 1};
    QTest::newRow("symmetric") << -0.3 << 0.3 << 4 << QVector<double>{-0.2, 0, 0.2};
    QTest::newRow("epochs") << 0.0 << 20000.0 << 5 << QVector<double>{0, 5000, 10000, 15000, 20000};
    QTest::newRow("nothing") << 2.0 << 2.0 << 5 << QVector<double>{2};
  }
  void ticksAreRoundAndFit() {
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, most);
    QFETCH(QVector<double>, expected);
    const QVector<double> ticks = niceTicks({low, high}, most);
    QCOMPARE(ticks.size(), expected.size());
    for (int i = 0; i < ticks.size(); ++i)
      QVERIFY(std::abs(ticks[i] - expected[i]) < 1e-9 * std::max(1.0, high));
  }

  void ticksNeverExceedTheirNumber() {
    for (double high = 1e-5; high < 1e5; high *= 1.37) {
      for (int most = 2; most < 12; ++most) {
        const QVector<double> ticks = niceTicks({0, high}, most);
        QVERIFY(ticks.size() >= 1 && ticks.size() <= most);
        QVERIFY(ticks.first() >= 0 && ticks.last() <= high * (1 + 1e-9));
      }
    }
  }

  void ceilingsAreAboveAndNear() {
    for (double value = 1e-7; value < 1e7; value *= 1.21) {
      QVERIFY(niceCeiling(value) >= value * (1 - 1e-9) && niceCeiling(value) <= 2.5 * value * (1 + 1e-9));
      QVERIFY(scaleCeiling(value) >= value * (1 - 1e-9) && scaleCeiling(value) <= 1.34 * value * (1 + 1e-9));
    }
    QCOMPARE(niceCeiling(0), 1.0);
    QCOMPARE(niceCeiling(-1), 1.0);
    QCOMPARE(scaleCeiling(std::numeric_limits<double>::infinity()), 1.0);
  }

  void barShowsTheMapFromBottomToTop() {
    QImage image(60, 200, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    const ColorMap& map = ColorMap::of(ColorMapKind::Inferno);
    paintColorBar(painter, QRectF(10, 10, 40, 180), map, {0, 1}, QString(), paperTheme());
    painter.end();
    QVERIFY(distance(image.pixel(15, 185), map.color(0.03)) < 24);
    QVERIFY(distance(image.pixel(15, 100), map.color(0.5)) < 24);
    QVERIFY(distance(image.pixel(15, 14), map.color(0.97)) < 24);
  }
};

QTEST_MAIN(TestColorMap)
#include "tst_color_map.moc"
