#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QLabel>
#include <QTimer>
#include <QVector>

#include "core/training/run_state.h"
#include "ui/pace/delay_probe.h"

namespace nmf::ui {

class Chart;
class MainWindow;
class RunSession;

/// When the event that is being handled came to the program, where it is one of a person's or of a timer.
class EventClock : public QObject {
 public:
  explicit EventClock(QObject* parent);
  const QElapsedTimer& sinceEvent() const { return clock_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QElapsedTimer clock_;
};

/// For developers: how well the window keeps up, measured in the running program and drawn over its corner.
/// The event loop's delay (DelayProbe), frames a second of every chart, epochs a second, how long stop and
/// pause take until training rests, how long an epoch chosen on the timeline takes until everything shows it,
/// and memory by recorded epoch.
class PaceOverlay : public QLabel {
 public:
  explicit PaceOverlay(MainWindow* window);

  /// All of it as lines of plain text.
  QString summary() const;

 protected:
  bool event(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void follow(RunState state);
  void awaitRest();
  void place();

  MainWindow* window_;
  RunSession* session_;
  DelayProbe probe_;
  EventClock events_;
  QHash<QObject*, qint64> frames_;  // of every chart, while training
  QVector<Chart*> charts_;
  RunState state_ = RunState::Idle;
  QElapsedTimer running_, leaving_, scrub_;
  double runningSeconds_ = 0;  // of the stretches before
  QTimer rest_, repaint_;
  QVector<double> stops_, pauses_, scrubs_;  // ms
  int passes_ = 0;                           // of the event loop since an epoch was chosen
  qint64 recordsBefore_ = 0, bytesBefore_ = 0;
};

}  // namespace nmf::ui
