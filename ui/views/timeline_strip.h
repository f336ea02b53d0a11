#pragma once

#include <QVector>
#include <QWidget>
#include <vector>

#include "core/training/plateau.h"
#include "ui/theme/theme.h"

namespace nmf::ui {

/// The track of a Timeline: paints what is where and turns the mouse into epochs. It decides nothing.
class TimelineStrip : public QWidget {
  Q_OBJECT
 public:
  explicit TimelineStrip(QWidget* parent = nullptr);

  void setTheme(const Theme& theme);
  void setRange(qint64 first, qint64 last);
  void setSnapshots(const QVector<qint64>& epochs, qint64 thinned);
  void setPlateaus(const std::vector<Plateau>& plateaus);
  void setBookmarks(const QVector<qint64>& epochs);
  void setChanges(const QVector<qint64>& epochs);
  void setCurrent(qint64 epoch, bool live);
  void setLogarithmic(bool logarithmic);
  bool isLogarithmic() const { return logarithmic_; }

  /// Where an epoch lies, and which epoch lies at x.
  double xOf(qint64 epoch) const;
  qint64 epochAt(double x) const;
  /// What stands in its place where it has no snapshots.
  QString emptyText() const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  /// The mouse is down at this epoch.
  void dragged(qint64 epoch);
  /// The mouse is down beyond the end of the track.
  void draggedToLive();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  double share(qint64 epoch) const;
  QRectF track() const;
  void follow(double x);
  QString textAt(double x) const;
  QString countText() const;
  void paintNumbers(QPainter& painter, const QRectF& track) const;
  void paintHandle(QPainter& painter, const QRectF& track) const;

  Theme theme_;
  qint64 first_ = 0;
  qint64 last_ = 0;
  QVector<qint64> snapshots_;
  qint64 thinned_ = 0;
  std::vector<Plateau> plateaus_;
  QVector<qint64> bookmarks_, changes_;
  qint64 current_ = 0;
  bool live_ = true;
  bool logarithmic_ = false;
  double hoverX_ = -1;
};

/// The one of `epochs` (ascending, not empty) nearest to `epoch`; the earlier of two equally near.
qint64 nearestEpoch(const QVector<qint64>& epochs, qint64 epoch);

}  // namespace nmf::ui
