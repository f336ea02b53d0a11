#include "ui/dataset/selection_edits.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QToolButton>
#include <algorithm>
#include <utility>

#include "core/data/selection.h"
#include "ui/controls/wheel_guard.h"
#include "ui/views/picture_text.h"

namespace nmf::ui {

ListEdit::ListEdit(bool free, const QString& placeholder, const QString& empty, QWidget* parent)
    : ValueEdit(parent), box_(new QComboBox), empty_(empty) {
  box_->setEditable(free);
  box_->setInsertPolicy(QComboBox::NoInsert);
  box_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box_->setMinimumContentsLength(8);
  box_->setPlaceholderText(placeholder);
  if (free) {
    box_->lineEdit()->setPlaceholderText(placeholder);
    box_->setCompleter(nullptr);  // a shape is not to be completed to another one
  }
  ignoreWheelWithoutFocus(box_);
  arrange({box_});
  const auto changed = [this] {
    emit edited();
    emit committed();
  };
  connect(box_, &QComboBox::currentIndexChanged, this, [this, changed](int index) {
    if (index < 0 || items_[index].word == text_) return;
    text_ = items_[index].word;
    changed();
  });
  if (free) {
    connect(box_->lineEdit(), &QLineEdit::textEdited, this, [this](const QString& text) {
      text_ = text.trimmed();
      emit edited();
    });
    connect(box_->lineEdit(), &QLineEdit::editingFinished, this, &ValueEdit::committed);
  }
}

void ListEdit::setItems(const QVector<Item>& items) {
  if (items == items_) return;  // somebody may be typing
  const QSignalBlocker blocker(box_);
  items_ = items;
  box_->clear();
  for (const Item& item : items_) {
    box_->addItem(item.label, item.word);
    qobject_cast<QStandardItemModel*>(box_->model())->item(box_->count() - 1)->setEnabled(item.enabled);
  }
  // Whatever it was, it is to be found anew in the list.
  const QString text = std::exchange(text_, QStringLiteral("\n"));
  setText(text.isEmpty() ? empty_ : text);
}

int ListEdit::count() const {
  return static_cast<int>(items_.size());
}
QString ListEdit::text() const {
  return text_.isEmpty() ? empty_ : text_;
}

void ListEdit::setText(const QString& text) {
  const QString shown = text == empty_ ? QString() : text;
  if (shown == text_ && (box_->currentIndex() >= 0 || shown.isEmpty())) return;
  const QSignalBlocker blocker(box_);
  text_ = shown;
  const int index = box_->findData(shown);
  box_->setCurrentIndex(index);
  if (box_->isEditable() && index < 0 && box_->currentText() != shown) box_->setEditText(shown);
}

QWidget* ListEdit::control() const {
  return box_;
}

RowsEdit::RowsEdit(QWidget* parent) : ValueEdit(parent), line_(new QLineEdit), all_(new QToolButton) {
  all_->setText(tr("All"));
  all_->setObjectName("dataRowsAll");
  all_->setAccessibleName(tr("All rows"));
  all_->setToolTip(tr("Takes all images"));
  arrange({line_, all_});
  setCount(0);
  connect(line_, &QLineEdit::textEdited, this, &ValueEdit::edited);
  connect(line_, &QLineEdit::editingFinished, this, &ValueEdit::committed);
  connect(all_, &QToolButton::clicked, this, [this] {
    line_->setText(QStringLiteral("0:%1").arg(count_));
    emit edited();
    emit committed();
  });
}

void RowsEdit::setCount(std::int64_t count) {
  count_ = count;
  all_->setEnabled(count > 0);
  line_->setPlaceholderText(count > 0 ? tr("0:%1 of %2").arg(std::min(defaultRows, count)).arg(grouped(count))
                                      : tr("0:2000, or all"));
}

QString RowsEdit::text() const {
  const QString text = line_->text().trimmed();
  return text.isEmpty() ? QStringLiteral("default") : text;
}

void RowsEdit::setText(const QString& text) {
  if (text != this->text()) line_->setText(text == "default" ? QString() : text);
}

QWidget* RowsEdit::control() const {
  return line_;
}

}  // namespace nmf::ui
