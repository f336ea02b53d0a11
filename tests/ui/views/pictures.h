#pragma once

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QBuffer>
#include <QComboBox>
#include <QHelpEvent>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSpinBox>
#include <QSvgGenerator>
#include <QTest>
#include <QToolTip>
#include <algorithm>
#include <cstdlib>
#include <set>

#include "ui/figures/figure.h"

namespace nmf::test {

/// A warning of Qt's fails the test; the offscreen platform's own line aside.
inline void failOnWarnings() {
  QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support)"));
}

/// How many colours a picture has.
inline std::size_t colorCount(const QImage& image) {
  std::set<QRgb> colors;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) colors.insert(image.pixel(x, y));
  }
  return colors.size();
}

inline void deviceRows() {
  QTest::addColumn<QString>("device");
  for (const char* device : {"png", "svg", "pdf"}) QTest::newRow(device) << QString(device);
}

/// Paints the figure on a device and fails unless something is there.
inline void checkFigure(ui::Figure& figure, const QString& device) {
  const QSizeF size = figure.figureSize();
  QVERIFY(size.width() > 50 && size.height() > 50);
  QVERIFY(!figure.figureTitle().isEmpty() && !figure.figureName().isEmpty());
  const QRectF area(QPointF(), size);
  if (device == "png") {
    QImage image((2 * size).toSize(), QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.scale(2, 2);
    figure.paintFigure(painter, area, ui::paperTheme());
    painter.end();
    QVERIFY(colorCount(image) > 8);
    // Nothing of the area is left unpainted.
    QCOMPARE(qAlpha(image.pixel(3, 3)), 255);
    QCOMPARE(qAlpha(image.pixel(image.width() - 4, image.height() - 4)), 255);
    return;
  }
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  if (device == "svg") {
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setViewBox(area);
    QPainter painter(&svg);
    figure.paintFigure(painter, area, ui::paperTheme());
    painter.end();
    QVERIFY(buffer.data().contains("<text"));
  } else {
    QPdfWriter pdf(&buffer);
    pdf.setPageSize(QPageSize(size, QPageSize::Point));
    QPainter painter(&pdf);
    painter.scale(pdf.resolution() / 72.0, pdf.resolution() / 72.0);
    figure.paintFigure(painter, area, ui::paperTheme());
    painter.end();
    QVERIFY(buffer.data().startsWith("%PDF"));
  }
  QVERIFY(buffer.size() > 2000);
}

/// The colour that a widget shows at a place of its own.
inline QColor colorAt(QWidget& widget, const QPointF& place) {
  const QImage image = widget.grab().toImage();
  return image.pixelColor((place * image.devicePixelRatio()).toPoint());
}

/// How far the channels of a pixel are apart at most, where a widget shows `area` of its own; 0: all is gray.
inline int colourfulness(QWidget& widget, const QRectF& area) {
  const QImage image = widget.grab().toImage();
  const double ratio = image.devicePixelRatio();
  const QRect part = QRectF(area.topLeft() * ratio, area.size() * ratio).toRect() & image.rect();
  int most = 0;
  for (int y = part.top(); y <= part.bottom(); ++y) {
    for (int x = part.left(); x <= part.right(); ++x) {
      const QColor color = image.pixelColor(x, y);
      const auto [low, high] = std::minmax({color.red(), color.green(), color.blue()});
      most = std::max(most, high - low);
    }
  }
  return most;
}

/// Whether two colours are the same but for the rounding of a map's levels.
inline bool isNear(const QColor& color, const QColor& expected) {
  return std::abs(color.red() - expected.red()) <= 4 && std::abs(color.green() - expected.green()) <= 4 &&
         std::abs(color.blue() - expected.blue()) <= 4;
}

/// The tool tip that a widget shows at a place of its own.
inline QString toolTipAt(QWidget& widget, const QPointF& place) {
  QHelpEvent event(QEvent::ToolTip, place.toPoint(), widget.mapToGlobal(place.toPoint()));
  QCoreApplication::sendEvent(&widget, &event);
  return QToolTip::text();
}

/// Every control has an object name, an accessible name and a tool tip.
inline void checkControls(QWidget& widget) {
  QVERIFY(!widget.objectName().isEmpty() && !widget.accessibleName().isEmpty());
  QList<QWidget*> controls;
  for (auto* button : widget.findChildren<QAbstractButton*>()) controls << button;
  for (auto* box : widget.findChildren<QComboBox*>()) controls << box;
  for (auto* box : widget.findChildren<QAbstractSpinBox*>()) controls << box;
  for (auto* slider : widget.findChildren<QAbstractSlider*>()) controls << slider;
  int named = 0;
  for (QWidget* control : controls) {
    // Parts that Qt makes inside its own controls are Qt's.
    if (control->objectName().startsWith("qt_") ||
        control->parentWidget()->inherits("QComboBoxPrivateContainer") ||
        control->parentWidget()->objectName().startsWith("qt_")) {
      continue;
    }
    const QByteArray name = control->objectName().toUtf8() + " (" + control->metaObject()->className() + ")";
    QVERIFY2(!control->objectName().isEmpty(), name);
    QVERIFY2(!control->accessibleName().isEmpty(), name);
    QVERIFY2(!control->toolTip().isEmpty(), name);
    ++named;
  }
  QVERIFY(named > 0);
}

}  // namespace nmf::test
