#include "ui/panel/settings_undo.h"

#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>

#include "ui/panel/experiment_panel.h"

namespace nmf::ui {

namespace {
constexpr std::size_t kMostStates = 100;
constexpr int kTogetherMs = 100;
constexpr int kTypingMs = 1000;
}  // namespace

SettingsUndo::SettingsUndo(ExperimentPanel* panel, QAction* undo, QAction* redo)
    : QObject(panel), panel_(panel), undo_(undo), redo_(redo) {
  clock_.start();
  connect(panel, &ExperimentPanel::edited, this, [this] { note(true); });
  connect(panel, &ExperimentPanel::replaced, this, [this] { note(false); });
  connect(undo, &QAction::triggered, this, [this] { go(-1); });
  connect(redo, &QAction::triggered, this, [this] { go(1); });
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
    // Of a spin box it is not the line in it that has the focus.
    const bool takesText = qobject_cast<QLineEdit*>(now) || qobject_cast<QAbstractSpinBox*>(now);
    if (takesText && panel_->isAncestorOf(now)) now->installEventFilter(this);
  });
  note(false);
}

bool SettingsUndo::eventFilter(QObject* object, QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
      event->ignore();
      return true;
    }
  }
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
