#include "ui/window/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QStyleOption>
#include <QToolButton>
#include <utility>

#include "ui/window/icons.h"

namespace nmf::ui {

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent),
      icon_(new QLabel),
      text_(new QLabel),
      buttons_(new QHBoxLayout),
      close_(new QToolButton) {
  setObjectName("messageBar");
  setAccessibleName(tr("Message"));
  text_->setObjectName("messageText");
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::PlainText);  // names of files and data are in it
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  close_->setObjectName("messageClose");
  close_->setAccessibleName(tr("Close the message"));
  close_->setToolTip(tr("Close"));
  close_->setAutoRaise(true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 5, 6, 5);
  row->setSpacing(8);
  row->addWidget(icon_);
  row->addWidget(text_, 1);
  row->addLayout(buttons_);
  row->addWidget(close_);
  connect(close_, &QToolButton::clicked, this, &MessageBar::dismiss);
  hide();
}

void MessageBar::showMessage(Topic topic, Kind kind, const QString& text, const QVector<Action>& actions) {
  const bool asks = shown_ && shown_->topic == Topic::Run && !shown_->actions.isEmpty();
  if (topic == Topic::Run)
    covered_.reset();
  else if (asks)
    covered_ = shown_;
  display({topic, kind, wording_ ? wording_(text) : text, actions});
}

void MessageBar::display(const Message& message) {
  hideMessage();
  shown_ = message;
  kind_ = message.kind;
  setProperty("kind", kind_ == Kind::Info ? "info" : kind_ == Kind::Warning ? "warning" : "error");
  style()->unpolish(this);
  style()->polish(this);
  text_->setText(message.text);
  setAccessibleDescription(message.text);
  for (const Action& action : message.actions) {
    auto* button = new QPushButton(action.label);
    button->setObjectName(action.objectName);
    connect(button, &QPushButton::clicked, this, [this, run = action.run] {
      dismiss();
      run();
    });
    buttons_->addWidget(button);
  }
  setTheme(theme_);
  show();
}

void MessageBar::hideMessage() {
  hide();
  shown_.reset();
  text_->clear();
  while (QLayoutItem* item = buttons_->takeAt(0)) {
    // Later: the button may be the one that is being clicked.
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
}

void MessageBar::clear() {
  covered_.reset();
  hideMessage();
}

void MessageBar::dismiss() {
  if (covered_)
    display(*std::exchange(covered_, std::nullopt));
  else
    hideMessage();
}

void MessageBar::outdate(Topic topic) {
  if (covered_ && covered_->topic == topic) covered_.reset();
  if (shown_ && shown_->topic == topic) dismiss();
}

QString MessageBar::text() const {
  return text_->text();
}

void MessageBar::setTheme(const Theme& theme) {
  theme_ = theme;
  const QColor colour =
      kind_ == Kind::Info ? theme.accent : (kind_ == Kind::Warning ? theme.warning : theme.error);
  icon_->setPixmap(colouredIcon(kind_ == Kind::Info ? "info" : "warning", colour)
                       .pixmap(QSize(20, 20), devicePixelRatioF()));
  close_->setIcon(themedIcon("close", theme));
}

void MessageBar::paintEvent(QPaintEvent*) {
  // A plain QWidget paints the background of its style sheet only when asked to.
  QStyleOption option;
  option.initFrom(this);
  QPainter painter(this);
  style()->drawPrimitive(QStyle::PE_Widget, &option, &painter, this);
}

}  // namespace nmf::ui
