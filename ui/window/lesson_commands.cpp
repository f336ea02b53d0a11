// The lesson shown: the part of the main window that goes on with it, and keeps it in sight while presenting.

#include <QAction>
#include <QVBoxLayout>
#include <algorithm>

#include "core/experiment/option.h"
#include "core/experiment/presets.h"
#include "core/experiment/settings.h"
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

/// Whether `experiment` is the one of the lesson called `name`, on whichever images and from whichever seed.
bool isOfLesson(const Experiment& experiment, const std::string& name) {
  SettingsBuilder builder;
  builder.setJson(presetJson(name), name, SettingsBuilder::Layer::Preset);
  Settings lesson = builder.finish();
  lesson.experiment.model.seed = experiment.model.seed;
  const Settings given{experiment, {}, {}};
  const auto differs = [&](const Option& option) {
    return builder.isSet(option.key) && option.format(lesson) != option.format(given);
  };
  return lesson.experiment.model == experiment.model &&
         lesson.experiment.plan.earlyStop == experiment.plan.earlyStop &&
         std::none_of(optionTable().begin(), optionTable().end(), differs);
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

/// Fills the panel with an experiment that comes from elsewhere. A lesson that is about another one goes: it
/// would tell what is not there, and pin what it does not compare with.
void MainWindow::replaceExperiment(const Experiment& experiment) {
  panel_->setExperiment(experiment);
  const QString lesson = panel_->lesson()->lesson();
  if (!lesson.isEmpty() && !isOfLesson(experiment, lesson.toStdString())) showLesson({});
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
