#include "ui/charts/curves_figure.h"

#include <algorithm>
#include <utility>

namespace nmf::ui {

RunCurves curvesOf(const RunResult& run, std::shared_ptr<const DataSpectrum> spectrum) {
  RunCurves curves;
  curves.name = QString::fromLatin1(word(run.experiment.model.model));
  // Shares nothing: the caller keeps the run.
  curves.history = std::shared_ptr<const History>(std::shared_ptr<const void>(), &run.history);
  curves.ranks = run.experiment.model.ranks;
  curves.plateaus = run.plateaus;
  curves.changes = run.changes;
  curves.spectrum = std::move(spectrum);
  addFurtherCurves(curves, !run.history.heldOut().empty(), !run.history.clean().empty());
  return curves;
}

std::vector<std::unique_ptr<Chart>> chartsOf(const std::vector<RunCurves>& runs) {
  double last = 1;
  for (const RunCurves& run : runs)
    if (run.history && !run.history->empty())
      last = std::max(last, static_cast<double>(run.history->epoch().back()));
  std::vector<std::unique_ptr<Chart>> charts;
  for (const Quantity quantity : allQuantities()) {
    charts.push_back(std::make_unique<Chart>(quantity));
    charts.back()->setRuns(runs);
    charts.back()->setEpochRange({0, last, false});
  }
  return charts;
}

QSizeF CurvesFigure::figureSize() const {
  const QSizeF one = charts_.empty() ? QSizeF(420, 270) : charts_.front()->figureSize();
  const int rows = (static_cast<int>(charts_.size()) + 1) / 2;
  return {2 * one.width(), rows * one.height()};
}

void CurvesFigure::paintFigure(QPainter& painter, const QRectF& area, const Theme& theme) {
  const int rows = (static_cast<int>(charts_.size()) + 1) / 2;
  if (rows == 0) return;
  const QSizeF cell(area.width() / 2, area.height() / rows);
  int margin = 0;
  for (Chart* chart : charts_) margin = std::max(margin, chart->figureMargin(cell, theme));
  for (std::size_t i = 0; i < charts_.size(); ++i) {
    const QPointF corner(area.left() + static_cast<double>(i % 2) * cell.width(),
                         area.top() + static_cast<double>(i / 2) * cell.height());
    charts_[i]->paintFigure(painter, QRectF(corner, cell), theme, margin);
  }
}

}  // namespace nmf::ui
