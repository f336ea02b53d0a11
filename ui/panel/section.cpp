#include "ui/panel/section.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace nmf::ui {

Section::Section(const QString& title, QWidget* parent)
    : QWidget(parent), header_(new QToolButton), body_(new QWidget), rows_(new QVBoxLayout(body_)) {
  header_->setObjectName("sectionHeader");
  header_->setText(title);
  header_->setAccessibleName(tr("Section %1").arg(title));
  header_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  header_->setArrowType(Qt::DownArrow);
  header_->setCheckable(true);
  header_->setChecked(true);
  header_->setAutoRaise(true);
  header_->setProperty("role", "section");
  header_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  QFont font = header_->font();
  font.setBold(true);
  header_->setFont(font);

  rows_->setContentsMargins(8, 2, 4, 6);
  rows_->setSpacing(5);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(header_);
  column->addWidget(body_);

  connect(header_, &QToolButton::toggled, this, [this](bool open) {
    header_->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    body_->setVisible(open);
    emit toggled(open);
  });
}

void Section::add(QWidget* widget) {
  rows_->addWidget(widget);
}
bool Section::isOpen() const {
  return header_->isChecked();
}
void Section::setOpen(bool open) {
  header_->setChecked(open);
}

}  // namespace nmf::ui
