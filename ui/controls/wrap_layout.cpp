#include "ui/controls/wrap_layout.h"

#include <algorithm>

namespace nmf::ui {

WrapLayout::~WrapLayout() = default;

void WrapLayout::addItem(QLayoutItem* item) {
  items_.emplace_back(item);
}

int WrapLayout::count() const {
  return static_cast<int>(items_.size());
}

QLayoutItem* WrapLayout::itemAt(int index) const {
  return index >= 0 && index < count() ? items_[static_cast<std::size_t>(index)].get() : nullptr;
}

QLayoutItem* WrapLayout::takeAt(int index) {
  if (index < 0 || index >= count()) return nullptr;
  const auto at = items_.begin() + index;
  QLayoutItem* item = at->release();
  items_.erase(at);
  return item;
}

int WrapLayout::heightForWidth(int width) const {
  return arrange(QRect(0, 0, width, 0), false);
}

QSize WrapLayout::minimumSize() const {
  QSize size;
  for (const auto& item : items_)
    if (!item->isEmpty()) size = size.expandedTo(item->minimumSize());
  return size;
}

QSize WrapLayout::sizeHint() const {
  QSize size;
  for (const auto& item : items_) {
    if (item->isEmpty()) continue;
    const int gap = size.width() > 0 ? spacing() : 0;
    size = QSize(size.width() + gap + item->sizeHint().width(),
                 std::max(size.height(), item->sizeHint().height()));
  }
  return size;
}

void WrapLayout::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  arrange(rect, true);
}

int WrapLayout::arrange(const QRect& rect, bool place) const {
  int x = rect.left(), y = rect.top(), rowHeight = 0;
  for (const auto& item : items_) {
    if (item->isEmpty()) continue;
    const QSize size(std::min(item->sizeHint().width(), rect.width()), item->sizeHint().height());
    if (rowHeight > 0 && x + size.width() > rect.left() + rect.width()) {
      x = rect.left();
      y += rowHeight + spacing();
      rowHeight = 0;
    }
    if (place) item->setGeometry(QRect(QPoint(x, y), size));
    x += size.width() + spacing();
    rowHeight = std::max(rowHeight, size.height());
  }
  return y + rowHeight - rect.top();
}

}  // namespace nmf::ui
