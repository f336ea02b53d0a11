#pragma once

#include <QIcon>
#include <QTimer>
#include <QVector>
#include <QWidget>
#include <vector>

#include "core/training/plateau.h"
#include "ui/theme/theme.h"

class QSpinBox;
class QToolButton;

namespace nmf::ui {

class TimelineStrip;

/// The scrubber over a run's epochs: where snapshots are, where the rank waits, where something was changed,
/// and which epoch all views show. Its last stop, *live*, follows the training.
class Timeline : public QWidget {
  Q_OBJECT
 public:
  explicit Timeline(QWidget* parent = nullptr);

  void setTheme(const Theme& theme);
  /// The recorded epochs, both included.
  void setRange(qint64 first, qint64 last);
  /// The epochs (ascending) at which factors are kept; only these can be chosen. `thinned`: how many more
  /// there were.
  void setSnapshots(const QVector<qint64>& epochs, qint64 thinned = 0);
  void setPlateaus(const std::vector<Plateau>& plateaus);
  /// The epochs that a person marked.
  void setBookmarks(const QVector<qint64>& epochs);
  /// Epochs at which a hyper-parameter was changed while running.
  void setChanges(const QVector<qint64>& epochs);
  /// The epoch that the views show; `live`: the newest one, followed. Emits nothing.
  void setCurrent(qint64 epoch, bool live);
  /// The epoch of the factors behind the views, which the bookmark is about. Live it may lie before the
  /// newest record.
  void setShown(qint64 epoch);
  /// Logarithmic in the epoch (early epochs get the room), as the charts may be.
  void setLogarithmic(bool logarithmic);
  bool isLogarithmic() const;

  qint64 current() const { return current_; }
  bool isLive() const { return live_; }
  bool isPlaying() const { return playTimer_.isActive(); }
  const QVector<qint64>& snapshots() const { return snapshots_; }
  qint64 first() const { return first_; }
  qint64 last() const { return last_; }

  /// Milliseconds between two snapshots while playing; 100 at first.
  void setPlayInterval(int milliseconds);

 public slots:
  void setPlaying(bool playing);
  void chooseNearest(qint64 epoch);
  void chooseLive();
  /// `steps` snapshots on (or back, if negative); beyond the last one is live.
  void step(int steps);
  /// The next bookmark after the current epoch, or the one before it where `direction` is negative.
  void stepToBookmark(int direction);

 signals:
  /// Mark the epoch shown, or take its mark away.
  void bookmarkRequested();
  void epochChosen(qint64 epoch);
  void liveChosen();
  void playingChanged(bool playing);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void choose(qint64 epoch);
  void playNext();
  void showCurrent();
  void enableControls();

  TimelineStrip* strip_;
  QToolButton* playButton_;
  QToolButton* loopButton_;
  QToolButton* bookmarkButton_;
  QToolButton* liveButton_;
  QSpinBox* epochBox_;
  QTimer playTimer_;
  QColor symbolColor_;
  QIcon liveOn_;
  QIcon liveOff_;
  QIcon markedIcon_, unmarkedIcon_;
  QVector<qint64> snapshots_, bookmarks_;
  qint64 first_ = 0;
  qint64 last_ = 0;
  qint64 current_ = 0;
  qint64 shown_ = 0;
  bool live_ = true;
};

}  // namespace nmf::ui
