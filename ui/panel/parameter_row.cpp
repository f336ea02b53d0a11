#include "ui/panel/parameter_row.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>

#include "ui/panel/badge.h"

namespace nmf::ui {

namespace {

constexpr int kLabelWidth = 116;  // all rows alike, so that the controls line up across sections

QString sentence(QString text) {
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  if (!text.endsWith('.')) text += '.';
  return text;
}

}  // namespace

ParameterRow::ParameterRow(const Option& option, const QString& label, ValueEdit* edit, QWidget* parent)
    : QWidget(parent),
      option_(option),
      edit_(edit),
      label_(new QLabel(label)),
      message_(new QLabel),
      badge_(new Badge(option.live)) {
  const QString key = QString::fromStdString(option.key);
  setObjectName(key + "_row");
  edit_->control()->setObjectName(key);
  edit_->control()->setAccessibleName(label);
  label_->setBuddy(edit_->control());
  label_->setFixedWidth(kLabelWidth);
  badge_->setObjectName(key + "_badge");
  message_->setObjectName(key + "_problem");
  message_->setWordWrap(true);
  message_->setTextFormat(Qt::PlainText);  // names of files are in it
  message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  message_->setFocusPolicy(Qt::NoFocus);
  message_->setProperty("role", "problem");
  message_->hide();

  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(6);
  grid->setVerticalSpacing(2);
  grid->addWidget(label_, 0, 0);
  grid->addWidget(edit_, 0, 1);
  grid->addWidget(badge_, 0, 2);
  grid->addWidget(message_, 1, 0, 1, 3);
  grid->setColumnStretch(1, 1);

  connect(edit_, &ValueEdit::edited, this, &ParameterRow::edited);
  connect(edit_, &ValueEdit::committed, this, &ParameterRow::committed);
  describe();
}

QString ParameterRow::label() const {
  return label_->text();
}

void ParameterRow::leavePanel(const QString& prefix) {
  for (QObject* named : {static_cast<QObject*>(this), static_cast<QObject*>(edit_->control()),
                         static_cast<QObject*>(badge_), static_cast<QObject*>(message_)})
    named->setObjectName(prefix + named->objectName());
  badge_->hide();
}

void ParameterRow::show(const Settings& settings) {
  edit_->setText(QString::fromStdString(option_.format(settings)));
}

void ParameterRow::read(Settings& settings) const {
  option_.parse(settings, edit_->text().toStdString());
}

void ParameterRow::setProblem(const QString& problem) {
  if (problem == problem_) return;
  problem_ = problem;
  message_->setText(problem.isEmpty() || problem.endsWith('.') ? problem : problem + '.');
  message_->setVisible(!problem.isEmpty());
  edit_->control()->setAccessibleDescription(message_->text());
}

void ParameterRow::setReason(const QString& reason) {
  if (reason == reason_) return;
  reason_ = reason;
  edit_->setEnabled(reason.isEmpty());
  label_->setEnabled(reason.isEmpty());
  badge_->setEnabled(reason.isEmpty());
  describe();
}

void ParameterRow::setNumbers(const QString& numbers) {
  if (numbers == numbers_) return;
  numbers_ = numbers;
  describe();
}

void ParameterRow::setPending(bool pending, bool byEnter) {
  badge_->setPending(pending, byEnter);
}
bool ParameterRow::isPending() const {
  return badge_->isPending();
}

// The controls let Enter through, also those that have no use for it.
void ParameterRow::keyPressEvent(QKeyEvent* event) {
  QWidget::keyPressEvent(event);
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) emit entered();
}

void ParameterRow::describe() {
  QString tip = "<p style='white-space:normal'>";
  if (!reason_.isEmpty()) {
    tip += "<b>" + tr("Not used here:") + "</b> " +
           sentence(QString::fromStdString(reason_.toStdString())).toHtmlEscaped() + "</p><p>";
  }
  tip += sentence(QString::fromStdString(option_.help)).toHtmlEscaped();
  for (const std::string& line : option_.formulas) {
    const QString formula = QString::fromStdString(line);
    const bool isChosen = formula.startsWith(edit_->text() + ": ");
    tip += QString(isChosen ? "<br><b>%1</b>" : "<br>%1").arg(formula.toHtmlEscaped());
  }
  if (!numbers_.isEmpty()) tip += "<br>" + tr("Now: %1").arg(numbers_.toHtmlEscaped());
  if (!option_.fallback.empty()) {
    tip += "<br>" + tr("Default: %1").arg(QString::fromStdString(option_.fallback).toHtmlEscaped());
  }
  tip += "<br><code>" + QString::fromStdString(option_.flag()) + "</code></p>";
  setToolTip(tip);  // children without a tip of their own show it too
}

}  // namespace nmf::ui
