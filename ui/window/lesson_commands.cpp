// The lesson shown: the part of the main window that goes on with it, and keeps it in sight while presenting.

#include <QAction>
#include <QVBoxLayout>

#include "core/experiment/presets.h"
#include "ui/lesson/lesson_card.h"
#include "ui/panel/experiment_panel.h"
#include "ui/session/run_session.h"
#include "ui/views/timeline.h"
#include "ui/window/main_window.h"
#include "ui/window/window_actions.h"

namespace nmf::ui {

namespace {

/// The lesson after the one called `shown`; the first one where none is shown.
const Preset* lessonAfter(const QString& shown) {
  return shown.isEmpty() ? &presets().front() : nextLesson(shown.toStdString());
}

}  // namespace

void MainWindow::connectLessons() {
  const LessonCard* card = panel_->lesson();
  connect(actions_->nextLesson, &QAction::triggered, this, [this, card] {
    if (const Preset* next = lessonAfter(card->lesson()))
      panel_->choosePreset(QString::fromStdString(next->name));
  });
  connect(actions_->compareLesson, &QAction::triggered, panel_->lesson(), &LessonCard::compare);
  connect(card, &LessonCard::closed, this, &MainWindow::showLessonActions);
}

void MainWindow::showLesson(const QString& name) {
  panel_->showLesson(name);
  showLessonActions();
}

void MainWindow::showLessonActions() {
  LessonCard* card = panel_->lesson();
  const bool editable = session_->allows(RunAction::EditExperiment);
  card->setEnabled(editable);  // as the panel, also outside of it
  actions_->nextLesson->setEnabled(editable && lessonAfter(card->lesson()));
  actions_->compareLesson->setEnabled(card->canCompare());
}

/// While presenting the panel is away, and the lesson lies between the pictures and the timeline.
void MainWindow::placeLesson(bool presenting) {
  LessonCard* card = panel_->lesson();
  card->setStrip(presenting);
  if (presenting) {
    auto* column = static_cast<QVBoxLayout*>(timeline_->parentWidget()->layout());
    column->insertWidget(column->indexOf(timeline_), card);
  } else {
    panel_->takeLessonBack();
  }
  card->setVisible(!card->lesson().isEmpty());
}

}  // namespace nmf::ui
