#include "ui/panel/settings_undo.h"

#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>

#include "ui/panel/experiment_panel.h"

namespace nmf::ui {

namespace {
constexpr std::size_t kMostStates = 100;
constexpr int kTogetherMs = 100;
constexpr int kTypingMs = 1000;

/// The line in which a field takes text, null where it takes none. Of a spin box or list it is not the line
/// in it that has the focus.
QLineEdit* lineOf(QWidget* field) {
  if (auto* list = qobject_cast<QComboBox*>(field)) return list->lineEdit();
  if (qobject_cast<QAbstractSpinBox*>(field)) return field->findChild<QLineEdit*>();
  return qobject_cast<QLineEdit*>(field);
}

/// Whether what has been typed in a field is taken from it by this event.
bool takesEffect(const QEvent& event) {
  if (event.type() == QEvent::FocusOut) return true;
  if (event.type() != QEvent::KeyPress) return false;
  const int key = static_cast<const QKeyEvent&>(event).key();
  return key == Qt::Key_Return || key == Qt::Key_Enter;
}

}  // namespace

SettingsUndo::SettingsUndo(ExperimentPanel* panel, QAction* undo, QAction* redo)
    : QObject(panel), panel_(panel), undo_(undo), redo_(redo) {
  clock_.start();
  connect(panel, &ExperimentPanel::edited, this, [this] { note(true); });
  connect(panel, &ExperimentPanel::replaced, this, [this] { note(false); });
  connect(undo, &QAction::triggered, this, [this] { go(-1); });
  connect(redo, &QAction::triggered, this, [this] { go(1); });
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
    if (lineOf(now) && panel_->window()->isAncestorOf(now)) now->installEventFilter(this);
  });
  note(false);
}

bool SettingsUndo::eventFilter(QObject* object, QEvent* event) {
  auto* field = qobject_cast<QWidget*>(object);
  QLineEdit* line = lineOf(field);
  if (!line) return QObject::eventFilter(object, event);
  if (event->type() == QEvent::ShortcutOverride) {
    auto* key = static_cast<QKeyEvent*>(event);
    // What is being typed outside the panel is no setting, and can be taken back only there.
    const bool outside = !panel_->isAncestorOf(field);
    const bool undo = key->matches(QKeySequence::Undo) && !(outside && line->isModified());
    const bool redo = key->matches(QKeySequence::Redo) && !(outside && line->isRedoAvailable());
    if (undo || redo) {
      event->ignore();
      return true;
    }
  }
  if (takesEffect(*event)) line->setModified(false);
  return QObject::eventFilter(object, event);
}

void SettingsUndo::note(bool edited) {
  if (going_ || !panel_->experiment()) return;
  const Experiment& now = *panel_->experiment();
  QWidget* const field = QApplication::focusWidget();
  const qint64 since = clock_.restart();
  if (!states_.empty() && now == states_[at_]) return;
  const bool newest = at_ + 1 == states_.size();
  const bool together = since < kTogetherMs || (edited && field && field == field_ && since < kTypingMs);
  field_ = edited ? field : nullptr;
  if (states_.empty()) {
    states_.push_back(now);
  } else if (together && newest && at_ > 0) {
    states_[at_] = now;
  } else {
    states_.resize(at_ + 1);
    states_.push_back(now);
    if (states_.size() > kMostStates) states_.erase(states_.begin());
    at_ = states_.size() - 1;
  }
  showState();
}

void SettingsUndo::go(int step) {
  const auto to = static_cast<std::ptrdiff_t>(at_) + step;
  if (to < 0 || to >= static_cast<std::ptrdiff_t>(states_.size()) || !panel_->isEnabled()) return;
  at_ = static_cast<std::size_t>(to);
  going_ = true;
  panel_->edit(states_[at_]);
  going_ = false;
  field_ = nullptr;
  showState();
}

void SettingsUndo::showState() {
  undo_->setEnabled(at_ > 0);
  redo_->setEnabled(at_ + 1 < states_.size());
}

}  // namespace nmf::ui
