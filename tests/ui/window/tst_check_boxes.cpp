// Check boxes are seen whether they are checked or not, in either theme.
#include <QApplication>
#include <QCheckBox>
#include <QListWidget>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOptionButton>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "tests/ui/window/open_dialog.h"
#include "tests/ui/window/shown_window.h"
#include "tests/ui/window/ui_sandbox.h"
#include "ui/figures/export_dialog.h"

using namespace nmf;
using namespace nmf::test;
using namespace nmf::ui;

namespace {

double luminance(const QColor& color) {
  const auto linear = [](double x) { return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// As the Web Content Accessibility Guidelines define it.
double contrast(const QColor& a, const QColor& b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

/// The least contrast of a box's outline at its four sides to what lies around it.
double outlineContrast(const QImage& image, const QRect& box) {
  double least = 21;
  const QColor around = image.pixelColor(box.left() - 1, box.center().y());
  for (const QPoint& at : {QPoint(box.left(), box.center().y()), QPoint(box.right(), box.center().y()),
                           QPoint(box.center().x(), box.top()), QPoint(box.center().x(), box.bottom())})
    least = std::min(least, contrast(image.pixelColor(at), around));
  return least;
}

double outlineContrast(QCheckBox* box) {
  QStyleOptionButton option;
  option.initFrom(box);
  const QRect room = box->style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, box);
  // With what lies around it, in the dialog.
  const QImage image = box->window()->grab().toImage();
  return outlineContrast(image, room.translated(box->mapTo(box->window(), QPoint())));
}

double outlineContrast(QListWidget* list, int row) {
  QStyleOptionViewItem option;
  option.initFrom(list);
  option.rect = list->visualItemRect(list->item(row));
  option.features = QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDisplay;
  option.text = list->item(row)->text();
  const QRect room = list->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, list);
  return outlineContrast(list->viewport()->grab().toImage(), room);
}

QImage indicator(const QStyle* style, const QPalette& palette, QStyle::State state) {
  QStyleOptionButton option;
  option.rect = {3, 3, 13, 13};
  option.palette = palette;
  option.state = state;
  QImage image(20, 20, QImage::Format_RGB32);
  image.fill(palette.color(QPalette::Window));
  QPainter painter(&image);
  style->drawPrimitive(QStyle::PE_IndicatorCheckBox, &option, &painter);
  return image;
}

int differing(const QImage& a, const QImage& b) {
  int pixels = 0;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x) pixels += a.pixel(x, y) != b.pixel(x, y);
  return pixels;
}

}  // namespace

class TestCheckBoxes : public QObject {
  Q_OBJECT

 private slots:
  void init() { sandbox_.forget(); }

  void anUncheckedBoxIsSeenInTheDark() {
    Shown shown(smallExperiment(60));
    QVERIFY(shown.exposed && shown.train());
    shown.action("actionThemeDark")->trigger();
    double box = 0, item = 0;
    QVERIFY(withDialog<ExportDialog>([&] { QTest::keyClick(&shown.window, Qt::Key_E, Qt::ControlModifier); },
                                     [&](ExportDialog* dialog) {
                                       box = outlineContrast(dialog->findChild<QCheckBox*>("csv"));
                                       auto* list = dialog->findChild<QListWidget*>("figures");
                                       list->item(1)->setCheckState(Qt::Unchecked);
                                       item = outlineContrast(list, 1);
                                     }));
    QVERIFY2(box >= 3, qPrintable(QString::number(box)));
    QVERIFY2(item >= 3, qPrintable(QString::number(item)));
  }

  void theMarkIsDrawnAndALightThemeIsLeftAsItIs() {
    const Shown shown(smallExperiment());
    const std::unique_ptr<QStyle> fusion(QStyleFactory::create("Fusion"));
    const QStyle* const ours = QApplication::style();
    const QPalette light = paletteFor(lightTheme()), dark = paletteFor(darkTheme());
    const QStyle::State off = QStyle::State_Enabled | QStyle::State_Off;
    const QStyle::State on = QStyle::State_Enabled | QStyle::State_On;
    for (const QStyle::State state :
         {off, on, QStyle::State(QStyle::State_Off), QStyle::State(QStyle::State_On)})
      QCOMPARE(indicator(ours, light, state), indicator(fusion.get(), light, state));
    QVERIFY(indicator(ours, dark, off) != indicator(fusion.get(), dark, off));
    // The same mark as Fusion's in another outline.
    const int mark = differing(indicator(fusion.get(), dark, on), indicator(fusion.get(), dark, off));
    QVERIFY(mark > 20);
    QCOMPARE(differing(indicator(ours, dark, on), indicator(ours, dark, off)), mark);
    QVERIFY(differing(indicator(ours, dark, on), indicator(ours, dark, QStyle::State_On)) > mark);
  }

 private:
  UiSandbox sandbox_;
};

QTEST_MAIN(TestCheckBoxes)
#include "tst_check_boxes.moc"
