#pragma once

#include <QPainter>

#include "ui/views/canvas.h"
#include "ui/views/view.h"

class QBoxLayout;

namespace nmf {
class NpzWriter;
}

namespace nmf::ui {

/// What all picture views share: they keep the newest frame, drop those of an older run, work only when
/// something is visible or exported, and say in one sentence why there is nothing to see.
class PictureView : public View {
  Q_OBJECT
 public:
  explicit PictureView(QWidget* parent = nullptr);

  /// Takes the frame unless it belongs to an older run. A hidden view only remembers it.
  void setFrame(const RunFrame& frame) final;
  void setTheme(const Theme& theme) override;
  void prepareFigure() final;
  double figureHeight(const Theme& theme, double width) const final;
  void paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) final;

  /// The factors shown and what the view makes of them, or the factors at several epochs.
  FigureData dataFormat() const override;
  void writeData(const std::filesystem::path& path, const DataExtent& extent) final;
  bool changesOverTime() const override { return needsSnapshot() && frame_.snapshot; }
  std::optional<std::int64_t> shownEpoch() const override;
  void atEpoch(const SnapshotPtr& snapshot, const std::function<void()>& paint) override;

  const RunFrame& frame() const { return frame_; }
  const Theme& theme() const { return theme_; }

  /// How often the pictures were computed from a frame so far.
  int preparations() const { return preparations_; }
  /// Milliseconds that the last computation and painting took on the GUI thread.
  double lastMilliseconds() const { return lastMilliseconds_; }

 protected:
  /// Another data set (or none) is in the frame: controls adapt.
  virtual void dataChanged() {}
  /// Another snapshot is in the frame: controls that depend on the factors' shapes adapt. Cheap.
  virtual void snapshotChanged() {}
  /// Computes what paintPicture() needs from frame(), which has a snapshot (and data, if needsData()).
  virtual void prepare() = 0;
  /// A figure is painted at once: computes here and now what the screen would wait for.
  virtual void completeFigure() {}
  /// Paints into `area`; `onScreen` adds what only a window shows (selection, hover).
  virtual void paintPicture(QPainter& painter, const QRectF& area, const Theme& theme, bool onScreen) = 0;
  /// The height in which paintPicture() of a figure shows all it has, legibly, however narrow `width` is. It
  /// is prepared.
  virtual double leastHeight(double width, const Theme& theme) const = 0;
  /// Adds what the view shows, beyond the factors, to the arrays written by writeData(). It is prepared.
  virtual void addShown(NpzWriter&) const {}
  virtual bool needsData() const { return true; }
  virtual bool needsSnapshot() const { return true; }
  /// Why there is nothing to see, in one sentence; empty where there is.
  virtual QString emptySentence() const;
  /// Whether paintFigure() puts the title and the epoch above the picture.
  virtual QString figureHeading() const;

  /// What was prepared does not hold any more (an option changed): prepares again when next painted.
  void invalidate();
  /// Repaints what was prepared.
  void repaintPicture();
  Canvas* canvas() const { return canvas_; }
  /// The row of controls above the canvas; empty until something is added.
  QBoxLayout* controls() const { return controls_; }
  /// The same for controls that go on in a further row where they are wider than the view.
  QLayout* wrappingControls();
  /// The row of the canvas; what is inserted before it stands to its left.
  QBoxLayout* body() const { return body_; }
  /// To be called when all controls are there: puts the canvas behind them in the order of Tab.
  void finishControls();

  void showEvent(QShowEvent* event) override;

 private:
  void syncControls();
  void ensurePrepared();
  void paintCanvas(QPainter& painter);

  RunFrame frame_;
  Theme theme_;
  Canvas* canvas_;
  QBoxLayout* controls_;
  QBoxLayout* body_;
  DatasetPtr knownData_;
  SnapshotPtr knownSnapshot_;
  bool stale_ = true;
  int preparations_ = 0;
  double lastMilliseconds_ = 0;
};

}  // namespace nmf::ui
