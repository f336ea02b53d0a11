#pragma once

#include <QFrame>
#include <optional>

#include "core/experiment/experiment.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace nmf::ui {

class RunSession;

/// What lies over the empty charts before a run: what is loaded, what will be done, and the button that does
/// it.
class StartCard : public QFrame {
  Q_OBJECT
 public:
  /// Lies in the middle of `area`.
  explicit StartCard(QWidget* area);

  /// Adapts to the session; hides itself once there is something to see.
  /// `experiment` is what Run would do; empty while the panel holds something that cannot be used.
  void show(const RunSession& session, const std::optional<Experiment>& experiment);

 signals:
  void runRequested();
  void lessonRequested();
  void dataRequested();
  void curvesHelpRequested();

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void place();

  QLabel *title_, *text_, *hint_;
  QProgressBar* progress_;
  QPushButton *run_, *lesson_, *data_, *help_;
};

}  // namespace nmf::ui
