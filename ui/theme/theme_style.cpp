#include "ui/theme/theme_style.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOptionButton>

namespace nmf::ui {

namespace {

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() < 128;
}

/// Whether all that is seen of a picture is black, or nearly so.
bool isBlack(const QImage& image) {
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const QColor color = image.pixelColor(x, y);
      if (color.alpha() > 64 && color.value() > 110) return false;
    }
  }
  return true;
}

/// An icon of the style. Those in black are painted in the colour of text where the window is dark, whichever
/// theme it had when they were made.
class LegibleIcon : public QIconEngine {
 public:
  explicit LegibleIcon(QIcon icon) : icon_(std::move(icon)) {}

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    return scaledPixmap(size, mode, state, 1);
  }
  QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override {
    QPixmap plain = icon_.pixmap(size / scale, scale, mode, state);
    const QPalette palette = QApplication::palette();
    if (!isDark(palette)) return plain;
    QPixmap whole = icon_.pixmap(size / scale, scale, QIcon::Normal, state);
    if (!isBlack(whole.toImage())) return plain;
    QPainter painter(&whole);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
    painter.fillRect(whole.rect(), palette.color(group, QPalette::ButtonText));
    return whole;
  }
  void paint(QPainter* painter, const QRect& area, QIcon::Mode mode, QIcon::State state) override {
    const qreal scale = painter->device()->devicePixelRatio();
    painter->drawPixmap(area, scaledPixmap(area.size() * scale, mode, state, scale));
  }
  QSize actualSize(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    return icon_.actualSize(size, mode, state);
  }
  QList<QSize> availableSizes(QIcon::Mode mode, QIcon::State state) override {
    return icon_.availableSizes(mode, state);
  }
  bool isNull() override { return icon_.isNull(); }
  QIconEngine* clone() const override { return new LegibleIcon(icon_); }

 private:
  QIcon icon_;
};

}  // namespace

ThemeStyle::ThemeStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void ThemeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
  const auto* box = qstyleoption_cast<const QStyleOptionButton*>(option);
  if (element != PE_IndicatorCheckBox || !box || !isDark(box->palette))
    return QProxyStyle::drawPrimitive(element, option, painter, widget);
  QStyleOptionButton clear(*box);
  const bool enabled = box->state.testFlag(State_Enabled);
  clear.palette.setColor(QPalette::Window,
                         enabled ? box->palette.color(QPalette::Active, QPalette::PlaceholderText)
                                 : box->palette.color(QPalette::Disabled, QPalette::WindowText));
  QProxyStyle::drawPrimitive(element, &clear, painter, widget);
}

void ThemeStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
  const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option);
  if (element != CE_ComboBoxLabel || !box) return QProxyStyle::drawControl(element, option, painter, widget);
  QStyleOptionComboBox shortened(*box);
  constexpr int kMargins = 2;
  int room = subControlRect(CC_ComboBox, box, SC_ComboBoxEditField, widget).width() - kMargins;
  if (!box->currentIcon.isNull()) room -= box->iconSize.width() + 4;
  shortened.currentText = box->fontMetrics.elidedText(box->currentText, Qt::ElideRight, room);
  QProxyStyle::drawControl(element, &shortened, painter, widget);
}

QIcon ThemeStyle::standardIcon(StandardPixmap kind, const QStyleOption* option, const QWidget* widget) const {
  const QIcon icon = QProxyStyle::standardIcon(kind, option, widget);
  return icon.isNull() ? icon : QIcon(new LegibleIcon(icon));
}

}  // namespace nmf::ui
