#include "ui/lesson/lesson_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/experiment/presets.h"

namespace nmf::ui {

LessonCard::LessonCard(QWidget* parent)
    : QFrame(parent),
      title_(new QLabel),
      text_(new QLabel),
      run_(new QPushButton(tr("Run"))),
      compare_(new QPushButton),
      nextLesson_(new QPushButton(tr("Next"))),
      close_(new QToolButton) {
  setObjectName("lessonCard");
  setAccessibleName(tr("Lesson"));
  title_->setObjectName("lessonTitle");
  title_->setProperty("role", "title");
  text_->setObjectName("lesson");
  for (QLabel* label : {title_, text_}) label->setWordWrap(true);
  run_->setObjectName("lessonRun");
  run_->setToolTip(tr("Start the lesson's run"));
  compare_->setObjectName("lessonCompare");
  compare_->setAccessibleName(tr("Pin, and run what the lesson compares with"));
  nextLesson_->setObjectName("lessonNext");
  close_->setObjectName("lessonClose");
  close_->setText(QStringLiteral("×"));
  close_->setAutoRaise(true);
  close_->setAccessibleName(tr("Close the lesson"));
  close_->setToolTip(tr("Close the lesson; its settings stay"));
  setStrip(false);
  connect(run_, &QPushButton::clicked, this, &LessonCard::runRequested);
  connect(compare_, &QPushButton::clicked, this, [this] { emit comparisonRequested(then_); });
  connect(nextLesson_, &QPushButton::clicked, this, [this] { emit nextRequested(next_); });
  connect(close_, &QToolButton::clicked, this, [this] {
    showLesson({});
    emit closed();
  });
  hide();
}

void LessonCard::showLesson(const QString& name) {
  const Preset* lesson = findPreset(name.toStdString());
  name_ = lesson ? name : QString();
  setVisible(lesson != nullptr);
  if (!lesson) return;
  title_->setText(QString::fromStdString(lesson->title));
  text_->setText(QString::fromStdString(lesson->text));
  then_ = QString::fromStdString(lesson->then);
  const Preset* then = findPreset(lesson->then);
  compare_->setVisible(then != nullptr);
  if (then) {
    compare_->setText(tr("Pin, and run: %1").arg(QString::fromStdString(then->title)));
    compare_->setToolTip(tr("Keep this run in the charts, and start the one to compare it with"));
  }
  const Preset* next = nextLesson(lesson->name);
  next_ = next ? QString::fromStdString(next->name) : QString();
  nextLesson_->setVisible(next != nullptr);
  if (next) nextLesson_->setToolTip(tr("Next lesson: %1").arg(QString::fromStdString(next->title)));
  setHasRun(hasRun_);
}

void LessonCard::setHasRun(bool hasRun) {
  hasRun_ = hasRun;
  compare_->setEnabled(hasRun);
}

bool LessonCard::canCompare() const {
  return !name_.isEmpty() && !then_.isEmpty() && hasRun_ && isEnabled();
}

void LessonCard::compare() {
  if (canCompare()) compare_->click();
}

// ---- how it is laid out

void LessonCard::setStrip(bool strip) {
  delete layout();
  QBoxLayout* column = strip ? stripLayout() : cardLayout();
  column->setContentsMargins(12, strip ? 5 : 8, 8, strip ? 6 : 8);
  column->setSpacing(strip ? 3 : 6);
  setLayout(column);
}

QBoxLayout* LessonCard::cardLayout() {
  auto* head = new QHBoxLayout;
  head->addWidget(title_, 1);
  head->addWidget(close_, 0, Qt::AlignTop);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(run_);
  buttons->addWidget(nextLesson_);
  buttons->addStretch(1);
  auto* column = new QVBoxLayout;
  column->addLayout(head);
  column->addWidget(text_);
  column->addWidget(compare_);
  column->addLayout(buttons);
  return column;
}

/// The buttons stand beside the title, so that the text has the whole width.
QBoxLayout* LessonCard::stripLayout() {
  auto* head = new QHBoxLayout;
  head->addWidget(title_, 1);
  for (QWidget* button : QList<QWidget*>{run_, compare_, nextLesson_, close_}) head->addWidget(button);
  auto* column = new QVBoxLayout;
  column->addLayout(head);
  column->addWidget(text_);
  return column;
}

}  // namespace nmf::ui
