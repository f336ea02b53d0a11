#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <vector>

#include "core/experiment/experiment.h"

class QAction;
class QWidget;

namespace nmf::ui {

class ExperimentPanel;

/// Undo and redo of what the experiment panel shows, by whole states: changes within a tenth of a second, and
/// those of one field while somebody types in it, count as one. Taken back or brought again, a setting acts
/// as if it had been edited, on a run under way too.
class SettingsUndo : public QObject {
  Q_OBJECT
 public:
  SettingsUndo(ExperimentPanel* panel, QAction* undo, QAction* redo);

 protected:
  /// Lets the keys of undo and redo through where a text field of the window would take them for itself, but
  /// for text typed outside the panel that has not taken effect yet.
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void note(bool edited);
  void go(int step);
  void showState();

  ExperimentPanel* panel_;
  QAction *undo_, *redo_;
  std::vector<Experiment> states_;
  std::size_t at_ = 0;  ///< which of them is shown
  QElapsedTimer clock_;
  QWidget* field_ = nullptr;  ///< where the last change was made; only compared
  bool going_ = false;
};

}  // namespace nmf::ui
