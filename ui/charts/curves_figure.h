#pragma once

#include <memory>
#include <vector>

#include "core/experiment/run_result.h"
#include "ui/charts/chart.h"

namespace nmf::ui {

/// What the charts draw of a finished run. Refers to the history of `run`, which must outlive it. `spectrum`
/// may be null: no references then.
RunCurves curvesOf(const RunResult& run, std::shared_ptr<const DataSpectrum> spectrum);

/// The charts of the runs without a window, over all their epochs, one for each quantity.
std::vector<std::unique_ptr<Chart>> chartsOf(const std::vector<RunCurves>& runs);

/// Charts two by two on one sheet, or one above the other where it is narrow.
class CurvesFigure : public Figure {
 public:
  /// Charts that outlive the figure.
  explicit CurvesFigure(std::vector<Chart*> charts) : charts_(std::move(charts)) {}

  QString figureTitle() const override { return QStringLiteral("Curves"); }
  QString figureName() const override { return QStringLiteral("curves"); }
  QSizeF figureSize() const override;
  double figureHeight(const Theme& theme, double width) const override;
  void prepareFigure() override;
  bool changesOverTime() const override;
  std::optional<std::int64_t> shownEpoch() const override;
  void atEpoch(const SnapshotPtr& snapshot, const std::function<void()>& paint) override;
  void paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) override;

 private:
  int rows(int columns) const;

  std::vector<Chart*> charts_;
};

}  // namespace nmf::ui
