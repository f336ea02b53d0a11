#include "ui/theme/theme_style.h"

#include <QStyleFactory>
#include <QStyleOptionButton>

namespace nmf::ui {

ThemeStyle::ThemeStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void ThemeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
  const auto* box = qstyleoption_cast<const QStyleOptionButton*>(option);
  if (element != PE_IndicatorCheckBox || !box || box->palette.window().color().lightness() >= 128)
    return QProxyStyle::drawPrimitive(element, option, painter, widget);
  QStyleOptionButton clear(*box);
  const bool enabled = box->state.testFlag(State_Enabled);
  clear.palette.setColor(QPalette::Window,
                         enabled ? box->palette.color(QPalette::Active, QPalette::PlaceholderText)
                                 : box->palette.color(QPalette::Disabled, QPalette::WindowText));
  QProxyStyle::drawPrimitive(element, &clear, painter, widget);
}

}  // namespace nmf::ui
