#include "ui/window/icons.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

// Resources of a static library are linked in only where something asks for them, outside of any namespace.
static void initResourcesOfTheProgram() {
  Q_INIT_RESOURCE(nmf_explorer);
}

namespace nmf::ui {

void initResources() {
  initResourcesOfTheProgram();
}

namespace {

QByteArray source(const QString& name) {
  initResources();
  QFile file(":/icons/" + name + ".svg");
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void addPixmaps(QIcon& icon, const QByteArray& svg, QIcon::Mode mode, double opacity) {
  QSvgRenderer renderer(svg);
  for (const int size : {16, 20, 24, 32, 48, 64, 96}) {
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setOpacity(opacity);
    renderer.render(&painter);
    painter.end();
    icon.addPixmap(pixmap, mode);
  }
}

}  // namespace

QIcon colouredIcon(const QString& name, const QColor& colour) {
  const QByteArray svg = source(name).replace("#000000", colour.name().toLatin1());
  QIcon icon;
  addPixmaps(icon, svg, QIcon::Normal, 1);
  addPixmaps(icon, svg, QIcon::Disabled, 0.35);
  return icon;
}

QIcon themedIcon(const QString& name, const Theme& theme) {
  return colouredIcon(name, theme.text);
}

QIcon programIcon() {
  QIcon icon;
  addPixmaps(icon, source("nmf-explorer"), QIcon::Normal, 1);
  return icon;
}

}  // namespace nmf::ui
