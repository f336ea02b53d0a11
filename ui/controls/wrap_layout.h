#pragma once

#include <QLayout>
#include <memory>
#include <vector>

namespace nmf::ui {

/// Lays widgets out in a row at the width they ask for, and goes on in a further row where there is no room:
/// nothing is squeezed until it cannot be read.
class WrapLayout : public QLayout {
 public:
  ~WrapLayout() override;

  void addItem(QLayoutItem* item) override;
  int count() const override;
  QLayoutItem* itemAt(int index) const override;
  QLayoutItem* takeAt(int index) override;
  Qt::Orientations expandingDirections() const override { return {}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize minimumSize() const override;
  QSize sizeHint() const override;
  void setGeometry(const QRect& rect) override;

 private:
  /// The height of the rows in `rect`; places the items there if asked to.
  int arrange(const QRect& rect, bool place) const;

  std::vector<std::unique_ptr<QLayoutItem>> items_;
};

}  // namespace nmf::ui
