#include "ui/dataset/picture_tiles.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/views/picture_text.h"
#include "ui/views/pixels.h"

namespace nmf::ui {

PictureTiles::PictureTiles(QWidget* parent) : QWidget(parent) {
  setObjectName("dataPictures");
  setAccessibleName(tr("The first pictures"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PictureTiles::setData(DatasetPtr dataset) {
  if (dataset == data_) return;
  data_ = std::move(dataset);
  cache_.clear();
  setAccessibleDescription(data_ ? tr("%1 pictures of %2 by %3 pixels")
                                       .arg(data_->A.rows())
                                       .arg(data_->shape.height)
                                       .arg(data_->shape.width)
                                 : message_);
  update();
}

void PictureTiles::setMessage(const QString& message) {
  if (message == message_) return;
  message_ = message;
  if (!data_) setAccessibleDescription(message_);
  update();
}

TileGrid PictureTiles::grid() const {
  TileGridRequest request;
  request.count = static_cast<int>(data_->A.rows());
  request.area = size();
  request.picture = {data_->shape.width, data_->shape.height};
  request.gap = 5;
  request.caption = data_->labels.empty() ? 0 : fontMetrics().height();
  request.smallest = 8;  // all of them are to be seen without scrolling
  request.largest = 96;
  request.deviceScale = devicePixelRatioF();
  return TileGrid(request);
}

QString PictureTiles::labelOf(int image) const {
  if (data_->labels.empty()) return {};
  const auto label = static_cast<std::size_t>(data_->labels[static_cast<std::size_t>(image)]);
  return label < data_->labelNames.size() ? QString::fromStdString(data_->labelNames[label])
                                          : QString::number(label);
}

void PictureTiles::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), palette().base());
  if (!data_) {
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(rect().adjusted(24, 12, -24, -12), Qt::AlignCenter | Qt::TextWordWrap, message_);
    return;
  }
  const TileGrid tiles = grid();
  painter.setPen(palette().color(QPalette::PlaceholderText));
  for (int i = 0; i < data_->A.rows(); ++i) {
    const QRectF target = snapToDevice(painter, tiles.picture(i));
    const QSize pixels = devicePixels(painter, target);
    painter.drawImage(target, cache_.tile(i, pixels, [&] {
      return renderPicture(data_->A.row(i).data(), data_->shape, pixels, {0, 1},
                           ColorMap::of(ColorMapKind::Gray));
    }));
    if (data_->labels.empty()) continue;
    const QRectF tile = tiles.tile(i);
    painter.drawText(
        QRectF(tile.left() - 2, target.bottom(), tile.width() + 4, tile.bottom() - target.bottom()),
        Qt::AlignCenter, fontMetrics().elidedText(labelOf(i), Qt::ElideRight, int(tile.width()) + 4));
  }
}

bool PictureTiles::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int image = data_ ? grid().at(help->pos()) : -1;
  if (image < 0) {
    QToolTip::hideText();
    return true;
  }
  QString text =
      tr("Image %1 of the source").arg(grouped(data_->sourceRows[static_cast<std::size_t>(image)]));
  if (const QString label = labelOf(image); !label.isEmpty()) text += tr(", label %1").arg(label);
  QToolTip::showText(help->globalPos(), text, this);
  return true;
}

}  // namespace nmf::ui
